"""The events of the CommonMark parser become passages whose every character knows its place in the file."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pyromark
from msgspec import Struct, field

from refmend.identifiers import read
from refmend.model import Mention, Span
from refmend.sources.builder import Builder
from refmend.sources.tags import Tag, links_of, tag_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refmend.model import SourceFile
    from refmend.sources.passage import Passage

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_TASKLISTS
)
_ITEMS = frozenset({"Item", "TableCell", "FootnoteDefinition"})
_EMPHASIS = frozenset({"Emphasis", "Strong"})
_DEFINITION = re.compile(r"^[ \t>]{0,12}(?:[-*+][ \t]|\d{1,9}[.)][ \t])?[ \t]*\[(?!\^)[^\]\n]{1,999}\]:", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_SILENT_TAGS = frozenset({"code", "pre", "kbd", "samp", "tt", "script", "style", "textarea"})


class Block(NamedTuple):
    """A leaf of the document: a passage, or a stretch of HTML or of code for another reader."""

    kind: str
    passage: Passage | None
    start: int = 0
    end: int = 0
    info: str = ""


def blocks_of(file: SourceFile, start: int, end: int) -> Iterator[Block]:
    """Yield the leaf blocks of `file.text[start:end]`: `item`, `text`, `html` and `code`."""
    text = file.text[start:end]
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    place = _places(text, start)
    walk = _Walk(file, place)
    for event, where in pyromark.events_with_range(text, options=_OPTIONS):
        yield from walk.step(event, place(where["start"]), place(where["end"]))
    yield from walk.flush()
    if _DEFINITION.search(text):
        yield from _definitions(file, text, place)


def _places(text: str, start: int) -> Callable[[int], int]:
    """Return the function from byte offsets in `text` to character offsets in the file."""
    if text.isascii():
        return start.__add__
    ends: list[int] = [0]
    extra: list[int] = [0]
    surplus = 0
    for match in _NON_ASCII.finditer(text):
        for at, character in enumerate(match.group(), match.start()):
            surplus += len(character.encode("utf-8", "replace")) - 1
            ends.append(at + 1 + surplus)
            extra.append(surplus)

    def place(offset: int) -> int:
        return start + offset - extra[bisect.bisect_right(ends, offset) - 1]

    return place


def _definitions(file: SourceFile, text: str, place: Callable[[int], int]) -> Iterator[Block]:
    """Yield the targets of link reference definitions."""
    for found in pyromark.reference_definitions(text, options=_OPTIONS).values():
        span = found["span"]
        first, last = place(span["start"]), place(span["end"])
        at = file.text.find("]:", first, last)
        builder = Builder(file)
        if at >= 0 and (mention := target(file, at + 2, last, found["dest"])):
            builder.links.append(((0, 0), mention))
            builder.runs.append((0, mention.span.start, 0))
            yield Block("text", builder.build())


def target(file: SourceFile, at: int, end: int, meant: str) -> Mention | None:
    """Return the mention of a link target that is written at or behind `at`."""
    text = file.text
    while at < end and text[at] in " \t\n":
        at += 1
    if text[at : at + 1] == "<":
        at += 1
        stop = at
        while stop < end and text[stop] not in ">\n":
            stop += 2 if text[stop] == "\\" else 1
    else:
        stop, depth = at, 0
        while stop < end and text[stop] not in " \t\n":
            character = text[stop]
            depth += (character == "(") - (character == ")")
            if depth < 0:
                break
            stop += 2 if character == "\\" else 1
    stop = min(stop, end)
    mention = read(meant)
    if mention is None:
        return None
    return Mention(mention.identifier, meant, Span(at, stop), "url", mention.problem, link=True)


class _Walk(Struct):
    """Where the walk through the events stands."""

    file: SourceFile
    place: Callable[[int], int]
    builder: Builder | None = None
    inside: list[str] = field(default_factory=list)
    links: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    emphases: list[tuple[int, bool, int, int]] = field(default_factory=list)
    silent: str = ""
    images: int = 0
    last: int = 0
    verbatim: tuple[str, int, int, str] | None = None
    anchors: list[tuple[int, Mention]] = field(default_factory=list)

    def step(self, event: Any, start: int, end: int) -> Iterator[Block]:
        """Take one event; yield the blocks it completes."""
        if isinstance(event, str):
            yield from self._mark(event, start, end)
            return
        (kind, value), *_ = event.items()
        if kind == "Start":
            yield from self._start(*_named(value), start, end)
        elif kind == "End":
            yield from self._end(_named(value)[0], start, end)
        elif kind == "Text":
            self._text(value, start, end)
        elif kind in {"Code", "InlineMath", "DisplayMath"}:
            at = self.file.text.find(value, start, end)
            if self.images == 0:
                self._open(start).mute(value, *((at, at + len(value)) if at >= 0 else (start, end)))
        elif kind == "InlineHtml":
            yield from self._html(start, end)
        elif kind == "Html" and self.verbatim is not None:
            self.verbatim = (self.verbatim[0], min(self.verbatim[1], start), max(self.verbatim[2], end), "")
        if kind != "Start":
            self.last = end

    def flush(self) -> Iterator[Block]:
        """Yield the passage that is open."""
        builder, self.builder = self.builder, None
        self.links.clear()
        self.emphases.clear()
        self.anchors.clear()
        self.silent = ""
        if builder is not None and (passage := builder.build()) is not None:
            yield Block("item" if not _ITEMS.isdisjoint(self.inside) else "text", passage)

    def _open(self, start: int) -> Builder:
        if self.builder is None:
            self.builder = Builder(self.file)
            self.last = start
        return self.builder

    def _mark(self, event: str, start: int, end: int) -> Iterator[Block]:
        if event == "SoftBreak" or (event == "HardBreak" and not _ITEMS.isdisjoint(self.inside)):
            if self.builder is not None:
                self.builder.add(" ", start, start + 1)
        else:
            yield from self.flush()
        self.last = end

    def _text(self, value: str, start: int, end: int) -> None:
        if self.verbatim is not None:
            kind, first, last, info = self.verbatim
            self.verbatim = (kind, min(first, start), max(last, end), info)
        elif self.images == 0:
            builder = self._open(start)
            if self.silent:
                builder.mute(value, start, end)
            else:
                builder.add(value, start, end)

    def _start(self, name: str, value: Any, start: int, end: int) -> Iterator[Block]:
        if name in {"Link", "Image"}:
            self.images += name == "Image"
            self._open(start).cut()
            self.links.append((self._open(start).length, value))
            self.last = start + 1
        elif name in _EMPHASIS:
            self._emphasis(name, start, end)
        elif name not in {"Strikethrough", "Superscript", "Subscript"}:
            yield from self.flush()
            self.inside.append(name)
            if name == "CodeBlock":
                info = value.get("Fenced", "") if isinstance(value, dict) else ""
                self.verbatim = ("code", end, start, info)
            elif name == "HtmlBlock":
                self.verbatim = ("html", end, start, "")

    def _emphasis(self, name: str, start: int, end: int) -> None:
        """Open an emphasis; inside a web address the signs are part of it."""
        builder = self._open(start)
        width = 2 if name == "Strong" else 1
        literal = builder.ends_inside_address()
        if not literal:
            builder.cut()
        else:
            builder.add(self.file.text[start : start + width], start, start + width)
        self.emphases.append((builder.length, literal, end, width))

    def _end(self, name: str, start: int, end: int) -> Iterator[Block]:
        if name in {"Link", "Image"}:
            self._link(start, end)
            self.images -= name == "Image"
        elif name in _EMPHASIS:
            if self.emphases and self.builder is not None:
                begun, literal, last, width = self.emphases.pop()
                if not literal:
                    self.builder.cut()
                else:
                    self.builder.add(self.file.text[last - width : last], last - width, last)
                if name == "Emphasis" and not literal:
                    self.builder.italics.append((begun, self.builder.length))
        elif name not in {"Strikethrough", "Superscript", "Subscript"}:
            yield from self.flush()
            if self.inside:
                self.inside.pop()
            if self.verbatim is not None and name in {"CodeBlock", "HtmlBlock"}:
                kind, first, last, info = self.verbatim
                self.verbatim = None
                if first < last:
                    yield Block(kind, None, first, last, info)

    def _link(self, start: int, end: int) -> None:
        """Close a link or an image and keep its target."""
        if not self.links or self.builder is None:
            return
        begun, value = self.links.pop()
        self.builder.cut()
        kind, meant = value["link_type"], value["dest_url"]
        text = self.file.text
        if kind == "Inline":
            at = text.find("](", max(self.last, start) - (text[self.last - 1 : self.last] == "]"), end)
            mention = target(self.file, at + 2, end - 1, meant) if at >= 0 else None
        elif kind == "Autolink":
            mention = target(self.file, start, end, meant)
        else:
            return
        if mention is not None:
            self.builder.links.append(((begun, self.builder.length), mention))

    def _html(self, start: int, end: int) -> Iterator[Block]:
        """Take an inline tag: a break, code to be left alone, a link, an emphasis."""
        tag = tag_at(self.file.text, start, end)
        if self.builder is not None:
            self.builder.cut()
        if tag is None:
            return
        if tag.name in _SILENT_TAGS:
            self.silent = "" if tag.closing else tag.name
        elif tag.name == "br":
            yield from self._mark("HardBreak", start, end)
        elif tag.name in {"i", "em", "cite"} and self.builder is not None:
            self._italic_tag(tag)
        elif tag.name == "a" and tag.closing and self.anchors and self.builder is not None:
            begun, mention = self.anchors.pop()
            self.builder.links.append(((begun, self.builder.length), mention))
        elif not self.silent:
            for link in links_of(tag):
                builder = self._open(start)
                if tag.name == "a":
                    self.anchors.append((builder.length, link))
                else:
                    builder.links.append(((builder.length, builder.length), link))

    def _italic_tag(self, tag: Tag) -> None:
        builder = self._open(tag.start)
        if not tag.closing:
            self.emphases.append((builder.length, False, 0, 0))
        elif self.emphases:
            builder.italics.append((self.emphases.pop()[0], builder.length))


def _named(value: Any) -> tuple[str, Any]:
    """Return name and content of a start or end tag."""
    if isinstance(value, str):
        return value, None
    (name, content), *_ = value.items()
    return name, content
