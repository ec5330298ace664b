"""Checks: what the slips of an entry mean for each of its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Applicability, Confidence, Edit, FieldCheck, FieldName, Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from refmend.compare.align import Change
    from refmend.compare.reading import Reading
    from refmend.compare.slips import Slip

FIELDS: dict[str, FieldName] = {
    "family": "authors",
    "given": "authors",
    "year": "year",
    "title": "title",
    "venue": "venue",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
}
_CLASSES = {
    "year": "number",
    "volume": "number",
    "issue": "number",
    "pages": "number",
    "family": "name",
    "given": "initial",
}
_NUMBERS = ("year", "volume", "issue", "pages")
_WORD_CHAR = re.compile(r"[^\W_]")
_SHORT_WORD = 4
_WORDY = re.compile(r"n/?a\b|no\b|null|none|unk", re.IGNORECASE)
_UNDATED = "n.d."
"""How a record without a date is set: it says nothing against the year that is written."""
_NEGATIONS = frozenset({"no", "not", "non", "un", "in", "without", "dis", "anti"})


def contradiction(  # noqa: PLR0913, PLR0917 - a check has this many parts
    field: FieldName,
    difference: str,
    span: Span,
    as_written: str,
    expected: str,
    sources: tuple[str, ...],
    confidence: Confidence,
) -> FieldCheck:
    """Return a contradicted check without a fix."""
    return FieldCheck(
        field,
        Verdict.CONTRADICTED,
        difference,
        as_written,
        expected,
        span,
        confidence=confidence,
        sources=sources,
        message=f"the record has {expected!r}",
    )


def describe(
    reading: Reading, found: Iterable[Slip], locate: Callable[[int, int], Span], sources: tuple[str, ...]
) -> Iterator[FieldCheck]:
    """Yield the checks for slips: one for a number, one for the spacing of a value, one for each wrong word.

    What is wrong in one word is mended together or not at all: half of a swap is worse than the swap. `locate`
    turns offsets of the written text into file spans.
    """
    groups: dict[tuple[object, ...], list[Slip]] = {}
    word, before = 0, None
    for slip in found:
        piece = slip.placed.piece
        if piece.role in _NUMBERS and not slip.spacing and (_is_beside(reading, slip) or _says_nothing(reading, slip)):
            continue
        is_number = piece.role in _NUMBERS and not slip.gap
        if not slip.spacing and not is_number:
            word += before is None or not _is_one_word(reading, before, slip)
            before = slip
        if slip.spacing:
            key: tuple[object, ...] = (piece.role, piece.author, "spacing", is_safe(reading, slip))
        else:
            key = (piece.role, piece.author, "number" if is_number else word, slip.case)
        groups.setdefault(key, []).append(slip)
    for group in groups.values():
        yield _check(reading, group, locate, sources)


def _says_nothing(reading: Reading, slip: Slip) -> bool:
    """Tell whether the record has a word for want of a number: "n.d.", "n/a-n/a" beside real pages."""
    piece = slip.placed.piece
    window = reading.alignment.written.text[slip.placed.i1 : slip.placed.i2]
    digits = any(map(str.isdigit, window)), any(map(str.isdigit, piece.text))
    return piece.text == _UNDATED or (
        piece.role == "pages" and digits == (True, False) and bool(_WORDY.match(piece.text))
    )


def _is_one_word(reading: Reading, before: Slip, after: Slip) -> bool:
    """Tell whether two slips lie in one word, as written or as expected."""
    written = reading.alignment.written.text[before.change.i2 : after.change.i1]
    expected = reading.alignment.expected.text[before.change.j2 : after.change.j1]
    return " " not in written and " " not in expected


def _is_beside(reading: Reading, slip: Slip) -> bool:
    """Tell whether what stands in the place of a number is more than a number, so that the place is doubtful."""
    if slip.gap:
        return False
    window = reading.alignment.written.text[slip.placed.i1 : slip.placed.i2]
    return slip.placed.piece.role != "pages" and any(char in ",;:()" for char in window)


def _check(
    reading: Reading, group: list[Slip], locate: Callable[[int, int], Span], sources: tuple[str, ...]
) -> FieldCheck:
    """Return the check for slips that are mended together."""
    first, last = group[0], group[-1]
    field = FIELDS.get(first.placed.piece.role, "title")
    (i1, i2), (j1, j2) = _words_around(reading, first, last)
    if first.placed.piece.role in _NUMBERS and not first.gap and not first.spacing:
        (i1, i2), (j1, j2) = (first.placed.i1, first.placed.i2), (first.placed.j1, first.placed.j2)
    alignment = reading.alignment
    start = alignment.written.raw_start(i1)
    end = max(start, alignment.written.raw_end(i2))
    as_written = alignment.written.raw[start:end]
    expected = alignment.expected.raw[alignment.expected.raw_start(j1) : alignment.expected.raw_end(j2)]
    difference = difference_of(reading, first)
    if difference not in ("spacing", "punctuation"):
        before, after = _same_signs(as_written, expected)
        start, end = start + before, end - after
        as_written = as_written[before : len(as_written) - after]
        expected = expected[before : len(expected) - after]
    edits = tuple(Edit(locate(a, b), text) for slip in group for a, b, text in slip.edits)
    return FieldCheck(
        field=field,
        verdict=Verdict.CONTRADICTED,
        difference=difference,
        as_written=as_written,
        expected=expected,
        span=locate(start, end),
        edits=edits,
        applicability=Applicability.SAFE if all(is_safe(reading, slip) for slip in group) else Applicability.UNSAFE,
        confidence=Confidence.HIGH,
        sources=sources,
        message=_message(difference, as_written, expected),
        note=first.spacing or first.case,
    )


def _same_signs(as_written: str, expected: str) -> tuple[int, int]:
    """Return how many signs around the two are the same and no part of the word: "(2024)." and "(2025)."."""
    most = min(len(as_written), len(expected))
    before = 0
    while before < most and as_written[before] == expected[before] and not as_written[before].isalnum():
        before += 1
    after = 0
    while (
        after < most - before
        and as_written[-1 - after] == expected[-1 - after]
        and not as_written[-1 - after].isalnum()
    ):
        after += 1
    return before, after


def _message(difference: str, as_written: str, expected: str) -> str:
    """Return one clause for people."""
    if difference == "spacing":
        return f"spacing: {expected!r}" if expected.strip() else "spacing"
    return f"{as_written!r} is {expected!r} in the record" if as_written.strip() else f"the record has {expected!r}"


def _words_around(reading: Reading, first: Slip, last: Slip) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the written and expected ranges of the whole words that the slips touch."""
    a, b = reading.alignment.written.text, reading.alignment.expected.text
    i1, j1 = first.change.i1, first.change.j1
    while i1 > 0 and j1 > 0 and a[i1 - 1] == b[j1 - 1] and a[i1 - 1] != " ":
        i1, j1 = i1 - 1, j1 - 1
    i2, j2 = last.change.i2, last.change.j2
    while i2 < len(a) and j2 < len(b) and a[i2] == b[j2] and a[i2] != " ":
        i2, j2 = i2 + 1, j2 + 1
    return (i1, i2), (j1, j2)


