"""The order in which a finding is silenced, and what is said about ignores that silence nothing; pure.

A finding that is not selected is dropped, as if its rule had not run. Everything else is kept and marked with what
silenced it first: `ignore-comment`, `per-file-ignores`, `per-reference-ignores`, `baseline`, `min-confidence`,
`unchanged-lines`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.model import Confidence, Severity
from refmend.suppress.baseline import Baseline, read_baseline
from refmend.suppress.changed import is_touched
from refmend.suppress.comments import has_comments
from refmend.suppress.configured import ConfiguredIgnores
from refmend.suppress.housekeeping import speak_about_ignores
from refmend.suppress.scopes import Scopes, scopes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Finding, Identifier, Outcome, Reference, SourceFile
    from refmend.suppress.comments import Comment


def suppress(  # noqa: PLR0913 - all that a finding can be silenced by, named at the call
    findings: Iterable[Finding],
    references: Sequence[Reference],
    files: Sequence[SourceFile],
    config: Config,
    *,
    changed_lines: Mapping[str, Sequence[range]] | None = None,
    outcomes: Mapping[Identifier, Outcome] | None = None,
    known_rules: Collection[str] = (),
    today: date | None = None,
) -> list[Finding]:
    """Return the selected findings, each marked with what silenced it, and findings about the ignores themselves.

    `changed_lines` maps paths to changed lines (1-based; an empty range stands for lines removed before it); None
    means that all lines count. `outcomes` keeps an ignore from being called unused when its link could not be
    checked, `known_rules` tells a misspelt rule in a comment. Reads the baseline file that `config` names.
    """
    today = today or datetime.now(UTC).date()
    scopes = {} if config.no_ignores else _scopes(files, references)
    used: set[tuple[str, Comment, str]] = set()
    kept = [
        _with_severity(_commented(finding, scopes, used, today), config)
        for finding in findings
        if _is_selected(finding.rule, config)
    ]
    if not config.no_ignores:
        spoken = speak_about_ignores(scopes.values(), used, config, outcomes or {}, known_rules, today)
        kept += [_with_severity(finding, config) for finding in spoken if _is_selected(finding.rule, config)]
    ignores = ConfiguredIgnores(config)
    baseline = read_baseline(config) if config.baseline and not config.write_baseline else Baseline()
    return [_silenced(finding, config, ignores, baseline, changed_lines) for finding in kept]


def _scopes(files: Sequence[SourceFile], references: Sequence[Reference]) -> dict[str, Scopes]:
    """Return the ignore comments by path; a file without any has no entry."""
    files = [file for file in files if has_comments(file)]
    if not files:
        return {}
    by_path: dict[str, list[Reference]] = {}
    for reference in references:
        by_path.setdefault(reference.source.path, []).append(reference)
    return {file.path: scopes_of(file, by_path.get(file.path, [])) for file in files}


def _is_selected(rule: str, config: Config) -> bool:
    return (not config.select or rule in config.select) and rule not in config.ignore


def _with_severity(finding: Finding, config: Config) -> Finding:
    wanted = config.severity.get(finding.rule)
    return finding if wanted is None else replace(finding, severity=Severity[wanted.upper()])


def _commented(
    finding: Finding, scopes: Mapping[str, Scopes], used: set[tuple[str, Comment, str]], today: date
) -> Finding:
    """Return the finding marked if a comment silences it, and note that the comment was of use."""
    path = finding.reference.source.path
    for comment in scopes[path].about(finding) if path in scopes else ():
        if not comment.is_expired(today):
            used.add((path, comment, finding.rule))
            return replace(finding, suppressed_by="ignore-comment")
    return finding


def _silenced(
    finding: Finding,
    config: Config,
    ignores: ConfiguredIgnores,
    baseline: Baseline,
    changed_lines: Mapping[str, Sequence[range]] | None,
) -> Finding:
    """Return the finding marked with the first thing that silences it, if it is not marked yet."""
    if finding.suppressed_by:
        return finding
    word = "" if config.no_ignores else ignores.reason(finding) or ("baseline" if finding in baseline else "")
    if not word and finding.confidence < Confidence[config.min_confidence.upper()]:
        word = "min-confidence"
    if not word and changed_lines is not None and not is_touched(finding, changed_lines):
        word = "unchanged-lines"
    return replace(finding, suppressed_by=word) if word else finding
