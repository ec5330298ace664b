"""CITATION.cff, Hayagriva and CSL-YAML: bibliographies in YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Author, AuthorList, FieldText, Mention, Name, Reference, Span
from refmend.sources import csljson, yamltext
from refmend.sources.jsontext import strings
from refmend.sources.records import divided_name, field_mention, found_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import FieldName, SourceFile
    from refmend.sources.jsontext import Node

encode = yamltext.encode

_WORDS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("title",)),
    ("venue", ("journal", "collection-title", "conference")),
    ("volume", ("volume",)),
    ("issue", ("issue",)),
    ("pages", ("pages", "page-range")),
    ("publisher", ("publisher",)),
    ("edition", ("edition",)),
)
_LINKS = {"doi": "doi", "url": "url", "repository-code": "url", "repository": "url", "isbn": "isbn", "pmcid": "pmcid"}
_PARTICULAR = ("preferred-citation",)
_PERSON = {"name": "family-names", "given-name": "given-names", "prefix": "name-particle", "suffix": "name-suffix"}
_NUMBERS = ("doi", "isbn", "pmid", "pmcid", "arxiv")
_DATE = re.compile(r"(\d{4})(?:-\d\d(?:-\d\d)?)?")


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the works of a citation file."""
    root = yamltext.scan(file.text, 0, len(file.text))
    if not root.closed:
        last = len(file.text.rstrip())
        problem = "a quotation mark is never closed"
        yield Reference(file, Span(max(0, last - 1), last), style=file.format, problem=problem)
    yield from _works(file, root)


def _works(file: SourceFile, root: Node) -> Iterator[Reference]:
    if not root.members:
        return
    if file.format == "cff":
        yield _work(file, root, "", "cff")
        for name in _PARTICULAR:
            if name in root.members:
                yield _work(file, root.members[name], name, "cff")
        for node in root.members["references"].items if "references" in root.members else ():
            yield _work(file, node, "", "cff")
    elif "references" in root.members:  # pandoc's CSL-YAML
        yield from _listed(file, root)
    else:
        for key, node in root.members.items():
            if node.kind == "object" and ("title" in node.members or "type" in node.members):
                yield _work(file, node, key, "hayagriva")


def parse_listed(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the works that a stretch of YAML lists below `references`, as pandoc reads them."""
    yield from _listed(file, yamltext.scan(file.text, start, end))


def _listed(file: SourceFile, root: Node) -> Iterator[Reference]:
    for node in root.members["references"].items if "references" in root.members else ():
        yield csljson.item(file, node)


def _work(file: SourceFile, node: Node, key: str, style: str) -> Reference:
    """Make the reference of one work."""
    members = dict(node.members)
    parent = members.get("parent")
    if parent is not None:
        parent = parent.items[0] if parent.items else parent
        members.update({name: part for name, part in parent.members.items() if name not in members})
        if "title" in parent.members:
            members["journal"] = parent.members["title"]
    fields: dict[FieldName, FieldText] = {}
    for name, labels in _WORDS:
        found = next((members[label] for label in labels if label in members and members[label].kind == "string"), None)
        passage = yamltext.passage(file, found) if found is not None else None
        if passage is not None:
            fields[name] = passage.field(0, len(passage.text))
    if authors := _authors(file, members):
        fields["authors"] = authors
    _put_date(file, members, fields)
    mentions = tuple(sorted(_mentions(file, members), key=lambda mention: mention.span))
    last = max([node.end, *(field.span.end for field in fields.values()), *(mention.span.end for mention in mentions)])
    first = min([node.start, *(field.span.start for field in fields.values())])
    return Reference(file, Span(first, last), mentions, fields, style=style, key=key, type=_text(file, members, "type"))


def _text(file: SourceFile, members: dict[str, Node], label: str) -> str:
    node = members.get(label)
    passage = yamltext.passage(file, node) if node is not None and node.kind == "string" else None
    return passage.text if passage is not None else ""


def _authors(file: SourceFile, members: dict[str, Node]) -> FieldText | None:
    holder = members.get("authors") or members.get("author")
    if holder is None:
        return None
    people = [holder] if holder.kind == "string" else holder.items
    authors = [author for node in people if (author := _author(file, node)) is not None]
    if not authors:
        return None
    return FieldText(AuthorList(tuple(authors)), Span(authors[0].span.start, authors[-1].span.end))


def _author(file: SourceFile, node: Node) -> Author | None:
    if node.kind == "string":
        passage = yamltext.passage(file, node)
        return divided_name(passage) if passage is not None else None
    members = node.members
    if "given-name" in members:  # Hayagriva's words for it
        members = {_PERSON.get(label, label): part for label, part in members.items()}
    if "name" in members and "family-names" not in members and members["name"].kind == "string":
        span = Span(members["name"].start, members["name"].end)
        return Author(Name(literal=_text(file, members, "name")), span)
    family = members.get("family-names")
    if family is None or family.kind != "string":
        return None
    given = members.get("given-names")
    particle = _text(file, members, "name-particle")
    words = _text(file, members, "family-names")
    name = Name(
        family=f"{particle} {words}" if particle else words,
        given=_text(file, members, "given-names") or None,
        suffix=_text(file, members, "name-suffix") or None,
    )
    given_span = Span(given.start, given.end) if given is not None and given.kind == "string" else None
    last = max(family.end, given_span.end if given_span else 0)
    first = min(family.start, given_span.start if given_span else family.start)
    return Author(name, Span(first, last), Span(family.start, family.end), given_span)


def _put_date(file: SourceFile, members: dict[str, Node], fields: dict[FieldName, FieldText]) -> None:
    for label in ("date-released", "date-published", "date", "year"):
        node = members.get(label)
        passage = yamltext.passage(file, node) if node is not None and node.kind == "string" else None
        match = _DATE.fullmatch(passage.text) if passage is not None else None
        if passage is not None and match is not None:
            fields["year"] = passage.field(0, 4)
            fields["date"] = passage.field(0, len(passage.text))
            return


def _mentions(file: SourceFile, members: dict[str, Node]) -> Iterator[Mention]:
    for label, kind in _LINKS.items():
        node = members.get(label)
        if node is not None and node.kind == "object" and "value" in node.members:
            node = node.members["value"]
        passage = yamltext.passage(file, node) if node is not None and node.kind == "string" else None
        if passage is not None:
            yield from field_mention(passage, kind)
    serial = members.get("serial-number")
    for label in _NUMBERS if serial is not None else ():
        node = serial.members.get(label) if serial is not None else None
        passage = yamltext.passage(file, node) if node is not None and node.kind == "string" else None
        if passage is not None:
            yield from field_mention(passage, label)
    for label in ("identifiers", "serial-number") if serial is None or not serial.members else ("identifiers",):
        holder = members.get(label)
        for node in strings(holder) if holder is not None else ():
            if (passage := yamltext.passage(file, node)) is not None:
                yield from found_in(passage)
