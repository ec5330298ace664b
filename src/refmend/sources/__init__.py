"""Text becomes references: one module per format, and the table that names them. Pure; nothing is opened here."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from refmend.model import Reference, Span
from refmend.model.reference import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import SourceFile

SOURCES: dict[str, str] = {
    "markdown": "refmend.sources.markdown",
    "plain": "refmend.sources.plain",
    "bibtex": "refmend.sources.bibtex",
    "csl-json": "refmend.sources.csljson",
    "ris": "refmend.sources.ris",
    "nbib": "refmend.sources.ris",
    "latex": "refmend.sources.latex",
    "rst": "refmend.sources.rst",
    "asciidoc": "refmend.sources.lightmarkup",
    "org": "refmend.sources.lightmarkup",
    "typst": "refmend.sources.lightmarkup",
    "jupyter": "refmend.sources.jupyter",
    "docx": "refmend.sources.docx",
    "cff": "refmend.sources.citationfile",
    "hayagriva": "refmend.sources.citationfile",
    "html": "refmend.sources.html",
    "xml": "refmend.sources.xml",
    "css": "refmend.sources.css",
}
FORMATS_BY_SUFFIX: dict[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".txt": "plain",
    ".text": "plain",
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".json": "csl-json",
    ".csl": "csl-json",
    ".ris": "ris",
    ".nbib": "nbib",
    ".tex": "latex",
    ".ltx": "latex",
    ".bbl": "latex",
    ".rst": "rst",
    ".rest": "rst",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".org": "org",
    ".typ": "typst",
    ".ipynb": "jupyter",
    ".docx": "docx",
    ".cff": "cff",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".css": "css",
}
READ_ONLY = frozenset({"docx"})  # the text is taken out of another container: nothing can be written back
_BIBLIOGRAPHY = re.compile(r"bib|works|literature|references|refs|hayagriva", re.IGNORECASE)


def format_of(path: str) -> str | None:
    """Return the format that a path's name promises, or None for a kind that holds no references."""
    name = PurePosixPath(path.replace("\\", "/"))
    suffix = name.suffix.lower()
    if suffix in {".yml", ".yaml"}:  # most YAML is configuration
        return "hayagriva" if _BIBLIOGRAPHY.search(name.stem) else None
    return FORMATS_BY_SUFFIX.get(suffix)


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a file in the order in which they stand.

    Never raises for bad content: an entry that cannot be read is a reference with a `problem`. Equal texts of one
    file are told apart by their `ordinal`.
    """
    return chain.from_iterable(_lists(file))


def _lists(file: SourceFile) -> Iterator[Sequence[Reference]]:
    """Yield the references by one or as many as a format reads at once, which is quicker for a very long list."""
    numbering = Numbering()
    module = import_module(SOURCES.get(file.format, SOURCES["plain"]))
    lists = getattr(module, "parse_lists", None)
    try:
        for references in lists(file) if lists else ((reference,) for reference in module.parse(file)):
            numbering.take(references)
            yield references
    except RecursionError:
        yield (Reference(file, Span(0, min(len(file.text), 1)), problem="nested too deeply to be read"),)


def encode(format: str, text: str) -> str:  # noqa: A002 - the word for it everywhere else
    """Return `text` escaped as a format needs it, so that it reads as `text` again."""
    module = import_module(SOURCES.get(format, SOURCES["plain"]))
    encoder = getattr(module, "encode", None)
    return str(encoder(text)) if encoder is not None else text
