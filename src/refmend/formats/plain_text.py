"""Text for people: each finding with its line, a caret under the place, what the registry says, and how to mend it."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from refmend.formats.safety import inert, visible
from refmend.formats.view import (
    SEVERITIES,
    View,
    difference,
    evidence,
    plural,
    state_counts,
    worst_first,
)
from refmend.formats.wrapping import cut, cut_addresses, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from refmend.formats import Style
    from refmend.formats.view import Excerpt
    from refmend.model.report import FindingView, FixView, Report

_COLORS = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "alive": "green",
    "dead": "bold red",
    "invalid": "red",
    "insecure": "yellow",
    "moved": "yellow",
    "del": "red strike",
    "ins": "green",
    "same": "",
}
_HINTS = {"safe": "--fix", "unsafe": "--unsafe-fixes"}
_MOST_REASONS = 4
_LONGEST_VALUE = 400


def render(report: Report, style: Style) -> str:
    """Return the findings in the order of the files and a summary, worst first."""
    view = View(report)
    lines = [*_findings(view, style), *_unchanged(view, style), *_in_width(_summary(view), style, figures=True)]
    for line in lines:
        line.plain = inert(line.plain)  # the length stays, and with it what is coloured
    if not style.color:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    stream = io.StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        no_color=False,
        width=10_000,
        _environ={},
    )
    for line in lines:
        console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)
    return stream.getvalue()


def _findings(view: View, style: Style) -> Iterator[Text]:
    """Yield the findings that count, grouped by file."""
    for path in view.paths:
        for finding in view.of_file(path):
            yield from _headline(finding, style)
            yield from _details(view, finding, style)
            yield Text()


def _in_width(lines: Iterable[Text], style: Style, indent: int = 2, *, figures: bool = False) -> Iterator[Text]:
    """Yield the lines, broken between words (or figures) where somebody reads them on a terminal."""
    for line in lines:
        parts = figures and " · " in line.plain
        yield from wrapped(line, style.width, indent, parts=parts) if style.wrap else (line,)


def _headline(finding: FindingView, style: Style) -> Iterator[Text]:
    """Yield `path:line:column severity rule  message`; what does not fit goes on below, the place is never broken."""
    place = f"{visible(finding.file)}:{finding.line}:{finding.column}"
    sure = "" if finding.confidence == "high" else f" ({finding.confidence} confidence)"
    line = Text.assemble(
        (place, "bold"), " ", (finding.severity, _COLORS[finding.severity]), " ", (visible(finding.rule), "bold")
    )
    start, indent = len(line), _gutter(finding) + 3
    message = visible(finding.message)
    if style.wrap:
        message = cut_addresses(message, style.width - indent)
    line.append_text(Text.assemble("  ", message, (sure, "dim")))
    yield from wrapped(line, style.width, indent, start=start) if style.wrap else (line,)


def _gutter(finding: FindingView) -> int:
    """Return the width of the line numbers beside a finding's text."""
    return max(4, len(str(finding.line)))


def _details(view: View, finding: FindingView, style: Style) -> Iterator[Text]:
    """Yield the source line with its caret, the registry's value and the fix."""
    excerpt = view.excerpt(finding)
    gutter = _gutter(finding)
    if excerpt is not None:
        line, caret = _window(excerpt, style.width - gutter - 3)
        yield Text.assemble((f"{excerpt.number:>{gutter}} │ ", "dim"), line)
        yield Text.assemble((f"{'':>{gutter}} │ ", "dim"), (caret, _COLORS[finding.severity]))
    margin = (f"{'':>{gutter}} = ", "dim")
    notes = []
    if finding.expected:
        notes.append(Text.assemble(margin, (f"{visible(evidence(finding))}: ", "bold"), _expected(finding)))
    if finding.fix:
        notes.append(Text.assemble(margin, *_fix_words(finding.fix)))
    yield from _in_width(notes, style, indent=gutter + 3)


def _expected(finding: FindingView) -> Text:
    """Return the value that evidence supports, the parts that differ in another colour."""
    expected = visible(finding.expected or "", _LONGEST_VALUE)
    if not finding.as_written:
        return Text(expected)
    steps = difference(visible(finding.as_written, _LONGEST_VALUE), expected)
    return Text.assemble(*((text, _COLORS[kind]) for kind, text in steps if kind != "del"))


def _fix_words(fix: FixView) -> tuple[tuple[str, str] | str, ...]:
    """Return what the fix would do and how to have it done."""
    what = visible(fix.title) or "fix"
    if fix.applicability == "display":
        return ("by hand: ", "bold"), what
    return (f"{fix.applicability} fix: ", "bold"), what, (f"  [{_HINTS[fix.applicability]}]", "dim")


