"""BibTeX and BibLaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.identifiers import find
from refmend.model import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import SourceFile


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a BibTeX file."""
    yield from parse_range(file, 0, len(file.text))


def parse_range(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of a stretch of BibTeX."""
    for mention in find(file.text, start, end):
        yield Reference(file, mention.span, (mention,), kind="link")
