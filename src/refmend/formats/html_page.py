"""HTML: one file that needs nothing else, with what needs attention first.

The page makes no request: its content security policy allows only its own style and script, by hash. It can be read
without JavaScript and printed; the script adds filters, sorting and copying.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from refmend.formats import charts, mended
from refmend.formats.safety import html, visible
from refmend.formats.view import (
    SEVERITIES,
    STATES,
    View,
    difference,
    evidence,
    plural,
    state_counts,
    summary,
    worst_first,
)

if TYPE_CHECKING:
    from refmend.formats import Style
    from refmend.model.report import FindingView, OutcomeView, Report

_MOST_ROWS = 15
_MOST_CHAINS = 40
_MOST_OPEN = 50


class Item(Struct, frozen=True):
    """A finding as the page shows it."""

    finding: FindingView
    entry: list[tuple[str, str]]
    steps: list[tuple[str, str]]
    evidence: str
    outcome: OutcomeView | None
    patch: Markup


def render(report: Report, style: Style) -> str:
    """Return the page."""
    view = View(report)
    script, sheet = _asset("report.js"), _asset("report.css")
    loud, quiet = _links(report)
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        view=view,
        items=[_item(view, finding) for finding in worst_first(view.shown)],
        unchanged=worst_first(view.unchanged),
        tiles=_tiles(view),
        states=state_counts(report),
        pictures=_pictures(view),
        chains=_chains(view),
        severities=_severities(view),
        safe=len(view.fixable("safe")),
        unsafe=len(view.fixable("unsafe")),
        loud=loud,
        quiet=quiet,
        seconds=_seconds(report),
        rules=view.rules,
        about={name: summary(style.rule_docs[name]) for name in view.rules if name in style.rule_docs},
        share=charts.strip(state_counts(report), "Links by state") if state_counts(report) else "",
        script=Markup(script),  # noqa: S704 - a file of this package
        sheet=Markup(sheet),  # noqa: S704 - a file of this package
        policy=_policy(script, sheet),
        plural=plural,
        address=_address,
        web_address=_web_address,
        name=lambda identifier: identifier.removeprefix("url:"),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("refmend.formats"),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalized(value: object) -> object:
    """Make every text that the template prints inert; runs before escaping, for each expression."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(html(value))  # noqa: S704 - `html` escapes
    return value


def _asset(name: str) -> str:
    return resources.files("refmend.formats").joinpath("templates", name).read_text(encoding="utf-8")


