"""JSON: CSL-JSON as Zotero and pandoc write it, codemeta.json, and links in any other JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.identifiers import find
from refmend.model import Author, AuthorList, FieldText, Mention, Name, Reference, Span
from refmend.sources import jsontext
from refmend.sources.records import field_mention, found_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import FieldName, SourceFile
    from refmend.sources.jsontext import Node

encode = jsontext.encode

_WORDS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("title", "name")),
    ("venue", ("container-title", "event-title", "collection-title")),
    ("volume", ("volume",)),
    ("issue", ("issue",)),
    ("pages", ("page", "number-of-article", "article-number")),
    ("publisher", ("publisher",)),
    ("edition", ("edition",)),
)
_IDENTIFIERS = {"DOI": "doi", "URL": "url", "ISBN": "isbn", "PMID": "pmid", "PMCID": "pmcid", "number": "number"}
_HOLDERS = ("items", "references", "bibliography", "entries", "citations")
_MACHINE_KEYS = frozenset(
    {"schema_version", "$schema", "lockfileVersion", "dependencies", "compilerOptions", "scripts"}
)
_ITEM_KEYS = frozenset({"title", "DOI", "URL", "author", "issued", "container-title"})


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a JSON file."""
    root, problem = jsontext.scan(file.text, 0, len(file.text))
    items = list(_items(file, root))
    if items:
        for node in items:
            yield item(file, node)
            yield from _described(file, node)
    else:
        yield from _links(file, root)
    if problem and file.text.strip():
        last = len(file.text.rstrip())
        yield Reference(file, Span(max(0, last - 1), last), style="csl-json", problem=problem)


def _items(file: SourceFile, root: Node) -> Iterator[Node]:
    """Yield the objects that describe works: a list of them, one alone, or the list below a known name."""
    top = root.items
    if len(top) == 1 and top[0].kind == "array":
        top = top[0].items
    elif len(top) == 1 and top[0].kind == "object":
        holder = next((top[0].members[name] for name in _HOLDERS if name in top[0].members), None)
        if holder is not None and holder.kind == "array":
            top = holder.items
        elif holder is not None and holder.kind == "object":
            top = list(holder.members.values())
    for node in top:
        if node.kind == "object" and _is_item(file, node):
            yield node


def _is_item(file: SourceFile, node: Node) -> bool:
    members = node.members
    if "@context" in members:
        return "codemeta" in "".join(jsontext.string(file.text, part) for part in jsontext.strings(members["@context"]))
    known = _ITEM_KEYS & members.keys()
    return "DOI" in known or ("type" in members and bool(known)) or {"title", "author"} <= known or "issued" in known


def _described(file: SourceFile, node: Node) -> Iterator[Reference]:
    """Yield the works that a codemeta file names beside its own: the paper on the software, and what it cites."""
    for key in ("referencePublication", "citation") if "@context" in node.members else ():
        holder = node.members.get(key)
        for part in (holder.items if holder.kind == "array" else [holder]) if holder is not None else ():
            if part.kind == "object":
                yield item(file, part)
            elif (passage := jsontext.passage(file, part)) is not None:
                for mention in found_in(passage):
                    yield Reference(file, mention.span, (mention,), kind="link")


def _links(file: SourceFile, root: Node) -> Iterator[Reference]:
    """Yield what any other JSON file links to, unless it is a report, a lock file or a configuration."""
    if any(not _MACHINE_KEYS.isdisjoint(node.members) for node in root.items):
        return
    for node in jsontext.strings(root):
        passage = jsontext.passage(file, node)
        for mention in find(passage.text) if passage is not None else ():
            span = passage.place(mention.span.start, mention.span.end) if passage is not None else mention.span
            link = Mention(mention.identifier, mention.as_written, span, mention.form, mention.problem)
            yield Reference(file, span, (link,), kind="link")


def item(file: SourceFile, node: Node) -> Reference:
    """Make the reference of one item."""
    members = node.members
    fields: dict[FieldName, FieldText] = {}
    for name, keys in _WORDS:
        found = next((members[key] for key in keys if key in members and members[key].kind != "object"), None)
        if found is not None and found.kind == "array":
            found = found.items[0] if found.items else None
        passage = jsontext.passage(file, found) if found is not None else None
        if passage is not None and passage.text and passage.text != "null":
            fields[name] = passage.field(0, len(passage.text))
    if authors := _authors(file, members):
        fields["authors"] = authors
    _put_dates(file, members, fields)
    return Reference(
        file,
        Span(node.start, node.end),
        tuple(sorted(_mentions(file, members), key=lambda mention: mention.span)),
        fields,
        style="codemeta" if "@context" in members else "csl-json",
        key=_text(file, members.get("id")),
        type=_text(file, members.get("type") or members.get("@type")),
        problem="" if node.closed else "the item is never closed",
    )


