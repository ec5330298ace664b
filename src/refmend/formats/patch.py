"""Unified diffs from known edits: exact, in linear time, and such that `git apply` takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTEXT = 3
_QUOTED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Change(Struct, frozen=True):
    """Lines `start` to `end` (from 0, end exclusive) become `new`; each line keeps its own newline."""

    start: int
    end: int
    new: tuple[str, ...]


def header(path: str) -> str:
    """Return the two lines that name the file, quoted as git does where the path needs it."""
    return f"--- {_name('a/' + path.lstrip('/'))}\n+++ {_name('b/' + path.lstrip('/'))}\n"


def _name(path: str) -> str:
    if any(char in _QUOTED or ord(char) < ord(" ") or ord(char) == 0x7F for char in path):  # noqa: PLR2004 - DEL
        inner = "".join(_QUOTED.get(char) or _octal(char) for char in path)
        return f'"{inner}"'
    return f"{path}\t" if " " in path else path


def _octal(char: str) -> str:
    if ord(char) >= ord(" ") and ord(char) < 0x7F:  # noqa: PLR2004 - DEL
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogatepass"))


def hunks(old: Sequence[str], changes: Sequence[Change], *, above: int = 0) -> str:
    """Return the hunks that turn `old` (lines with their newlines) into the text with the changes applied.

    The changes are in order and do not touch each other's lines. `above` is how many lines of the file come before
    `old`, where only a part of the file is known.
    """
    out: list[str] = []
    shift = 0
    for group in _groups(changes):
        first = max(0, group[0].start - _CONTEXT)
        last = min(len(old), group[-1].end + _CONTEXT)
        body: list[str] = []
        at = first
        for change in group:
            body += [_line(" ", line) for line in old[at : change.start]]
            body += [_line("-", line) for line in old[change.start : change.end]]
            body += [_line("+", line) for line in change.new]
            at = change.end
        body += [_line(" ", line) for line in old[at:last]]
        grown = sum(len(change.new) - (change.end - change.start) for change in group)
        out.append(
            f"@@ -{_range(above + first, last - first)} +{_range(above + first + shift, last - first + grown)} @@\n"
        )
        out += body
        shift += grown
    return "".join(out)


def _groups(changes: Sequence[Change]) -> list[list[Change]]:
    """Return the changes that share context lines together."""
    groups: list[list[Change]] = []
    for change in changes:
        if groups and change.start - groups[-1][-1].end <= 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _range(first: int, count: int) -> str:
    """Return a hunk's range; an empty one names the line before it."""
    return f"{first + 1 if count else first},{count}" if count != 1 else f"{first + 1}"


def _line(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
