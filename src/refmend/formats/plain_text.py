"""Text for people: each finding with its line, a caret under the place, what the registry says, and how to mend it."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

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
from refmend.formats.wrapping import cut, cut_addresses, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.text import Text

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


class Line(NamedTuple):
    """A line of the report: texts with their styles.

    On a terminal it is broken between words (between figures, if it holds `figures`) behind the character `start`, and
    goes on with an `indent`; one without an indent is never broken.
    """

    parts: tuple[tuple[str, str], ...]
    indent: int | None = None
    start: int = 0
    figures: bool = False


def render(report: Report, style: Style) -> str:
    """Return the findings in the order of the files and a summary, worst first."""
    view = View(report)
    lines = _lines(view, style)
    if not style.color and not style.wrap:
        plain = ("".join([text for text, _ in line.parts]) for line in lines)
        return "".join(f"{inert(text).rstrip()}\n" for text in plain)
    texts = [text for line in lines for text in _laid_out(line, style)]
    for text in texts:
        text.plain = inert(text.plain)  # the length stays, and with it what is coloured
    if not style.color:
        return "".join(f"{text.plain.rstrip()}\n" for text in texts)
    return _coloured(texts)


def _coloured(texts: Iterable[Text]) -> str:
    """Return the lines with the escape sequences of a terminal."""
    from rich.console import Console  # noqa: PLC0415 - only colours need it

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
    for text in texts:
        console.print(text, soft_wrap=True, markup=False, highlight=False, emoji=False)
    return stream.getvalue()


def _laid_out(line: Line, style: Style) -> Iterator[Text]:
    """Yield a line for a terminal, in as many pieces as its width asks for."""
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text.assemble(*line.parts)
    if line.indent is None or not style.wrap:
        yield text
    else:
        yield from wrapped(text, style.width, line.indent, start=line.start, parts=line.figures)


def _lines(view: View, style: Style) -> Iterator[Line]:
    """Yield the lines of the report."""
    yield from _findings(view, style)
    yield from _unchanged(view, style)
    for line in _summary(view):
        yield line._replace(indent=2, figures=" · " in "".join(text for text, _ in line.parts))


def _findings(view: View, style: Style) -> Iterator[Line]:
    """Yield the findings that count, grouped by file."""
    for path in view.paths:
        for finding in view.of_file(path):
            yield _headline(finding, style)
            yield from _details(view, finding, style)
            yield Line(())


def _headline(finding: FindingView, style: Style) -> Line:
    """Return `path:line:column severity rule  message`; what does not fit goes on below, the place is never broken."""
    place = f"{visible(finding.file)}:{finding.line}:{finding.column}"
    rule = visible(finding.rule)
    sure = "" if finding.confidence == "high" else f" ({finding.confidence} confidence)"
    indent = _gutter(finding) + 3
    message = visible(finding.message)
    if style.wrap:
        message = cut_addresses(message, style.width - indent)
    severity = finding.severity
    parts = (place, "bold"), (" ", ""), (severity, _COLORS[severity]), (" ", ""), (rule, "bold"), ("  ", "")
    start = len(place) + len(severity) + len(rule) + 2
    return Line((*parts, (message, ""), (sure, "dim")), indent, start)


def _gutter(finding: FindingView) -> int:
    """Return the width of the line numbers beside a finding's text."""
    return max(4, len(str(finding.line)))


def _details(view: View, finding: FindingView, style: Style) -> Iterator[Line]:
    """Yield the source line with its caret, the registry's value and the fix."""
    excerpt = view.excerpt(finding)
    gutter = _gutter(finding)
    if excerpt is not None:
        line, caret = _window(excerpt, style.width - gutter - 3)
        yield Line(((f"{excerpt.number:>{gutter}} │ ", "dim"), (line, "")))
        yield Line(((f"{'':>{gutter}} │ ", "dim"), (caret, _COLORS[finding.severity])))
    margin = (f"{'':>{gutter}} = ", "dim")
    if finding.expected:
        yield Line((margin, (f"{visible(evidence(finding))}: ", "bold"), *_expected(finding)), gutter + 3)
    if finding.fix:
        yield Line((margin, *_fix_words(finding.fix)), gutter + 3)


