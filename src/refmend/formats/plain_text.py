"""Text for people: each finding with its line, a caret under the place, what the registry says, and how to mend it."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size
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
_HINTS = {"safe": "--fix", "unsafe": "--unsafe-fixes", "display": "by hand"}
_MOST_REASONS = 4
_LONGEST_VALUE = 400


def render(report: Report, style: Style) -> str:
    """Return the findings in the order of the files and a summary, worst first."""
    view = View(report)
    lines = [*_findings(view, style), *_unchanged(view), *_summary(view)]
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
            yield _headline(finding)
            yield from _details(view, finding, style.width)
            yield Text()


def _headline(finding: FindingView) -> Text:
    """Return `path:line:column severity rule  message`."""
    place = f"{visible(finding.file)}:{finding.line}:{finding.column}"
    sure = "" if finding.confidence == "high" else f" ({finding.confidence} confidence)"
    return Text.assemble(
        (place, "bold"),
        " ",
        (finding.severity, _COLORS[finding.severity]),
        " ",
        (visible(finding.rule), "bold"),
        "  ",
        visible(finding.message),
        (sure, "dim"),
    )


def _details(view: View, finding: FindingView, width: int) -> Iterator[Text]:
    """Yield the source line with its caret, the registry's value and the fix."""
    excerpt = view.excerpt(finding)
    gutter = max(4, len(str(finding.line)))
    if excerpt is not None:
        line, caret = _window(excerpt, width - gutter - 3)
        yield Text.assemble((f"{excerpt.number:>{gutter}} │ ", "dim"), line)
        yield Text.assemble((f"{'':>{gutter}} │ ", "dim"), (caret, _COLORS[finding.severity]))
    margin = (f"{'':>{gutter}} = ", "dim")
    if finding.expected:
        yield Text.assemble(margin, (f"{visible(evidence(finding))}: ", "bold"), _expected(finding))
    if finding.fix:
        yield Text.assemble(margin, *_fix_words(finding.fix))


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
    return (f"{fix.applicability} fix: ", "bold"), what, (f"  [{_HINTS[fix.applicability]}]", "dim")


def _window(excerpt: Excerpt, room: int) -> tuple[str, str]:
    """Return the part of a line around the place that fits into `room` cells, and the caret line below it."""
    room = max(room, 20)
    start, end = excerpt.start, excerpt.end
    head = visible(excerpt.line[max(0, start - 4 * room) : start], limit=10**9).lstrip()
    place = visible(excerpt.line[start : min(end, start + 4 * room)], limit=10**9)
    tail = visible(excerpt.line[end : end + 4 * room], limit=10**9).rstrip()
    place = _cut(place, room - 2)
    if cell_len(head) + cell_len(place) + cell_len(tail) > room:
        spare = room - cell_len(place)
        left = max(spare - cell_len(tail), spare // 2)
        head = _cut(head, left, keep_end=True)
        tail = _cut(tail, room - cell_len(head) - cell_len(place))
    elif start > 4 * room:
        head = "…" + head
    return head + place + tail, " " * cell_len(head) + "^" * max(1, cell_len(place))


def _cut(text: str, room: int, *, keep_end: bool = False) -> str:
    """Return the beginning (or the end) of a text that fits into `room` cells, with `…` for what was left out."""
    if cell_len(text) <= room:
        return text
    kept: list[str] = []
    left = room - 1
    for char in reversed(text) if keep_end else text:
        left -= get_character_cell_size(char)
        if left < 0:
            break
        kept.append(char)
    return "…" + "".join(reversed(kept)) if keep_end else "".join(kept) + "…"


def _unchanged(view: View) -> Iterator[Text]:
    """Yield the findings in lines that nobody touched, one line each."""
    if view.unchanged:
        yield Text("In lines that did not change (listed, not counted):", style="bold")
        yield from (_headline(finding) for finding in worst_first(view.unchanged))
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
    for by, count in view.silenced.most_common():
        yield (f"{count:,} silenced by {visible(by)}", "dim")


def _severity_count(severity: str, count: int) -> str:
    return f"{count:,} info" if severity == "info" else plural(count, severity)


def _mending(view: View) -> Iterator[Text]:
    """Yield how many findings could be mended, and by which option."""
    safe, unsafe = len(view.fixable("safe")), len(view.fixable("unsafe"))
    if safe:
        yield Text(f"{plural(safe, 'finding')} can be mended with --fix (look first: --diff).")
    if unsafe:
        yield Text(f"{plural(unsafe, 'finding')} more with --unsafe-fixes." if safe else _unsafe_only(unsafe))


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
