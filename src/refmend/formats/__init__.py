"""Formats: a stored report to text, pure. One module per format, one line in `FORMATS`.

Every format renders only a `Report`, so that a stored run looks as it did on the day, without a network. What the
program did not write itself goes through `safety`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct, field

from refmend.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model.report import Report

FORMATS: dict[str, str] = {
    "text": "plain_text",
    "json": "run_json",
    "jsonl": "run_jsonl",
    "markdown": "markdown",
    "html": "html_page",
    "github": "github",
    "sarif": "sarif",
    "junit": "junit",
    "rdjson": "rdjson",
    "csv": "spreadsheet",
    "code-quality": "code_quality",
}
"""Name to module."""

SUFFIXES: dict[str, str] = {
    "code-quality-report.json": "code-quality",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".html": "html",
    ".sarif": "sarif",
    ".xml": "junit",
    ".rdjson": "rdjson",
    ".csv": "csv",
    ".txt": "text",
}
"""How a report's file name ends to the format's name; the first that fits counts."""

__all__ = ["FORMATS", "SUFFIXES", "Style", "format_of", "render"]


class Style(Struct, frozen=True):
    """How to render: `color` and `width` (cells) for people, `byte_budget` for formats that a host cuts.

    With `wrap` long lines of text are broken between words: for a terminal, while programs read one line a finding.
    `rule_docs` maps a rule's name to its page (Markdown), for formats that carry help.
    """

    color: bool = False
    width: int = 100
    byte_budget: int | None = None
    rule_docs: Mapping[str, str] = field(default_factory=dict)
    wrap: bool = False


class Format(Protocol):
    """A module of this package."""

    def render(self, report: Report, style: Style) -> str:
        """Return the report as text that ends with a newline."""
        ...


def format_of(path: str) -> str:
    """Return the format that a report's file name asks for; raises `UsageError` for a suffix nobody knows."""
    for suffix, name in SUFFIXES.items():
        if path.lower().endswith(suffix):
            return name
    raise UsageError(f"{path}: no report format ends like this", hint=f"Use one of {' '.join(SUFFIXES)}")


def render(  # noqa: PLR0913 - one parameter per field of `Style`
    report: Report,
    format: str,  # noqa: A002 - the word users know from --format
    *,
    color: bool = False,
    width: int = 100,
    byte_budget: int | None = None,
    rule_docs: Mapping[str, str] | None = None,
    wrap: bool = False,
) -> str:
    """Return the report in the named format; raises `UsageError` for a name not in `FORMATS`."""
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", hint=f"Use one of {', '.join(FORMATS)}")
    module = cast("Format", importlib.import_module(f"refmend.formats.{FORMATS[format]}"))
    return module.render(report, Style(color, max(width, 40), byte_budget, rule_docs or {}, wrap))
