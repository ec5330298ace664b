"""`refmend init`: writes the configuration and the CI files, never over something else, and says what each does."""

from __future__ import annotations

import zlib
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct

from refmend import __version__
from refmend.config.nearest import nearest
from refmend.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KINDS = ("config", "github", "gitlab", "pre-commit")
DEFAULT = ("config", "github")

_LISTS = ("references*", "refs*", "bibliography*", "reading-list*", "literature*", "*.bib", "*.ris", "*.nbib")
_SUFFIXES = (".md", ".markdown", ".bib", ".ris", ".nbib", ".json", ".txt", ".rst", ".tex", ".html")
_MOST_LISTS = 20


class Draft(Struct, frozen=True):
    """A file to be written: `added` is appended to what is there, otherwise the file must be new."""

    path: Path
    text: str
    explanation: str
    added: bool = False
    advice: str = ""


def write(folder: Path, what: Sequence[str], *, force: bool = False, say: Callable[[str], None]) -> int:
    """Write the chosen files into a folder and explain each; returns 0, or 1 where one was there already.

    `what` names some of `KINDS` (default: config and github). Raises `UsageError` for another name and `InputError`
    where the folder cannot be written.
    """
    for name in what:
        if name not in KINDS:
            near = nearest(name, KINDS)
            hint = f"did you mean {near!r}?" if near else f"it is one of {', '.join(KINDS)}"
            raise UsageError(f"there is nothing called {name!r} to write", hint=hint)
    left = 0
    for name in dict.fromkeys(what or DEFAULT):
        draft = _DRAFTS[name](folder)
        left += not _settle(draft, folder, force=force, say=say)
    if not left:
        say("Next: refmend check")
    return int(left > 0)


def _settle(draft: Draft, folder: Path, *, force: bool, say: Callable[[str], None]) -> bool:
    """Write one file, or say why not; tells whether it is there now as wanted."""
    shown = draft.path.relative_to(folder).as_posix()
    try:
        before = draft.path.read_text(encoding="utf-8") if draft.path.exists() else None
        if before is not None and draft.text.strip() in before:
            say(f"{shown}: already as it should be")
            return True
        if before is not None and not draft.added and not force:
            say(f"{shown}: left alone, it is there already ({draft.advice or '--force overwrites it'})")
            return False
        if before is not None and draft.added and draft.advice:
            say(f"{shown}: left alone, {draft.advice}")
            return False
        draft.path.parent.mkdir(parents=True, exist_ok=True)
        glue = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
        draft.path.write_text((before + glue if before and draft.added else "") + draft.text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot write {shown}: {error}", hint="check the folder's permissions") from error
    say(f"{shown}: {'added' if before is not None and draft.added else 'written'}. {draft.explanation}")
    return True


def _config(folder: Path) -> Draft:
    paths = ", ".join(f'"{path}"' for path in find_lists(folder))
    explanation = "What is checked and what fails a run; `refmend config` shows every setting."
    project = folder / "pyproject.toml"
    if project.exists():
        text = _template("config.toml", TABLE="[tool.refmend]\n", PATHS=paths)
        taken = "[tool.refmend" in project.read_text(encoding="utf-8", errors="replace")
        return Draft(project, text, explanation, added=True, advice="it has a [tool.refmend] table" if taken else "")
    return Draft(folder / "refmend.toml", _template("config.toml", TABLE="", PATHS=paths), explanation)


def _github(folder: Path) -> Draft:
    # Everybody's nightly job at the same minute would be one big burst for the registries.
    minute = zlib.crc32(folder.resolve().as_posix().encode("utf-8", "surrogatepass")) % 60
    return Draft(
        folder / ".github" / "workflows" / "references.yml",
        _template("github.yml", MINUTE=str(minute)),
        "Pull requests fail only for references they touch; a nightly audit keeps one issue up to date. "
        "It needs no secret; keep the actions current with Dependabot.",
    )


def _gitlab(folder: Path) -> Draft:
    place = folder / ".gitlab-ci.yml"
    text = _template("gitlab.yml")
    if place.exists() and text not in place.read_text(encoding="utf-8", errors="replace"):
        place = folder / ".gitlab" / "refmend.yml"
        tell = "Add to .gitlab-ci.yml:  include: [{ local: .gitlab/refmend.yml }]"
    else:
        tell = "Add a pipeline schedule for the nightly audit."
    return Draft(place, text, f"Merge requests fail only for references they touch. {tell}")


def _pre_commit(folder: Path) -> Draft:
    place = folder / ".pre-commit-config.yaml"
    block = _template("pre-commit.yaml")
    explanation = "An offline check at each commit, the whole one before a push (pre-commit install -t pre-push)."
    if not place.exists():
        return Draft(place, f"repos:\n{block}", explanation)
    # Text added at the end belongs to `repos` only where that is the last key.
    keys = [line for line in place.read_text(encoding="utf-8", errors="replace").splitlines() if line[:1].isalpha()]
    advice = "" if keys and keys[-1].rstrip() == "repos:" else f"add this under `repos:`\n{block.rstrip()}"
    return Draft(place, block, explanation, added=True, advice=advice)


_DRAFTS: dict[str, Callable[[Path], Draft]] = {
    "config": _config,
    "github": _github,
    "gitlab": _gitlab,
    "pre-commit": _pre_commit,
}


def find_lists(folder: Path) -> list[str]:
    """Return what looks like a reference list: `references/` if it is there, else files by name, else everything."""
    if (folder / "references").is_dir():
        return ["references/"]
    found = {
        path.relative_to(folder).as_posix()
        for depth in ("", "*/")
        for pattern in _LISTS
        for path in folder.glob(depth + pattern)
        if path.is_file() and path.suffix.lower() in _SUFFIXES and not path.parent.name.startswith(".")
    }
    plain = sorted(path for path in found if '"' not in path and "\\" not in path)
    return plain if 0 < len(plain) <= _MOST_LISTS else ["."]


def _template(name: str, **values: str) -> str:
    """Return a template with its `@NAME@` places filled."""
    text = (resources.files("refmend.scaffold") / "templates" / name).read_text(encoding="utf-8")
    for key, value in {"VERSION": __version__, **values}.items():
        text = text.replace(f"@{key}@", value)
    return text
