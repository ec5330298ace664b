"""Case: a letter that is put back follows the capitals that the author uses, not those of the registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refmend.compare.align import Change
    from refmend.compare.reading import Reading

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SMALL = frozenset(
    [
        *(
            "a",
            "about",
            "across",
            "after",
            "against",
            "al",
            "along",
            "among",
            "an",
            "and",
            "around",
            "as",
            "at",
            "before",
        ),
        *("behind", "below", "between", "but", "by", "c", "ca", "d", "de", "down", "during", "et", "except", "for"),
        *(
            "from",
            "in",
            "inside",
            "into",
            "like",
            "near",
            "next",
            "nor",
            "of",
            "off",
            "on",
            "onto",
            "or",
            "over",
            "per",
        ),
        *("since", "so", "than", "the", "through", "till", "to", "toward", "towards", "under", "until", "up", "upon"),
        *("v", "van", "versus", "via", "von", "vs", "with", "within", "without", "yet"),
    ]
)
"""Words that title case leaves small."""


def in_case_of(reading: Reading, change: Change, right: str) -> str:
    """Return `right` (the expected characters of a change) with the entry's own capitals.

    Letters inside a word follow the rest of that word; the first letter of a word follows the other first letters
    of the same value: sentence case, title case, or capitals throughout.
    """
    if not any(char.isalpha() for char in right):
        return right
    alignment = reading.alignment
    expected = alignment.expected
    start, end = expected.raw_start(change.j1), expected.raw_end(change.j2)
    piece = next((p for p in reading.pieces if p.j1 <= change.j1 < p.j2), None)
    if piece is None or piece.piece.role not in ("title", "venue", "family") or end - start != len(right):
        return right
    low, high = expected.raw_start(piece.j1), expected.raw_end(piece.j2)
    pairs = raw_pairs(reading, piece.j1, piece.j2)
    limits = (low if piece.piece.role != "family" else -1, high)
    out = list(right)
    for word in _WORD.finditer(expected.raw, low, high):
        if word.end() <= start or word.start() >= end:
            continue
        for at in range(max(word.start(), start), min(word.end(), end)):
            turned = _turn(expected.raw, word.start(), word.end(), at, pairs, limits)
            if turned and len(turned) == 1:
                out[at - start] = turned
    return "".join(out)


def raw_pairs(reading: Reading, j1: int, j2: int) -> dict[int, str]:
    """Return, for each expected raw offset of a piece that agrees, the character written there."""
    alignment = reading.alignment
    written, expected = alignment.written, alignment.expected
    pairs: dict[int, str] = {}
    edges = [(change.j1, change.j2, change.i2) for change in alignment.changes]
    at, shift, nth = 0, 0, 0
    for at in range(j1, j2):
        while nth < len(edges) and edges[nth][1] <= at:
            shift = edges[nth][2] - edges[nth][1]
            nth += 1
        if nth < len(edges) and edges[nth][0] <= at:
            continue
        if at + shift < len(written.text):
            pairs[expected.starts[at]] = written.raw[written.starts[at + shift]]
    return pairs


def _turn(raw: str, start: int, end: int, at: int, pairs: dict[int, str], limits: tuple[int, int]) -> str:
    """Return the expected character at `at` in the case that its neighbours ask for."""
    char = raw[at]
    if not char.isalpha():
        return char
    inner = [(raw[i], pairs[i]) for i in range(start + 1, end) if i in pairs and i != at and raw[i].isalpha()]
    if at > start or (len(inner) > 1 and _mostly_upper(inner)):
        return _same(char, inner) if inner else _first_letter(raw, char, pairs, limits, start)
    return _first_letter(raw, char, pairs, limits, start)


def _mostly_upper(pairs: list[tuple[str, str]]) -> bool:
    """Tell whether the written letters are capitals."""
    return sum(written.isupper() for _, written in pairs) * 2 > len(pairs)


def _same(char: str, pairs: list[tuple[str, str]]) -> str:
    """Return a letter as the letters beside it are written: unchanged, lowered or raised."""
    raised = sum(written.isupper() and expected.islower() for expected, written in pairs)
    lowered = sum(written.islower() and expected.isupper() for expected, written in pairs)
    if raised * 2 > len(pairs):
        return char.upper()
    if lowered * 2 > len(pairs):
        return char.lower()
    return char


def _first_letter(raw: str, char: str, pairs: dict[int, str], limits: tuple[int, int], start: int) -> str:
    """Return a word's first letter as the first letters of the value's other words are written."""
    word = _WORD.match(raw, start)
    if word is None or not word[0].islower():
        return _lowered_first(raw, char, pairs, limits, start)
    if start == limits[0]:
        return char.upper()
    others = [
        pairs[other.start()]
        for other in _WORD.finditer(raw, max(limits[0], 0), limits[1])
        if other.start() in pairs and other.start() not in (start, limits[0]) and other[0].lower() not in _SMALL
    ]
    titled = others and all(not first.islower() for first in others) and any(first.isupper() for first in others)
    return char.upper() if titled and word[0] not in _SMALL else char


def _lowered_first(raw: str, char: str, pairs: dict[int, str], limits: tuple[int, int], start: int) -> str:
    """Return the first letter of a capitalised word, lowered where the entry is in sentence case."""
    if start == limits[0]:
        return char
    others = [
        (other[0][0], pairs[other.start()])
        for other in _WORD.finditer(raw, max(limits[0], 0), limits[1])
        if other.start() in pairs and other.start() not in (start, limits[0]) and other[0].istitle()
    ]
    return _same(char, others) if others else char
