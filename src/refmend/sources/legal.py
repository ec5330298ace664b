"""Cases, statutes, reports of parliaments and orders: the date stands behind the citation, a court may stand before it.

"Brown v. Board of Education, 347 U.S. 483 (1954)." has a name and a year; what stands between has no place here.
"""

from __future__ import annotations

import re

from refmend.sources.reading import Range, Reading

_SIGN = re.compile(
    r"\sv\. |§|\bCong\.|\bStat\.|U\.S\.C|C\.F\.R|\bF\. ?(?:Supp|\d?d)|\bU\.S\. \d"
    r"|\b(?:Rep|Res|Order|Doc|Reg)\. (?:No\. )?\d"
)
_DATED = re.compile(r"\((?:[^()]{0,40}[\s&.])?(?P<year>(?:1[6-9]|20)\d\d)\)(?=[.,]|\s\(|\s*$)")
_NAME = re.compile(
    r"(?P<title>[^\d]{3,400}?[A-Za-z]{3})(?:, (?=\d{1,4}(?:st|nd|rd|th)? [A-Z])|, (?=(?:[A-Z][a-z]{1,6}\. ){1,3}§))"
)


def is_legal(text: str, start: int, end: int) -> bool:
    """Tell whether a text is a citation as lawyers write it."""
    return _SIGN.search(text, start, end) is not None


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
