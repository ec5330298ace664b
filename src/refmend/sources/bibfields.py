"""The fields of a BibTeX entry in the words of the vocabulary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.identifiers import find, read
from refmend.model import AuthorList, FieldText, Identifier, IdentifierKind, Mention, Reference, Span
from refmend.sources import tex
from refmend.sources.bibnames import names, stripped
from refmend.sources.builder import Builder
from refmend.sources.passage import Passage
from refmend.sources.records import form_of

if TYPE_CHECKING:
    from refmend.model import FieldName, SourceFile
    from refmend.sources.bibtex import Entry, Piece

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
    return Reference.later(
        _PARTS,
        {
            "source": file,
            "span": Span(entry.start, entry.end),
            "mentions": tuple(_mentions(file, entry)),
            "kind": "entry",
            "style": "bibtex",
            "key": entry.key,
            "type": entry.type,
            "problem": "",
            "prose": None,
            "entry": entry,
        },
    )


def _fields(reference: Reference) -> dict[str, object]:
    """Read the fields of an entry, once somebody asks for them."""
    file, entry = reference.source, reference.__dict__.pop("entry")
    fields: dict[FieldName, FieldText] = {}
    if authors := _authors(file, entry):
        fields["authors"] = authors
    if title := _words(file, entry, "title"):
        fields["title"] = title
    for name, labels in _PLAIN:
        found = next((words for label in labels if (words := _words(file, entry, label)) is not None), None)
        if found is not None:
            fields[name] = found
    if entry.type in _NUMBERED and (issue := _words(file, entry, "number") or _words(file, entry, "issue")):
        fields["issue"] = issue
    _put_dates(file, entry, fields)
    return {"fields": fields}


_PARTS = {"fields": _fields}


def _passage(file: SourceFile, pieces: list[Piece], *, verbatim: bool = False, joined: bool = False) -> Passage | None:
    if len(pieces) == 1 and tex.is_plain(file.text, *pieces[0]):
        start, end = stripped(file.text, *pieces[0])
        return Passage.verbatim(file, start, end) if start < end else None
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
        builder.add(": ", pieces[-1][1], pieces[-1][1])  # it stands nowhere, so that no edit reaches across
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
    found = [mention for mention in found if own.contains(mention.span)]
    return sorted(found, key=lambda mention: mention.span) if len(found) > 1 else found


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


def _authors(file: SourceFile, entry: Entry) -> FieldText | None:
    """Return the authors, or the editors of a book that has none."""
    label = "author" if "author" in entry.fields else "editor" if entry.type in _EDITED else ""
    pieces = entry.fields.get(label)
    if not pieces or len(pieces) != 1:
        return None
    authors, et_al = names(file, *pieces[0])
    return FieldText(AuthorList(tuple(authors), None, et_al), Span(*pieces[0])) if authors else None
