"""SARIF 2.1.0 for code scanning, within GitHub's limits.

5,000 results are shown there, so the worst come first and the rest is told in a notification; columns count code
points and ends are exclusive. Sources: OASIS SARIF 2.1.0; GitHub's page on SARIF support.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from refmend.formats.safety import json_text, visible
from refmend.formats.view import CONFIDENCES, SEVERITIES, View, sentence, summary, worst_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.formats import Style
    from refmend.model.report import EditView, FindingView, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5000
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_PRECISIONS = {"high": "high", "medium": "medium", "low": "low"}
_LONGEST = 1000


def render(report: Report, style: Style) -> str:
    """Return the log with one run; findings in unchanged lines are in it, because code scanning filters itself."""
    view = View(report)
    findings = worst_first([*view.shown, *view.unchanged])
    kept = findings[:MOST_RESULTS]
    rules = sorted({item.rule for item in kept})
    run: dict[str, Any] = {
        "tool": {"driver": _driver(report, [_rule(name, kept, style.rule_docs) for name in rules])},
        "automationDetails": {"id": "refmend/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(findings) - len(kept))],
        "results": [
            _result(item, rules.index(item.rule), summary(style.rule_docs.get(item.rule, ""))) for item in kept
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


def _driver(report: Report, rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"name": report.tool.name, "version": report.tool.version, "rules": rules}


def _rule(name: str, findings: Sequence[FindingView], docs: Mapping[str, str]) -> dict[str, Any]:
    """Return a rule with its page as help, its worst severity and its least confidence."""
    page = docs.get(name, "").strip()
    own = [item for item in findings if item.rule == name]
    short = summary(page)[:_LONGEST] or f"A finding of the rule {name}."
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": short},
        "fullDescription": {"text": short},
        "help": {"text": page or short, "markdown": page or short},
        "defaultConfiguration": {"level": _LEVELS[min((item.severity for item in own), key=SEVERITIES.index)]},
        "properties": {
            "tags": ["references"],
            "problem.severity": _PROBLEMS[min((item.severity for item in own), key=SEVERITIES.index)],
            "precision": _PRECISIONS[max((item.confidence for item in own), key=CONFIDENCES.index)],
        },
    }


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    invocation: dict[str, Any] = {
        "executionSuccessful": report.complete,
        "startTimeUtc": report.started_at,
        "endTimeUtc": report.finished_at,
    }
    notes = [f"{left_out} more findings are not in this file."] if left_out else []
    notes += [] if report.complete else [f"Incomplete: {visible(report.incomplete_reason or 'it was stopped')}"]
    if notes:
        invocation["toolExecutionNotifications"] = [
            {"level": "warning", "message": {"text": _plain(note)}} for note in notes
        ]
    return invocation


def _result(finding: FindingView, index: int, about: str) -> dict[str, Any]:
    # Code scanning shows a result's message under the rule's name alone, in mails even without it.
    said = f"{about.removesuffix('.')}: {sentence(finding)}" if about else sentence(finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(said)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.file),
                    "region": _region(finding.line, finding.column, finding.end_line, finding.end_column),
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": {"confidence": finding.confidence},
    }
    if finding.fix and finding.fix.edits and finding.fix.applicability != "display":
        change = {
            "artifactLocation": _artifact(finding.file),
            "replacements": [_replacement(edit) for edit in finding.fix.edits],
        }
        result["fixes"] = [{"description": {"text": _plain(finding.fix.title)}, "artifactChanges": [change]}]
    return result


def _plain(text: str) -> str:
    """Return a message in which nothing is an embedded link (`[text](target)`)."""
    return visible(text, _LONGEST).replace("](", "] (") or "(no message)"


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogatepass"), safe="/")}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _replacement(edit: EditView) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit.start_line, edit.start_column, edit.end_line, edit.end_column),
        "insertedContent": {"text": edit.replacement},
    }
