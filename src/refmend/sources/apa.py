"""One reference in APA style, as plain text, becomes fields with the ranges at which they stand.

The grammar says only what is certain: a part that could be read in two ways is left out. Ranges count in the text
that was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from refmend.sources.dates import DATE, WrittenDate, day_of, written_date
from refmend.sources.names import (
    WrittenName,
    WrittenNames,
    has_organ_word,
    looks_personal,
    read_names,
    split_organisations,
)
from refmend.sources.segments import sentence_ends, split_source
from refmend.sources.tails import decorations, is_decoration, numeric_tail, strip_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import FieldName

Range = tuple[int, int]
LONGEST = 20_000


class Value(NamedTuple):
    """A field's range and, where the text is not the value itself, its value."""

    start: int
    end: int
    value: str | None = None


@dataclass(slots=True)
class Reading:
    """What was read: fields by name, and the authors apart because they have parts."""

    fields: dict[FieldName, Value] = field(default_factory=dict)
    authors: WrittenNames | None = None
    authors_range: Range = (0, 0)
    title_first: bool = False

    def put(self, name: FieldName, start: int, end: int, value: str | None = None) -> None:
        """Keep a field unless it is empty."""
        if end > start:
            self.fields[name] = Value(start, end, value)


_LABEL = re.compile(r"\s*(?:\[\d{1,4}\]|\(\d{1,3}\)|\d{1,4}[.)](?=\s)|[•·\u2013\u2014*-](?=\s))\s*")
_TAIL_WORDS = re.compile(
    r"(?:\s*(?<!\w)(?:doi|url|isbn|pmid|available\s(?:at|from|online)|accessed\s(?:at|from)|from|link|at)\s*:?\s*|[\s.,;:(\[<]+)+$",
    re.IGNORECASE,
)
_RETRIEVED = re.compile(
    r"(?:(?<=\s)|^)(?:\(?Retrieved|Accessed|Abgerufen|Consult[ée]\w*|Recuperado|Zugriff)\s(?P<when>[^.()]{0,48}?)"
    r",?\s*(?:from\b|at\b|de\b|von\b|:|$)[^.]{0,80}$",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\s?\((?P<role>[^()]{2,60})\)[\s.]*$")
_CONTAINER = re.compile(r"(?<=[.?!\])\u201d\"])\s+In:?\s+(?=[\w\[\u201c\"'{])|(?<=\]\.)\s+On\s+(?=[A-Z])")


def read_apa(text: str, mentions: Sequence[Range] = (), italics: Sequence[Range] = ()) -> Reading | None:
    """Read an entry; `mentions` are the ranges of its identifiers, `italics` those of emphasised text.

    Returns None where no date in parentheses divides the text as APA does. Takes linear time.
    """
    if len(text) > LONGEST:
        return None
    begin = match.end() if (match := _LABEL.match(text)) else 0
    tail = _tail_start(text, mentions)
    date = _date(text, begin, tail)
    if date is None:
        return None
    reading = Reading()
    after = _skip(text, date.whole[1], tail)
    tail = _accessed(text, after, tail, reading)
    _read_head(text, begin, date, (after, tail), mentions, reading)
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
        between = text[stop:end].strip(" \n\t.,;)]>")
        if between and not _TAIL_WORDS.fullmatch(" " + between) and not _is_note(between):
            break
        end = start
    if end == len(text):
        return end
    words = _TAIL_WORDS.search(text, max(0, end - 80), end)
    return _kept_point(text, words.start(), end) if words else end


def _kept_point(text: str, start: int, end: int) -> int:
    """Keep the punctuation that ends the body before the identifiers."""
    while start < end and text[start] in ".)]?!\u201d":
        start += 1
    return start


_NOTE = re.compile(r"\(?(?:original ?work|reprinted|advance online|accessed|retrieved|last updated)", re.IGNORECASE)


def _is_note(between: str) -> bool:
    return _NOTE.match(between) is not None


def _date(text: str, begin: int, tail: int) -> WrittenDate | None:
    """Return the date that divides head and body: the first in parentheses that a stop follows."""
    first: WrittenDate | None = None
    for match in DATE.finditer(text, begin, max(tail, begin)):
        if text[match.start()] == "[" != text[match.end() - 1 : match.end()]:
            continue
        following = text[match.end() : match.end() + 2].lstrip()
        if text[match.start()] != "[" and following[:1] in {".", ",", ":", ""}:
            return written_date(match)
        if first is None and text[match.start()] in "(\uff08" and following[:1].isalpha() and match["rest"] is None:
            first = written_date(match)
    return first if first and _looks_like_names(text, begin, first.whole[0]) else None


def _looks_like_names(text: str, begin: int, end: int) -> bool:
    return read_names(text, begin, end) is not None


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " .,:\n\t\u00a0":
        at += 1
    return at


def _accessed(text: str, after: int, tail: int, reading: Reading) -> int:
    """Read "Retrieved August 29, 2025, from" and return where the body ends."""
    match = _RETRIEVED.search(text, max(after, tail - 160), tail)
    if match is None:
        return tail
    if found := day_of(text, match.start("when"), match.end("when") + 1):
        reading.put("accessed", found[1], found[2], found[0])
    return max(after, match.start())


def _read_head(
    text: str, begin: int, date: WrittenDate, body: Range, mentions: Sequence[Range], reading: Reading
) -> None:
    """Decide what stands before the date: persons, an organisation or the title."""
    end = date.whole[0]
    while end > begin and text[end - 1] in " \n\t\u00a0":
        end -= 1
    stop = end
    if role := _ROLE.search(text, begin, end):
        stop = role.start()
    names = read_names(text, begin, stop) or (read_names(text, begin, end) if stop != end else None)
    if names is not None:
        reading.authors, reading.authors_range = names, (names.names[0].start, names.names[-1].end)
        return
    start, last = _trim(text, begin, stop)
    if last <= start or looks_personal(text, start, last):
        return
    if _is_title(text, start, last, body, mentions, role=role.group("role") if role else ""):
        reading.title_first = True
        if (text[end - 1].isalnum() or text.startswith("Cong", end - 5)) and (legal := _LEGAL.match(text, start, last)):
            reading.put("title", *(legal.span("title") if legal["title"] else (0, 0)))
            return
        title_end = decorations(text, start, _trim(text, begin, end)[1], reading)
        reading.put("title", start, title_end)
        return
    bracket = text.find(" [", start, last)
    literal = split_organisations(text, start, bracket if bracket > 0 else last)
    reading.authors = WrittenNames(literal)
    reading.authors_range = (literal[0].start, literal[-1].end)


# Statutes, cases and orders put the date behind their citation: "Brown v. Board of Education, 347 U.S. 483 (1954)."
_LEGAL = re.compile(
    r"(?P<title>[^\d]{3,300}?[A-Za-z]{3})(?:, (?=\d{1,4}(?:st|nd|rd|th)? [A-Z])|, U\.S\. (?:Senate|House))"
    r"|[^\d]{0,40}\bNos?\. \d"
)


def _trim(text: str, start: int, end: int) -> Range:
    """Drop white space around and one final stop."""
    while start < end and text[start] in " \n\t\u00a0":
        start += 1
    while end > start and text[end - 1] in " \n\t\u00a0,":
        end -= 1
    if end > start and text[end - 1] == "." and text[end - 3 : end - 2] not in {".", " "}:
        end -= 1
    return start, end


_QUESTION = re.compile(r"[?!:;\u2013\u2014|/\u201c\u201d\"]|\s-\s|\b\d{1,3}\b|\+")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SMALL_WORDS = (
    "a an and as at by for from in into nor of on or per the to via with de la le les des du der die das "
    "und et el los van von for y e & members"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_SOURCE_WORD = re.compile(
    r"\b(?:press|publish\w*|verlag|books|news|times|post|journal|magazine|review|blog|wikipedia|youtube|medium|substack|"
    r"daily|herald|tribune|newsletter|weekly|video|netflix|vimeo|ted|bbc|npr|archive)\b",
    re.IGNORECASE,
)


def _is_title(text: str, start: int, end: int, body: Range, mentions: Sequence[Range], *, role: str) -> bool:  # noqa: PLR0911 - a list of evidence, the strongest first
    """Tell whether what stands before the date is the title of a work without author, not an organisation."""
    head = text[start:end]
    if role and ("ed." in role or "Trans" in role or "Ed" in role or "Season" in role):
        return True
    rest = text[body[0] : body[1]].strip(" .")
    if not rest or rest.startswith("In "):
        return True
    host = _host(text, mentions)
    if _same(head, host):
        return False
    segments = len(split_source(text, *body))
    if segments > 1 and not _QUESTION.search(head):
        return False
    if _same(rest, host):
        return True
    words = _WORD.findall(head)
    plain = [word for word in words if word[0].islower() and word not in _SMALL]
    if has_organ_word(head) and not _QUESTION.search(head) and not plain:
        return False
    if segments > 1:
        return len(plain) > 1 or len(words) > 12  # noqa: PLR2004 - no organisation has thirteen words
    if _QUESTION.search(head) or plain or len(words) > 6:  # noqa: PLR2004 - titles are longer than names
        return True
    return bool(_SOURCE_WORD.search(rest)) and not rest.lower().startswith(head.lower())


_HOST = re.compile(r"https?://(?:www\.)?([^/\s:?#]+)")


def _host(text: str, mentions: Sequence[Range]) -> str:
    """Return the host of the last web address, letters and digits only."""
    for start, end in reversed(mentions):
        if match := _HOST.match(text, start, end):
            return _folded(match[1].rpartition(".")[0] or match[1])
    return ""


def _folded(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


_DISTINCT = 4


def _same(words: str, host: str) -> bool:
    """Tell whether a name is that of the host ("SemiAnalysis" and semianalysis.com)."""
    folded = _folded(words)
    if min(len(folded), len(host)) < _DISTINCT:
        return False
    return folded in host or (host in folded and len(host) * 2 > len(folded))


def _read_body(text: str, start: int, end: int, italics: Sequence[Range], reading: Reading) -> None:
    """Read title and source between the date and the identifiers."""
    end = strip_notes(text, start, end)
    container = _CONTAINER.search(text, start, end)
    if container and _is_container(text, container.end(), end):
        _put_title(text, start, container.start(), reading)
        _read_container(text, container.end(), end, reading)
        return
    tail = numeric_tail(text, start, end)
    if tail is not None:
        boundary = _venue_start(text, start, tail.start, italics)
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


_BOOK = re.compile(
    r"[^.]{0,400}?(?:\((?:[^()]{0,60}\b(?:Eds?|Hrsg|Hg|Dirs?|Producers?|Directors?|Trans)\b|[^()]{0,60}\bpp?\.)"
    r"|(?:Proceedings|Encyclop|Handbook|Advances|Wikipedia|Lecture|Companion|Dictionary|Conference|International|Symposium))"
)


def _is_container(text: str, start: int, end: int) -> bool:
    """Tell whether what follows "In" is a book and not the next words of a title."""
    return _BOOK.match(text, start, end) is not None or numeric_tail(text, start, end) is None


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
    return ends[-1] if ends else None


def _put_title(text: str, start: int, end: int, reading: Reading) -> None:
    """Keep the title without its bracketed form, edition and final stop."""
    start, end = _trim(text, start, end)
    end = decorations(text, start, end, reading)
    start, end = _trim(text, start, end)
    if end - start > 1 and text[start] in "\u201c\"'\u2018" and text[end - 1] in "\u201d\"'\u2019":
        start, end = start + 1, end - 1
    reading.put("title", start, end)


def _put_venue(text: str, start: int, end: int, reading: Reading) -> None:
    start, end = _trim(text, start, end)
    reading.put("venue", start, end)


_EDITORS = re.compile(
    r"(?P<names>[^()]{3,600}?)\s\((?:[^()]{0,40}\b(?:Eds?|Hrsg|Dirs?|Producers?|Directors?|Trans|Hg|coords?)\b[^()]{0,40})\)[,.]?\s+"
)
_PARENS = re.compile(r"\s?\((?P<inside>[^()]{1,80}(?:\([^()]{0,20}\)[^()]{0,20})?)\)")
_FORM = re.compile(r"\s?\[[^\[\]]{1,80}\]")
_PAGES = re.compile(r"pp?\.\s?(?P<pages>[\w.]+(?:\s?[\u2013\u2014-]\s?[\w.]+)?(?:,\s?\d+[\u2013-]\d+)*)")


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
    venue_end = decorations(text, start, _trim(text, start, stop)[1], reading)
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
    start, end = _trim(text, start, end)
    if end <= start:
        return
    book = italic or "venue" in reading.fields or "edition" in reading.fields or ";" in text[start:end]
    name: FieldName = "publisher" if book or _PUBLISHER.search(text, start, end) else "venue"
    reading.put(name, start, end)


def literal_only(names: WrittenNames) -> bool:
    """Tell whether a list holds one organisation and nobody else."""
    return len(names.names) == 1 and names.names[0].family is None


def name_text(text: str, name: WrittenName) -> str:
    """Return the words of a name."""
    return text[name.start : name.end]
