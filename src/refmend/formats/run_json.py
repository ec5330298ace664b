"""JSON: the report itself, with characters that could act in a terminal or a CI log written as escapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from refmend.formats.safety import json_text

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import Report


def render(report: Report, _style: Style) -> str:
    """Return the run as JSON; reading it back gives the same report.

    Not pydantic's own writer, which refuses a surrogate without its other half.
    """
    return json_text(json.dumps(report.model_dump(), ensure_ascii=False, indent=2)) + "\n"
