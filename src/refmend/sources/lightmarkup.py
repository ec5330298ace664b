"""AsciiDoc, Org and Typst: blocks of lines with light inline markup, links and code blocks of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from refmend.identifiers import read
from refmend.model import Mention, Span
from refmend.sources.builder import Builder
from refmend.sources.entries import references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile
    from refmend.sources.passage import Passage


class Dialect(Struct, frozen=True):
    """What tells one light markup from another.

    `fences` are lines that begin and end silent blocks; `marker` is the beginning of an entry; `comment` a line to
    be left out; `inline` finds the groups `url`, `words`, `silent`, `italic`, `strong`, `note` (a comment) and
    `escaped`.
    """

    fences: re.Pattern[str]
    ends: dict[str, str]
    marker: re.Pattern[str]
    comment: re.Pattern[str]
    inline: re.Pattern[str]


# What follows the name of an attribute or a property that is a reference of its own.
_STATED = r"[ \t]+(?:https?://|doi:|arxiv:|10\.\d{4,9}/)"
_ASCIIDOC = Dialect(
    fences=re.compile(r"(?P<fence>-{4,}|\.{4,}|/{4,}|\+{4,}|```)\s*$"),
    ends={},
    marker=re.compile(
        r"[ \t]*(?:[*.\-]{1,5}|\d{1,4}\.|<\d+>)[ \t]+(?:\[\[\[[^\]\n]+\]\]\][ \t]*)?|\[\[\[?[^\]\n]+\]\]\]?[ \t]*"
    ),
    comment=re.compile(rf"//(?!/)|:[\w-]+:(?!{_STATED})|\[[^\]\n]*\]\s*$|\|==="),
    inline=re.compile(
        r"\\(?P<escaped>[*_`#+{\[])|(?:link:|image::?|xref:)?(?P<raw>\+\+)?(?P<url>https?://[^\s\[\]<>\"]{1,2000}?|(?<=link:)[^\s\[\]]{1,2000}"
        r"|doi:10\.\d{4,9}/[^\s\[\]]{1,500}(?=\[[^\]\n:]{0,200}\](?!\w)))(?(raw)\+\+)\[(?P<words>[^\]\n]{0,500})\]"
        r"|`(?P<silent>[^`\n]{1,500})`|(?<!\w)_(?P<italic>[^_\n]{1,500})_(?!\w)"
        r"|(?<!\w)(?P<sign>[*+])(?P<strong>[^*+\n]{1,500})(?P=sign)(?!\w)"
    ),
)
_ORG = Dialect(
    fences=re.compile(r"\s*#\+(?P<fence>begin_(?:src|example|comment|export|quote_none))\b", re.IGNORECASE),
    ends={"begin": "end"},
    marker=re.compile(r"[ \t]*(?:[-+]|\d{1,4}[.)])[ \t]+|\[fn:[^\]\n]+\][ \t]*|\*+[ \t]+"),
    comment=re.compile(rf"\s*#(?:\+|\s|$)|\s*:[\w-]+:(?!{_STATED})|\s*:(?:\s|$)"),
    inline=re.compile(
        r"\[\[(?P<url>[^\[\]\n]{1,2000})\](?:\[(?P<words>[^\[\]\n]{1,500})\])?\]"
        r"|(?<![\w/])[=~](?P<silent>[^=~\n]{1,500})[=~](?!\w)|(?<![\w/:])/(?P<italic>[^/\n]{1,500})/(?![\w/])"
        r"|(?<!\w)\*(?P<strong>[^*\n]{1,500})\*(?!\w)"
    ),
)
_TYPST = Dialect(
    fences=re.compile(r"\s*(?P<fence>`{3,}|/\*(?!.*\*/))"),
    ends={},
    marker=re.compile(r"[ \t]*(?:[-+]|\d{1,4}\.|/)[ \t]+|=+[ \t]+"),
    comment=re.compile(r"\s*//|\s*#(?:let|set|show|import|include|bibliography)\b"),
    inline=re.compile(
        r"\\(?P<escaped>[#*_$@`~=/<>\[\]\\-])|(?P<note>/\*(?s:.{0,2000}?)\*/|(?<!:)//[^\n]*)|#link\(\s*\"(?P<url>[^\"\n]{1,2000})\"\s*\)(?:\[(?P<words>[^\]\n]{0,500})\])?"
        r"|`(?P<silent>[^`\n]{1,500})`|(?<![\w_])_(?P<italic>[^_\n]{1,500})_(?!\w)|(?<!\w)\*(?P<strong>[^*\n]{1,500})\*(?!\w)"
    ),
)
_DIALECTS = {"asciidoc": _ASCIIDOC, "org": _ORG, "typst": _TYPST}


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of an AsciiDoc, Org or Typst file."""
    dialect = _DIALECTS.get(file.format, _ASCIIDOC)
    for start, end in _blocks(file.text, dialect):
        marker = dialect.marker.match(file.text, start, end)
        passage = _passage(file, dialect, marker.end() if marker else start, end)
        if passage is not None:
            yield from references_in(passage, item=marker is not None)


