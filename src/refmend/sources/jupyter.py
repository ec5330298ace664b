"""Jupyter notebooks: each Markdown cell is read as Markdown; code and output are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Reference, Span
from refmend.sources import jsontext
from refmend.sources.embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import SourceFile
    from refmend.sources.jsontext import Node

encode = jsontext.encode


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a notebook."""
    root, problem = jsontext.scan(file.text, 0, len(file.text))
    book = root.items[0] if root.items else root
    cells = book.members.get("cells")
    for cell in cells.items if cells is not None else ():
        kind = cell.members.get("cell_type")
        source = cell.members.get("source")
        if kind is None or source is None or jsontext.string(file.text, kind) != "markdown":
            continue
        yield from _cell(file, source)
    if problem and file.text.strip():
        last = len(file.text.rstrip())
        yield Reference(file, Span(max(0, last - 1), last), problem=problem)


def _cell(file: SourceFile, source: Node) -> Iterator[Reference]:
    """Yield the references of one cell, its lines joined."""
    embedded = Embedded(file)
    for node in source.items if source.kind == "array" else [source]:
        passage = jsontext.passage(file, node, keep_space=True)
        if passage is not None:
            embedded.add(passage)
    yield from embedded.parse("refmend.sources.markdown", "markdown")
