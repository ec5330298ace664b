"""RIS and NBIB (PubMed): one tagged line after another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Author, AuthorList, FieldText, Name, Reference, Span
from refmend.sources.builder import Builder
from refmend.sources.records import divided_name, field_mention, found_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import FieldName, Mention, SourceFile
    from refmend.sources.passage import Passage

Lines = list[tuple[int, int]]

_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}-(?: |(?=\n)|$)")
_RIS_WORDS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("TI", "T1", "CT")),
    ("venue", ("T2", "JF", "JO", "BT", "JA", "J2")),
    ("volume", ("VL",)),
    ("issue", ("IS",)),
    ("publisher", ("PB",)),
    ("edition", ("ET",)),
)
_NBIB_WORDS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("TI", "BTI")),
    ("venue", ("JT", "TA", "BTI")),
    ("volume", ("VI",)),
    ("issue", ("IP",)),
    ("pages", ("PG",)),
    ("publisher", ("PB",)),
)
_RIS_NAMES = ("AU", "A1")
_NBIB_NAMES = ("FAU", "AU")
_RIS_LINKS = {
    "DO": "doi",
    "UR": "url",
    "L1": "url",
    "L2": "url",
    "L3": "url",
    "LK": "url",
    "M3": "other",
    "N1": "other",
}
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"(\d{4})/(\d{1,2})?(?:/(\d{1,2}))?")
_BRACKETED = re.compile(r"(?P<id>\S+) \[(?P<kind>doi|pii|bookaccession)\]")


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a RIS or NBIB file."""
    begin = "TY" if file.format == "ris" else "PMID"
    text, at = file.text, 0
    entry: dict[str, list[Lines]] = {}
    start = last = 0
    open_tag: Lines | None = None
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        tag = _TAG.match(text, at, stop)
        if tag is not None and tag["tag"] == begin and entry:
            yield _reference(file, entry, start, last)
            entry = {}
        if tag is not None:
            start = at if not entry else start
            open_tag = [(tag.end(), stop)]
            entry.setdefault(tag["tag"], []).append(open_tag)
            last = stop
            if tag["tag"] == "ER":
                yield _reference(file, entry, start, last)
                entry, open_tag = {}, None
        elif open_tag is not None and text[at:stop].strip():
            open_tag.append((at, stop))
            last = stop
        at = stop + 1
    if entry:
        cut = begin == "TY" and not text.endswith("\n")  # many leave out the last ER, but not the end of a line
        yield _reference(file, entry, start, last, problem="the file ends inside the entry (no ER)" if cut else "")


def _passage(file: SourceFile, lines: Lines) -> Passage | None:
    """Join the lines of a value, the blanks at their ends folded."""
    builder = Builder(file)
    for number, (start, end) in enumerate(lines):
        words = file.text[start:end]
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        if number and words:
            builder.add(" ", start + lead - 1, start + lead)
        builder.add(words, start + lead, start + lead + len(words))
    return builder.build()


def _reference(
    file: SourceFile, entry: dict[str, list[Lines]], start: int, end: int, *, problem: str = ""
) -> Reference:
    """Make the reference of one entry."""
    ris = file.format == "ris"
    begin = "TY" if ris else "PMID"
    if begin not in entry:
        problem = problem or f"the entry does not begin with {begin}"
    fields: dict[FieldName, FieldText] = {}
    for name, tags in _RIS_WORDS if ris else _NBIB_WORDS:
        passage = next((found for tag in tags if tag in entry and (found := _passage(file, entry[tag][0]))), None)
        if passage is not None and passage.text:
            stop = len(passage.text) - (not ris and name == "title" and passage.text.endswith("."))
            fields[name] = passage.field(0, stop)
    if ris and (pages := _pages(file, entry)) is not None:
        fields["pages"] = pages
    _put_authors(file, entry, fields, _RIS_NAMES if ris else _NBIB_NAMES)
    _put_dates(file, entry, fields)
    mentions = tuple(sorted(_mentions(file, entry), key=lambda mention: mention.span))
    key = _word(file, entry, "ID") if ris else _word(file, entry, "PMID")
    kind = _word(file, entry, "TY") if ris else _word(file, entry, "PT")
    style = "ris" if ris else "nbib"
    return Reference(file, Span(start, end), mentions, fields, style=style, key=key, type=kind, problem=problem)


