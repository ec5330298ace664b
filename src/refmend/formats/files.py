"""Report files: inside the workspace, never through a symbolic link out of it, never over what was checked, whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from refmend.errors import UsageError
from refmend.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def target(path: str, workspace: str | None = None) -> Path:
    """Return where a report may be written: the real path, links resolved.

    Raises `UsageError` for a path that leaves the workspace (default: the working directory), that no format
    matches, or that is something other than a file.
    """
    format_of(path)
    if "\0" in path:
        raise UsageError("a report's path may not hold NUL")
    root = Path(os.path.realpath(workspace or "."))
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root) or ".git" in real.relative_to(root).parts:
        hint = "Choose a path in the working directory, or set `workspace` to a folder that holds it."
        raise UsageError(f"{path}: reports stay inside {root}", hint=hint)
    if real.exists() and not real.is_file():
        raise UsageError(f"{path}: is not a file", hint="Choose the name of a file.")
    return real


def check_writable(paths: Iterable[str], *, workspace: str | None = None) -> None:
    """Raise `UsageError` for the first path that `write` would refuse: before a long run, not after it."""
    for path in paths:
        real = target(path, workspace)
        folder = next(parent for parent in real.parents if parent.exists())
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise UsageError(f"{path}: {folder} cannot be written to", hint="Choose another folder for the report.")


def write(pieces: Iterable[str], path: str, *, workspace: str | None = None, checked: Iterable[str] = ()) -> None:
    """Write a rendered report, given in pieces, in one step.

    Raises `UsageError` where the path may not be written (see `target`), or would replace one of the `checked` files.
    """
    real = target(path, workspace)
    if any(real == Path(os.path.realpath(item)) for item in checked):
        raise UsageError(f"{path}: is one of the files that were checked", hint="Choose another name for the report.")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, pieces)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", hint="The report was not written.") from error


def _replace(real: Path, pieces: Iterable[str]) -> None:
    """Put the text in the place of the file; a reader sees the old or the new file, never a part."""
    fresh = real.with_name(f".refmend-{os.urandom(8).hex()}.tmp")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
            if real.exists():
                os.fchmod(stream.fileno(), real.stat().st_mode & 0o777)
        fresh.replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
