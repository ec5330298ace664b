"""One reference in APA style, as plain text, becomes fields with the ranges at which they stand.

The grammar says only what is certain: a part that could be read in two ways is left out. Ranges count in the text
that was given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.cjk import BRACKETED, CJK, GAP, narrowed
from refmend.sources.dates import DATE, WrittenDate, day_of, written_date
from refmend.sources.heads import read_head
from refmend.sources.legal import read_legal, read_undated
from refmend.sources.names import read_names
from refmend.sources.quoted import OPENING, QUOTED, is_followed, read_quoted
from refmend.sources.reading import Range, Reading, trimmed
from refmend.sources.segments import sentence_ends
from refmend.sources.tails import PAGE_SIGN, decorations, is_decoration, numeric_tail, strip_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import FieldName

LONGEST = 20_000


_LABEL = re.compile(r"\s*(?:\[\d{1,4}\]|\(\d{1,3}\)|\d{1,7}[.)](?=\s)|[•·\u2013\u2014*-](?=\s))\s*")
_TAIL_SIGNS = " \n\t\u00a0.,;:([<"
_TAIL_WORDS = frozenset({"doi", "url", "isbn", "pmid", "available", "accessed", "at", "from"})
_RETRIEVED = re.compile(
    r"(?:(?<=\s)|^)(?:\(?Retrieved|Accessed|Abgerufen|Consult[ée]\w*|Recuperado|Zugriff|Дата обращения:)\s"
    r"(?P<when>(?:[^.()]|(?<=\d)\.(?=\s)){0,48}?),?\s*(?:from\b|at\b|de\b|von\b|:|$)[^.]{0,80}$",
    re.IGNORECASE,
)
_RETRIEVED_MARKS = ("etrieved", "ccessed", "bgerufen", "onsult", "ecuperado", "ugriff", "обращения")
_CONTAINER = re.compile(
    r"(?<=[.?!\])\u201d\"])\s+In:?\s+(?=[\w\[\u201c\"'{])|(?<=\]\.)\s+On\s+(?=[A-Z])|(?<=[.?!\])])\s+(?P<strict>Dans|En|Em)\s+(?=\w)"
)


_OF_LAW = ("Cong.", "et seq.")
_ENDED = tuple(".?!)]\u201d\u3002")
_LED = re.compile(r" (?:In|On|Dans |En |Em )")


def read_apa(text: str, mentions: Sequence[Range] = (), italics: Sequence[Range] = ()) -> Reading | None:
    """Read an entry; `mentions` are the ranges of its identifiers, `italics` those of emphasised text.

    Returns None where no date in parentheses divides the text as APA does. Takes linear time.
    """
    if len(text) > LONGEST:
        return None
    text = narrowed(text)
    begin = match.end() if (match := _LABEL.match(text)) else 0
    tail = _tail_start(text, mentions)
    date = _date(text, begin, tail)
    before = text[: date.whole[0]].rstrip() if date is not None else ""
    if (not before.endswith(_ENDED) or before.endswith(_OF_LAW)) and (legal := read_legal(text, begin, tail)):
        return legal
    if date is None:
        return read_undated(text, begin, tail)
    if before[-1:].isdigit() and text[date.whole[1] : date.whole[1] + 1] in {",", ":"}:
        return None  # "Journal 12 (2019), Nr. 3", "521 (7553): 436": the year stands among the numbers, or is none
    reading = Reading()
    if text[date.whole[1] : date.whole[1] + 1] == " " and text[date.whole[1] + 1 : date.whole[1] + 2] not in ".,:":
        return _undivided(text, begin, date, tail, italics)
    after = _skip(text, date.whole[1], tail)
    tail = _accessed(text, after, tail, reading)
    read_head(text, begin, date, (after, tail), mentions, reading)
    if date.year:
        reading.put("year", *date.year_span, None if text[slice(*date.year_span)] == date.year else date.year)
    if date.iso:
        reading.put("date", *date.span, date.iso)
    if reading.title_first:
        _read_source(text, after, tail, reading, italic=False)
    else:
        _read_body(text, after, tail, italics, reading)
    return reading


def _tail_start(text: str, mentions: Sequence[Range]) -> int:
    """Return where the identifiers at the end of the entry begin."""
    end = len(text)
    for start, stop in reversed(mentions):
        if text[stop:end].strip(" \n\t.,;)]>"):
            first = _before_words(text, stop, end)
            if text[stop:first].strip(" \n\t.,;)]>") and not _is_note(text[stop:end].strip(" \n\t.,;)]>")):
                break
        end = start
    if end == len(text):
        return end
    first = _before_words(text, max(0, end - 80), end)
    while first < end and text[first] in ".)]?!\u201d":  # the punctuation that ends the body stays with it
        first += 1
    return first


def _undivided(text: str, begin: int, date: WrittenDate, tail: int, italics: Sequence[Range]) -> Reading:
    """Read what is certain where no stop follows the date, as in Harvard style: authors, year, an emphasised title."""
    reading = Reading(style="harvard")
    read_head(text, begin, date, (tail, tail), (), reading)
    if reading.title_first:
        reading.fields.clear()
    if date.year:
        reading.put("year", *date.year_span, None if text[slice(*date.year_span)] == date.year else date.year)
    start = _skip(text, date.whole[1], tail)
    quoted = QUOTED.match(text, start, tail)
    if quoted is not None:
        read_quoted(text, quoted, strip_notes(text, start, tail), italics, reading)
    elif (last := _leading_italic(start, italics, text)) is not None:
        reading.put("title", *trimmed(text, start, last, final=True))
    return reading


def _before_words(text: str, start: int, end: int) -> int:
    """Return where the words begin that only lead to an identifier ("doi:", "Available at")."""
    at = end
    while True:
        while at > start and text[at - 1] in _TAIL_SIGNS:
            at -= 1
        word = at
        while word > start and text[word - 1].isalpha():
            word -= 1
        if word == at or text[word:at].lower() not in _TAIL_WORDS or (word and text[word - 1] not in _TAIL_SIGNS):
            return at
        at = word


_NOTE = re.compile(r"\(?(?:original ?work|reprinted|advance online|accessed|retrieved|last updated)", re.IGNORECASE)


def _is_note(between: str) -> bool:
    return _NOTE.match(between) is not None


def _dates(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what looks like a date in brackets, in order."""
    if "[" in text or "\uff08" in text:
        yield from DATE.finditer(text, begin, end)
        return
    at = text.find("(", begin, end)
    while at >= 0:
        if match := DATE.match(text, at, end):
            yield match
        at = text.find("(", at + 1, end)