def _blocks(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Yield the blocks: lines up to a blank one or the next marker; fenced ones are passed over."""
    at, first, last, fence = 0, -1, 0, ""
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        opened = dialect.fences.match(line)
        if fence:
            fence = "" if _ends(line, fence) else fence
        else:
            silent = opened is not None or not line.strip() or dialect.comment.match(line) is not None
            if first >= 0 and (silent or dialect.marker.match(line)):
                yield first, last
                first = -1
            if opened is not None:
                fence = opened["fence"]
            elif not silent and first < 0:
                first = at
        last = stop
        at = stop + 1
    if first >= 0:
        yield first, len(text)


def _ends(line: str, fence: str) -> bool:
    """Tell whether a line closes the block that `fence` opened."""
    if fence == "/*":
        return "*/" in line
    line = line.strip().lower()
    if fence.lower().startswith("begin"):
        return line.startswith("#+end" + fence.lower().removeprefix("begin"))
    return line.startswith(fence)


def _passage(file: SourceFile, dialect: Dialect, start: int, end: int) -> Passage | None:
    builder = Builder(file)
    text, at = file.text, start
    for match in dialect.inline.finditer(text, start, end):
        _words(builder, text, at, match.start())
        at = match.end()
        named = match.groupdict()
        if named.get("escaped"):
            builder.add(match["escaped"], match.start(), match.end())
            continue
        builder.cut()
        first = builder.length
        if match["url"] is not None:
            _link(builder, text, match)
        else:
            name = next(key for key in ("silent", "italic", "strong", "note") if named.get(key) is not None)
            if name == "silent":
                builder.mute(match[name], *match.span(name))
            elif name != "note":
                _words(builder, text, *match.span(name))
            if name == "italic":
                builder.italics.append((first, builder.length))
        builder.cut()
    _words(builder, text, at, end)
    return builder.build()


def _link(builder: Builder, text: str, match: re.Match[str]) -> None:
    first = builder.length
    if match["words"]:
        _words(builder, text, *match.span("words"))
    mention = read(match["url"]) if not match["url"].startswith("file:") else None
    if mention is not None:
        link = Mention(mention.identifier, match["url"], Span(*match.span("url")), "url", mention.problem, link=True)
        builder.links.append(((first, builder.length), link))
        if not builder.runs:
            builder.runs.append((0, link.span.start, 0))


_BREAK = re.compile(r"\n[ \t]*")


def _words(builder: Builder, text: str, start: int, end: int) -> None:
    """Take words, the indentation of following lines folded."""
    at = start
    for match in _BREAK.finditer(text, start, end):
        builder.add(text[at : match.start()], at, match.start())
        builder.add(" ", match.start(), match.start() + 1)
        at = match.end()
    builder.add(text[at:end], at, end)
