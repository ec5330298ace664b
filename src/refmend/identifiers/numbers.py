"""Identifiers that are numbers behind a label: PMID, PMCID, ISBN."""

from __future__ import annotations

import re

from refmend.model import Identifier, IdentifierKind, Mention, Span

_PMID = re.compile(r"PMID\s{0,2}:?\s{0,2}(\d{1,8})(?![\d.]*\d)", re.IGNORECASE | re.ASCII)
_PMCID = re.compile(r"(?:PMCID\s{0,2}:?\s{0,2})?PMC(\d{4,8})(?!\w)", re.IGNORECASE | re.ASCII)
_ISBN = re.compile(r"ISBN(?:-?1[03])?\s{0,2}:?\s{0,2}([\d](?:[ -]?[\dXx]){9,12})(?![\dXx])", re.IGNORECASE | re.ASCII)
_TEN, _THIRTEEN = 10, 13

Matched = tuple[Mention | None, int]


def _mention(kind: IdentifierKind, value: str, text: str, match: re.Match[str]) -> Matched:
    span = Span(*match.span())
    return Mention(Identifier(kind, value), text[span.start : span.end], span, "prefixed"), span.end


def pmid(text: str, start: int, after: int, end: int) -> Matched:
    """Read `PMID: 12345678`."""
    match = _PMID.match(text, start, end)
    return _mention(IdentifierKind.PMID, match[1], text, match) if match else (None, after)


def pmcid(text: str, start: int, after: int, end: int) -> Matched:
    """Read `PMCID: PMC123456` and `PMC123456`."""
    match = _PMCID.match(text, start, end)
    return _mention(IdentifierKind.PMCID, "PMC" + match[1], text, match) if match else (None, after)


def isbn(text: str, start: int, after: int, end: int) -> Matched:
    """Read an ISBN whose check digit is right; the value has thirteen digits."""
    match = _ISBN.match(text, start, end)
    if match is None:
        return None, after
    value = isbn13(re.sub(r"[ -]", "", match[1]).upper())
    return _mention(IdentifierKind.ISBN, value, text, match) if value else (None, match.end())


def isbn13(digits: str) -> str:
    """Return the thirteen digits of a valid ISBN, or an empty string."""
    if len(digits) == _TEN and digits[:9].isdigit():
        total = sum((10 - i) * (10 if digit == "X" else int(digit)) for i, digit in enumerate(digits))
        body = "978" + digits[:9]
        return body + _check_digit(body) if total % 11 == 0 else ""
    if len(digits) == _THIRTEEN and digits.isdigit() and digits[12] == _check_digit(digits[:12]):
        return digits
    return ""


def _check_digit(body: str) -> str:
    return str(-sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(body)) % 10)
