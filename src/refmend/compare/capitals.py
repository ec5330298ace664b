"""Capitals: a capital inside a word, or a small letter where a name begins, is a slip of the shift key.

Case is never an error in a citation, so these are notes; but nobody writes `MatHematics` on purpose.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from refmend.compare.align import Change
from refmend.compare.case import raw_pairs
from refmend.compare.slips import Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.compare.reading import Placed, Reading

_UP, _LOW = "A-Z\u00c0-\u00d6\u00d8-\u00de", "a-z\u00df-\u00f6\u00f8-\u00ff"
_SUSPECT = re.compile(
    rf"(?<=[{_LOW}])[{_UP}]|(?<=[{_UP}])[{_UP}](?= ?[{_LOW}])|(?<=[{_LOW}] )[{_UP}]"
    rf"|(?<=[{_UP}] )[{_UP}](?=[{_LOW}])|(?<=[{_UP}])[{_LOW}](?=[{_UP}])"
    rf"|(?<=[{_UP}][{_UP}])[{_LOW}]\b|\b[{_LOW}](?=[{_LOW}.])"
)
_WORD = re.compile(r"[^\W\d_]+")
_OFTEN = 2


def capital_slips(reading: Reading, document: str = "") -> Iterator[Slip]:
    """Yield a slip for every letter whose case nobody means; in `document` a word written so twice is meant."""
    written = reading.alignment.written
    for found in _SUSPECT.finditer(written.raw):
        at = found.start()
        index = bisect.bisect_left(written.starts, at)
        if index >= len(written.starts) or written.starts[index] != at:
            continue
        paired = _pair(reading, index)
        if paired is None:
            continue
        j, placed = paired
        right = reading.alignment.expected.raw[reading.alignment.expected.starts[j]]
        if right == found[0] or right.lower() != found[0].lower():
            continue
        if _is_slip(reading, j, right, placed) and not _is_usual(written.raw, at, document):
            change = Change(index, index + 1, j, j + 1, found[0], right)
            yield Slip(change, placed, ((at, at + 1, right),), case=True)


def _pair(reading: Reading, index: int) -> tuple[int, Placed] | None:
    """Return the expected index that agrees with a written one, and its piece; None inside a change."""
    shift = 0
    for change in reading.alignment.changes:
        if change.i1 > index:
            break
        if change.i2 > index:
            return None
        shift = change.j2 - change.i2
    j = index + shift
    placed = next((piece for piece in reading.pieces if piece.j1 <= j < piece.j2), None)
    return None if placed is None else (j, placed)


def _is_slip(reading: Reading, j: int, right: str, placed: Placed) -> bool:
    """Tell whether the letter written for expected `j` breaks the case of the word around it."""
    pairs = raw_pairs(reading, placed.j1, placed.j2)
    raw, at = reading.alignment.expected.raw, reading.alignment.expected.starts[j]
    word = next((found for found in _WORD.finditer(raw, max(0, at - 60)) if found.start() <= at < found.end()), None)
    if word is None:
        return False
    inner = "".join(pairs[k] for k in range(word.start() + 1, word.end()) if k in pairs and k != at)
    role = placed.piece.role
    if at > word.start():
        inner = inner or pairs.get(word.start(), "")
        return role != "given" and bool(inner) and (inner.islower() if right.islower() else inner.isupper())
    if right.islower():
        return False
    if inner.isupper() and len(inner) > 1:
        return True
    if role in ("family", "given"):
        return placed.piece.text[:1].isupper() and (role == "family" or len(word[0]) == 1)
    return role in ("title", "venue") and placed.j1 == j and inner.islower()


def _is_usual(raw: str, at: int, document: str) -> bool:
    """Tell whether the author writes the word so more than once."""
    word = next(found for found in _WORD.finditer(raw, max(0, at - 60)) if found.start() <= at < found.end())
    return len(word[0]) > 1 and _words(document)[word[0]] >= _OFTEN


@lru_cache(maxsize=8)
def _words(document: str) -> Counter[str]:
    """Return how often each word stands in a document, as a word of its own."""
    return Counter(_WORD.findall(document))
