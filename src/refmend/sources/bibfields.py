"""The fields of a BibTeX entry in the words of the vocabulary."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from refmend.identifiers import find, read
from refmend.model import (
    Author,
    AuthorList,
    FieldText,
    Identifier,
    IdentifierKind,
    Mention,
    Name,
    Reference,
    Span,
)
from refmend.sources import tex
from refmend.sources.builder import Builder
from refmend.sources.records import form_of

if TYPE_CHECKING:
    from refmend.model import FieldName, SourceFile
    from refmend.sources.bibtex import Entry, Piece
    from refmend.sources.passage import Passage

_NO_WORKS = frozenset({"string", "comment", "preamble", "xdata", "set", "online-set", "control"})
_EDITED = frozenset({"book", "proceedings", "collection", "mvbook", "mvcollection", "mvproceedings", "reference"})
_NUMBERED = frozenset({"article", "periodical", "inproceedings", "conference", "incollection", "suppperiodical"})
_PLAIN: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("venue", ("journaltitle", "journal", "booktitle", "maintitle", "eventtitle")),
    ("volume", ("volume",)),
    ("pages", ("pages", "eid", "articleno", "article-number")),
    ("publisher", ("publisher", "institution", "school", "organization")),
    ("edition", ("edition",)),
)
_SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle"}
_LOOKED_IN = ("howpublished", "note", "annote", "addendum", "link", "ee", "pdf", "file")
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?", re.IGNORECASE)


def reference(file: SourceFile, entry: Entry) -> Reference | None:
    """Make the reference of an entry; None for an entry that describes no work."""
    if entry.type in _NO_WORKS:
        return None
    fields: dict[FieldName, FieldText] = {}
    if names := _authors(file, entry):
        fields["authors"] = names
    if title := _words(file, entry, "title"):
        fields["title"] = title
    for name, labels in _PLAIN:
        found = next((words for label in labels if (words := _words(file, entry, label)) is not None), None)
        if found is not None:
            fields[name] = found
    if entry.type in _NUMBERED and (issue := _words(file, entry, "number") or _words(file, entry, "issue")):
        fields["issue"] = issue
    _put_dates(file, entry, fields)
    return Reference(
        file,
        Span(entry.start, entry.end),
        tuple(_mentions(file, entry)),
        fields,
        style="bibtex",
        key=entry.key,
        type=entry.type,
    )


def _passage(file: SourceFile, pieces: list[Piece], *, verbatim: bool = False, joined: bool = False) -> Passage | None:
    builder = Builder(file)
    for start, end in pieces:
        tex.decode(file, start, end, builder, verbatim=verbatim, joined=joined)
    return builder.build()


def _words(file: SourceFile, entry: Entry, label: str) -> FieldText | None:
    """Return a field's words, with its subtitle where it has one."""
    pieces = entry.fields.get(label)
    if not pieces:
        return None
    extra = entry.fields.get(_SUBTITLES.get(label, ""))
    if extra is None:
        passage = _passage(file, pieces)
    else:
        builder = Builder(file)
        for start, end in pieces:
            tex.decode(file, start, end, builder)
        builder.add(": ", pieces[-1][1], extra[0][0])
        for start, end in extra:
            tex.decode(file, start, end, builder)
        passage = builder.build()
    if passage is None or not passage.text:
        return None
    found = passage.field(0, len(passage.text))
    if len(pieces) > 1 and any(start < entry.start or end > entry.end for start, end in pieces):
        return replace(found, span=Span(*pieces[-1]))  # joined from a definition elsewhere
    return found


def _put_dates(file: SourceFile, entry: Entry, fields: dict[FieldName, FieldText]) -> None:
    """Read year, date and the day of access."""
    for label in ("date", "year"):
        passage = _passage(file, entry.fields[label]) if label in entry.fields else None
        if passage is None:
            continue
        if match := _YEAR.search(passage.text):
            fields.setdefault("year", passage.field(*match.span()))
            if label == "date" and (date := _DATE.match(passage.text)) and "/" not in passage.text:
                fields["date"] = passage.field(*date.span())
        elif passage.text.lower() in {"in press", "forthcoming", "to appear", "n.d.", "no date"}:
            value = "n.d." if passage.text.lower() in {"n.d.", "no date"} else "in press"
            fields.setdefault("year", passage.field(0, len(passage.text), value))
    if accessed := _words(file, entry, "urldate"):
        fields["accessed"] = accessed


def _mentions(file: SourceFile, entry: Entry) -> list[Mention]:
    """Return the identifiers of an entry in the order in which they stand, each place once."""
    found: list[Mention] = []
    for label in ("doi", "url", "eprint", "isbn", "pmid", "pmcid", "arxiv", "arxivid"):
        passage = _passage(file, entry.fields[label], verbatim=True, joined=True) if label in entry.fields else None
        if passage is not None and (mention := _mention(file, entry, label, passage)) is not None:
            found.append(mention)
    for label in _LOOKED_IN:
        if label in entry.fields and (passage := _passage(file, entry.fields[label], verbatim=True)) is not None:
            found.extend(_placed(passage, mention) for mention in find(passage.text))
    own = Span(entry.start, entry.end)
    return sorted((mention for mention in found if own.contains(mention.span)), key=lambda mention: mention.span)


def _placed(passage: Passage, mention: Mention) -> Mention:
    span = passage.place(mention.span.start, mention.span.end)
    return Mention(mention.identifier, mention.as_written, span, mention.form, mention.problem, mention.link)


