"""Long lines for a terminal: broken between words, with a hanging indent, addresses shortened in their middle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

_WORDS = re.compile(r"\s*\S+")
_PARTS = re.compile(r".+?(?: ·|$)")
_LEAST = 20
_HALF = 2
# Letters of alphabets and the signs of their typography: each is one cell wide.
_NARROW = re.compile(
    r"[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u2010-\u2027]*"
)


def width_of(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if (text.isascii() and text.isprintable()) or _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - loaded for wide and combining characters only

    return cell_len(text)


def cut(text: str, room: int, *, keep_end: bool = False) -> str:
    """Return the beginning (or the end) of a text that fits into `room` cells, with `…` for what was left out."""
    width = width_of(text)
    if width <= room:
        return text
    if width == len(text) and _NARROW.fullmatch(text):
        return "…" + text[len(text) - max(room - 1, 0) :] if keep_end else text[: max(room - 1, 0)] + "…"
    from rich.cells import get_character_cell_size  # noqa: PLC0415 - as above

    kept: list[str] = []
    left = room - 1
    for char in reversed(text) if keep_end else text:
        left -= get_character_cell_size(char)
        if left < 0:
            break
        kept.append(char)
    return "…" + "".join(reversed(kept)) if keep_end else "".join(kept) + "…"


def cut_addresses(text: str, room: int) -> str:
    """Return the text with each address longer than `room` cells shortened in its middle; other words stay whole."""
    return " ".join(_middle(word, max(room, _LEAST)) if "/" in word else word for word in text.split(" "))


def _middle(word: str, room: int) -> str:
    """Return a word's two ends with `…` between them, `room` cells wide at most."""
    if width_of(word) <= room:
        return word
    tail = cut(word, room // _HALF, keep_end=True)
    return cut(word, room - width_of(tail) + 1)[:-1] + tail


def wrapped(line: Text, width: int, indent: int, *, start: int = 0, parts: bool = False) -> Iterator[Text]:
    """Yield the line in pieces of at most `width` cells, all but the first indented by `indent` cells.

    Nothing is broken before the character `start`. A word wider than a piece is broken between letters, an address
    (a word with a slash) never: it sticks out, so that it can still be clicked and copied. With `parts` the line is
    broken after ` ·` only.
    """
    width = max(width, indent + _LEAST)
    plain = line.plain
    begin, used = 0, width_of(plain[:start])
    for end, after in _words(plain, start, width - indent, _PARTS if parts else _WORDS):
        cells = width_of(plain[end:after])
        if used + cells > width and plain[begin:end].strip():
            yield _piece(line, begin, end, indent)
            begin = after - len(plain[end:after].lstrip())
            used = indent + width_of(plain[begin:after])
        else:
            used += cells
    yield _piece(line, begin, len(plain), indent)


def _words(plain: str, start: int, room: int, unit: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where each word with the blanks before it begins and ends; one that is too wide comes in parts."""
    from rich.cells import get_character_cell_size  # noqa: PLC0415 - as above

    for match in unit.finditer(plain, start):
        begin, cells = match.start(), 0
        if width_of(match[0].strip()) > room and "/" not in match[0]:
            for at in range(match.start(), match.end()):
                size = get_character_cell_size(plain[at])
                if cells + size > room:
                    yield begin, at
                    begin, cells = at, 0
                cells += size
        yield begin, match.end()


def _piece(line: Text, begin: int, end: int, indent: int) -> Text:
    """Return a part of a line, indented unless it is the first."""
    from rich.text import Text  # noqa: PLC0415 - only a terminal needs it

    part = line[begin:end]
    part.rstrip()
    return Text.assemble(" " * indent, part) if begin else part
