"""Rules about the ignores themselves: `unused-ignore` and `expired-ignore`; pure.

An ignore is only called unused when what it silences was looked for: not when its rule was left out of the run, and
not when one of the entry's links could not be checked this time.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from refmend.model import Applicability, Confidence, Edit, Finding, Fix, LinkState, Reference, Severity, Span, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from refmend.config import Config
    from refmend.model import Identifier, Outcome, SourceFile
    from refmend.suppress.comments import Comment
    from refmend.suppress.scopes import Scopes

_UNSURE = frozenset({LinkState.UNKNOWN, LinkState.SKIPPED})


def speak_about_ignores(
    scopes: Iterable[Scopes],
    used: AbstractSet[tuple[str, Comment, str]],
    config: Config,
    outcomes: Mapping[Identifier, Outcome],
    known_rules: Collection[str],
    today: date,
) -> Iterator[Finding]:
    """Yield findings about comments that are malformed, expired, misspelt or without effect."""
    by_comment: dict[tuple[str, Comment], set[str]] = {}
    for path, comment, rule in used:
        by_comment.setdefault((path, comment), set()).add(rule)
    for scope in scopes:
        for comment in scope.comments:
            owner = scope.owner.get(comment)
            if comment.problem:
                yield _finding("unused-ignore", scope.file, comment, owner, f"has no effect: {comment.problem}")
            elif comment.is_expired(today):
                yield _finding("expired-ignore", scope.file, comment, owner, f"ended on {comment.until}")
            elif strange := [rule for rule in comment.rules if known_rules and rule not in known_rules]:
                message = f"names a rule that does not exist: {_with_nearest(strange[0], known_rules)}"
                yield _finding("unused-ignore", scope.file, comment, owner, message)
            elif comment.verb != "enable" and not _is_unsure(scope, owner, config, outcomes):
                mine = by_comment.get((scope.file.path, comment), set())
                if idle := _idle(comment, mine, config):
                    message = "silences nothing" + (f": no {' and no '.join(idle)} here" if comment.rules else "")
                    yield _finding("unused-ignore", scope.file, comment, owner, message)


def _idle(comment: Comment, used: AbstractSet[str], config: Config) -> list[str]:
    """Return the rules of a comment that were looked for and found nothing; for all rules, one word if none did."""
    if not comment.rules:
        return [] if used or config.select or config.ignore else ["finding"]
    looked_for = [rule for rule in comment.rules if rule not in config.ignore]
    return [rule for rule in looked_for if rule not in used and (not config.select or rule in config.select)]


def _is_unsure(scope: Scopes, owner: Reference | None, config: Config, outcomes: Mapping[Identifier, Outcome]) -> bool:
    """Tell whether the run could not look at everything that the comment might be about."""
    if config.offline:
        return True
    concerned = scope.references if owner is None else (owner,)
    found = (outcomes.get(identifier) for reference in concerned for identifier in reference.identifiers)
    return any(out.link.state in _UNSURE or isinstance(out.resolution, Unknown) for out in found if out is not None)


def _with_nearest(rule: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(rule, sorted(known), n=1)
    return f"{rule} (did you mean {near[0]}?)" if near else rule


def _finding(rule: str, file: SourceFile, comment: Comment, owner: Reference | None, what: str) -> Finding:
    """Return a finding about a comment; one that belongs to no entry is its own reference."""
    reference = owner or Reference(source=file, span=comment.span, kind="link", style="comment")
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        reference=reference,
        span=comment.span,
        message=f"this {comment.verb} {what}",
        as_written=file.cut(comment.span),
        fix=_removal(file, comment),
    )


def _removal(file: SourceFile, comment: Comment) -> Fix:
    """Return the removal of a comment, with its lines where nothing else stands on them."""
    start, end = comment.span.start, comment.span.end
    if comment.alone:
        start = file.line_starts[comment.lines[0] - 1]
        end = file.line_starts[comment.lines[1]] if comment.lines[1] < len(file.line_starts) else len(file.text)
    else:
        while start and file.text[start - 1] in " \t":
            start -= 1
    return Fix("remove the ignore comment", Applicability.UNSAFE, (Edit(Span(start, end), ""),))
