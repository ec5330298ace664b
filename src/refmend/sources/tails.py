"""The ends of titles and sources: volume, issue and pages; editions, brackets and notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from refmend.sources.reading import Reading

Range = tuple[int, int]

_DASH = r"[-\u2010\u2011\u2012\u2013\u2014\u2212]"
_PAGE = r"_?[A-Za-z]{0,4}_?\d(?:[\w.]{0,18}\w)?"
_TO = rf"{_PAGE}(?:\s?{_DASH}{{1,2}}\s?{_PAGE})?"
_ROMAN_PAGES = rf"[ivxlc]+\s?{_DASH}\s?[ivxlc]+"
_NO_PAGES = rf"no\s?{_DASH}\s?no|n/a\s?{_DASH}\s?n/a|[A-Z]\s?{_DASH}\s?\d{{1,6}}"
PAGE_SIGN = r"(?:pp?|S|[Pp]\u00e1gs?|\u0441|\u0421|\u0441\u0442\u0440)\."
_PREFIX = rf"(?:{PAGE_SIGN}\s?)?"
_RANGE = rf"{_PREFIX}(?P<pages>{_TO}(?:\s?[,;]\s?{_TO}){{0,4}}|{_ROMAN_PAGES}|{_NO_PAGES}|[ivxlc]+)"
_ARTICLE = r"(?:Art(?:icle|\.)?|Paper|No\.|Article\sID|Article\sno\.|Article\snumber)\s?(?P<article>[\w.\-/]{0,24}\w)"
_ARABIC = rf"[A-Za-z]{{0,5}}\s?\d{{1,5}}[A-Za-z]?(?:\s?[{_DASH[1:-1]}/&]\s?[A-Za-z]?\d{{1,4}})?"
_ROMAN = rf"[IVXLCDM]{{1,9}}(?:\s?{_DASH}\s?[IVXLCDM]{{1,9}})?"
_VOLUME = rf"(?:Vol(?:ume|\.)?\s?)?(?P<volume>{_ARABIC}|{_ROMAN})"
# Before an issue in parentheses any word is a volume: "s12-IX(185)", "2008.8(0)", "Mars/Avril(3)".
_ANY_VOLUME = r"(?:Vol(?:ume|\.)?\s?)?(?P<named>[^\s,()]{1,16}(?:\(\d{1,4}\)(?=\())?)"
_ISSUE = r"\((?P<issue>[^()]{1,48}(?:\([^()]{1,16}\))?)\)"
_TAIL = re.compile(
    rf",\s*(?:{_VOLUME}(?:\s?{_ISSUE})?|{_ANY_VOLUME}{_ISSUE.replace('issue', 'issue3')}|\((?P<issue2>[^()]{{1,32}})\))"
    rf"(?:\s?[,:;]\s*(?:{_RANGE}|{_ARTICLE}))?,?\s*\.?\s*$"
)
_PAGES_ONLY = re.compile(
    rf",\s*(?:{PAGE_SIGN}\s?(?P<pages>{_TO})|(?P<range>{_PAGE}\s?{_DASH}{{1,2}}\s?{_PAGE}|{_ROMAN_PAGES}|{_NO_PAGES}|[A-Za-z]{{0,6}}\d{{6,}}|[A-Za-z]{{1,6}}\d{{4,}})"
    rf"|{_ARTICLE})\s*\.?\s*$"
)
# Volume, issue and pages with their names before them: ", vol. 5, n\u00b0 2, p. 12-34", ", Bd. 3, Nr. 1".
_NAMED_VOLUME = r"(?:vol(?:ume|\.)?|v\.|Bd\.|Band|Jg\.|Jahrgang|[Tt](?:omo|ome|\.)|\u0422\.|\u0442\.)\s?"
_NAMED_ISSUE = r"(?:n[o\u00b0\u00ba]\.?|n\.|n\u00fam\.|num\.|Nr\.|No\.|H\.|Heft|\u2116|iss(?:ue|\.))\s?"
_NUMBER = r"\d{1,5}(?:\s?[-\u2013/]\s?\d{1,4})?"
_NAMED = re.compile(
    rf"(?:,\s*{_NAMED_VOLUME}(?P<volume>{_NUMBER})(?:\s?\((?:{_NAMED_ISSUE})?(?P<issue>{_NUMBER})\))?)?"
    rf"(?:,\s*{_NAMED_ISSUE}(?P<issue2>{_NUMBER}))?(?:\s?[,:]\s*{_PREFIX}(?P<pages>{_TO}))?\s*\.?\s*$",
    re.IGNORECASE,
)
_PAGELIKE = 3
_YEARLIKE = re.compile(r"(?:1[89]|20)\d\d")


class Tail(Struct):
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
    named = _named_tail(text, at, end) if at is not None else None
    if at is None or named is not None:
        return named
    if match := _PAGES_ONLY.match(text, at, end):
        name = next(name for name in ("pages", "range", "article") if match[name])
        return Tail(at, pages=match.span(name))
    match = _TAIL.match(text, at, end)
    if match is None:
        return None
    pages = next((match.span(name) for name in ("pages", "article") if match[name]), None)
    issue = next((match.span(name) for name in ("issue", "issue2", "issue3") if match[name]), None)
    volume = next((match.span(name) for name in ("volume", "named") if match[name]), None)
    if pages is None and issue is None and _YEARLIKE.fullmatch(match["volume"] or ""):
        return None
    if pages is None and issue is None:
        number = (match["volume"] or "").strip()
        if not number.isdigit():
            return None
        volume = volume if len(number) < _PAGELIKE else None
    return Tail(at, volume, issue, pages)


def _named(text: str, at: int, end: int) -> re.Match[str] | None:
    """Match the numbers behind a comma if a name of one stands first."""
    sign = text[at + 1 : at + 3].strip()[:1]
    return _NAMED.match(text, at, end) if sign.isalpha() or sign == "\u2116" else None


def _named_tail(text: str, at: int, end: int) -> Tail | None:
    """Read numbers that have their names before them; None where no volume and no issue is named."""
    match = _named(text, at, end)
    if match is None or not (match["volume"] or match["issue2"]):
        return None
    issue = next((match.span(name) for name in ("issue", "issue2") if match[name]), None)
    volume, pages = (match.span(name) if match[name] else None for name in ("volume", "pages"))
    return Tail(at, volume, issue, pages)


def _tail_at(text: str, start: int, end: int) -> int | None:
    """Return the first comma of the last ones from which the rest reads as numbers."""
    best, at = None, end
    for _ in range(8):
        at = text.rfind(",", max(start, end - 160), at)
        if at < 0:
            break
        if _TAIL.match(text, at, end) or _PAGES_ONLY.match(text, at, end) or _named(text, at, end):
            best = at
        elif best is not None and not text[at + 1 : best].strip().isdigit():
            break
    return best


_NOTE = re.compile(
    r"[.\s]*(?:\((?:Original\s?work|Reprinted|Original\swork\spublished|Accessed|Last\s)[^()]{0,300}(?:\([^()]{0,60}\)[^()]{0,200})*\)"
    r"|Advance online publication|Online first|Epub ahead of print|Preprint|Accepted for publication)[.\s]*$",
    re.IGNORECASE,
)


# A note that ends in an address is cut there, before its closing bracket.
_CUT_NOTE = re.compile(r"[.\s]*\((?:Reprinted|Adapted|Original work)\b.{0,640}$", re.IGNORECASE | re.DOTALL)
_NOTE_MARKS = ("dapted", "riginal", "eprint", "ccessed", "Last ", "dvance", "irst", "pub ahead", "ccepted")


def strip_notes(text: str, start: int, end: int) -> int:
    """Return where the body ends when notes such as "(Original work published 1900)" are left out."""
    if not any(text.find(mark, start, end) >= 0 for mark in _NOTE_MARKS):
        return end
    for _ in range(3):
        match = _NOTE.search(text, max(start, end - 700), end) or _CUT_NOTE.search(text, max(start, end - 700), end)
        if match is None or match.start() <= start:
            break
        end = match.start() + (text[match.start()] == ".")
    return end


_BRACKET = re.compile(r"\s*(?<!\S)\[(?P<inside>[^\[\]]{1,400})\]\.?$")
_PAREN = re.compile(r"\s\((?P<inside>[^()]{1,120}(?:\([^()]{0,40}\)[^()]{0,40})?)\)\.?$")
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th|e|\.?[\u00aa\u00ba]|-\u0435|\.)"
_EDITION = re.compile(
    rf"(?:^|[\s,])(?P<edition>(?:{_ORDINAL}|[A-Z][\w ]{{0,30}}|Rev\.|Abridged)"
    r"\s(?:ed\.?|edition|Aufl\.?|Auflage|éd\.?|\u0438\u0437\u0434\.?))(?:,|$)"
)
_BOOK_VOLUME = re.compile(r"\b(?:Vols?|Bde?|T|\u0422)\. (?P<volume>\d{1,3}(?:[-\u2013]\d{1,3})?)(?=,|$)")
_KNOWN = re.compile(
    rf"(?:(?:{_ORDINAL}|\w+|Rev\.|\w+ \d{{4}}) (?:ed\b|edition|Aufl|éd|\u0438\u0437\u0434)"
    rf"|{PAGE_SIGN} ?\d|(?:Bde?|T|\u0422)\. ?\d|Vols?\.|Nos?\.|pp\.|Pt\."
    r"|Series |Season |Version |Ver\.|Release |(?:[A-Z][\w&.]* ){1,5}Nos?\. ?\S"
    r"|.{1,80}, (?:Eds?|Trans|Narr|Ed\. & Trans)\.; "
    r"|.{1,60}\b(?:Series|Issue|Nos?\.|Vol\.) ?[\w-]+(?:, (?:Issue|Nos?\.|Vol\.) ?[\w-]+)?$"
    r"|ICPSR|arXiv:|[A-Z]{1,6}-?\d{5,}\w*$|Publication "
    r"|(?:.{1,80},)? ?(?:Eds?\.|Trans\.|Narr\.|Hrsg\.|Übers\.|Ed\. & Trans\.|Illus\.|Director|Writer|Producers?)$)"
)
# The forms of works that APA puts in brackets behind the title.
_FORM = re.compile(
    r"\b(?:newsletter|video|film|movie|book|audiobook|thesis|dissertation|software|data\s?set|database|review|comment|"
    r"manuscript|presentation|poster|session|podcast|tweet|post|thread|album|song|map|photograph|painting|sculpture|"
    r"episode|series|section|issue|app|report|brief|abstract|webinar|interview|lecture|slides?|preprint|data|"
    r"status|update|page|image|infographic|measurement|instrument|speech|recording|letter|press release|art|lithograph|"
    r"keynote|address|symposium|record|code|catalog|brochure|fact sheet|game|model|repository|website|apparatus|press|"
    r"highlights?|profile|story|documentary|translation|edition|transcript|teaching|course|work|text|prezi|clip|audio)s?\b",
    re.IGNORECASE,
)
_TRANSLATION = re.compile(r"[^\W\d_][^\d\[\]]{4,}$")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|for|with|from)\b", re.IGNORECASE)
# Words alone, the first with a capital: what APA puts there, and no isotope, number or insertion.
_WORDS = re.compile(
    r"(?:[A-Z][a-z]{3,}[\w'\u2019-]*|[A-Z][a-z]{0,2} [^\W\d_][\w'\u2019-]*)(?:[\s,]{1,2}[^\W\d_][\w'\u2019-]*){0,11}$"
)
_FOREIGN = re.compile(
    r"[^\x00-\x7f\u2010-\u201f]|\b(?:der|die|das|und|le|la|les|el|los|las|de|en|para|dos|och|og)\b", re.IGNORECASE
)


def _is_form(inside: str, before: str, *, last: bool) -> bool:
    """Tell whether brackets hold the form of the work or a translation, and not words of the title.

    Any words may be a form in the `last` brackets; in those before them only what is surely one.
    """
    if _FORM.search(inside) and len(inside) < 200:  # noqa: PLR2004 - a form is a few words
        return True
    if last and _WORDS.match(inside):
        return True
    if _TRANSLATION.match(inside) is None:
        return False
    return _FOREIGN.search(before) is not None or (
        _ENGLISH.search(inside) is not None and _ENGLISH.search(before) is None
    )


def decorations(text: str, start: int, end: int, reading: Reading) -> int:
    """Keep edition and bracket in `reading` and return where the title itself ends."""
    for _ in range(6):
        closed = text.endswith(("]", "]."), start, end)
        bracket = _BRACKET.search(text, max(start, end - 410), end) if closed else None
        last = "bracket" not in reading.fields
        if bracket and (
            bracket.start() <= start or _is_form(bracket["inside"], text[start : bracket.start()], last=last)
        ):
            if last:
                reading.put("bracket", *bracket.span("inside"))
            end = bracket.start()
        elif (paren := _PAREN.search(text, max(start, end - 210), end)) and is_decoration(paren["inside"]):
            if edition := _EDITION.search(paren["inside"]):
                at = paren.start("inside")
                reading.put("edition", at + edition.start("edition"), at + edition.end("edition"))
            if volume := _BOOK_VOLUME.search(paren["inside"]):
                at = paren.start("inside")
                reading.put("volume", at + volume.start("volume"), at + volume.end("volume"))
            end = paren.start()
        else:
            break
    return end


def is_decoration(inside: str) -> bool:
    """Tell whether the words in parentheses are an edition, a volume, a number or a role."""
    return _KNOWN.match(inside) is not None
