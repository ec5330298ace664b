"""Which lines changed since a git ref, as git says: renames followed, uncommitted and untracked files included."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from refmend.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ALL_LINES = range(1, 1 << 31)
_TIMEOUT_S = 120
# Nothing in the repository's own configuration or attributes may start another program.
_SAFE = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.pager=cat")
_DIFF = (
    "diff",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--ignore-submodules",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_HUNK = re.compile(r"^@@ -\d{1,10}(?:,\d{1,10})? \+(\d{1,10})(?:,(\d{1,10}))? @@")
_OCTAL = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def changed_lines(ref: str, paths: Sequence[str], *, cwd: Path | None = None) -> dict[str, list[range]]:
    """Return the changed lines (1-based) of each of the paths since the merge base of HEAD and a git ref.

    Committed, staged and unstaged changes count, an untracked file counts whole. Where lines were only removed the
    range is empty and stands before the line that follows them. Paths without changes have no entry.
    Raises `UsageError` where there is no git, no repository, no such ref or no common history.
    """
    cwd = cwd or Path.cwd()
    if shutil.which("git") is None:
        raise UsageError("--changed-since needs git, which is not installed", hint="install git")
    top = Path(os.fsdecode(_git(cwd, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    base = _base(cwd, ref)
    by_file = dict(_hunks(_git(top, *_DIFF, base, "--")))
    for name in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
        if name:
            by_file[os.fsdecode(name)] = [ALL_LINES]
    return dict(_for_paths(by_file, paths, top, cwd))


def _for_paths(
    by_file: Mapping[str, list[range]], paths: Sequence[str], top: Path, cwd: Path
) -> Iterator[tuple[str, list[range]]]:
    """Yield the changes under the names that the run uses for its files."""
    top = top.resolve()
    for path in paths:
        place = (cwd / path).resolve()
        if place.is_relative_to(top) and (lines := by_file.get(place.relative_to(top).as_posix())):
            yield path, lines


def _base(cwd: Path, ref: str) -> str:
    """Return the commit to compare with: where HEAD and the ref last had the same history."""
    commit = _commit(cwd, ref)
    try:
        return os.fsdecode(_git(cwd, "merge-base", commit, "HEAD")).strip()
    except UsageError as error:
        raise UsageError(
            f"--changed-since: {ref!r} and HEAD have no common history here",
            hint="in CI, check out with the full history (fetch-depth: 0)",
        ) from error


def _commit(cwd: Path, ref: str) -> str:
    """Return the commit of a ref; a ref that looks like an option is never read as one."""
    bad = UsageError(f"--changed-since: there is no git ref {ref!r}", hint="give a branch, a tag or a commit")
    if not ref or ref.startswith("-") or "\0" in ref:
        raise bad
    try:
        answer = _git(cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except UsageError as error:
        raise bad from error
    return os.fsdecode(answer).strip()


def _git(cwd: Path, *arguments: str) -> bytes:
    """Return what git prints; raises `UsageError` with git's own first line where it fails."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
    environment.pop("GIT_EXTERNAL_DIFF", None)
    try:
        done = subprocess.run(  # noqa: S603 - arguments are ours, a ref has become a commit id before it is one
            ["git", *_SAFE, *arguments],  # noqa: S607 - the user's own git
            cwd=cwd,
            env=environment,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"git could not be run: {error}", hint="leave --changed-since out") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        hint = "--changed-since needs a git repository"
        if said and "dubious ownership" in said[0]:
            hint = "the folder belongs to another user: git config --global --add safe.directory FOLDER"
        raise UsageError(f"git: {said[0] if said else 'failed'}", hint=hint)
    return done.stdout


def _hunks(diff: bytes) -> Iterator[tuple[str, list[range]]]:
    """Yield each changed file of a unified diff without context, and its changed lines in the new text."""
    path, lines = "", list[range]()
    in_header = True
    for raw in diff.split(b"\n"):
        if raw.startswith(b"diff --git "):
            if path and lines:
                yield path, lines
            path, lines, in_header = "", [], True
        elif in_header and raw.startswith(b"+++ "):
            path = _unquoted(raw.removeprefix(b"+++ ").rstrip(b"\t"))
        elif raw.startswith(b"@@ ") and (match := _HUNK.match(raw.decode("utf-8", "replace"))):
            in_header = False
            lines.append(_new_lines(int(match.group(1)), int(match.group(2) or "1")))
    if path and lines:
        yield path, lines


def _new_lines(start: int, count: int) -> range:
    """Return a hunk's lines in the new text; git gives the line before where nothing is left."""
    return range(start, start + count) if count else range(start + 1, start + 1)


def _unquoted(name: bytes) -> str:
    """Return the path in a diff header without its prefix and git's quoting; empty for a removed file."""
    if name.startswith(b'"') and name.endswith(b'"'):
        name = _OCTAL.sub(_unescaped, name[1:-1])
    return os.fsdecode(name.removeprefix(b"b/")) if name.startswith(b"b/") else ""


def _unescaped(match: re.Match[bytes]) -> bytes:
    word = match.group(1)
    return bytes([int(word, 8) & 0xFF]) if word.isdigit() and len(word) == 3 else _ESCAPES.get(word, word)  # noqa: PLR2004 - an octal escape has three digits
