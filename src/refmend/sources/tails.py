"""The ends of titles and sources: volume, issue and pages; editions, brackets and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refmend.sources.apa import Reading

Range = tuple[int, int]

_DASH = r"[-\u2010\u2011\u2012\u2013\u2014\u2212]"
_PAGE = r"[A-Za-z]{0,4}\d(?:[\w.]{0,12}\w)?"
_TO = rf"{_PAGE}(?:\s?{_DASH}\s?{_PAGE})?"
_RANGE = rf"(?:pp?\.\s?)?(?P<pages>(?:{_TO}(?:\s?[,;]\s?{_TO}){{0,4}}|[ivxlc]+(?:\s?{_DASH}\s?[ivxlc]+)?))"
_ARTICLE = r"(?:Art(?:icle|\.)?|Paper|No\.|Article\sID|Article\sno\.|Article\snumber)\s?(?P<article>[\w.\-/]{0,24}\w)"
_ARABIC = rf"[A-Za-z]{{0,5}}\s?\d{{1,5}}[A-Za-z]?(?:\s?[{_DASH[1:-1]}/&]\s?[A-Za-z]?\d{{1,4}})?"
_ROMAN = rf"[IVXLCDM]{{1,9}}(?:\s?{_DASH}\s?[IVXLCDM]{{1,9}})?"
_VOLUME = rf"(?:Vol(?:ume|\.)?\s?)?(?P<volume>{_ARABIC}|{_ROMAN})"
_ISSUE = r"\s?\((?P<issue>[^()]{1,48}(?:\([^()]{1,16}\))?)\)"
_TAIL = re.compile(
    rf",\s*(?:{_VOLUME}\s*(?:{_ISSUE})?|(?P<only>\((?P<issue2>[^()]{{1,32}})\)))"
    rf"(?:\s?[,:;]\s*(?:{_RANGE}|{_ARTICLE}))?\s*\.?\s*$"
)
_PAGES_ONLY = re.compile(
    rf",\s*(?:pp?\.\s?(?P<pages>{_TO})|(?P<range>{_PAGE}\s?{_DASH}\s?{_PAGE})|{_ARTICLE})\s*\.?\s*$"
)
_YEARLIKE = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(slots=True)
class Tail:
    """The numbers at the end of a periodical's part; `start` is where the name before them ends."""

    start: int
    volume: Range | None = None
    issue: Range | None = None
    pages: Range | None = None

    def put(self, reading: Reading) -> None:
        """Write what is there into a reading."""
        for name in ("volume", "issue", "pages"):
            if found := getattr(self, name):
                reading.put(name, *found)


def numeric_tail(text: str, start: int, end: int) -> Tail | None:
    """Read ", 12(3), 45-67." at the end of `text[start:end]`; None where it is not clearly that."""
    at = _tail_at(text, start, end)
    if at is None:
        return None
    if match := _PAGES_ONLY.match(text, at, end):
        name = next(name for name in ("pages", "range", "article") if match[name])
        return Tail(at, pages=match.span(name))
    match = _TAIL.match(text, at, end)
    if match is None:
        return None
    pages = next((match.span(name) for name in ("pages", "article") if match[name]), None)
    issue = next((match.span(name) for name in ("issue", "issue2") if match[name]), None)
    volume = match.span("volume") if match["volume"] else None
    if pages is None and issue is None and _YEARLIKE.fullmatch(match["volume"] or ""):
        return None
    if pages is None and issue is None and not (match["volume"] or "").strip().isdigit():
        return None
    return Tail(at, volume, issue, pages)


def _tail_at(text: str, start: int, end: int) -> int | None:
    """Return the first comma of the last ones from which the rest reads as numbers."""
    best, at = None, end
    for _ in range(8):
        at = text.rfind(",", max(start, end - 160), at)
        if at < 0:
            break
        if _TAIL.match(text, at, end) or _PAGES_ONLY.match(text, at, end):
            best = at
        elif best is not None and not text[at + 1 : best].strip().isdigit():
            break
    return best


_NOTE = re.compile(
    r"[.\s]*(?:\((?:Original\s?work|Reprinted|Original\swork\spublished|Accessed|Last\s)[^()]{0,300}(?:\([^()]{0,60}\)[^()]{0,200})*\)"
    r"|Advance online publication|Online first|Epub ahead of print|Preprint|Accepted for publication)[.\s]*$",
    re.IGNORECASE,
)


def strip_notes(text: str, start: int, end: int) -> int:
    """Return where the body ends when notes such as "(Original work published 1900)" are left out."""
    for _ in range(3):
        match = _NOTE.search(text, max(start, end - 700), end)
        if match is None or match.start() <= start:
            break
        end = match.start() + (text[match.start()] == ".")
    return end


_BRACKET = re.compile(r"\s?\[(?P<inside>[^\[\]]{1,400})\]\.?$")
_PAREN = re.compile(r"\s?\((?P<inside>[^()]{1,120}(?:\([^()]{0,40}\)[^()]{0,40})?)\)\.?$")
_EDITION = re.compile(
    r"(?:^|[\s,])(?P<edition>(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][\w ]{0,30}|Rev\.|Abridged|\d{1,3}\.)"
    r"\s(?:ed\.?|edition|Aufl\.?|éd\.?))(?:,|$)"
)
_KNOWN = re.compile(
    r"\b(?:eds?|Vols?|Nos?|pp|Trans|Narr|Version|Ver|Report|Publication|Paper|Season|Episode|Series|Issue|Part|Pt|Track|"
    r"Catalog|Bulletin|Document|Aufl|Hrsg|Übers|Rev|Release|Edition|Director|Writer|Producers?|Album)\b|^arXiv:|^[A-Z]{0,6}-?\d{3,}[\w-]*$",
)


def decorations(text: str, start: int, end: int, reading: Reading) -> int:
    """Keep edition and bracket in `reading` and return where the title itself ends."""
    for _ in range(6):
        if bracket := _BRACKET.search(text, max(start, end - 410), end):
            if "bracket" not in reading.fields:
                reading.put("bracket", *bracket.span("inside"))
            end = bracket.start()
        elif (paren := _PAREN.search(text, max(start, end - 210), end)) and is_decoration(paren["inside"]):
            if edition := _EDITION.search(paren["inside"]):
                at = paren.start("inside")
                reading.put("edition", at + edition.start("edition"), at + edition.end("edition"))
            end = paren.start()
        else:
            break
    return end


def is_decoration(inside: str) -> bool:
    """Tell whether the words in parentheses are an edition, a volume, a number or a role."""
    return _KNOWN.search(inside) is not None