def _mention(file: SourceFile, entry: Entry, label: str, passage: Passage) -> Mention | None:
    """Read a field that holds one identifier."""
    text = passage.text
    if label == "eprint":
        kind = next((w for key in ("archiveprefix", "eprinttype") if (w := _raw(file, entry, key))), "")
        if kind.lower() not in {"", "arxiv"} or not (kind or _ARXIV.fullmatch(text)):
            return None
        text = text if text.lower().startswith("arxiv") else f"arXiv:{text}"
    elif label in {"arxiv", "arxivid"}:
        text = text if ":" in text else f"arXiv:{text}"
    elif label in {"pmid", "isbn"}:
        text = f"{label.upper()} {text}"
    mention = read(text)
    if label == "doi" and (mention is None or mention.identifier.kind == IdentifierKind.URL):
        identifier = Identifier(IdentifierKind.DOI, text.lower())
        mention = Mention(identifier, text, Span(0, 0), "field", "a DOI starts with 10.")
    if mention is None:
        return None
    span = passage.place(0, len(passage.text))
    link = mention.identifier.kind == IdentifierKind.URL
    return Mention(mention.identifier, passage.text, span, form_of(mention, label), mention.problem, link)


def _raw(file: SourceFile, entry: Entry, label: str) -> str:
    return "".join(file.text[start:end] for start, end in entry.fields.get(label, ())).strip()


_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_TOP = re.compile(r"[{}]|,|\s+and(?=\s)|\s+", re.IGNORECASE)
_JUNIOR = re.compile(r"(?:jr|sr|[ivx]{1,4}|\d(?:nd|rd|th))\.?", re.IGNORECASE)


def _authors(file: SourceFile, entry: Entry) -> FieldText | None:
    """Return the authors, or the editors of a book that has none."""
    label = "author" if "author" in entry.fields else "editor" if entry.type in _EDITED else ""
    pieces = entry.fields.get(label)
    if not pieces or len(pieces) != 1:
        return None
    start, end = pieces[0]
    authors: list[Author] = []
    et_al = False
    for first, last in split(file.text, start, end):
        if file.text[first:last].lower() in {"others", "et al.", "et al"}:
            et_al = True
        elif last > first:
            authors.append(_author(file, first, last))
    return FieldText(AuthorList(tuple(authors), None, et_al), Span(start, end)) if authors else None


def split(text: str, start: int, end: int) -> list[Piece]:
    """Return the names between "and", braces respected."""
    parts: list[Piece] = []
    depth, first = 0, start
    for match in _TOP.finditer(text, start, end):
        sign = match.group()
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign.strip().lower() == "and":
            parts.append(_stripped(text, first, match.start()))
            first = match.end()
    parts.append(_stripped(text, first, end))
    return parts


def _stripped(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _author(file: SourceFile, start: int, end: int) -> Author:
    """Read one name: `{Organisation}`, `von Last, Jr, First` or `First von Last`."""
    text = file.text
    commas, blanks, closed_early, depth = [], [], False, 0
    for match in _TOP.finditer(text, start, end):
        sign = match.group()
        depth += (sign == "{") - (sign == "}")
        closed_early = closed_early or (depth == 0 and sign == "}" and match.end() < end)
        if depth == 0 and sign == ",":
            commas.append(match.start())
        elif depth == 0 and sign.isspace():
            blanks.append(match.span())
    if text[start] == "{" and text[end - 1] == "}" and not closed_early:
        start, end = start + 1, end - 1
        return Author(Name(literal=_text(file, start, end)), Span(start, end), spelt=_spelt(file, start, end))
    if commas:
        return _divided(file, start, end, commas)
    return _undivided(file, start, end, blanks)


def _text(file: SourceFile, start: int, end: int) -> str:
    if tex.is_plain(file.text, start, end):
        return file.text[start:end].strip()
    passage = tex.decode(file, start, end).build()
    return passage.text if passage is not None else ""


def _spelt(file: SourceFile, start: int, end: int) -> FieldText | None:
    """Return a name with the place of each character; None where it stands there letter by letter."""
    if tex.is_plain(file.text, start, end):
        return None
    passage = tex.decode(file, start, end).build()
    return passage.field(0, len(passage.text)) if passage is not None else None


def _person(file: SourceFile, whole: Piece, family: Piece, given: Piece | None, suffix: Piece | None) -> Author:
    name = Name(
        family=_text(file, *family),
        given=_text(file, *given) or None if given else None,
        suffix=_text(file, *suffix) or None if suffix else None,
    )
    return Author(name, Span(*whole), Span(*family), Span(*given) if given else None, _spelt(file, *family))


def _divided(file: SourceFile, start: int, end: int, commas: list[int]) -> Author:
    family = _stripped(file.text, start, commas[0])
    rest = _stripped(file.text, commas[-1] + 1, end)
    suffix = None
    if len(commas) > 1:
        suffix = _stripped(file.text, commas[0] + 1, commas[1])
        if not _JUNIOR.fullmatch(file.text[slice(*suffix)]) and _JUNIOR.fullmatch(file.text[slice(*rest)]):
            suffix, rest = rest, suffix
    return _person(file, (start, end), family, rest if rest[1] > rest[0] else None, suffix)


def _undivided(file: SourceFile, start: int, end: int, blanks: list[Piece]) -> Author:
    """Read "First von Last": the family begins at the first small word, or is the last word."""
    if not blanks:
        return _person(file, (start, end), (start, end), None, None)
    words = [(start, blanks[0][0])]
    words += [(blanks[at][1], blanks[at + 1][0]) for at in range(len(blanks) - 1)]
    words.append((blanks[-1][1], end))
    first = next((at for at, (a, _) in enumerate(words[:-1]) if at and file.text[a].islower()), len(words) - 1)
    family = (words[first][0], end)
    return _person(file, (start, end), family, (start, words[first - 1][1]), None)
