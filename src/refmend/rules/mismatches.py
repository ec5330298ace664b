"""From field checks to findings: what all rules about metadata have in common. Not a rule itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, Confidence, Fix, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from refmend.model import FieldCheck, Finding
    from refmend.rules.base import Entry

ABSENT = frozenset({"missing-author", "missing-authors", "missing-date", "missing-title"})
"""Differences that have a rule of their own."""


def findings(
    entry: Entry,
    rule: str,
    fields: Collection[str],
    *,
    only: Collection[str] = (),
    severity: Severity = Severity.ERROR,
) -> Iterator[Finding]:
    """Yield a finding for every contradicted check of the given fields.

    `only` picks differences; without it every difference counts that has no rule of its own.
    """
    comparison = entry.comparison
    if comparison is None or comparison.same_work is False:
        return
    for check in comparison.checks:
        wanted = check.difference in only if only else check.difference not in ABSENT
        if check.verdict == Verdict.CONTRADICTED and check.field in fields and wanted:
            yield _finding(entry, rule, check, severity)


def _finding(entry: Entry, rule: str, check: FieldCheck, severity: Severity) -> Finding:
    """Return the finding for one check: a note informs, what is not certain warns."""
    confidence = check.confidence or Confidence.MEDIUM
    if check.note:
        severity = Severity.INFO
    elif confidence < Confidence.HIGH:
        severity = min(severity, Severity.WARNING)
    comparison = entry.comparison
    return entry.finding(
        rule,
        severity,
        entry.reference.span if check.span is None else check.span,
        check.message,
        confidence=confidence,
        identifier=comparison.record.identifier if comparison else None,
        field_name=check.field,
        as_written=check.as_written,
        expected=check.expected,
        sources=check.sources,
        fix=_fix(check),
    )


def _fix(check: FieldCheck) -> Fix | None:
    """Return the fix that a check carries."""
    if not check.edits:
        return None
    title = f"write {check.expected!r}" if check.expected.strip() else f"remove {check.as_written!r}"
    return Fix(title, check.applicability or Applicability.UNSAFE, check.edits)
