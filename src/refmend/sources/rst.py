"""reStructuredText: citations, footnotes, list items and paragraphs become passages; literal text is left alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.identifiers import read
from refmend.model import Mention, Span
from refmend.sources.builder import Builder
from refmend.sources.entries import references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile
    from refmend.sources.passage import Passage

_MARKER = re.compile(
    r"[ \t]*(?P<mark>\.\. \[(?P<key>[^\]\n]+)\]|\.\. _(?P<target>[^:\n`]*|`[^`\n]*`):|__(?= )|[-*+\u2022]"
    r"|\(?(?:\d{1,4}|[a-zA-Z#])[.)])(?:[ \t]+|$)"
)
_DIRECTIVE = re.compile(r"[ \t]*\.\. (?P<name>[\w:-]+)::")
_LITERAL_ROLES = frozenset({"math", "code", "literal", "samp", "kbd", "file"})
_COMMENT = re.compile(r"[ \t]*\.\.(?:[ \t]+(?![\[_|]|[\w:-]+::)|$)")
_SILENT = frozenset(
    {"code", "code-block", "sourcecode", "literalinclude", "math", "raw", "highlight", "parsed-literal", "doctest"}
)
_INLINE = re.compile(
    r"``(?P<literal>[^\n]+?)``(?!`)|(?::(?P<role>[\w:+-]{1,40}):)?`(?P<text>[^`<]{0,600}?)\s*(?:<(?P<url>[^<>`]{1,2000})>)?`(?P<end>__?)?"
    r"|\*\*(?P<strong>[^*\s][^*]{0,600}?)\*\*|\*(?P<em>[^*\s][^*]{0,600}?)\*|\\(?P<escaped>.)|(?P<mark>__?)(?=[\s.,;:!?)\]]|$)"
)


def encode(text: str) -> str:
    """Return `text` with the characters escaped that reStructuredText reads as markup."""
    return re.sub(r"([\\*`|])", r"\\\1", text)


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a reStructuredText file."""
    for start, end in _blocks(file.text):
        marker = _MARKER.match(file.text, start, end)
        begin = marker.end() if marker is not None else start
        passage = _passage(file, begin, end, target=marker is not None and marker["target"] is not None)
        if passage is not None:
            yield from references_in(passage, item=marker is not None)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blocks: lines up to a blank one, a marker or the end; literal blocks are passed over."""
    at, first, literal = 0, -1, -1
    last = 0
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        indent = len(line) - len(line.lstrip())
        blank = not line.strip()
        if literal >= 0 and not blank and indent <= literal:
            literal = -1
        directive = _DIRECTIVE.match(line)
        begins = not blank and literal < 0 and (first < 0 or _MARKER.match(line) is not None or directive is not None)
        if (blank or begins or literal >= 0) and first >= 0:
            yield first, last
            if text[first:last].rstrip().endswith("::"):
                literal = len(text[first:last].rsplit("\n", maxsplit=1)[-1]) - len(
                    text[first:last].rsplit("\n", maxsplit=1)[-1].lstrip()
                )
            first = -1
        if directive is not None and literal < 0:
            literal = indent if directive["name"] in _SILENT else literal
            if literal < 0 and line[directive.end() :].strip():
                first = at + directive.end()
        elif begins and literal < 0 and _COMMENT.match(line):
            literal = indent
        elif begins and literal < 0:
            first = at
        last = stop
        at = stop + 1
    if first >= 0:
        yield first, len(text)


def _passage(file: SourceFile, start: int, end: int, *, target: bool) -> Passage | None:
    builder = Builder(file)
    text, at = file.text, start
    if target:
        words = text[start:end].strip()
        begin = text.find(words, start)
        if words and not words.endswith("_") and (mention := read(words)) is not None:
            span = Span(begin, begin + len(words))
            builder.links.append(((0, 0), Mention(mention.identifier, words, span, "url", mention.problem, link=True)))
            builder.runs.append((0, begin, 0))
        return builder.build()
    while match := _INLINE.search(text, at, end):
        _words(builder, text, at, match.start())
        at = match.end()
        _inline(builder, text, match)
    _words(builder, text, at, end)
    return builder.build()


def _words(builder: Builder, text: str, start: int, end: int) -> None:
    """Take words, the indentation of following lines folded."""
    at = start
    for match in re.compile(r"\n[ \t]*").finditer(text, start, end):
        builder.add(text[at : match.start()], at, match.start())
        builder.add(" ", match.start(), match.start() + 1)
        at = match.end()
    builder.add(text[at:end], at, end)


def _inline(builder: Builder, text: str, match: re.Match[str]) -> None:
    """Take one piece of inline markup."""
    name = next((key for key in ("literal", "strong", "em", "escaped", "mark") if match[key] is not None), "text")
    if name == "mark":
        builder.cut()
        return
    builder.cut() if name != "escaped" else None
    first = builder.length
    start, end = match.span(name)
    if name == "literal" or match["role"] in _LITERAL_ROLES:
        builder.mute(text[start:end], start, end)
    elif name == "escaped":
        if not match["escaped"].isspace():
            builder.add(match["escaped"], match.start(), match.end())
    elif match["role"] in {"doi", "arxiv", "pmid"} and (mention := read(f"{match['role']}:{text[start:end]}")):
        builder.add(text[start:end], start, end)
        written = Mention(mention.identifier, text[start:end], Span(start, end), "field", mention.problem, link=True)
        builder.links.append(((first, builder.length), written))
    else:
        _words(builder, text, start, end)
    if name == "em":
        builder.italics.append((first, builder.length))
    if match["url"] and (mention := read("".join(match["url"].split()))) is not None:
        link = Mention(mention.identifier, match["url"], Span(*match.span("url")), "url", mention.problem, link=True)
        builder.links.append(((first, builder.length), link))
    if name != "escaped":
        builder.cut()
