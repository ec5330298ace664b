r"""LaTeX: `thebibliography` and `.bbl` items become entries, `\url`, `\href` and `\doi` become mentions."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.identifiers import read
from refmend.model import Identifier, IdentifierKind, Mention, Span
from refmend.sources import bibtex, tex
from refmend.sources.builder import Builder
from refmend.sources.entries import references_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile
    from refmend.sources.passage import Passage

encode = tex.encode

_PART = re.compile(
    r"\\begin\{(?P<silent>verbatim\*?|lstlisting|minted|comment|filecontents\*?)\}|(?P<never>\\iffalse\b)|\\begin\{thebibliography\}|\\end\{thebibliography\}"
    r"|\\bibitem\s*(?:\[(?:[^\[\]{}]|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*\])?\s*\{(?P<key>[^{}]*)\}"
    r"|\n[ \t]*(?=\n)|\\(?:item|par)\b"
)
_COMMAND = re.compile(
    r"(?<!\\)%[^\n]*|\\(?P<name>url|nolinkurl|path|href|doi|arxiv|verb|lstinline|newblock|emph|textit|it|em)\b"
    r"\s*(?P<open>(?:\[[^\]]*\])?\s*\{)?"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LITERAL = re.compile(r"\*?(?P<sign>[^\w\s{*\\])(?P<words>[^\n]{0,1000}?)(?P=sign)")
_VERB = re.compile(r"(?:\{(?P<what>\w+)\})?\s*(?P<value>\S[^\n]*)")


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a LaTeX file."""
    text, at, end = file.text, 0, len(file.text)
    inside, key = False, ""
    while at <= end:
        match = _PART.search(text, at, end)
        stop = match.start() if match else end
        if not (inside and not key):
            yield from _block(file, at, stop, key)
        if match is None:
            break
        mark, at = match.group(), match.end()
        if match["silent"]:
            close = text.find(f"\\end{{{match['silent']}}}", at, end)
            at = end if close < 0 else close
            if match["silent"].startswith("filecontents"):
                yield from bibtex.parse_range(file, match.end(), at)
        elif match["never"]:
            close = text.find("\\fi", at, end)
            at = end if close < 0 else close
        elif mark.startswith("\\begin"):
            inside, key = True, ""
        elif mark.startswith("\\end"):
            inside, key = False, ""
        elif match["key"] is not None:
            inside, key = True, match["key"] or "?"
        at = max(at, match.end())


def _block(file: SourceFile, start: int, end: int, key: str) -> Iterator[Reference]:
    passage = _passage(file, start, end)
    if passage is not None:
        for reference in references_in(passage, item=bool(key)):
            yield dataclasses.replace(reference, key=key) if key and reference.kind == "entry" else reference


def _passage(file: SourceFile, start: int, end: int) -> Passage | None:
    """Read a stretch of LaTeX; addresses in commands are kept as they are, comments are left out."""
    builder = Builder(file)
    text, at = file.text, start
    while match := _COMMAND.search(text, at, end):
        tex.decode(file, at, match.start(), builder)
        at = match.end()
        name = match["name"]
        if name is None:
            continue
        if name in {"verb", "lstinline"}:
            at = _verbatim(builder, text, at, end)
        elif match["open"] is None:
            continue
        elif name in {"emph", "textit"}:
            stop = _closing(text, at, end)
            first = builder.length
            tex.decode(file, at, stop, builder)
            builder.italics.append((first, builder.length))
            at = stop
        elif name not in {"newblock", "it", "em"}:
            at = _address(builder, file, name, at, end)
    tex.decode(file, at, end, builder)
    return builder.build()


def _verbatim(builder: Builder, text: str, at: int, end: int) -> int:
    r"""Take `\verb|…|` as silent words, and the line of an address behind biblatex's `\verb{url}`; return its end."""
    if literal := _LITERAL.match(text, at, end):
        builder.mute(literal["words"], *literal.span("words"))
        return literal.end()
    value = _VERB.match(text, at, end)
    if value is None:
        return at
    builder.add(value["value"], *value.span("value"))
    return value.end()


def _closing(text: str, at: int, end: int) -> int:
    """Return the place of the brace that closes the group opened before `at`."""
    depth = 1
    for match in _BRACE.finditer(text, at, end):
        sign = match.group()
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return match.start()
    return end


def _address(builder: Builder, file: SourceFile, name: str, at: int, end: int) -> int:
    r"""Take the argument of `\url`, `\href`, `\doi` or `\arxiv` as a mention."""
    stop = _closing(file.text, at, end)
    target = tex.decode(file, at, stop, verbatim=True, joined=True).build()
    builder.cut()
    first = builder.length
    after = stop + 1
    if name == "href" and (words := re.compile(r"\s*\{").match(file.text, after, end)):
        last = _closing(file.text, words.end(), end)
        tex.decode(file, words.end(), last, builder)
        after = last + 1
    elif target is not None:
        builder.mute(target.text, target.place(0, len(target.text)).start, stop)
    if target is not None and (mention := _mention(name, target.text)) is not None:
        span = target.place(0, len(target.text))
        builder.links.append(((first, builder.length), replace(mention, as_written=target.text, span=span)))
    builder.cut()
    return min(after, end)


def _mention(name: str, text: str) -> Mention | None:
    found = read(f"arXiv:{text}" if name == "arxiv" and ":" not in text else text)
    if name == "doi" and (found is None or found.identifier.kind == IdentifierKind.URL):
        identifier = Identifier(IdentifierKind.DOI, text.lower())
        return Mention(identifier, text, Span(0, 0), "field", "a DOI starts with 10.", link=True)
    return replace(found, form="field" if name in {"doi", "arxiv"} else "url", link=True) if found else None
