"""JSON: the report itself, with characters that could act in a terminal or a CI log written as escapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refmend.formats.safety import json_text

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import Report


def render(report: Report, _style: Style) -> str:
    """Return the run as JSON; reading it back gives the same report.

    Not pydantic's own writer, which refuses a surrogate without its other half.
    """
    return written(report.model_dump())


def written(run: dict[str, Any]) -> str:
    """Return a run, as `Report.model_dump` gives it, with each reference, outcome and finding on a line of its own.

    Readable and diffable by line, and by the C encoder: the one that indents is ten times slower.
    """
    lines = ",\n".join(f"  {_compact(key)}: {_lines(value)}" for key, value in run.items())
    return json_text(f"{{\n{lines}\n}}\n")


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n    " + ",\n    ".join(_compact(item) for item in value) + "\n  ]"


_compact = json.JSONEncoder(ensure_ascii=False).encode
