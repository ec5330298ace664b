"""Inline SVG pictures: no script, no outside file, colours by class so that light and dark both work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from refmend.formats.safety import html, visible

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

_WIDTH = 720
_LABEL = 250
_ROW = 26
_BAR = 14
_HEIGHT = 220
_MOST_DOTS = 60
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 28


class Row(Struct, frozen=True):
    """One bar: a label and how many of each kind."""

    label: str
    counts: Counter[str]


def bars(rows: Sequence[Row], kinds: Sequence[str], title: str) -> Markup:
    """Return stacked horizontal bars, one row each, in one scale; a row's total stands behind its bar."""
    most = max((row.counts.total() for row in rows), default=0) or 1
    scale = (_WIDTH - _LABEL - 60) / most
    out = []
    for index, row in enumerate(rows):
        y = index * _ROW
        label = _shortened(row.label)
        out.append(f'<text class="label" x="{_LABEL - 10}" y="{y + 17}" text-anchor="end">{html(label)}</text>')
        x = float(_LABEL)
        for kind in kinds:
            count = row.counts.get(kind, 0)
            if not count:
                continue
            wide = max(count * scale, 2.0)
            said = f"<title>{html(row.label)}: {count:,} {html(kind)}</title>"
            out.append(
                f'<rect class="s-{kind}" x="{x:.1f}" y="{y + 5}" width="{wide:.1f}" height="{_BAR}">{said}</rect>'
            )
            x += wide
        total = row.counts.total()
        out.append(f'<text class="figure" x="{x + 6:.1f}" y="{y + 17}">{total:,}</text>')
    return _svg(title, len(rows) * _ROW + 4, out)


def over_time(days: Sequence[tuple[str, Mapping[str, int]]], kinds: Sequence[str], title: str) -> Markup:
    """Return one line per kind over the days, which are `YYYY-MM-DD` in order."""
    most = max((counts.get(kind, 0) for _, counts in days for kind in kinds), default=0) or 1
    columns = _spread([day for day, _ in days])
    radius = 3 if len(days) <= _MOST_DOTS else 1.5
    height = _HEIGHT - _TOP - _BOTTOM

    def at(index: int, count: int) -> tuple[float, float]:
        return columns[index], _TOP + height * (1 - count / most)

    out = []
    for count in sorted({0, round(most / 2), most}):
        y = _TOP + height * (1 - count / most)
        out.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text class="figure" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{count:,}</text>')
    for kind in reversed(kinds):  # what needs attention most is drawn last, on top
        places = [
            (*at(index, counts.get(kind, 0)), day, counts.get(kind, 0)) for index, (day, counts) in enumerate(days)
        ]
        if not any(count for *_, count in places):
            continue
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y, *_ in places)
        out.append(f'<polyline class="l-{kind}" points="{points}"/>')
        out += [
            f'<circle class="s-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}">'
            f"<title>{html(day)}: {count:,} {kind}</title></circle>"
            for x, y, day, count in places
        ]
    out.append(f'<text class="figure" x="{_LEFT}" y="{_HEIGHT - 8}">{html(days[0][0])}</text>')
    if len(days) > 1:
        last = html(days[-1][0])
        out.append(f'<text class="figure" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end">{last}</text>')
    return _svg(title, _HEIGHT, out)


def _spread(days: Sequence[str]) -> list[float]:
    """Return where each day stands from left to right; evenly where one cannot be read as a date."""
    try:
        numbers = [date.fromisoformat(day).toordinal() for day in days]
    except ValueError:
        numbers = list(range(len(days)))
    first, span = min(numbers), max(numbers) - min(numbers) or 1
    return [_LEFT + (number - first) / span * (_WIDTH - _LEFT - _RIGHT) for number in numbers]


def strip(counts: Sequence[tuple[str, int]], title: str) -> Markup:
    """Return one bar over the whole width: the share of each kind."""
    whole = sum(count for _, count in counts) or 1
    out, x = [], 0.0
    for kind, count in counts:
        wide = count / whole * _WIDTH
        said = f"<title>{count:,} {html(kind)}</title>"
        out.append(
            f'<rect class="s-{kind}" x="{x:.1f}" y="0" width="{max(wide - 1.5, 1):.1f}" height="12">{said}</rect>'
        )
        x += wide
    return _svg(title, 12, out, fit="none")


def _shortened(label: str, most: int = 34) -> str:
    """Return the end of a long label: of a path or a host it says more than the beginning."""
    label = visible(label)
    return label if len(label) <= most else "…" + label[1 - most :]


def _svg(title: str, height: int, parts: Sequence[str], fit: str = "xMinYMin") -> Markup:
    head = f'<svg role="img" aria-label="{html(title)}" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="{fit}">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it went through `html`
