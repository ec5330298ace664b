"""JSON: the report itself, with characters that could act in a terminal or a CI log written as escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.formats.safety import json_text

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import Report


def render(report: Report, _style: Style) -> str:
    """Return the run as JSON; reading it back gives the same report."""
    return json_text(report.model_dump_json(indent=2)) + "\n"
