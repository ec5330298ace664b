"""The values of a run become the public report: 1-based places, plain words, no secrets.

Made as the plain dicts that `Report` describes, for the JSON output is these: a list of 100,000 links would spend
longer in building and taking apart typed views of itself than in being checked. `Views` makes the typed form where a
format reads it, which also proves that the dicts are what the schema promises.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import Struct, field

from refmend import __version__
from refmend.model import Applicability, AuthorList, Found, LinkState
from refmend.model.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from refmend.model import Comparison, FieldCheck, Finding, Fix, Name, Outcome, Reference, SourceFile, Span
    from refmend.model.report import Report

_MOST_AROUND = 2000
_LISTS = ("files", "references", "outcomes", "findings", "history")
_PUBLIC_FIELDS = ("title", "authors", "year", "date", "venue", "volume", "issue", "pages", "publisher", "accessed")


class Checked(Struct, frozen=True):
    """Everything one run learnt, in the program's own values. Times are seconds since the epoch."""

    started_at: float
    finished_at: float
    inputs: Sequence[str]
    files: Sequence[SourceFile]
    references: Sequence[Reference]
    outcomes: Sequence[Outcome]
    findings: Sequence[Finding]
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    incomplete_reason: str = ""
    history: Sequence[tuple[str, Mapping[str, int]]] = ()


class Made:
    """Views of values, each made when it is its turn: those of 100,000 links are never there all at once."""

    __slots__ = ("_make", "_values")

    def __init__(self, make: Callable[[Any], dict[str, Any]], values: Sequence[Any]) -> None:
        """Make a view of each value by `make`."""
        self._make = make
        self._values = values

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Make them in order."""
        return map(self._make, self._values)


class Views:
    """The public views of one run, each made when it is first asked for."""

    def __init__(self, checked: Checked) -> None:
        """Make nothing yet."""
        self._checked = checked

    @cached_property
    def run(self) -> dict[str, Any]:
        """The whole run as plain dicts and lists, as `Report.model_dump` gives them; the long lists are `Made`."""
        return build_run(self._checked)

    @cached_property
    def report(self) -> Report:
        """The whole run."""
        return _report(self.run)

    @cached_property
    def told(self) -> Report:
        """The run with only those references and outcomes that something is said about."""
        if "report" in self.__dict__:
            return self.report
        return _report(build_run(self._checked, whole=False))

    @cached_property
    def glimpse(self) -> Report:
        """The same to look at only: attributes without the checks of a model, as for what people read at once."""
        if "report" in self.__dict__:
            return self.report
        return _glimpse(build_run(self._checked, whole=False, bare=True))


class Stored(NamedTuple):
    """The views of a run that was read back from its JSON."""

    run: dict[str, Any]
    report: Report
    told: Report
    glimpse: Report

    @classmethod
    def of(cls, report: Report) -> Stored:
        """Return the views of a report."""
        return cls(report.model_dump(), report, report, report)


def _report(run: dict[str, Any]) -> Report:
    from refmend.model.report import Report  # noqa: PLC0415 - pydantic, which runs without such a format need not load

    return Report.model_validate({key: list(value) if isinstance(value, Made) else value for key, value in run.items()})


def _glimpse(run: dict[str, Any]) -> Report:
    """Return our own values with the attributes of a `Report`; they need no validation, and pydantic stays unloaded."""
    lists = {name: [SimpleNamespace(**item) for item in run[name]] for name in _LISTS}
    for outcome in lists["outcomes"]:
        outcome.link = SimpleNamespace(**outcome.link)
        outcome.resolution = SimpleNamespace(**outcome.resolution)
    for reference in lists["references"]:
        reference.mentions = [SimpleNamespace(**mention) for mention in reference.mentions]
    for finding in lists["findings"]:
        if finding.fix:
            edits = [SimpleNamespace(**edit) for edit in finding.fix["edits"]]
            finding.fix = SimpleNamespace(**{**finding.fix, "edits": edits})
    counts = SimpleNamespace(**run["counts"])
    return cast("Report", SimpleNamespace(**{**run, **lists, "counts": counts}))


def build_run(checked: Checked, *, whole: bool = True, bare: bool = False) -> dict[str, Any]:
    """Return the public view of a run, secrets masked: the JSON report, before it is written.

    Without `whole` it holds only what there is something to say about: for formats that print findings alone, so
    that a list of 100,000 living links is not turned into 100,000 views that nobody reads. What is `bare` has neither
    the mentions of references nor the fingerprints of findings, which no text for people shows, and of the outcomes
    only those that are unknown; an id in it ties a finding to its reference and is good for nothing else.
    """
    references, outcomes = checked.references, checked.outcomes
    if not whole:
        told = {id(finding.reference) for finding in checked.findings}
        references = [item for item in references if id(item) in told]
        if bare:
            outcomes = [item for item in outcomes if item.link.state is LinkState.UNKNOWN]
        named = {identifier for item in references for identifier in item.identifiers} if outcomes else ()
        outcomes = [item for item in outcomes if item.identifier in named]
    return {
        "schema_version": 1,
        "tool": {"name": "refmend", "version": __version__},
        "started_at": _moment(checked.started_at) or "",
        "finished_at": _moment(checked.finished_at) or "",
        "inputs": list(checked.inputs),
        "complete": not checked.incomplete_reason,
        "incomplete_reason": checked.incomplete_reason or None,
        "counts": _counts(checked),
        "files": [{"path": file.path, "format": file.format, "digest": file.digest} for file in checked.files],
        "references": Made(partial(_reference, checked.comparisons, whole=whole, bare=bare), references),
        "outcomes": Made(outcome_view, outcomes),
        "findings": Made(partial(_finding, bare=bare), checked.findings),
        "history": [{"day": day, "links": dict(links)} for day, links in checked.history],
    }


def _moment(seconds: float) -> str | None:
    """Return an RFC 3339 time in UTC, or None for 0 ("never")."""
    return _second(int(seconds)) if seconds else None


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    """Return the RFC 3339 time of a full second; many links are checked in one."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _counts(checked: Checked) -> dict[str, Any]:
    links = Counter(str(outcome.link.state) for outcome in checked.outcomes)
    found = Counter(str(finding.severity) for finding in checked.findings if not finding.suppressed_by)
    return {
        "references": len(checked.references),
        "identifiers": len(checked.outcomes),
        "links": {str(state): links[state] for state in LinkState if links[state]},
        "findings": {severity: found[severity] for severity in ("error", "warning", "info") if found[severity]},
        "requests": dict(sorted(checked.requests.items())),
        "from_ledger": sum(outcome.from_ledger for outcome in checked.outcomes),
    }