def _window(excerpt: Excerpt, room: int) -> tuple[str, str]:
    """Return the part of a line around the place that fits into `room` cells, and the caret line below it."""
    room = max(room, 20)
    start, end = excerpt.start, excerpt.end
    head = visible(excerpt.line[max(0, start - 4 * room) : start], limit=10**9).lstrip()
    place = visible(excerpt.line[start : min(end, start + 4 * room)], limit=10**9)
    tail = visible(excerpt.line[end : end + 4 * room], limit=10**9).rstrip()
    place = cut(place, room - 2)
    if cell_len(head) + cell_len(place) + cell_len(tail) > room:
        spare = room - cell_len(place)
        left = max(spare - cell_len(tail), spare // 2)
        head = cut(head, left, keep_end=True)
        tail = cut(tail, room - cell_len(head) - cell_len(place))
    elif start > 4 * room:
        head = "…" + head
    return head + place + tail, " " * cell_len(head) + "^" * max(1, cell_len(place))


def _unchanged(view: View, style: Style) -> Iterator[Text]:
    """Yield the findings in lines that nobody touched, one line each."""
    if view.unchanged:
        yield Text("In lines that did not change (listed, not counted):", style="bold")
        for finding in worst_first(view.unchanged):
            yield from _headline(finding, style)
        yield Text()


def _summary(view: View) -> Iterator[Text]:
    """Yield the run in figures, what could be mended, and everything that was not settled."""
    report = view.report
    counts = report.counts
    figures: list[tuple[str, str]] = [
        (plural(counts.references, "reference"), "bold"),
        (plural(counts.identifiers, "identifier"), "bold"),
    ]
    figures += [(f"{count:,} {state}", _COLORS.get(state, "")) for state, count in state_counts(report)]
    yield _joined(figures)
    yield _joined(_finding_figures(view))
    if len(view.rules) > 1:
        rules = Counter(item.rule for item in worst_first(view.shown))
        yield _joined((f"{visible(name)} {count:,}", "") for name, count in rules.items())
    yield from _mending(view)
    yield from _unsettled(view)
    if not report.complete:
        reason = visible(report.incomplete_reason or "it was stopped")
        yield Text.assemble(("Incomplete: ", "bold yellow"), f"{reason}. What was not asked counts as skipped.")


def _finding_figures(view: View) -> Iterator[tuple[str, str]]:
    """Yield the number of findings by severity, or that there are none, and what was silenced."""
    counts = view.report.counts.findings
    for severity in SEVERITIES:
        if counts.get(severity):
            yield (_severity_count(severity, counts[severity]), _COLORS[severity])
    if not any(counts.values()):
        yield ("no findings", "bold green")
    if view.unchanged:
        yield (f"{len(view.unchanged):,} in unchanged lines", "")
    for words in view.set_aside:
        yield (words, "dim")


def _severity_count(severity: str, count: int) -> str:
    return f"{count:,} info" if severity == "info" else plural(count, severity)


def _mending(view: View) -> Iterator[Text]:
    """Yield how many findings could be mended, and by which option."""
    safe, unsafe = len(view.fixable("safe")), len(view.fixable("unsafe"))
    if safe:
        yield Text(f"{plural(safe, 'finding')} can be mended with --fix (look first: --diff).")
    if unsafe:
        yield Text(f"{unsafe:,} more with --unsafe-fixes." if safe else _unsafe_only(unsafe))


def _unsafe_only(count: int) -> str:
    return f"{plural(count, 'finding')} can be mended with --unsafe-fixes (look first: --unsafe-fixes --diff)."


def _unsettled(view: View) -> Iterator[Text]:
    """Yield what nobody could say, with the commonest reasons."""
    unknown = view.with_state("unknown")
    if not unknown:
        return
    yield Text.assemble((f"{plural(len(unknown), 'identifier')} unknown", "bold"), ": no verdict now, and no failure.")
    reasons = Counter(item.link.reason or "no reason given" for item in unknown).most_common()
    for reason, count in reasons[:_MOST_REASONS]:
        yield Text(f"  {count:,} of them: {visible(reason, 200)}")
    if len(reasons) > _MOST_REASONS:
        yield Text(f"  and {plural(len(reasons) - _MOST_REASONS, 'other reason')}")


def _joined(parts: Iterable[tuple[str, str]]) -> Text:
    """Return the parts with a dot between them."""
    return Text(" · ").join(Text(text, style=style) for text, style in parts)
