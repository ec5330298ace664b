"""Markdown: list items, paragraphs, table rows and footnotes become passages; code is left alone.

Single-line list items without markup are read as they stand, which is nearly every entry of a long list. All else goes
through a CommonMark parser with source ranges, in chunks that end where no construct can reach across, so that memory
stays small.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from refmend.sources.blocks import Chunk, chunks, front_matter
from refmend.sources.entries import references_in
from refmend.sources.passage import Passage
from refmend.sources.plainness import no_definitions
from refmend.sources.quick import Quick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Reference, SourceFile

_INTERESTING = re.compile(
    r"://|\b10\.\d|(?i:arxiv|doi|www\.|pmid|pmc|isbn)|[(\[\uff08](?:ca?\. ?)?(?:\d{4}|n\.|in )|]\(|<\w+:|\]:"
)

_LISTED = re.compile(r"^references:[ \t]*$", re.MULTILINE)
_BIBLIOGRAPHIES = frozenset({"bibtex", "biblatex", "bib"})


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a Markdown file, first those that pandoc reads from its front matter."""
    return chain.from_iterable(parse_lists(file))


def parse_lists(file: SourceFile) -> Iterator[Sequence[Reference]]:
    """Yield the references of a Markdown file, those together that are read together."""
    end = front_matter(file.text, 0, len(file.text))
    if end and _LISTED.search(file.text, 0, end):
        from refmend.sources import citationfile  # noqa: PLC0415 - few lists hold any

        listed = citationfile.parse_listed(file, file.text.index("\n"), file.text.rindex("\n", 0, end - 1))
        yield from ((reference,) for reference in listed)
    yield from _lists(file, 0, len(file.text))


def parse_range(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of a stretch of Markdown."""
    return chain.from_iterable(_lists(file, start, end))


def _lists(file: SourceFile, start: int, end: int) -> Iterator[Sequence[Reference]]:
    brackets = no_definitions(file.text, start, end)
    quick = Quick(file, start, end, brackets)
    for chunk in chunks(file.text, start, end, quick.run, brackets=brackets):
        if chunk.references:
            yield chunk.references
        elif chunk.simple:
            yield tuple(references_in(Passage.verbatim(file, chunk.start, chunk.end), item=True))
        elif _INTERESTING.search(file.text, chunk.start, chunk.end):
            yield from ((reference,) for reference in _parsed(file, chunk))


def _parsed(file: SourceFile, chunk: Chunk) -> Iterator[Reference]:
    """Yield the references of a chunk that holds markup."""
    from refmend.sources.inline import blocks_of  # noqa: PLC0415 - the parser is loaded for markup alone

    for block in blocks_of(file, chunk.start, chunk.end):
        if block.passage is not None:
            yield from references_in(block.passage, item=block.kind == "item")
        elif block.kind == "html":
            from refmend.sources import html  # noqa: PLC0415 - few lists hold any

            yield from html.parse_range(file, block.start, block.end)
        elif block.info.split(None, 1)[:1] and block.info.split(None, 1)[0].strip("{}.").lower() in _BIBLIOGRAPHIES:
            from refmend.sources import bibtex  # noqa: PLC0415 - few lists hold any

            yield from bibtex.parse_range(file, block.start, block.end)