def _place(source: SourceFile, span: Span) -> dict[str, int]:
    at = source.locate(span)
    return {"line": at.line, "column": at.column, "end_line": at.end_line, "end_column": at.end_column}


def _surroundings(source: SourceFile, span: Span) -> dict[str, str | None]:
    """Return what the entry's lines hold around it, so that a stored run can show and patch whole lines."""
    start = source.text.rfind("\n", 0, span.start) + 1
    end = source.text.find("\n", span.end)
    before, after = source.text[start : span.start], source.text[span.end : end if end >= 0 else None]
    return {
        "before": redact(before) if len(before) <= _MOST_AROUND else None,
        "after": redact(after) if len(after) <= _MOST_AROUND else None,
    }


def _name(name: Name) -> dict[str, str]:
    if name.literal is not None:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}


def _fields(item: Reference) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if not item.fields:
        return fields
    for name in _PUBLIC_FIELDS:
        if (found := item.fields.get(name)) is None:  # type: ignore[call-overload]
            continue
        value = found.value
        shown: Any = [_name(a.name) for a in value.authors] if isinstance(value, AuthorList) else redact(value)
        fields[name] = {**_place(item.source, found.span), "value": shown}
    return fields


def _reference(comparisons: Mapping[str, Comparison], item: Reference, *, whole: bool, bare: bool) -> dict[str, Any]:
    """Return the public view of an entry; one that is not `whole` has its lines, and no fields read for nobody."""
    comparison = comparisons.get(item.id) if comparisons else None
    place, text = _place(item.source, item.span), redact(item.text)
    return {
        **place,
        "id": f"{id(item)}" if bare else item.id,
        "file": item.source.path,
        "text": text,
        **_surroundings(item.source, item.span),
        "kind": item.kind,
        "style": item.style if whole else "",
        "key": item.key,
        "fields": _fields(item) if whole else {},
        "mentions": [
            {
                **(place if mention.span == item.span else _place(item.source, mention.span)),
                "identifier": redact(str(mention.identifier)),
                "as_written": text if mention.as_written == item.text else redact(mention.as_written),
            }
            for mention in (() if bare else item.mentions)
        ],
        "checks": _verdicts(item, comparison) if comparison and whole else [],
    }