def _expected(finding: FindingView) -> tuple[tuple[str, str], ...]:
    """Return the value that evidence supports, the parts that differ in another colour."""
    expected = visible(finding.expected or "", _LONGEST_VALUE)
    if not finding.as_written:
        return ((expected, ""),)
    steps = difference(visible(finding.as_written, _LONGEST_VALUE), expected)
    return tuple((text, _COLORS[kind]) for kind, text in steps if kind != "del")


def _fix_words(fix: FixView) -> tuple[tuple[str, str], ...]:
    """Return what the fix would do and how to have it done."""
    what = visible(fix.title) or "fix"
    if fix.applicability == "display":
        return ("by hand: ", "bold"), (what, "")
    return (f"{fix.applicability} fix: ", "bold"), (what, ""), (f"  [{_HINTS[fix.applicability]}]", "dim")


def _window(excerpt: Excerpt, room: int) -> tuple[str, str]:
    """Return the part of a line around the place that fits into `room` cells, and the caret line below it."""
    room = max(room, 20)
    start, end = excerpt.start, excerpt.end
    head = visible(excerpt.line[max(0, start - 4 * room) : start], limit=10**9).lstrip()
    place = visible(excerpt.line[start : min(end, start + 4 * room)], limit=10**9)
    tail = visible(excerpt.line[end : end + 4 * room], limit=10**9).rstrip()
    place = cut(place, room - 2)
    before, taken, after = width_of(head), width_of(place), width_of(tail)
    if before + taken + after > room:
        spare = room - taken
        head = cut(head, max(spare - after, spare // 2), keep_end=True)
        before = width_of(head)
        tail = cut(tail, spare - before)
    elif start > 4 * room:
        head = "…" + head
        before += 1
    return head + place + tail, " " * before + "^" * max(1, taken)


def _unchanged(view: View, style: Style) -> Iterator[Line]:
    """Yield the findings in lines that nobody touched, one line each."""
    if view.unchanged:
        yield Line((("In lines that did not change (listed, not counted):", "bold"),))
        for finding in worst_first(view.unchanged):
            yield _headline(finding, style)
        yield Line(())


def _summary(view: View) -> Iterator[Line]:
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
        yield Line((("Incomplete: ", "bold yellow"), (f"{reason}. What was not asked counts as skipped.", "")))


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


def _mending(view: View) -> Iterator[Line]:
    """Yield how many findings could be mended, and by which option."""
    safe, unsafe = len(view.fixable("safe")), len(view.fixable("unsafe"))
    if safe:
        yield _plain(f"{plural(safe, 'finding')} can be mended with --fix (look first: --diff).")
    if unsafe:
        yield _plain(f"{unsafe:,} more with --unsafe-fixes." if safe else _unsafe_only(unsafe))


def _unsafe_only(count: int) -> str:
    return f"{plural(count, 'finding')} can be mended with --unsafe-fixes (look first: --unsafe-fixes --diff)."


def _unsettled(view: View) -> Iterator[Line]:
    """Yield what nobody could say, with the commonest reasons."""
    unknown = view.with_state("unknown")
    if not unknown:
        return
    count = plural(len(unknown), "identifier")
    yield Line(((f"{count} unknown", "bold"), (": no verdict now, and no failure.", "")))
    reasons = Counter(item.link.reason or "no reason given" for item in unknown).most_common()
    for reason, times in reasons[:_MOST_REASONS]:
        yield _plain(f"  {times:,} of them: {visible(reason, 200)}")
    if len(reasons) > _MOST_REASONS:
        yield _plain(f"  and {plural(len(reasons) - _MOST_REASONS, 'other reason')}")


def _plain(text: str) -> Line:
    return Line(((text, ""),))


def _joined(parts: Iterable[tuple[str, str]]) -> Line:
    """Return the parts with a dot between them."""
    dotted = [piece for part in parts for piece in ((" · ", ""), part)]
    return Line(tuple(dotted[1:]))
