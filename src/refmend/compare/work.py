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
_FEW, _MOST = 0.3, 0.7
_SCORED = 1000  # characters of a title: two long periodic texts take the square of their length


def is_same_work(reading: Reading, titles: Sequence[str]) -> bool | None:
    """Tell whether the entry and the record are one work; None where there is too little to tell by."""
    likeness = max((_title_likeness(reading, title) for title in titles), default=None)
    share = author_share(reading)
    authors = share is None or share >= _HALF
    right, wrong = _numbers(reading)
    if titles and right >= _SEVERAL and right > wrong and _is_romanised(reading, titles):
        return None
    if likeness is None:
        return True if authors and share is not None and right > wrong else None
    if max(len(key(text)) for text in titles) < _LETTERS:
        return likeness >= _ALIKE and (right > wrong if not authors else right >= wrong)
    if likeness >= _CERTAIN:
        return bool(right) or wrong < _SEVERAL
    if likeness >= _LIKELY:
        return (right >= _SEVERAL and right > wrong) or (authors and right >= wrong)
    return authors and share is not None and not wrong and _has_place(reading)


def _is_romanised(reading: Reading, titles: Sequence[str]) -> bool:
    """Tell whether the entry is in Latin letters and every title of the record in others, or the other way round."""
    latin = _latin_share(reading.alignment.written.text)
    shares = [_latin_share(fold(title).text) for title in titles]
    return (max(shares) < _FEW and latin > _MOST) or (latin < _FEW and min(shares) > _MOST)


def _latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(map(str.isascii, letters)) / max(1, len(letters))


def _has_place(reading: Reading) -> bool:
    """Tell whether year and pages, or year, venue and volume are the record's: one work under two titles."""
    found = {
        placed.piece.role for placed in reading.of("year", "venue", "volume", "pages") if placed.likeness >= _ALIKE
    }
    return "year" in found and ("pages" in found or found >= {"venue", "volume"})


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
    folded, written = fold(title).text[:_SCORED], reading.alignment.written.text
    if len(folded) > len(written):
        return fuzz.ratio(folded, written) / 100
    return fuzz.partial_ratio(folded, written) / 100


def author_share(reading: Reading) -> float | None:
    """Return the share of the record's named families that stand in the entry; None where it has none."""
    families = reading.of("family")
    if not families:
        return None
    return sum(placed.likeness >= _DIFFERENT for placed in families) / len(families)
