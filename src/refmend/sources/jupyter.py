"""Jupyter notebooks: each Markdown cell is read as Markdown; code and output are left alone.

The key of a reference says where a reader of the notebook finds it: cell and line, both counted from 1.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
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
    for number, cell in enumerate(cells.items if cells is not None else (), 1):
        kind = cell.members.get("cell_type")
        source = cell.members.get("source")
        if kind is None or source is None or jsontext.string(file.text, kind) != "markdown":
            continue
        for reference, line in _cell(file, source):
            yield replace(reference, key=f"cell {number}, line {line}")
    if problem and file.text.strip():
        last = len(file.text.rstrip())
        yield Reference(file, Span(max(0, last - 1), last), problem=problem)


def _cell(file: SourceFile, source: Node) -> Iterator[tuple[Reference, int]]:
    """Yield the references of one cell, its lines joined, each with the line of the cell on which it begins."""
    embedded = Embedded(file)
    for node in source.items if source.kind == "array" else [source]:
        passage = jsontext.passage(file, node, keep_space=True)
        if passage is not None:
            embedded.add(passage)
    words = "".join(embedded.parts)
    for reference in embedded.parse("refmend.sources.markdown", "markdown"):
        yield reference, words.count("\n", 0, bisect_left(embedded.starts, reference.span.start)) + 1