def _policy(script: str, sheet: str) -> str:
    """Return a content security policy that allows this script and this style, and no request at all."""
    sources = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, sheet)]
    return (
        f"default-src 'none'; script-src 'sha256-{sources[0]}'; style-src 'sha256-{sources[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _address(url: str | None) -> str:
    """Return a web address that may be a link, or an empty string for anything else."""
    if not url or visible(url) != url or not url.startswith(("http://", "https://")):
        return ""
    return url


def _web_address(identifier: str) -> str:
    """Return where a person finds an identifier's work, or an empty string."""
    kind, _, value = identifier.partition(":")
    bases = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/", "url": ""}
    return _address(bases[kind] + (value if kind == "url" else quote(value, safe="/:;().-_"))) if kind in bases else ""


def _seconds(report: Report) -> str:
    """Return how long the run took."""
    try:
        took = datetime.fromisoformat(report.finished_at) - datetime.fromisoformat(report.started_at)
    except ValueError:
        return ""
    return f"{took.total_seconds():,.0f} s"


def _tiles(view: View) -> list[tuple[str, int, str]]:
    """Return the figures at the top: class, number, word."""
    counts = view.report.counts
    tiles = [(severity, counts.findings.get(severity, 0), _noun(severity)) for severity in SEVERITIES]
    tiles += [(state, number, state) for state in ("dead", "moved", "blocked") if (number := counts.links.get(state))]
    tiles += [("unknown", number, "unknown")] if (number := counts.links.get("unknown")) else []
    tiles.append(("fix", len(view.fixable("safe")), "safe fixes"))
    return tiles


def _noun(severity: str) -> str:
    return severity if severity == "info" else f"{severity}s"


def _item(view: View, finding: FindingView) -> Item:
    steps = []
    if finding.as_written and finding.expected:
        steps = difference(finding.as_written, finding.expected)
    lines = mended.patch_of(view, finding).split("\n")
    return Item(
        finding=finding,
        entry=mended.entry_steps(view, finding),
        steps=steps,
        evidence=evidence(finding),
        outcome=view.outcomes.get(finding.identifier or ""),
        patch=Markup("\n".join(html(line) for line in lines)),  # noqa: S704 - `html` escapes
    )


def _pictures(view: View) -> list[tuple[str, Markup, tuple[str, ...]]]:
    """Return the pictures that have something to show: caption, SVG, the kinds in its legend."""
    report = view.report
    found: list[tuple[str, Markup, tuple[str, ...]]] = []
    files = Counter(item.file for item in view.shown)
    rows = [
        charts.Row(path, Counter(item.severity for item in view.of_file(path)))
        for path, _ in files.most_common(_MOST_ROWS)
    ]
    if rows:
        found.append(("Findings by file", charts.bars(rows, SEVERITIES, "Findings by file"), SEVERITIES))
    for caption, groups in (("Links by file", _states_by_file(view)), ("Links by host", _states_by_host(view))):
        rows = _worst_rows(groups)
        kinds = tuple(state for state in ("alive", *STATES[:-1]) if any(row.counts.get(state) for row in rows))
        if rows and (len(rows) > 1 or caption == "Links by host"):
            found.append((caption, charts.bars(rows, kinds, caption), kinds))
    if len(report.history) > 1:
        days = [(item.day, item.links) for item in report.history]
        # Beside all that live, a few that died would be a flat line at the bottom: what is not alive has its own scale.
        rot = tuple(state for state in STATES[:-2] if any(links.get(state) for _, links in days))
        caption = "Link rot over time" if rot else "Links over time"
        found.append((caption, charts.over_time(days, rot or ("alive",), caption), rot or ("alive",)))
    return found


def _states_by_file(view: View) -> dict[str, Counter[str]]:
    """Return the states of the identifiers that each file mentions."""
    named = {(item.file, mention.identifier) for item in view.report.references for mention in item.mentions}
    groups: dict[str, Counter[str]] = {}
    for path, identifier in named:
        if outcome := view.outcomes.get(identifier):
            groups.setdefault(path, Counter())[outcome.link.state] += 1
    return groups


def _states_by_host(view: View) -> dict[str, Counter[str]]:
    """Return the states of the identifiers that each host answers for."""
    groups: dict[str, Counter[str]] = {}
    for item in view.report.outcomes:
        groups.setdefault(_host(item), Counter())[item.link.state] += 1
    return groups


def _worst_rows(groups: dict[str, Counter[str]]) -> list[charts.Row]:
    """Return the groups as rows, those with most trouble first."""
    rows = [charts.Row(label, counts) for label, counts in groups.items()]
    rows.sort(key=lambda row: (row.counts["alive"] - row.counts.total(), -row.counts.total(), row.label))
    return rows[:_MOST_ROWS]


def _host(item: OutcomeView) -> str:
    """Return the host that answers for an identifier."""
    if item.kind != "url":
        return {"doi": "doi.org", "arxiv": "arxiv.org"}.get(item.kind, item.kind)
    try:
        return urlsplit(item.identifier.removeprefix("url:")).hostname or "(no host)"
    except ValueError:
        return "(no host)"


def _severities(view: View) -> list[tuple[str, int]]:
    """Return the severities that occur, with how many findings each has."""
    counts: Counter[str] = Counter(item.severity for item in view.shown)
    return [(name, counts[name]) for name in SEVERITIES if counts[name]]


def _links(report: Report) -> tuple[list[OutcomeView], list[OutcomeView]]:
    """Return the links to list, those that need attention first, and the living ones to fold away."""
    ordered = sorted(report.outcomes, key=lambda item: (STATES.index(item.link.state), item.identifier))
    alive = [item for item in ordered if item.link.state == "alive"]
    if len(alive) <= _MOST_OPEN:
        return ordered, []
    return ordered[: len(ordered) - len(alive)], alive


def _chains(view: View) -> list[OutcomeView]:
    """Return the permanent redirects worth writing down, the longest chains first."""
    moved = [item for item in view.with_state("moved") if item.link.final_url]
    return sorted(moved, key=lambda item: (-len(item.link.redirects), item.identifier))[:_MOST_CHAINS]
