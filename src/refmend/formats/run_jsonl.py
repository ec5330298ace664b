"""JSON Lines for logs and streams: the run, then one outcome or finding per line, told apart by `kind`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refmend.formats.safety import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.formats import Style
    from refmend.model.report import Report

_LISTS = {"outcomes", "findings", "references"}


def render(report: Report, _style: Style) -> str:
    """Return the lines; the first has the kind `run` and holds the figures."""
    return "".join(f"{json_text(line)}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield _line("run", report.model_dump(exclude=_LISTS))
    for outcome in report.outcomes:
        yield _line("outcome", outcome.model_dump())
    for finding in report.findings:
        yield _line("finding", finding.model_dump())


def _line(kind: str, value: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, kind: value}, ensure_ascii=False)
