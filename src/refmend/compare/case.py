"""Case: a letter that is put back follows the capitals that the author uses, not those of the registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from refmend.compare.align import Change
    from refmend.compare.reading import Reading

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_HYPHENS = frozenset("-\u2010\u2011/(")
_LONGEST = 2000  # characters of a value: every letter is held against its word, every word against the others
# fmt: off
_SMALL = frozenset([
    "a", "about", "across", "after", "against", "al", "along", "among", "an", "and", "around", "as", "at", "before",
    "behind", "below", "between", "but", "by", "c", "ca", "d", "de", "down", "during", "et", "except", "for", "from",
    "in", "inside", "into", "like", "near", "next", "nor", "of", "off", "on", "onto", "or", "over", "per", "since",
    "so", "than", "the", "through", "till", "to", "toward", "towards", "under", "until", "up", "upon", "v", "van",
    "versus", "via", "von", "vs", "with", "within", "without", "yet",
])
# fmt: on
"""Words that title case leaves small."""


class _Value(Struct, frozen=True):
    """A value of the record (`raw[low:high]`) and, by raw offset, what the entry shows for its characters.

    `shown` is the one wrong letter in the place of the one to be put back, where its case may tell something.
    """

    raw: str
    low: int
    high: int
    pairs: dict[int, str]
    role: str
    shown: str = ""

    def words(self) -> list[re.Match[str]]:
        """Return the words of the value."""
        return list(_WORD.finditer(self.raw, self.low, self.high))

    def firsts(self, start: int) -> list[tuple[str, str]]:
        """Return (word, its first letter as written) for every word but the value's first and the one at `start`.

        The second parts of hyphened words have their own way: they are held against each other.
        """
        return [
            (word[0], self.pairs[word.start()])
            for word in self.words()
            if word.start() in self.pairs
            and word.start() not in (start, self.low)
            and self.is_second_part(word.start()) == self.is_second_part(start)
        ]

    def is_second_part(self, start: int) -> bool:
        """Tell whether a hyphen, a slash or a bracket stands before a word."""
        return start > self.low and self.raw[start - 1] in _HYPHENS


def in_case_of(reading: Reading, change: Change, right: str) -> str:
    """Return `right` (the expected characters of a change) with the entry's own capitals.

    Letters inside a word follow the rest of that word; the first letter of a word follows the other first letters
    of the same value: sentence case, title case, or capitals throughout.
    """
    expected = reading.alignment.expected
    start, end = expected.raw_start(change.j1), expected.raw_end(change.j2)
    piece = next((p for p in reading.pieces if p.j1 <= change.j1 < p.j2), None)
    if piece is None or piece.piece.role not in ("title", "venue", "family") or end - start != len(right):
        return right
    low, high = expected.raw_start(piece.j1), expected.raw_end(piece.j2)
    if high - low > _LONGEST:
        return right
    shown = "" if reading.choice.signs_matter else _lone_letter(reading, change)
    value = _Value(expected.raw, low, high, raw_pairs(reading, piece.j1, piece.j2), piece.piece.role, shown)
    out = list(right)
    for word in value.words():
        for at in range(max(word.start(), start), min(word.end(), end)):
            turned = _turn(value, word, at)
            if len(turned) == 1:
                out[at - start] = turned
    return "".join(out)


def _lone_letter(reading: Reading, change: Change) -> str:
    """Return the letter that stands in the place of one other, or an empty string."""
    written = reading.alignment.written
    if change.i2 - change.i1 != 1 or change.j2 - change.j1 != 1:
        return ""
    return written.raw[written.raw_start(change.i1) : written.raw_end(change.i2)]


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


def _turn(value: _Value, word: re.Match[str], at: int) -> str:
    """Return the expected character at `at` in the case that its neighbours ask for."""
    raw, pairs = value.raw, value.pairs
    if not raw[at].isalpha():
        return raw[at]
    inner = [
        (raw[i], pairs[i]) for i in range(word.start() + 1, word.end()) if i in pairs and i != at and raw[i].isalpha()
    ]
    if len(inner) * 2 < len(word[0]) - 1:
        return raw[at] if at > word.start() else _first_letter(value, word)
    if inner and (at > word.start() or (len(inner) > 1 and _mostly_upper(inner))):
        return _same(raw[at], inner)
    return raw[at] if at > word.start() else _first_letter(value, word)


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


def _first_letter(value: _Value, word: re.Match[str]) -> str:
    """Return a word's first letter as the first letters of the value's other words are written."""
    char, start = word[0][0], word.start()
    if value.role == "family" or (start == value.low and char.isupper()):
        return char
    if start == value.low:
        return char.upper() if word[0].islower() else char
    firsts = value.firsts(start)
    if not word[0].islower():
        titled = [(other[0], first) for other, first in firsts if other.istitle()]
        return _same(char, titled) if word[0].istitle() and titled else char
    strong = [(other[0], first) for other, first in firsts if other.lower() not in _SMALL]
    if not strong and value.shown.isupper():
        return char.upper()
    in_title_case = bool(strong) and all(first.isupper() or not first.isalpha() for _, first in strong)
    raised = any(known.islower() for known, _ in strong) or value.role == "venue"
    return char.upper() if in_title_case and raised and word[0] not in _SMALL else char
