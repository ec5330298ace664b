"""When a line of Markdown shows exactly the characters it is written with: no markup, no escape, no entity."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&(#?\w+);")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")

_ALIKE = b"\\`<|$"
SIGNS = (b"*", b"[", b"~", b"_", b"|", b"\t")
"""What makes a line worth a second look, in a text translated by `FOLDED`: small letters, one bar for several signs."""
FOLDED = bytes(code + 32 if 65 <= code <= 90 else 124 if code in _ALIKE else code for code in range(256))  # noqa: PLR2004 - ASCII
_FEW = 2000
_AMPERSAND = re.compile(rb"&[^ ]")


def places_of(signs: Iterable[bytes], text: bytes) -> list[int]:
    """Return where one of some signs or an entity stands in a text of one byte a character, in order.

    A line without any of `SIGNS` and without an entity is plain.
    """
    places = [match.start() for match in _AMPERSAND.finditer(text)]
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            places.append(at)
            at = text.find(sign, at + 1)
    return sorted(places)


def no_definitions(text: str, start: int, end: int) -> Callable[[], bool]:
    """Return who tells whether no definition in a text makes a link of a bracket alone: looked for once, if at all."""

    @cache
    def told() -> bool:
        at = text.find("]", start, end)
        for _ in range(_FEW):  # one sign is found many times as fast as two
            if at < 0 or text.startswith(":", at + 1, end):
                return at < 0
            at = text.find("]", at + 1, end)
        return at < 0 or text.find("]:", at, end) < 0

    return told


def is_plain(line: str, *, brackets: Callable[[], bool]) -> bool:
    """Tell whether the words of a one-line list item hold no markup; the item's marker is not part of `line`.

    A sign that needs a partner is none without it. `brackets` tells that no definition makes a link of one alone.
    """
    if line.endswith(("  ", "\\")) or "\t" in line or "`" in line or line[0] in "*[" or line.startswith("~~~"):
        return False
    if line.count("*") > 1 or line.count("$") > 1 or ("_" in line and _EMPHASIS.search(line)):
        return False
    if "[" in line and ("](" in line or "[^" in line or not brackets()):
        return False
    if ("<" in line and ">" in line and _TAG.search(line)) or ("\\" in line and _ESCAPE.search(line)):
        return False
    return "&" not in line or not any(_is_entity(match[1]) for match in _ENTITY.finditer(line))


def _is_entity(name: str) -> bool:
    """Tell whether a name between `&` and `;` stands for a character ("&NA;" does not)."""
    from html.entities import html5  # noqa: PLC0415 - a table that few lists need

    return name.startswith("#") or f"{name};" in html5