def _date(text: str, begin: int, tail: int) -> WrittenDate | None:
    """Return the date that divides head and body: the first in parentheses that a stop follows."""
    first: WrittenDate | None = None
    for match in _dates(text, begin, max(tail, begin)):
        if text[match.start()] == "[" != text[match.end() - 1 : match.end()]:
            continue
        if _is_issue(text, match) or (match["until"] and _is_in_a_name(text, begin, match.start())):
            continue
        following = text[match.end() : match.end() + 2].lstrip()
        if text[match.start()] != "[" and following[:1] in {".", ",", ":", ""}:
            return written_date(match)
        if first is None and text[match.start()] in "(\uff08" and match["rest"] is None:
            first = written_date(match)
    return first if first and _looks_like_names(text, begin, first.whole[0]) else None


def _is_issue(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number in brackets is an issue behind its volume ("2(3692)"), and no year."""
    before = text[max(0, match.start() - 1) : match.start()]
    return match["year"].isdigit() and (before.isdigit() or before == ";")


def _is_in_a_name(text: str, begin: int, at: int) -> bool:
    """Tell whether years in brackets belong to a name ("Public Health Reports (1896-1970)"): no stop stands before."""
    return text[begin:at].rstrip()[-1:].isalnum() and not _looks_like_names(text, begin, at)


def _looks_like_names(text: str, begin: int, end: int) -> bool:
    return read_names(text, begin, end) is not None


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " .,:\n\t\u00a0":
        at += 1
    return at


def _accessed(text: str, after: int, tail: int, reading: Reading) -> int:
    """Read "Retrieved August 29, 2025, from" and return where the body ends."""
    end = text[max(after, tail - 160) : tail]
    match = _RETRIEVED.search(text, max(after, tail - 160), tail) if any(w in end for w in _RETRIEVED_MARKS) else None
    if match is None:
        return tail
    if found := day_of(text, match.start("when"), tail):
        reading.put("accessed", found[1], found[2], found[0])
    return max(after, match.start())


def _read_body(text: str, start: int, end: int, italics: Sequence[Range], reading: Reading) -> None:
    """Read title and source between the date and the identifiers."""
    end = strip_notes(text, start, end)
    if text[start : start + 1] > "\u2000" and (work := BRACKETED.match(text, start, end)):
        _read_bracketed(text, work, end, reading)
        return
    if (
        text[start : start + 1] in OPENING
        and (quoted := QUOTED.match(text, start, end))
        and is_followed(text, quoted, end)
    ):
        read_quoted(text, quoted, end, italics, reading)
        return
    container = _CONTAINER.search(text, start, end) if _LED.search(text, start, end) else None
    if container and _is_container(text, container.end(), end, strict=container["strict"] is not None):
        _put_title(text, start, container.start(), reading)
        _read_container(text, container.end(), end, reading)
        return
    tail = numeric_tail(text, start, end)
    if tail is None and (remark := _REMARK.search(text, max(start, end - 200), end)):
        end = end if (tail := numeric_tail(text, start, remark.start() + 1)) is None else remark.start() + 1
    if tail is not None:
        boundary = _venue_start(text, start, tail.start, italics)
        if boundary is None and CJK.match(text, start, end):
            tail.put(reading)  # title and journal follow each other without a sign
            return
        if boundary is not None:
            _put_title(text, start, boundary[0], reading)
            _put_venue(text, boundary[1], tail.start, reading)
            tail.put(reading)
            return
    italic = _leading_italic(start, italics, text)
    ends = sentence_ends(text, start, end, after=italic or 0)
    if not ends:
        _put_title(text, start, end, reading)
        return
    title_end, source = ends[0] if italic else _title_end(text, start, ends)
    _put_title(text, start, title_end, reading)
    _read_source(text, source, end, reading, italic=italic is not None)


def _read_bracketed(text: str, work: re.Match[str], end: int, reading: Reading) -> None:
    """Read a title in brackets and what stands behind it: a journal in brackets of its own, or a publisher."""
    reading.put("title", *work.span(work.lastgroup or 0))
    rest = _skip(text, work.end(), end)
    journal = BRACKETED.match(text, rest, end)
    if journal is None:
        _read_source(text, rest, end, reading, italic=work["book"] is not None)
        return
    reading.put("venue", *journal.span(journal.lastgroup or 0))
    tail = numeric_tail(text, rest, end)
    if tail is not None and tail.start == journal.end():
        tail.put(reading)


_ROLES = r"Eds?|[éÉ]ds?|Hrsg|Hg|[Dd]irs?|Producers?|Directors?|Trans|[Cc]oords?|[Oo]rgs?|[Cc]omps?|Chairs?|ред"
_REMARK = re.compile(r"\.\s\([A-Z][^()]{3,120}\)\.?$")
_BOOK = re.compile(
    rf"(?:[^.(]|(?<=\b[A-Z])\.|\((?!{_ROLES}|{PAGE_SIGN})){{0,400}}?(?P<sure>\((?:{_ROLES}|{PAGE_SIGN}\s?\d))"
    rf"|[^.]{{0,400}}?(?:\((?:[^()]{{0,60}}\b(?:{_ROLES})\b|[^()]{{0,60}}\bpp?\.)"
    r"|(?:Proceedings|Encyclop|Handbook|Advances|Wikipedia|Lecture|Companion|Dictionary|Conference|International|Symposium))"
)


def _is_container(text: str, start: int, end: int, *, strict: bool) -> bool:
    """Tell whether what follows "In" is a book and not the next words of a title.

    `strict` asks for editors or pages in parentheses: "En" and "Em" begin Spanish and Portuguese titles.
    """
    book = _BOOK.match(text, start, end)
    if strict:
        return book is not None and book["sure"] is not None
    return book is not None or numeric_tail(text, start, end) is None


def _leading_italic(start: int, italics: Sequence[Range], text: str) -> int | None:
    """Return the end of an italic title that begins the body."""
    for first, last in italics:
        if first <= start + 1 and last > start + 1 and text[last - 1 : last].strip():
            return last
    return None


_DECORATED = re.compile(
    r"(?:\]|\((?:[^()]{0,60}\b(?:eds?|vol|nos?|ver|version|report|publication)\b[^()]{0,60})\))\.\s", re.IGNORECASE
)


def _title_end(text: str, start: int, ends: list[Range]) -> Range:
    """Return where the title ends and the source begins: behind a bracketed form, else at the last boundary."""
    for stop, following in ends:
        if _DECORATED.search(text, max(start, stop - 130), stop + 2) and text[stop - 1] in "])":
            return stop, following
    return ends[-1]


def _venue_start(text: str, start: int, end: int, italics: Sequence[Range]) -> Range | None:
    """Return where the title ends and the journal begins that ends at `end`."""
    for first, last in italics:
        if (first > start + 1 and abs(last - end) <= 2) or (first > start + 1 and first < end <= last):  # noqa: PLR2004
            stop = first
            while stop > start and text[stop - 1] in " \n\t":
                stop -= 1
            return stop, first
    ends = sentence_ends(text, start, end)
    if not ends and len(gaps := list(GAP.finditer(text, start, end))) == 1:
        return gaps[0].span()
    return ends[-1] if ends else None


_OPENING, _CLOSING = "\u201c\"'\u2018\u300a\u300e\u300c", "\u201d\"'\u2019\u300b\u300f\u300d"


def _put_title(text: str, start: int, end: int, reading: Reading) -> None:
    """Keep the title without its bracketed form, edition and final stop."""
    start, end = trimmed(text, start, end, final=text[end - 3 : end - 2] != ".")
    end = decorations(text, start, end, reading)
    start, end = trimmed(text, start, end)
    if end - start > 1 and text[start] in _OPENING and text[end - 1] in _CLOSING:
        start, end = start + 1, end - 1
    reading.put("title", start, end)


def _put_venue(text: str, start: int, end: int, reading: Reading) -> None:
    if text[end : end + 1] == ",":  # then a stop before it is that of an abbreviation
        while start < end and text[start].isspace():
            start += 1
        end -= text[end - 1] == " "
    else:
        start, end = trimmed(text, start, end, final=text[end - 3 : end - 2] != ".")
    if text[start] in "\u300a\u300e" and text[end - 1] in "\u300b\u300f":
        start, end = start + 1, end - 1
    reading.put("venue", start, end)


_EDITORS = re.compile(rf"(?P<names>[^()]{{3,600}}?)\s\((?:[^()]{{0,40}}\b(?:{_ROLES})\b[^()]{{0,40}})\)[,.]?\s+")
_PARENS = re.compile(r"\s?\((?P<inside>[^()]{1,80}(?:\([^()]{0,20}\)[^()]{0,20})?)\)")
_FORM = re.compile(r"\s?\[[^\[\]]{1,80}\]")
_PAGES = re.compile(PAGE_SIGN + r"\s?(?P<pages>[\w.]+(?:\s?[\u2013\u2014-]{1,2}\s?[\w.]+)?(?:,\s?\d+[\u2013-]\d+)*)")


def _read_container(text: str, start: int, end: int, reading: Reading) -> None:
    """Read what follows "In": editors, the book, its pages, the publisher."""
    if editors := _EDITORS.match(text, start, end):
        start = editors.end()
    stop = end
    ends = sentence_ends(text, start, end)
    tail = numeric_tail(text, start, end)
    source: Range | None = None
    for match in _PARENS.finditer(text, start, end):
        inside = match.group("inside")
        if pages := _PAGES.search(inside):
            at = match.start("inside")
            reading.put("pages", at + pages.start("pages"), at + pages.end("pages"))
        if pages or is_decoration(inside):
            stop = min(stop, match.start())
            source = (match.end(), end)
    if source is None and tail is not None:
        _put_venue(text, start, tail.start, reading)
        tail.put(reading)
        return
    if source is None and ends:
        stop, source = ends[0][0], (ends[0][1], end)
    venue_end = decorations(text, start, trimmed(text, start, stop)[1], reading)
    _put_venue(text, start, venue_end, reading)
    if source is not None:
        form = _FORM.match(text, source[0], end)
        _read_source(text, _skip(text, form.end() if form else source[0], end), end, reading, italic=True)


_PLACE = re.compile(r"[A-Z][\w. -]{1,30}(?:, [A-Z][\w .]{1,20})?:\s+(?=[A-Z])")
_PUBLISHER = re.compile(
    r"\b(?:press|presses|publish\w*|publications?|verlag|books|springer|wiley|routledge|elsevier|sage|mcgraw|pearson|"
    r"university|universit\w+|norton|penguin|macmillan|harper\w*|oxford|cambridge|sons|house|editions?|academic|"
    r"proquest|association|society|institute|company|productions?|pictures|studios?|records?|entertainment|music|films)\b",
    re.IGNORECASE,
)


def _read_source(text: str, start: int, end: int, reading: Reading, *, italic: bool) -> None:
    """Read the last part of an entry: a publisher, a site, a repository."""
    if text.startswith("In ", start):
        _read_container(text, start + 3, end, reading)
        return
    tail = numeric_tail(text, start, end)
    if tail is not None and "venue" not in reading.fields and not italic:
        _put_venue(text, start, tail.start, reading)
        tail.put(reading)
        return
    place = _PLACE.match(text, start, end)
    if place and _PUBLISHER.search(text, place.end(), end):
        start = place.end()
    start, end = trimmed(text, start, end, final=text[end - 3 : end - 2] != ".")
    if end <= start:
        return
    book = italic or "venue" in reading.fields or "edition" in reading.fields or ";" in text[start:end]
    name: FieldName = "publisher" if book or _PUBLISHER.search(text, start, end) else "venue"
    reading.put(name, start, end)
