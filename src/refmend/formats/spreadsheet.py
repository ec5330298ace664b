"""CSV for spreadsheets: one row per finding, no cell a formula. Source: OWASP ASVS 1.2.10."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from refmend.formats.safety import cell
from refmend.formats.view import registry

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import FindingView, Report

_COLUMNS = (
    "file",
    "line",
    "column",
    "severity",
    "confidence",
    "rule",
    "identifier",
    "field",
    "message",
    "as_written",
    "expected",
    "sources",
    "fix",
    "applicability",
    "suppressed_by",
    "fingerprint",
)


def render(report: Report, _style: Style) -> str:
    """Return a header and the findings, silenced ones too: there the reader filters."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for finding in report.findings:
        writer.writerow(_row(finding))
    return stream.getvalue()


def _row(finding: FindingView) -> list[str | int]:
    """Return the values in the order of the columns."""
    values = finding.model_dump()
    values["sources"] = ", ".join(registry(name) for name in finding.sources)
    values["fix"] = finding.fix.title if finding.fix else ""
    values["applicability"] = finding.fix.applicability if finding.fix else ""
    return [value if isinstance(value := values[name], int) else cell(value or "") for name in _COLUMNS]
