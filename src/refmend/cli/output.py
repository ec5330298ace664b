"""Where reports go: standard output in the wanted format and colour, files by their suffix."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refmend.config import Config
    from refmend.model.report import Report


def wants_color(when: str) -> bool:
    """Decide on colours: the option, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def shows_everything(config: Config) -> bool:
    """Tell whether an output of this run lists references that nothing is said about."""
    return config.format in ("json", "jsonl") or bool(config.report)


def show(report: Report, config: Config) -> None:
    """Print the report to standard output."""
    from refmend.formats import render

    text = render(
        report,
        config.format,
        color=wants_color(config.color),
        width=shutil.get_terminal_size((100, 24)).columns,
        byte_budget=config.byte_budget,
        rule_docs=rule_docs(config),
        wrap=sys.stdout.isatty() or "COLUMNS" in os.environ,
    )
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    sys.stdout.flush()


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


def write_reports(report: Report, config: Config) -> None:
    """Write every `--report` file."""
    from refmend.formats.files import write

    for path in config.report:
        write(
            report,
            path,
            workspace=config.workspace,
            byte_budget=config.byte_budget,
            rule_docs=rule_docs(config, path),
        )


def rule_docs(config: Config, path: str = "") -> dict[str, str]:
    """Return the rules' documentation where the format prints it (SARIF), else nothing."""
    if config.format != "sarif" and not path.endswith((".sarif", ".html")):
        return {}
    from refmend.rules import RULES, load

    return {name: load(name).__doc__ or "" for name in RULES}
