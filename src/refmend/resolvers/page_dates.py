"""Dates of web pages: when a page was published, never when it was changed; empty where sources disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.judge.page import visible_text
from refmend.model import RecordDate
from refmend.resolvers import linked_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.resolvers.pages import Sources

OLDEST_WORK = 1500
OLDEST_PAGE = 1990
NEWEST = 2100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

SCHOLARLY = (
    "citation_publication_date",
    "citation_date",
    "citation_cover_date",
    "citation_online_date",
    "prism.publicationdate",
    "citation_year",
)
STATED = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "og:article:published_time",
    "article:published",
    "publish_date",
    "publish-date",
    "pubdate",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "date",
)

_NUMBERS = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? +([A-Za-z]{3,9})\.?,? +(\d{4})(?!\d)")
_MONTH_ONLY = re.compile(r"([A-Za-z]{3,9})\.?,? +(\d{4})(?!\d)")
_PATH_DATE = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})(?:/(\d{1,2}))?/")
_ANNOUNCED = ("published on ", "published: ", "published ", "posted on ", "posted: ", "posted ")


def published(sources: Sources) -> RecordDate | None:
    """Return the date of publication, as exactly as the page states it."""
    for name in SCHOLARLY:
        if date := read_date(sources.first(name), oldest=OLDEST_WORK):
            return date
    stated = [date for date in (read_date(text) for text in _stated(sources)) if date]
    if stated:
        best = max(stated[:1] + [date for date in stated if _agrees(date, stated[0])], key=_exactness)
        clash = any(date.year != best.year for date in stated)
        return None if clash else best
    seen = [date for date in (read_date(text) for text in _shown(sources)) if date]
    if len({(date.year, date.month, date.day) for date in seen}) == 1:
        return seen[0]
    return _announced(sources) if not seen else None


def _stated(sources: Sources) -> Iterator[str]:
    """Yield the dates of publication that a page states for machines, the most trusted first."""
    yield linked_data.text(sources.article, "datePublished", "dateCreated")
    for name in STATED:
        yield sources.first(name)
    if not sources.article:
        pages = [node for node in sources.graph if linked_data.kinds(node) & linked_data.PAGES]
        yield linked_data.text(pages[0], "datePublished") if len(pages) == 1 else ""


def _shown(sources: Sources) -> Iterator[str]:
    """Yield the dates of `<time>`: those marked as published, else those in the page's header, else the only one."""
    every = []
    for count, element in enumerate(sources.root.iter("time", "abbr")):
        if count == 200:  # noqa: PLR2004 - a list of posts, not a post
            return
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower().split()
        text = element.get("datetime") or "".join(map(str, element.itertext()))[:100]
        if {"datepublished", "entry-date", "published", "dt-published"} & set(marks) or element.get(
            "pubdate"
        ) is not None:
            yield text
            return
        if element.tag == "time" and not {"updated", "datemodified", "dt-updated"} & set(marks):
            every.append(text)
    yield from every


def _announced(sources: Sources) -> RecordDate | None:
    """Return the date after "Published" near the page's first heading, where it is the only one."""
    text = visible_text(sources.root, 3000) if sources.holds(b"publish") or sources.holds(b"posted") else ""
    lower = text.lower()
    found = set()
    for words in _ANNOUNCED:
        at = lower.find(words)
        while at >= 0:
            if date := read_date(text[at + len(words) : at + len(words) + 40], anywhere=False):
                found.add(date)
            at = lower.find(words, at + 1)
    return found.pop() if len(found) == 1 else _from_path(sources)


def _from_path(sources: Sources) -> RecordDate | None:
    """Return the date that an address carries in its path, as `/2024/05/17/` does."""
    match = _PATH_DATE.search(sources.url.partition("?")[0][:2000])
    return _date(match[1], match[2], match[3]) if match else None


def read_date(text: str, *, oldest: int = OLDEST_PAGE, anywhere: bool = True) -> RecordDate | None:
    """Read a date in figures (year first) or with an English month's name; None for anything else.

    A time of day and its zone are not looked at: the day is taken as the page writes it.
    """
    text = text.strip()[:100]
    if not text:
        return None
    if match := _NUMBERS.match(text):
        return _date(match[1], match[2], match[3], oldest)
    for pattern, order in ((_MONTH_FIRST, (3, 1, 2)), (_DAY_FIRST, (3, 2, 1)), (_MONTH_ONLY, (2, 1, 0))):
        match = pattern.search(text) if anywhere else pattern.match(text)
        if match:
            month = _month(match[order[1]])
            day = match[order[2]] if order[2] else None
            return _date(match[order[0]], month, day, oldest) if month else None
    return None


def _month(name: str) -> str:
    """Return the number of an English month's name, or an empty string."""
    short = name[:3].lower()
    return str(MONTHS.index(short) + 1) if short in MONTHS else ""


def _date(year: str, month: str | None, day: str | None, oldest: int = OLDEST_PAGE) -> RecordDate | None:
    """Return a possible date, or None."""
    numbers = (int(year), int(month) if month else None, int(day) if day else None)
    possible = oldest <= numbers[0] <= NEWEST and (numbers[1] is None or 1 <= numbers[1] <= 12)  # noqa: PLR2004 - months
    if not possible or (numbers[2] is not None and not 1 <= numbers[2] <= 31):  # noqa: PLR2004 - days
        return None
    return RecordDate("published", *numbers)


def _agrees(date: RecordDate, other: RecordDate) -> bool:
    """Tell whether two dates can be the same day, one of them less exact."""
    return date.year == other.year and (not date.month or not other.month or date.month == other.month)


def _exactness(date: RecordDate) -> int:
    """Return how many parts of a date are known."""
    return 1 + bool(date.month) + bool(date.day)