def _text(file: SourceFile, node: Node | None) -> str:
    return jsontext.string(file.text, node) if node is not None and node.kind in {"string", "other"} else ""


def _mentions(file: SourceFile, members: dict[str, Node]) -> Iterator[Mention]:
    for key, label in _IDENTIFIERS.items():
        node = members.get(key) or members.get(key.lower())
        passage = jsontext.passage(file, node) if node is not None and node.kind in {"string", "other"} else None
        if passage is not None and (label != "number" or "arxiv" in passage.text.lower()):
            yield from field_mention(passage, label)
    for key in ("@id", "note", "identifier", "codeRepository", "relatedLink", "url"):
        node = members.get(key)
        for part in jsontext.strings(node) if node is not None and not (key == "url" and "URL" in members) else ():
            if (passage := jsontext.passage(file, part)) is not None and not (
                key == "url" and part is members.get("url")
            ):
                yield from found_in(passage)


def _authors(file: SourceFile, members: dict[str, Node]) -> FieldText | None:
    """Return the authors, or the editors of a work that has none."""
    holder = members.get("author") or members.get("editor")
    if holder is None:
        return None
    people = holder.items if holder.kind == "array" else [holder]
    authors = [author for node in people if (author := _author(file, node)) is not None]
    return FieldText(AuthorList(tuple(authors)), Span(holder.start, holder.end)) if authors else None


def _author(file: SourceFile, node: Node) -> Author | None:
    members = node.members
    if node.kind == "string":
        return Author(Name(literal=_text(file, node)), Span(node.start, node.end))
    literal = members.get("literal") or members.get("name")
    if literal is not None and "family" not in members:
        return Author(
            Name(literal=_text(file, literal)), Span(literal.start, literal.end), spelt=jsontext.spelt(file, literal)
        )
    family = members.get("family") or members.get("familyName")
    given = members.get("given") or members.get("givenName")
    if family is None:
        return None
    particle = " ".join(
        w for key in ("dropping-particle", "non-dropping-particle") if (w := _text(file, members.get(key)))
    )
    name = Name(
        family=f"{particle} {_text(file, family)}" if particle else _text(file, family),
        given=_text(file, given) or None,
        suffix=_text(file, members.get("suffix")) or None,
    )
    given_span = Span(given.start, given.end) if given is not None else None
    whole, spelt = Span(node.start, node.end), None if particle else jsontext.spelt(file, family)
    return Author(name, whole, Span(family.start, family.end), given_span, spelt)


def _put_dates(file: SourceFile, members: dict[str, Node], fields: dict[FieldName, FieldText]) -> None:
    """Read the year, the date and the day of access."""
    issued = members.get("issued") or members.get("datePublished") or members.get("published")
    for name, node in (("issued", issued), ("accessed", members.get("accessed"))):
        if node is None:
            continue
        parts = _parts(file, node)
        if not parts or not (year := _text(file, parts[0]))[:4].isdigit():
            continue
        span = Span(parts[0].start, parts[0].start + 4)
        iso = year[:10] if len(parts) == 1 else "-".join(_text(file, part).zfill(2) for part in parts[:3])
        whole = Span(parts[0].start, parts[-1].end)
        if name == "accessed":
            fields["accessed"] = FieldText(iso, whole)
        elif len(file.cut(span)) == 4 and file.cut(span).isdigit():  # noqa: PLR2004 - a year, and not cut off
            fields["year"] = FieldText(file.cut(span), span)
            fields["date"] = FieldText(iso, whole)


def _parts(file: SourceFile, node: Node) -> list[Node]:
    """Return the parts of a CSL date: year, month, day; or one string."""
    if node.kind == "string":
        return [node]
    parts = node.members.get("date-parts")
    if parts is not None and parts.items and parts.items[0].items:
        return [part for part in parts.items[0].items if _text(file, part) not in {"", "null"}]
    raw = node.members.get("raw") or node.members.get("literal")
    return [raw] if raw is not None else []