def _word(file: SourceFile, entry: dict[str, list[Lines]], tag: str) -> str:
    passage = _passage(file, entry[tag][0]) if tag in entry else None
    return passage.text if passage is not None else ""


def _pages(file: SourceFile, entry: dict[str, list[Lines]]) -> FieldText | None:
    """Join first and last page; an article number (C7) where there are none."""
    builder = Builder(file)
    last = 0
    for tag in ("SP", "EP"):
        passage = _passage(file, entry[tag][0]) if tag in entry else None
        if passage is not None and passage.text:
            span = passage.place(0, len(passage.text))
            if span.start < last:
                break
            last = span.end
            if builder.length:
                if "-" in "".join(builder.parts):
                    break
                builder.add("-", span.start, span.start)
            builder.add(passage.text, span.start, span.end)
    passage = builder.build() or (_passage(file, entry["C7"][0]) if "C7" in entry else None)
    return passage.field(0, len(passage.text)) if passage is not None and passage.text else None


def _put_authors(
    file: SourceFile, entry: dict[str, list[Lines]], fields: dict[FieldName, FieldText], tags: tuple[str, ...]
) -> None:
    tag = next((tag for tag in (*tags, "ED", "A2", "FED") if tag in entry), "")
    passages = [passage for lines in entry.get(tag, ()) if (passage := _passage(file, lines)) is not None]
    authors = [
        divided_name(passage) if tag != "AU" or file.format == "ris" else _short(passage) for passage in passages
    ]
    corporate = [passage for lines in entry.get("CN", ()) if (passage := _passage(file, lines)) is not None]
    authors += [Author(Name(literal=one.text), one.place(0, len(one.text))) for one in corporate]
    if authors:
        whole = Span(authors[0].span.start, max(author.span.end for author in authors))
        fields["authors"] = FieldText(AuthorList(tuple(authors)), whole)


def _short(passage: Passage) -> Author:
    """Read PubMed's "Smith JA"."""
    family, _, given = passage.text.rpartition(" ")
    whole = passage.place(0, len(passage.text))
    if not family or not given.isupper():
        return Author(Name(literal=passage.text), whole)
    at = len(family) + 1
    return Author(
        Name(family=family, given=given), whole, passage.place(0, len(family)), passage.place(at, len(passage.text))
    )


def _put_dates(file: SourceFile, entry: dict[str, list[Lines]], fields: dict[FieldName, FieldText]) -> None:
    for tag in ("PY", "Y1", "DA", "DP"):
        passage = _passage(file, entry[tag][0]) if tag in entry else None
        match = _YEAR.search(passage.text) if passage is not None else None
        if passage is None or match is None:
            continue
        fields.setdefault("year", passage.field(*match.span()))
        if (date := _DATE.match(passage.text)) and date[2]:
            iso = "-".join(part.zfill(2) for part in date.groups() if part)
            fields.setdefault("date", passage.field(0, len(passage.text), iso))


def _mentions(file: SourceFile, entry: dict[str, list[Lines]]) -> Iterator[Mention]:
    """Yield the identifiers of an entry."""
    if file.format == "ris":
        for tag, label in _RIS_LINKS.items():
            for lines in entry.get(tag, ()):
                if (passage := _passage(file, lines)) is not None and passage.text:
                    yield from found_in(passage) if label == "other" else field_mention(passage, label)
        return
    seen: set[str] = set()
    for tag in ("LID", "AID", "PMID", "PMC"):
        for lines in entry.get(tag, ()):
            passage = _passage(file, lines)
            if passage is None:
                continue
            match = _BRACKETED.fullmatch(passage.text)
            if match and match["kind"] == "doi" and match["id"] not in seen:
                seen.add(match["id"])
                yield from field_mention(_cut(passage, *match.span("id")), "doi")
            elif tag in {"PMID", "PMC"}:
                yield from field_mention(passage, "pmid" if tag == "PMID" else "pmcid")


def _cut(passage: Passage, start: int, end: int) -> Passage:
    span = passage.place(start, end)
    return type(passage).verbatim(passage.file, span.start, span.end)
