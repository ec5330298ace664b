"""Dates as APA and its readers write them."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS_WORDS = (
    "January February March April May June July August September October November December Januar Februar "
    "März Mai Juni Juli Oktober Dezember janvier février mars avril mai juin juillet août septembre "
    "octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
)
_MONTHS = _MONTHS_WORDS.split()
_NUMBER = {
    "jan": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5,
    "jun": 6, "jui": 7, "jul": 7, "aug": 8, "aoû": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "out": 10,
    "nov": 11, "dec": 12, "dez": 12, "dic": 12, "déc": 12, "ene": 1, "gen": 1,
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10, "ноя": 11,
    "дек": 12,
}  # fmt: skip
MONTH = r"(?:[A-Za-zäéûç\u0430-\u044f]{3,10}\.?)"
_WRITTEN = re.compile(
    rf"(?P<month>{MONTH})(?:\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?(?![\w])"
    rf"|(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:de\s+)?(?P<month2>{MONTH})",
)
_YEAR = (
    r"\d{4}|n\.\s?d\.?|in\s(?:press|preparation|review)|forthcoming|no\sdate|s\.\s?[fd]\.|o\.\s?J\."
    r"|\u0431\.\s?[\u0433\u0434]\."
)
DATE = re.compile(
    rf"[(\uff08\[](?:ca?\.\s?)?(?P<lead>\d{{1,2}}\.?\s(?:de\s)?{MONTH}\s(?:del?\s)?(?=\d{{4}}))?"
    rf"(?P<original>(?:\d{{1,4}}|ca?\.\s?\d{{1,4}}|\d{{1,4}}\sB\.?C\.?(?:E\.?)?)\s?/\s?)?"
    rf"(?P<year>{_YEAR})(?P<letter>-?[a-z](?![a-z]))?"
    r"(?P<until>\s?[\u2013\u2014/-]\s?(?:\d{2,4}|present))?(?P<rest>[,;]\s?[^()\uff08\uff09\[\]]{1,48})?[)\uff09\]]",
    re.IGNORECASE,
)


class WrittenDate(NamedTuple):
    """A date and where it stands: `span` inside the parentheses, `year_span` the year alone, of a range the first."""

    year: str
    iso: str
    span: tuple[int, int]
    year_span: tuple[int, int]
    whole: tuple[int, int]


def written_date(match: re.Match[str]) -> WrittenDate:
    """Read a match of `DATE`."""
    year = match["year"]
    start, end = match.span()
    value = year if year.isdigit() else _word(year)
    iso = ""
    if year.isdigit() and match["until"] is None:
        iso = year + _rest(match["rest"] or match["lead"] or "")
    return WrittenDate(value, iso, (start + 1, end - 1), match.span("year"), (start, end))


def _word(year: str) -> str:
    folded = " ".join(year.lower().split())
    return folded if folded.startswith(("in ", "forth")) else "n.d."


def _rest(rest: str) -> str:
    """Return month and day as `-06-19`, as far as they are certain."""
    match = _WRITTEN.search(rest)
    if match is None:
        return ""
    month = month_number(match["month"] or match["month2"] or "")
    day = int(match["day"] or match["day2"] or 0)
    if not month:
        return ""
    return f"-{month:02}-{day:02}" if 0 < day <= 31 else f"-{month:02}"  # noqa: PLR2004 - days of a month


def month_number(word: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation, else 0."""
    word = word.rstrip(".").lower()
    if len(word) > 4 and not any(name.lower().startswith(word) for name in _MONTHS):  # noqa: PLR2004
        return 0
    if word.startswith("juin"):
        return 6
    return _NUMBER.get(word[:3], 0)


_DAY = re.compile(
    rf"(?:(?P<month>{MONTH})\s(?P<day>\d{{1,2}}),?\s(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})\.?\s(?:de\s)?(?P<month2>{MONTH})\s(?:del?\s)?(?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))"
)


def day_of(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Find a whole date ("August 29, 2025", "29 August 2025", "2025-08-29"); return ISO form and range."""
    match = _DAY.search(text, start, end)
    if match is None:
        return None
    if match["iso"]:
        return match["iso"], match.start(), match.end()
    month = month_number(match["month"] or match["month2"])
    year, day = match["year"] or match["year2"], int(match["day"] or match["day2"])
    return (f"{year}-{month:02}-{day:02}", match.start(), match.end()) if month else None