def _verdicts(item: Reference, comparison: Comparison) -> list[dict[str, Any]]:
    from refmend.compare.verdicts import complete  # noqa: PLC0415 - loaded already where there is a comparison

    return [_check(item, check) for check in complete(comparison, item).checks]


def _check(item: Reference, check: FieldCheck) -> dict[str, Any]:
    return {
        "field": check.field,
        "verdict": check.verdict.value,
        "difference": check.difference,
        "as_written": redact(check.as_written),
        "expected": redact(check.expected),
        "sources": list(check.sources),
        "place": _place(item.source, check.span) if check.span else None,
    }


def outcome_view(item: Outcome) -> dict[str, Any]:
    """Return the public view of what was learnt about one identifier."""
    link, resolution = item.link, item.resolution
    record = resolution.record.to_csl() if isinstance(resolution, Found) else None
    return {
        "identifier": redact(str(item.identifier)),
        "kind": item.identifier.kind.value,
        "link": {
            "state": link.state.value,
            "reason": redact(link.reason),
            "status_code": link.status_code,
            "final_url": redact(link.final_url) or None,
            "redirects": [{"url": redact(hop.url), "status_code": hop.status_code} for hop in link.hops],
            "archived_url": redact(link.archived_url) or None,
            "checked_at": _moment(link.checked_at),
            "from_ledger": item.from_ledger,
            "notes": list(link.notes),
        },
        "resolution": {
            "state": resolution.state,
            "registry": resolution.registry or None,
            "reason": redact(resolution.reason) or None,
            "record": _redact_all(record),
        },
    }


def _redact_all(value: Any) -> Any:
    """Mask every text inside a JSON value."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redact_all(item) for key, item in value.items()}
    return [_redact_all(item) for item in value] if isinstance(value, list) else value


def _finding(item: Finding, *, bare: bool) -> dict[str, Any]:
    return {
        **_place(item.reference.source, item.span),
        "rule": item.rule,
        "severity": str(item.severity),
        "confidence": str(item.confidence),
        "file": item.reference.source.path,
        "reference": f"{id(item.reference)}" if bare else item.reference.id,
        "identifier": redact(str(item.identifier)) if item.identifier else None,
        "field": item.field,
        "message": redact(item.message),
        "as_written": redact(item.as_written) or None,
        "expected": redact(item.expected) or None,
        "sources": list(item.sources),
        "fingerprint": "" if bare else item.fingerprint,
        "suppressed_by": item.suppressed_by or None,
        "fix": _fix(item.reference.source, item.fix) if item.fix else None,
    }


def _fix(source: SourceFile, fix: Fix) -> dict[str, Any]:
    """Return a fix; one whose text would have to be masked is shown but can no longer be applied from a report."""
    edits, masked = [], False
    for edit in fix.edits:
        shown = redact(edit.replacement)
        masked = masked or shown != edit.replacement
        place = {f"start_{key}" if "_" not in key else key: at for key, at in _place(source, edit.span).items()}
        edits.append({**place, "replacement": shown})
    applicability = Applicability.DISPLAY if masked else fix.applicability
    return {"title": redact(fix.title), "applicability": applicability.value, "edits": [] if masked else edits}
