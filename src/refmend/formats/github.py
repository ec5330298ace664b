"""GitHub workflow commands: annotations on the lines, worst first, then the whole report for whoever reads the log.

GitHub shows ten annotations per step and kind and drops the rest without a word, so the last notice counts what is
not annotated. Sources: GitHub's pages on workflow commands; the runner's escaping of data and properties.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.formats import plain_text
from refmend.formats.safety import command_data, command_property
from refmend.formats.view import View, plural, sentence, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.formats import Style
    from refmend.model.report import FindingView, Report

_KINDS = {"error": "error", "warning": "warning", "info": "notice"}
_SHOWN = {"error": 10, "warning": 10, "notice": 9}
_LONGEST = 2000


def render(report: Report, style: Style) -> str:
    """Return the annotations and the report as text; nothing else in it is a command."""
    commands = "".join(f"{line}\n" for line in _annotations(View(report)))
    return commands + plain_text.render(report, replace(style, color=False))


def _annotations(view: View) -> Iterator[str]:
    """Yield at most ten annotations of each kind, and one notice for the rest."""
    shown: Counter[str] = Counter()
    for finding in worst_first(view.shown):
        kind = _KINDS[finding.severity]
        shown[kind] += 1
        if shown[kind] <= _SHOWN[kind]:
            yield _annotation(kind, finding)
    rest = sum(max(0, count - _SHOWN[kind]) for kind, count in shown.items())
    if rest:
        yield f"::notice title=refmend::{plural(rest, 'more finding')} in the log and the summary"


def _annotation(kind: str, finding: FindingView) -> str:
    """Return one command; columns only where the place is within one line, as GitHub wants it."""
    properties = {
        "title": f"refmend ({finding.rule})",
        "file": finding.file,
        "line": str(finding.line),
        "endLine": str(finding.end_line),
    }
    if finding.line == finding.end_line:
        properties |= {"col": str(finding.column), "endColumn": str(max(finding.end_column, finding.column))}
    written = ",".join(f"{name}={command_property(value)}" for name, value in properties.items())
    return f"::{kind} {written}::{command_data(sentence(finding)[:_LONGEST])}"
