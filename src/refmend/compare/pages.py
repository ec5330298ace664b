"""Volume, issue and pages: the forms in which the same number is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Record

_DASH = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
_ROMANS = 400
_NUMERALS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_IS_ROMAN = re.compile(r"[CLXVI]{1,9}")
_LETTER_PAGES = re.compile(r"(\w{4,12})-\d{1,3}-\1-\d{1,3}")  # APS: the article number, a hyphen and its pages
_ZEROS = re.compile(r"\b0+(?=\d)")
_SUPPLEMENT = re.compile(
    r"(?:(?P<before>\d{1,4})[\s,]*)?(?:suppl?(?:ement)?s?\.?|S)\s*(?P<after>(?:[A-Z]?\d{1,4}[A-Z]?|[IVX]{1,4})?)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"([^\W\d_]*)(\d+)")


def expand(pages: str) -> str:
    """Return a page range with its end written in full and one hyphen: `1353-66` becomes `1353-1366`."""
    parts = _DASH.split(pages.strip())
    if len(parts) != 2:  # noqa: PLR2004 - a range has two ends
        return "-".join(parts)
    first, last = parts
    head, tail = _RANGE.fullmatch(first), _RANGE.fullmatch(last)
    if head and tail and len(tail[2]) < len(head[2]) and tail[1] in ("", head[1]):
        last = head[1] + head[2][: len(head[2]) - len(tail[2])] + tail[2]
    elif head and tail and head[1] and not tail[1]:
        last = head[1] + last
    return f"{first}-{last}"


def page_forms(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the ways to write the pages (en dash): in full, shortened, the first alone, the article number."""
    found: dict[str, None] = {}
    for record in records:
        if record.pages:
            _add_forms(record.pages, found)
            if (plain := _ZEROS.sub("", record.pages)) != record.pages:
                _add_forms(plain, found)
        if record.article_number:
            found.setdefault(record.article_number)
    return tuple(found)


def _add_forms(pages: str, found: dict[str, None]) -> None:
    """Add the forms of one page range, the deposited one first."""
    found.setdefault(_DASH.sub("\u2013", pages.strip()))
    full = expand(pages)
    found.setdefault(full.replace("-", "\u2013"))
    if letter := _LETTER_PAGES.fullmatch(pages.strip()):
        found.setdefault(letter[1])
    first, dash, last = full.partition("-")
    if not dash or "-" in last:
        return
    found.setdefault(first)
    head, tail = _RANGE.fullmatch(first), _RANGE.fullmatch(last)
    if head and tail and head[1] == tail[1] and len(head[2]) == len(tail[2]):
        a, b = head[2], tail[2]
        same = next((i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y), len(a) - 1)
        for start in range(1, same + 1):
            found.setdefault(f"{first}\u2013{b[start:]}")
        if head[1]:
            found.setdefault(f"{first}\u2013{b}")


def values(records: Sequence[Record], name: str, shown: str = "") -> tuple[str, ...]:
    """Return the forms of a plain field (`volume`, `issue`) in the order of the records: zeros in front say nothing.

    `shown` is what the entry has there; it may be the same number in the other numerals.
    """
    found: dict[str, None] = {}
    for record in records:
        if value := getattr(record, name).strip():
            found.setdefault(value)
            found.setdefault(_ZEROS.sub("", value))
            if shown and _roman(value) == shown.strip(" ,()").upper():
                found.setdefault(_roman(value))
            for form in _supplements(value.replace("_", " ")):
                if "Supp." not in form or form.casefold() == shown.strip(" ,()").casefold():
                    found.setdefault(form)
    return tuple(found)


def _roman(value: str) -> str:
    """Return a number in Roman numerals, or the number that Roman numerals stand for; empty where neither is so."""
    if value.isdecimal() and 0 < int(value) < _ROMANS:
        number, out = int(value), ""
        for size, sign in _NUMERALS:
            out += sign * (number // size)
            number %= size
        return out
    if not _IS_ROMAN.fullmatch(value):
        return ""
    worth = [next(size for size, sign in _NUMERALS if sign == char) for char in value]
    return str(
        sum(-one if any(one < later for later in worth[at + 1 : at + 2]) else one for at, one in enumerate(worth))
    )


def _supplements(value: str) -> Iterator[str]:
    """Yield the ways to name a supplement ("S1", "Suppl 1", "3_Supplement_1"); other values as they are."""
    match = _SUPPLEMENT.fullmatch(value)
    if match is None:
        yield value
        return
    before, after = match["before"], match["after"]
    for word in ("Suppl. ", "Suppl ", "Supplement ", "Supp. ", "S"):
        named = f"{word}{after}" if after else word.rstrip() if word != "S" else "S"
        yield from (f"{before} {named}", f"{before}, {named}") if before else (named,)
