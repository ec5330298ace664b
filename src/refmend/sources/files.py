"""Paths become files: folders are walked as git would, what cannot be read is reported and the rest goes on."""

from __future__ import annotations

import hashlib
import os
import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from refmend.errors import InputError
from refmend.model import SourceFile
from refmend.sources import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pathspec import GitIgnoreSpec

LIMIT = 200_000_000
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "site-packages", "target", "dist", "build"})

Ignore = tuple[str, "GitIgnoreSpec"]


def collect(
    paths: Sequence[str], *, exclude: Sequence[str] = (), stdin_filename: str | None = None
) -> Iterator[SourceFile | InputError]:
    """Yield the files to check in a stable order; an `InputError` stands for each that cannot be read.

    Folders are searched for the formats known by suffix; `.gitignore` files, hidden folders, submodules and
    symbolic links that lead out of the folder are respected, and so they are where a pattern is searched for. A file
    that is named is read whatever its name. `-` is standard input, read as `stdin_filename` (Markdown without one).
    A file is read once, however often it is named.
    """
    seen: set[str] = set()
    for path in paths:
        if path == "-":
            if path not in seen:
                seen.add(path)
                yield _from_bytes(stdin_filename or "-", "markdown", _read_stdin())
            continue
        for found in _expand(path, exclude):
            if isinstance(found, InputError):
                yield found
                continue
            key = os.path.realpath(found)
            if key not in seen:
                seen.add(key)
                yield read_file(found)


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read(LIMIT + 1)


def _expand(path: str, exclude: Sequence[str]) -> Iterator[Path | InputError]:
    """Yield the files that one argument stands for."""
    try:
        whole = Path(path)
        if whole.is_dir():
            yield from _walk(whole, _compiled(exclude))
        elif whole.exists():
            yield whole
        elif any(sign in path for sign in "*?[") and (found := _glob(path, _compiled(exclude))):
            for match in found:
                yield from _expand(str(match), exclude)
        else:
            yield InputError(f"{path}: no such file or folder", hint="check the path, or quote a pattern")
    except (OSError, ValueError) as error:
        yield InputError(f"{path}: {_reason(error)}")


def _glob(pattern: str, excluded: GitIgnoreSpec) -> list[Path]:
    """Return what a pattern matches and a search would not leave out, for shells that do not expand them."""
    anchor = Path(pattern).anchor
    try:
        matches = sorted(Path(anchor or ".").glob(pattern.removeprefix(anchor)))
    except (ValueError, NotImplementedError):
        return []
    literal = takewhile(lambda part: not any(sign in part for sign in "*?["), Path(pattern).parts)
    search = _Search(Path(*literal), excluded)
    return [match for match in matches if match == search.top or search.reaches(match)]


class _Search:
    """What a search below a folder comes to; the verdict on each folder is kept."""

    def __init__(self, top: Path, excluded: GitIgnoreSpec) -> None:
        """Note where the search begins, and which files of the folders above say what to ignore."""
        self.top, self._excluded, self._root = top, excluded, os.path.realpath(top)
        self._known: dict[Path, tuple[Ignore, ...] | None] = {top: (*_parent_ignores(top), *_ignore_file(top))}

    def reaches(self, path: Path) -> bool:
        """Tell whether neither a path nor a folder above it is left out."""
        ignores: tuple[Ignore, ...] | None = self._known[self.top]
        for parent in [*reversed(path.parents), path]:
            if ignores is None or not parent.is_relative_to(self.top) or parent == self.top:
                continue
            folder = parent.is_dir()
            if parent not in self._known:
                open_ = self._is_open(parent, ignores, folder=folder)
                self._known[parent] = (*ignores, *(_ignore_file(parent) if folder else ())) if open_ else None
            ignores = self._known[parent]
        return ignores is not None

    def _is_open(self, path: Path, ignores: tuple[Ignore, ...], *, folder: bool) -> bool:
        if _is_left_out(path, folder=folder, top=self.top, excluded=self._excluded, ignores=ignores):
            return False
        if path.is_symlink() and not _stays_inside(str(path), self._root):
            return False
        return not folder or not (_is_submodule(path) or path.name in _SKIPPED)


