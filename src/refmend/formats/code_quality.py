"""GitLab Code Quality: findings beside the lines of a merge request.

Source: GitLab's page on the Code Quality report format; it compares two reports by fingerprint.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refmend.formats.safety import json_text, visible
from refmend.formats.view import View, sentence, worst_first

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import FindingView, Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, _style: Style) -> str:
    """Return the findings, those in unchanged lines too: GitLab shows only what a merge request adds."""
    view = View(report)
    issues = [_issue(item) for item in worst_first([*view.shown, *view.unchanged])]
    return json_text(json.dumps(issues, ensure_ascii=False, indent=1)) + "\n"


def _issue(finding: FindingView) -> dict[str, Any]:
    return {
        "description": visible(sentence(finding)),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.file, "lines": {"begin": finding.line, "end": finding.end_line}},
    }