def difference_of(reading: Reading, slip: Slip) -> str:
    """Return the class of a slip."""
    role = slip.placed.piece.role
    change = slip.change
    if slip.spacing or slip.case:
        return "case" if slip.case else "spacing"
    if slip.gap:
        return "punctuation"
    if role in _CLASSES:
        return _CLASSES[role]
    if any(char.isdigit() for char in change.written + change.expected):
        return "number"
    written, expected = _affected_words(reading, slip)
    if (set(written) ^ set(expected)) & _NEGATIONS:
        return "negation"
    return "typing-slip" if _is_one_letter(slip) else "word"


def _affected_words(reading: Reading, slip: Slip) -> tuple[list[str], list[str]]:
    """Return the folded words that a slip touches, as written and as expected."""
    (i1, i2), (j1, j2) = _words_around(reading, slip, slip)
    alignment = reading.alignment
    return re.findall(r"[^\W_]+", alignment.written.text[i1:i2]), re.findall(r"[^\W_]+", alignment.expected.text[j1:j2])


def _is_one_letter(slip: Slip) -> bool:
    """Tell whether at most one letter on each side is involved."""
    written = sum(char.isalnum() for char in slip.change.written)
    expected = sum(char.isalnum() for char in slip.change.expected)
    return written <= 1 and expected <= 1


def is_safe(reading: Reading, slip: Slip) -> bool:
    """Tell whether mending a slip cannot harm: a plain typing slip, or something that no writer means."""
    change, role = slip.change, slip.placed.piece.role
    if slip.spacing or slip.case:
        return slip.spacing and not _ends_a_value(slip)
    if slip.gap:
        return sum(char.isalnum() for char in change.written) <= 1
    written, expected = change.written.strip(), change.expected.strip()
    if role in _NUMBERS:
        return (
            bool(written)
            and _is_one_letter(slip)
            and _is_digits(expected)
            and not any(char.isdigit() for char in written)
        )
    if role in ("family", "given"):
        is_sign = bool(expected) and not any(char.isalnum() for char in expected) and _is_one_letter(slip)
        return is_sign or any(char.isdigit() for char in written)
    return _is_safe_word(reading, slip)


def _is_digits(text: str) -> bool:
    """Tell whether the letters and digits of a text are digits."""
    return any(char.isdigit() for char in text) and not any(char.isalpha() for char in text)


def _ends_a_value(slip: Slip) -> bool:
    """Tell whether a single blank stands before the sign that ends a title or venue.

    Registries deposit titles with a blank at the end, and formatters keep it; it is not surely a slip.
    """
    placed, change = slip.placed, slip.change
    return change.expected == "" and change.j1 == placed.j2 and placed.piece.role in ("title", "venue")


def _begins_a_word(reading: Reading, change: Change) -> bool:
    """Tell whether the first letter of a word is concerned, whose capital is a matter of the style."""
    before = reading.alignment.written.text[max(0, change.i1 - 1) : change.i1]
    return not before.isalnum() and bool(change.expected.strip())


def _is_safe_word(reading: Reading, slip: Slip) -> bool:
    """Tell whether a word of a title or venue is a slip away from the registry's, and no other word."""
    change = slip.change
    if not _is_one_letter(slip) or change.expected.isdigit() or change.written.isdigit():
        return False
    _, expected = _affected_words(reading, slip)
    longest = max((len(word) for word in expected), default=0)
    if longest < _SHORT_WORD or (not reading.choice.layout.exact and _begins_a_word(reading, change)):
        return False
    at_end = change.i2 == len(reading.alignment.written.text) or not _WORD_CHAR.match(
        reading.alignment.written.text[change.i2]
    )
    plural = at_end and {change.written, change.expected} == {"s", ""}
    return not plural
