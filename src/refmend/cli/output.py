"""Where reports go: standard output in the wanted format and colour, files by their suffix."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refmend.config import Config
    from refmend.report import Stored, Views


def wants_color(when: str) -> bool:
    """Decide on colours: the option, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


FINDINGS_ONLY = frozenset({"text", "github", "sarif", "rdjson", "code-quality", "markdown"})
"""Formats that list no references that nothing is said about."""


def show(views: Views | Stored, config: Config) -> None:
    """Print the report to standard output."""
    last = "\n"
    for text in rendered(
        views,
        config.format,
        config,
        color=wants_color(config.color),
        width=shutil.get_terminal_size((100, 24)).columns,
        wrap=sys.stdout.isatty() or "COLUMNS" in os.environ,
    ):
        sys.stdout.write(text)
        last = text or last
    sys.stdout.write("" if last.endswith("\n") else "\n")
    sys.stdout.flush()


def rendered(views: Views | Stored, name: str, config: Config, **style: Any) -> Iterable[str]:
    """Return a run in the named format, in pieces, made of as much of it as that format shows."""
    if name == "json":
        from refmend.formats import run_json

        return run_json.pieces(views.run)
    from refmend.formats import render

    short = views.glimpse if name == "text" else views.told if name in FINDINGS_ONLY else None
    report = short or views.report
    return (render(report, name, byte_budget=config.byte_budget, rule_docs=rule_docs(name), **style),)


def show_rules(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print the rules (name, severity, sentence) as a table for a terminal."""
    from rich.console import Console
    from rich.table import Table

    colors = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
    table = Table.grid("name", "severity", "about", padding=(0, 1, 0, 0))
    for name, severity, sentence in rows:
        table.add_row(f"[bold]{name}[/bold]", f"[{colors[severity]}]{severity}[/]", sentence)
    Console(highlight=False).print(table)


def show_page(page: str) -> None:
    """Print a page of Markdown for a terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=min(shutil.get_terminal_size((100, 24)).columns, 100)).print(Markdown(page, hyperlinks=False))


def write_reports(views: Views | Stored, config: Config) -> None:
    """Write every `--report` file."""
    if not config.report:
        return
    from refmend.formats import format_of
    from refmend.formats.files import write

    checked = [file["path"] for file in views.run["files"]]
    for path in config.report:
        write(rendered(views, format_of(path), config), path, workspace=config.workspace, checked=checked)


def rule_docs(name: str) -> dict[str, str]:
    """Return the rules' documentation where the named format prints it, else nothing."""
    if name not in ("sarif", "html"):
        return {}
    from refmend.rules import RULES, load

    return {name: load(name).__doc__ or "" for name in RULES}
