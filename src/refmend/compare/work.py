"""Same work: does the identifier belong to the work that the entry describes? The only place where ratios decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from refmend.compare.fold import fold, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.compare.reading import Reading

_ALIKE = 0.8
_CERTAIN, _LIKELY = 0.9, 0.75
_DIFFERENT = 0.6
_LETTERS = 12
_HALF = 0.5
_SEVERAL = 2


def is_same_work(reading: Reading, titles: Sequence[str]) -> bool | None:
    """Tell whether the entry and the record are one work; None where there is too little to tell by."""
    title = max((_title_likeness(reading, title) for title in titles), default=None)
    share = author_share(reading)
    authors = share is None or share >= _HALF
    right, wrong = _numbers(reading)
    if title is None:
        return True if authors and share is not None and right > wrong else None
    if title >= _CERTAIN:
        if wrong >= _SEVERAL and not right:
            return False
        longest = max(len(key(text)) for text in titles)
        return longest >= _LETTERS or authors or right > 0
    if title >= _LIKELY:
        return right >= _SEVERAL or (authors and right >= wrong)
    return authors and share is not None and right >= _SEVERAL and not wrong


def _numbers(reading: Reading) -> tuple[int, int]:
    """Return how many of year, volume and pages agree with the record, and how many do not."""
    found = [placed for placed in reading.of("year", "volume", "pages") if placed.piece.text[:1] != "n"]
    right = sum(placed.likeness >= _DIFFERENT for placed in found)
    return right, len(found) - right


def _title_likeness(reading: Reading, title: str) -> float:
    """Return how much of a title the entry holds, 0 to 1."""
    placed = next(iter(reading.of("title")), None)
    if placed is not None and placed.piece.text == title and placed.likeness >= _ALIKE:
        return placed.likeness
    folded, written = fold(title).text, reading.alignment.written.text
    if len(folded) > len(written):
        return fuzz.ratio(folded, written) / 100
    return fuzz.partial_ratio(folded, written) / 100


def author_share(reading: Reading) -> float | None:
    """Return the share of the record's named families that stand in the entry; None where it has none."""
    families = reading.of("family")
    if not families:
        return None
    return sum(placed.likeness >= _DIFFERENT for placed in families) / len(families)
