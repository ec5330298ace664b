"""HTML: the text of block elements becomes passages, links and images become mentions; code is left alone."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.sources import css
from refmend.sources.builder import Builder
from refmend.sources.entries import references_in
from refmend.sources.tags import TAG, Tag, links_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Mention, Reference, SourceFile

_TOKEN = re.compile(
    rf"<!--|<!|<\?|(?P<tag>{TAG.pattern})|&(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z]\w{{1,30}});|<"
)
_SILENT = frozenset(
    {
        "script",
        "style",
        "pre",
        "code",
        "textarea",
        "kbd",
        "samp",
        "tt",
        "noscript",
        "template",
        "svg",
        "math",
        "xmp",
        "listing",
    }
)
_INLINE_WORDS = (
    "a abbr acronym b bdi bdo big cite data del dfn em font i img ins label mark q s small span strike "
    "strong sub sup time tt u var wbr input button meta link"
)
_INLINE = frozenset(_INLINE_WORDS.split())
_ITEMS = frozenset({"li", "td", "th", "dd", "dt"})
_WHITE = re.compile(r"\s+")


def encode(text: str) -> str:
    """Return `text` with the characters escaped that HTML reads as markup."""
    return html.escape(text, quote=True).replace("&#x27;", "'")


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of an HTML file."""
    yield from parse_range(file, 0, len(file.text))


def parse_range(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of a stretch of HTML."""
    walk = _Walk(file)
    text, at = file.text, start
    while at < end:
        token = _TOKEN.search(text, at, end)
        stop = token.start() if token else end
        if stop > at:
            walk.words(at, stop)
        if token is None:
            break
        if token["tag"]:
            tag = tag_of(TAG.match(text, token.start(), end) or token)
            yield from walk.tag(tag)
            at = _skip(file, tag, end) if tag.name in {"script", "style"} and not tag.closing else tag.end
            if tag.name == "style" and not tag.closing:
                yield from css.parse_range(file, tag.end, at)
        elif token.group() == "<!--":
            at = _behind(text, "-->", token.end(), end)
        elif token.group() in {"<!", "<?"}:
            at = _behind(text, ">", token.end(), end)
        else:
            walk.entity(token.start(), token.end())
            at = token.end()
    yield from walk.flush()


def _behind(text: str, mark: str, at: int, end: int) -> int:
    found = text.find(mark, at, end)
    return end if found < 0 else found + len(mark)


def _skip(file: SourceFile, tag: Tag, end: int) -> int:
    """Return where the content of a script or a style sheet ends."""
    close = re.compile(rf"</{tag.name}", re.IGNORECASE).search(file.text, tag.end, end)
    return close.start() if close else end


class _Walk(Struct):
    """The element that is open, and what was read of it."""

    file: SourceFile
    builder: Builder | None = None
    item: int = 0
    silent: list[str] = field(default_factory=list)
    anchors: list[tuple[int, Mention]] = field(default_factory=list)
    italics: list[int] = field(default_factory=list)

    def flush(self) -> Iterator[Reference]:
        """Yield the references of the element that ends."""
        builder, self.builder = self.builder, None
        if builder is not None:
            for begun, mention in self.anchors:
                builder.links.append(((begun, builder.length), mention))
            if (passage := builder.build()) is not None:
                yield from references_in(passage, item=self.item > 0)
        self.anchors.clear()
        self.italics.clear()

    def words(self, start: int, end: int) -> None:
        """Take a stretch of text, white space folded."""
        if self.silent:
            return
        builder = self._open()
        at = start
        for white in _WHITE.finditer(self.file.text, start, end):
            if white.start() > at:
                builder.add(self.file.text[at : white.start()], at, white.start())
            builder.add(" ", white.start(), white.start() + 1)
            at = white.end()
        if end > at:
            builder.add(self.file.text[at:end], at, end)

    def entity(self, start: int, end: int) -> None:
        """Take a character reference or a sign that opens no tag."""
        if not self.silent:
            self._open().add(html.unescape(self.file.text[start:end]), start, end)

    def tag(self, tag: Tag) -> Iterator[Reference]:
        """Take a tag; a block element ends the passage before it."""
        if tag.name in _SILENT:
            self._silence(tag)
        elif self.silent:
            self._drawn(tag)
        elif tag.name not in _INLINE and not (tag.name == "br" and self.item):
            yield from self.flush()
            if tag.name in _ITEMS:
                self.item = max(0, self.item + (-1 if tag.closing else 1)) if tag.name != "li" else int(not tag.closing)
        elif tag.name == "br":
            self.words(tag.start, tag.start)
            self._open().add(" ", tag.start, tag.start + 1)
        if not self.silent:
            self._inline(tag)

    def _open(self) -> Builder:
        if self.builder is None:
            self.builder = Builder(self.file)
        return self.builder

    def _silence(self, tag: Tag) -> None:
        if tag.closing:
            if tag.name in self.silent:
                del self.silent[self.silent.index(tag.name) :]
        elif tag.name not in {"script", "style"} and len(self.silent) < 64:  # noqa: PLR2004 - deeper is an attack
            self.silent.append(tag.name)

    def _drawn(self, tag: Tag) -> None:
        """Take the links of a drawing; nothing else is read inside silent elements."""
        if self.silent[-1] == "svg":
            builder = self._open()
            builder.links.extend(((builder.length, builder.length), link) for link in links_of(tag))

    def _inline(self, tag: Tag) -> None:
        builder = self._open()
        if tag.name not in {"wbr", "span", "font"}:
            builder.cut()
        if tag.name in {"i", "em", "cite"}:
            if not tag.closing:
                self.italics.append(builder.length)
            elif self.italics:
                builder.italics.append((self.italics.pop(), builder.length))
        elif tag.name == "a" and tag.closing:
            if self.anchors:
                begun, mention = self.anchors.pop()
                builder.links.append(((begun, builder.length), mention))
        else:
            for link in links_of(tag):
                if tag.name == "a":
                    self.anchors.append((builder.length, link))
                else:
                    builder.links.append(((builder.length, builder.length), link))
