"""JUnit XML for GitLab and Jenkins: a suite is a file, a case is a reference, a failure is its error findings.

Warnings and notes are the case's output; a reference of which nothing is known now is skipped. Valid by the schemas of
Jenkins' xUnit plugin (junit-10.xsd) and of those before it (jenkins-junit.xsd).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.formats.safety import html, visible
from refmend.formats.view import View, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.formats import Style
    from refmend.model.report import FindingView, ReferenceView, Report

_LONGEST_NAME = 120


class _Case(Struct):
    """One reference (or one place that belongs to none) and what there is to say about it."""

    name: str
    findings: list[FindingView] = field(default_factory=list)
    unknown: str = ""

    @property
    def errors(self) -> list[FindingView]:
        return [item for item in self.findings if item.severity == "error"]


def render(report: Report, _style: Style) -> str:
    """Return the document."""
    view = View(report)
    references: dict[str, list[ReferenceView]] = {}
    for item in report.references:
        references.setdefault(item.file, []).append(item)
    suites = {path: _cases(view, path, references.get(path, ())) for path in view.paths}
    cases = [case for found in suites.values() for case in found]
    failures = sum(bool(case.errors) for case in cases)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="{html(report.tool.name)}" tests="{len(cases)}" failures="{failures}" errors="0">')
    for path, found in suites.items():
        lines += _suite(path, found, report)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(view: View, path: str, references: Sequence[ReferenceView]) -> list[_Case]:
    """Return the cases of a file in the order of its lines.

    GitLab and Jenkins know a case again by its name, so no line number is in it: a line added above would make each
    failure below a new one. Equal names are numbered.
    """
    cases = {item.id: _Case(_name(item.text), unknown=_unknown(view, item)) for item in references}
    for finding in view.of_file(path):
        name = finding.reference or finding.rule
        cases.setdefault(name, _Case(_name(finding.rule))).findings.append(finding)
    times: Counter[str] = Counter()
    for case in cases.values():
        times[case.name] += 1
        if times[case.name] > 1:
            case.name = f"{case.name} ({times[case.name]})"
    return list(cases.values())


def _name(text: str) -> str:
    return visible(" ".join(text.split()), _LONGEST_NAME)


def _unknown(view: View, reference: ReferenceView) -> str:
    """Return why nothing is known of any of the reference's links, or an empty string where something is."""
    found = [view.outcomes.get(item.identifier) for item in reference.mentions]
    links = [item.link for item in found if item]
    if not links or any(link.state not in {"unknown", "skipped"} for link in links):
        return ""
    return f"{links[0].state}: {links[0].reason or 'no verdict now'}"


def _suite(path: str, cases: Sequence[_Case], report: Report) -> Iterator[str]:
    failures = sum(bool(case.errors) for case in cases)
    skipped = sum(bool(case.unknown) and not case.findings for case in cases)
    yield (
        f'<testsuite name="{html(path)}" tests="{len(cases)}" failures="{failures}" errors="0" '
        f'skipped="{skipped}" timestamp="{html(report.started_at)}">'
    )
    for case in cases:
        yield f'<testcase classname="{html(path)}" name="{html(case.name)}">'
        yield from _verdict(case)
        yield "</testcase>"
    yield "</testsuite>"


def _verdict(case: _Case) -> Iterator[str]:
    if case.errors:
        first, lines = case.errors[0], "\n".join(html(_line(item)) for item in case.errors)
        yield f'<failure type="{html(first.rule)}" message="{html(sentence(first))}">{lines}</failure>'
    elif case.unknown and not case.findings:
        # As text and not as an attribute: some of the schemas in use allow only that, and every reader knows it.
        yield f"<skipped>{html(case.unknown)}</skipped>"
    others = [item for item in case.findings if item.severity != "error"]
    if others:
        lines = "\n".join(html(_line(item)) for item in others)
        yield f"<system-out>{lines}</system-out>"


def _line(finding: FindingView) -> str:
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return f"{place} {finding.severity} {finding.rule}: {sentence(finding)}"
