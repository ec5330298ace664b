"""XML: EndNote libraries become entries; of feeds, sitemaps and other XML the links are read."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from refmend.model import AuthorList, FieldText, Mention, Reference, Span
from refmend.sources.builder import Builder
from refmend.sources.html import encode as encode_html
from refmend.sources.records import divided_name, field_mention, found_in
from refmend.sources.tags import TAG, links_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import FieldName, SourceFile
    from refmend.sources.passage import Passage

Leaves = dict[str, list[tuple[int, int]]]

_TOKEN = re.compile(rf"<!--|<!\[CDATA\[|<!|<\?|(?P<tag>{TAG.pattern})|<")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});|\s+")
_WORDS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("titles/title",)),
    ("venue", ("titles/secondary-title", "periodical/full-title", "periodical/abbr-1")),
    ("volume", ("volume",)),
    ("issue", ("number", "issue")),
    ("pages", ("pages", "custom7")),
    ("publisher", ("publisher",)),
    ("edition", ("edition",)),
)
_LINKS = {"electronic-resource-num": "doi", "urls/related-urls/url": "url", "urls/web-urls/url": "url"}
_NAMES = {"feed": {"id"}, "rss": {"guid"}}  # these name an entry: nobody has to be able to fetch them
_STYLES = frozenset({"style", "b", "i"})
_YEAR = re.compile(r"\d{4}")
DEEPEST = 64

encode = encode_html


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of an XML file."""
    library = "<record>" in file.text and "<contributors" in file.text
    path: list[str] = []
    record: Leaves | None = None
    begun = 0
    for kind, start, end, name, links in _tokens(file):
        if kind == "text" and record is not None:
            label = "/".join(part for part in path[path.index("record") + 1 :] if part not in _STYLES)
            record.setdefault(label, []).append((start, end))
        elif kind == "text" and not (path and path[-1] in _NAMES.get(path[0], ())):
            yield from _links(file, start, end)
        elif kind == "open":
            yield from links
            if library and name == "record":
                record, begun = {}, start
            if len(path) < DEEPEST:
                path.append(name)
        elif kind == "close" and name in path:
            del path[len(path) - 1 - path[::-1].index(name) :]
            if name == "record" and record is not None:
                yield _record(file, record, begun, end)
                record = None
    if record is not None:
        yield Reference(
            file, Span(begun, len(file.text.rstrip())), style="endnote", problem="the record is never closed"
        )


def _tokens(file: SourceFile) -> Iterator[tuple[str, int, int, str, list[Reference]]]:
    """Yield (kind, start, end, name, links of its attributes) for tags and texts."""
    text, at, end = file.text, 0, len(file.text)
    while at < end:
        token = _TOKEN.search(text, at, end)
        stop = token.start() if token else end
        if text[at:stop].strip():
            yield "text", at, stop, "", []
        if token is None:
            return
        sign, at = token.group(), token.end()
        if token["tag"]:
            tag = tag_of(TAG.match(text, token.start(), end) or token)
            if tag.closing:
                yield "close", tag.start, tag.end, tag.name, []
                continue
            links = [Reference(file, mention.span, (mention,), kind="link") for mention in links_of(tag)]
            yield "open", tag.start, tag.end, tag.name, links
            if text[tag.end - 2] == "/":
                yield "close", tag.start, tag.end, tag.name, []
        elif sign == "<![CDATA[":
            close = text.find("]]>", at, end)
            close = end if close < 0 else close
            yield "text", at, close, "", []
            at = min(close + 3, end)
        elif sign != "<":
            close = text.find("-->" if sign == "<!--" else ">", at, end)
            at = end if close < 0 else close + (3 if sign == "<!--" else 1)


def _passage(file: SourceFile, pieces: list[tuple[int, int]]) -> Passage | None:
    """Join pieces of text, character references undone and white space folded."""
    builder = Builder(file)
    for start, end in pieces:
        at = start
        for match in _ENTITY.finditer(file.text, start, end):
            builder.add(file.text[at : match.start()], at, match.start())
            meant = " " if match.group().isspace() else html.unescape(match.group())
            builder.add(meant, match.start(), match.end())
            at = match.end()
        builder.add(file.text[at:end], at, end)
    return builder.build()


def _links(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    passage = _passage(file, [(start, end)])
    for mention in found_in(passage) if passage is not None else ():
        yield Reference(file, mention.span, (mention,), kind="link")


def _record(file: SourceFile, leaves: Leaves, start: int, end: int) -> Reference:
    """Make the reference of an EndNote record."""
    fields: dict[FieldName, FieldText] = {}
    for name, labels in _WORDS:
        passage = next(
            (found for label in labels if label in leaves and (found := _passage(file, leaves[label]))), None
        )
        if passage is not None:
            fields[name] = passage.field(0, len(passage.text))
    for label in ("contributors/authors/author", "contributors/secondary-authors/author"):
        passages = [found for piece in leaves.get(label, ()) if (found := _passage(file, [piece])) is not None]
        if passages and "authors" not in fields:
            authors = tuple(divided_name(passage) for passage in passages)
            whole = Span(authors[0].span.start, authors[-1].span.end)
            fields["authors"] = FieldText(AuthorList(authors), whole)
    year = _passage(file, leaves["dates/year"]) if "dates/year" in leaves else None
    if year is not None and (match := _YEAR.search(year.text)):
        fields["year"] = year.field(*match.span())
    mentions: list[Mention] = []
    for label, kind in _LINKS.items():
        for piece in leaves.get(label, ()):
            if (passage := _passage(file, [piece])) is not None:
                mentions.extend(field_mention(passage, kind))
    mentions.sort(key=lambda mention: mention.span)
    return Reference(file, Span(start, end), tuple(mentions), fields, style="endnote")
