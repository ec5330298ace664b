"""Cases, statutes, reports of parliaments, orders, constitutions and treaties: the date stands behind the citation.

"Brown v. Board of Education, 347 U.S. 483 (1954)." has a name and a year; what stands between has no place here. A
constitution has neither, and is known by its parts.
"""

from __future__ import annotations

import re

from refmend.sources.dates import day_of
from refmend.sources.reading import Range, Reading

_SIGN = re.compile(
    r"\sv\. |§|\bCong\.|\bStat\.|U\.S\.C|C\.F\.R|\bF\. ?(?:Supp|\d?d)|\bU\.S\. (?:\d|_{2,3})|\bF\.R\. \d|\bFed\. Reg\."
    r"|\b(?:Rep|Res|Order|Doc|Reg)\. (?:No\. )?\d"
)
_DATED = re.compile(r"\((?:[^()]{0,40}[\s&.])?(?P<year>(?:1[6-9]|20)\d\d)\)(?=[.,]|\s\(|\s*$)")
_NAME = re.compile(
    r"(?!(?:(?:H\. ?(?:R\.)?|S\.) ?(?:(?:Con|J)\. ?)?(?:Res|Rep|Doc)\.|Exec\.|\d))(?P<title>[^\n]{3,400}?[\w.])"
    r"(?:, (?=\d{1,4}(?:st|nd|rd|th)? [A-Z]|Pub\. ?L\.|(?:H\. ?R\.|S\.) ?\d)|, (?=(?:[A-Z][a-z]{1,6}\. ){1,3}§))"
)
_CONSTITUTION = re.compile(
    r"(?:(?:[A-Z][\w.]{0,12}\s){1,3}Const\.,? (?:art|amend|pmbl)\b|U\.N\. Charter,? (?:art|pmbl|ch)\b)"
)
_TREATY = re.compile(
    r"(?P<title>[A-Z][^\n]{8,240}?), (?P<date>[A-Z][a-z]{2,8} \d{1,2}, (?P<year>(?:1[6-9]|20)\d\d))(?=[,.;\s]*$|, )"
)
_PACT = re.compile(
    r"\b(?:Convention|Treaty|Declaration|Charter|Covenant|Protocol|Agreement|Accords?|Pact|Statute|Constitution)\b"
)


def is_legal(text: str, start: int, end: int) -> bool:
    """Tell whether a text is a citation as lawyers write it."""
    return _SIGN.search(text, start, end) is not None


def is_constitution(text: str) -> bool:
    """Tell whether a text cites a part of a constitution or of the charter, which has no date."""
    return ("Const." in text or "Charter" in text) and _CONSTITUTION.match(text.lstrip("0123456789.)[]( ")) is not None


def read_legal(text: str, begin: int, end: int) -> Reading | None:
    """Read the name and the last year in parentheses; None where the text is no such citation."""
    found: list[Range] = [match.span("year") for match in _DATED.finditer(text, begin, end)]
    if not found or not is_legal(text, begin, found[-1][0]):
        return None
    reading = Reading(style="legal", title_first=True)
    reading.put("year", *found[-1])
    if name := _NAME.match(text, begin, found[-1][0]):
        reading.put("title", *name.span("title"))
    return reading


def read_undated(text: str, begin: int, end: int) -> Reading | None:
    """Read a treaty, whose date stands between commas, or a constitution, which has none."""
    if _CONSTITUTION.match(text, begin, end):
        return Reading(style="legal", title_first=True)
    treaty = _TREATY.match(text, begin, end)
    if treaty is None or not _PACT.search(treaty["title"]):
        return None
    reading = Reading(style="legal", title_first=True)
    reading.put("title", *treaty.span("title"))
    reading.put("year", *treaty.span("year"))
    if day := day_of(text, treaty.start("date"), treaty.end("date")):
        reading.put("date", day[1], day[2], day[0])
    return reading
