"""Reviewdog Diagnostic Format: findings with our edits as review suggestions.

Columns count UTF-8 bytes there, and a suggestion replaces one range: several edits of a fix are joined with the text
between them. Source: reviewdog, proto/rdf/reviewdog.proto.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refmend.formats.safety import has_unsafe, json_text, visible
from refmend.formats.view import View, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.formats import Style
    from refmend.model.report import FindingView, FixView, Report

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report, _style: Style) -> str:
    """Return the findings that count, those in unchanged lines too: reviewdog filters by the diff itself."""
    view = View(report)
    result = {
        "source": {"name": report.tool.name},
        "diagnostics": [_diagnostic(view, item) for item in [*view.shown, *view.unchanged]],
    }
    return json_text(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _diagnostic(view: View, finding: FindingView) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": visible(sentence(finding)),
        "location": {
            "path": finding.file,
            "range": _range(view, finding.file, finding.line, finding.column, finding.end_line, finding.end_column),
        },
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.fix and finding.fix.edits and finding.fix.applicability != "display":
        suggestion = _suggestion(view.lines, finding.file, finding.fix)
        if suggestion:
            diagnostic["suggestions"] = [suggestion]
    return diagnostic


def _range(view: View, path: str, line: int, column: int, end_line: int, end_column: int) -> dict[str, Any]:
    """Return the range in bytes; whole lines where the text of a line is not known."""
    start, end = _position(view.lines, path, line, column), _position(view.lines, path, end_line, end_column)
    if start and end:
        return {"start": start, "end": end}
    return {"start": {"line": line}, "end": {"line": end_line}}


def _position(lines: Mapping[tuple[str, int], str], path: str, line: int, column: int) -> dict[str, int] | None:
    """Return a place with its column in UTF-8 bytes; None where the line is not known."""
    text = lines.get((path, line))
    if text is None or column - 1 > len(text):
        return None
    return {"line": line, "column": len(text[: column - 1].encode("utf-8", "surrogatepass")) + 1}


def _suggestion(lines: Mapping[tuple[str, int], str], path: str, fix: FixView) -> dict[str, Any] | None:
    """Return one range and its new text for all edits of a fix; None where a line between them is not known."""
    edits = sorted(fix.edits, key=lambda item: (item.start_line, item.start_column))
    first, last = edits[0], edits[-1]
    start = _position(lines, path, first.start_line, first.start_column)
    end = _position(lines, path, last.end_line, last.end_column)
    text = ""
    at = (first.start_line, first.start_column)
    for edit in edits:
        between = _between(lines, path, at, (edit.start_line, edit.start_column))
        if between is None:
            return None
        text += between + edit.replacement
        at = (edit.end_line, edit.end_column)
    if start is None or end is None or has_unsafe(text):
        return None
    return {"range": {"start": start, "end": end}, "text": text}


def _between(
    lines: Mapping[tuple[str, int], str], path: str, start: tuple[int, int], end: tuple[int, int]
) -> str | None:
    """Return the text between two places; None where it is not known or the places are not in order."""
    if start > end or end[0] - start[0] > len(lines):
        return None
    parts = [lines.get((path, number)) for number in range(start[0], end[0] + 1)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    known[-1] = known[-1][: end[1] - 1]
    known[0] = known[0][start[1] - 1 :]
    return "\n".join(known)