def _compiled(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only folders are searched

    return GitIgnoreSpec.from_lines(patterns)


def _walk(top: Path, excluded: GitIgnoreSpec) -> Iterator[Path | InputError]:
    """Yield the files of a folder that hold references, in the order of their names, other names of them last."""
    root = os.path.realpath(top)
    links: list[Path] = []
    stack: list[tuple[Path, tuple[Ignore, ...]]] = [(top, _parent_ignores(top))]
    while stack:
        folder, ignores = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield InputError(f"{folder}: {_reason(error)}", hint="its files were not checked")
            continue
        ignores = (*ignores, *_ignore_file(folder))
        folders: list[Path] = []
        for entry in entries:
            path = Path(entry.path)
            if _is_left_out(path, folder=entry.is_dir(), top=top, excluded=excluded, ignores=ignores):
                continue
            if entry.is_symlink() and not _stays_inside(entry.path, root):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not _is_submodule(path) and entry.name not in _SKIPPED:
                    folders.append(path)
            elif entry.is_file() and format_of(entry.name) is not None:
                if entry.is_symlink():
                    links.append(path)
                else:
                    yield path
        stack.extend((path, ignores) for path in reversed(folders))
    yield from links


def _is_left_out(path: Path, *, folder: bool, top: Path, excluded: GitIgnoreSpec, ignores: tuple[Ignore, ...]) -> bool:
    """Tell whether a path is hidden in a way that people expect, ignored by git or excluded."""
    if folder and path.name.startswith("."):
        return True
    slash = "/" if folder else ""
    if excluded.match_file(path.as_posix() + slash) or excluded.match_file(path.relative_to(top).as_posix() + slash):
        return True
    real = os.path.join(os.path.realpath(path.parent), path.name) + slash  # noqa: PTH118 - keeps the slash at the end
    verdict: bool | None = None
    for base, spec in ignores:
        if real.startswith(base):
            found = spec.check_file(real[len(base) :]).include
            verdict = verdict if found is None else found
    return bool(verdict)


def _parent_ignores(top: Path) -> tuple[Ignore, ...]:
    """Return the ignore files of the folders above, up to the root of the repository."""
    found: list[Ignore] = []
    for folder in (Path(os.path.realpath(top)), *Path(os.path.realpath(top)).parents):
        if folder != Path(os.path.realpath(top)):
            found[:0] = _ignore_file(folder)
        if (folder / ".git").exists():
            exclude = folder / ".git" / "info" / "exclude"
            found[:0] = _spec(exclude, folder)
            return tuple(found)
    return ()


def _ignore_file(folder: Path) -> list[Ignore]:
    return _spec(folder / ".gitignore", folder)


def _spec(path: Path, folder: Path) -> list[Ignore]:
    """Read one ignore file; a broken one counts as empty."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return [(os.path.realpath(folder) + os.sep, _compiled(lines))]
    except (OSError, ValueError):
        return []


def _is_submodule(path: Path) -> bool:
    """Tell whether a folder is another repository inside this one."""
    return (path / ".git").exists()


def _stays_inside(path: str, root: str) -> bool:
    target = os.path.realpath(path)
    return target == root or target.startswith(root.rstrip(os.sep) + os.sep)


def read_file(path: Path) -> SourceFile | InputError:
    """Read one file, or say why it cannot be read."""
    name = shown(path)
    try:
        if not path.is_file():
            return InputError(f"{name}: not a regular file")
        if path.stat().st_size > LIMIT:
            return InputError(f"{name}: larger than {LIMIT // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        return InputError(f"{name}: {_reason(error)}")
    return _from_bytes(name, format_of(path.name) or "plain", data)


def shown(path: Path) -> str:
    """Return the path as reports print it: relative to the working folder where possible, forward slashes."""
    try:
        return Path(os.path.relpath(path)).as_posix() if _stays_inside(str(path), str(Path.cwd())) else path.as_posix()
    except (OSError, ValueError):
        return path.as_posix()


def _from_bytes(name: str, format_: str, data: bytes) -> SourceFile | InputError:
    if len(data) > LIMIT:
        return InputError(f"{name}: larger than {LIMIT // 1_000_000} MB")
    format_ = format_of(name) or format_
    if format_ == "docx":
        return _from_docx(name, data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return InputError(f"{name}: UTF-16 and not UTF-8", hint="save it as UTF-8")
    if b"\0" in data:
        return InputError(f"{name}: a binary file", hint="text files in UTF-8 are read")
    try:
        return SourceFile.from_bytes(name, format_, data)
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8: guessing an encoding could change characters when fixes are written"
        return InputError(f"{name}: not UTF-8 (byte {error.start})", hint=hint)


def _from_docx(name: str, data: bytes) -> SourceFile | InputError:
    from refmend.sources import docx  # noqa: PLC0415 - lxml is loaded for these files alone

    try:
        return SourceFile(name, "docx", docx.text_of(data), digest=hashlib.sha256(data).hexdigest())
    except ValueError as error:
        return InputError(f"{name}: {error}")


def _reason(error: Exception) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror or error)[:200]
