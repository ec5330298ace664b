"""Markdown for a step summary, a pull request comment or an issue: worst first, cut at a byte budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.formats.safety import html, inert, markdown, markdown_code
from refmend.formats.view import (
    SEVERITIES,
    View,
    evidence,
    plural,
    state_counts,
    worst_first,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.formats import Style
    from refmend.model.report import FindingView, OutcomeView, Report

MARKER = "<!-- refmend:report -->"
"""The first line, by which a comment or an issue is found again to be edited."""

_BUDGET = 1_000_000
_RESERVE = 400
_SECTION = 160
_MOST_UNKNOWN = 20
_ICONS = {"error": "🔴", "warning": "🟡", "info": "🔵"}


def render(report: Report, style: Style) -> str:
    """Return the report within the byte budget (default just below the limit of a step summary)."""
    view = View(report)
    head = "\n".join(_head(view))
    room = (style.byte_budget or _BUDGET) - len(head.encode()) - _RESERVE
    kept, left = _chosen(worst_first(view.shown), room)
    parts = [head, *_sections(view, kept)]
    if left:
        parts.append(f"**{left:,} more** in the full report (JSON or HTML).\n")
    tail = "\n".join(_tail(view))
    if not left and len("\n".join([*parts, tail]).encode()) + _RESERVE < (style.byte_budget or _BUDGET):
        parts.append(tail)
    return inert("\n".join(parts).rstrip("\n") + "\n")


def _chosen(findings: Sequence[FindingView], room: int) -> tuple[dict[str, list[str]], int]:
    """Return the items that fit, by file in the order of their worst finding, and how many were left out."""
    kept: dict[str, list[str]] = {}
    for index, finding in enumerate(findings):
        item = _item(finding)
        room -= len(item.encode()) + 1 + (0 if finding.file in kept else _SECTION + 12 * len(finding.file))
        if room < 0:
            return kept, len(findings) - index
        kept.setdefault(finding.file, []).append(item)
    return kept, 0


def _head(view: View) -> Iterator[str]:
    """Yield the verdict and the counts."""
    report = view.report
    yield from (MARKER, f"## Reference check: {_verdict(view)}", "")
    if not report.complete:
        yield f"> **Incomplete:** {markdown(report.incomplete_reason or 'it was stopped', 300)}"
        yield ""
    yield f"{plural(report.counts.references, 'reference')}, {plural(report.counts.identifiers, 'identifier')}."
    states = state_counts(report)
    if states:
        yield ""
        yield "| " + " | ".join(state for state, _ in states) + " |"
        yield "|" + " --: |" * len(states)
        yield "| " + " | ".join(f"{count:,}" for _, count in states) + " |"
    for line in _notes(view):
        yield ""
        yield line
    yield ""


def _verdict(view: View) -> str:
    counts = view.report.counts.findings
    words = [
        f"{counts[severity]:,} info" if severity == "info" else plural(counts[severity], severity)
        for severity in SEVERITIES
        if counts.get(severity)
    ]
    return ", ".join(words) or "nothing to say"


def _notes(view: View) -> Iterator[str]:
    """Yield what could be mended, what does not count and what nobody knows."""
    safe, unsafe = len(view.fixable("safe")), len(view.fixable("unsafe"))
    if safe or unsafe:
        options = [f"{safe:,} with `--fix`"] if safe else []
        options += [f"{unsafe:,} with `--unsafe-fixes`"] if unsafe else []
        yield f"Can be mended: {', '.join(options)}."
    parts = [f"{len(view.unchanged):,} in unchanged lines"] if view.unchanged else []
    if parts := [*parts, *map(markdown, view.set_aside)]:
        yield f"Not counted: {', '.join(parts)}."
    unknown = len(view.with_state("unknown"))
    if unknown:
        yield f"{plural(unknown, 'identifier')} unknown: nobody could say now, and that fails nothing."


def _sections(view: View, kept: dict[str, list[str]]) -> Iterator[str]:
    """Yield one folded list per file, the worst file first and open."""
    totals = {path: len(view.of_file(path)) for path in kept}
    for index, (path, items) in enumerate(kept.items()):
        opened = " open" if index == 0 else ""
        missing = totals[path] - len(items)
        more = [f"- … and {missing:,} more in this file"] if missing else []
        summary = f"<summary><code>{html(path)}</code> — {plural(totals[path], 'finding')}</summary>"
        yield "\n".join([f"<details{opened}>{summary}", "", *items, *more, "", "</details>", ""])


def _item(finding: FindingView) -> str:
    """Return one finding as a list item."""
    item = f"- {_ICONS[finding.severity]} **{finding.severity}** {markdown_code(finding.rule)}, line {finding.line}: "
    item += markdown(finding.message, 1000)
    if finding.as_written and finding.expected:
        item += f"<br>{markdown_code(finding.as_written, 300)} → {markdown_code(finding.expected, 300)}"
        item += f" ({markdown(evidence(finding), 200)})"
    elif finding.expected:
        item += f"<br>{markdown(evidence(finding), 200)}: {markdown_code(finding.expected, 300)}"
    if finding.fix and finding.fix.edits and finding.fix.applicability != "display":
        option = {"safe": "--fix", "unsafe": "--unsafe-fixes"}[finding.fix.applicability]
        item += f" · `{option}`"
    return item


def _tail(view: View) -> Iterator[str]:
    """Yield what does not count, folded: findings in unchanged lines, and links nobody could judge."""
    if view.unchanged:
        yield f"<details><summary>In unchanged lines ({len(view.unchanged):,})</summary>"
        yield ""
        for finding in worst_first(view.unchanged):
            yield f"- {markdown_code(finding.file)} {_item(finding)[2:]}"
        yield from ("", "</details>", "")
    unknown = view.with_state("unknown")
    if unknown:
        yield f"<details><summary>Unknown ({len(unknown):,})</summary>"
        yield ""
        yield from (_unknown(item) for item in unknown[:_MOST_UNKNOWN])
        if len(unknown) > _MOST_UNKNOWN:
            yield f"- … and {len(unknown) - _MOST_UNKNOWN:,} more"
        yield from ("", "</details>", "")


def _unknown(item: OutcomeView) -> str:
    return f"- {markdown_code(item.identifier, 300)}: {markdown(item.link.reason or 'no reason given', 300)}"
