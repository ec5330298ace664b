"""What makes a rule worth running: signs that an entry or its outcomes bear. Not a rule itself.

Of a long list nearly every entry is well written and its links are alive: then no rule needs to look at it, and none
of them is even loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Found, IdentifierKind, LinkState, Missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Identifier, Mention, Outcome
    from refmend.rules.base import Entry

FOUND, MISSING, COMPARED, SUGGESTED = "found", "missing", "compared", "suggested"
MALFORMED, QUERY, OLD_FORM, NOTED = "malformed", "query", "old form", "noted"
UNREADABLE, REPEATED = "unreadable", "repeated"

NEEDS: dict[str, frozenset[str]] = {
    "dead-link": frozenset({LinkState.DEAD.value}),
    "moved-link": frozenset({LinkState.MOVED.value}),
    "blocked-link": frozenset({LinkState.BLOCKED.value}),
    "insecure-link": frozenset({LinkState.INSECURE.value}),
    "invalid-link": frozenset({LinkState.INVALID.value, MALFORMED}),
    "unverified-link": frozenset({LinkState.UNKNOWN.value}),
    "soft-404": frozenset({NOTED}),
    "tracking-parameters": frozenset({QUERY}),
    "malformed-doi": frozenset({MALFORMED}),
    "unregistered-doi": frozenset({MISSING}),
    "non-canonical-doi": frozenset({OLD_FORM}),
    "malformed-arxiv-id": frozenset({MALFORMED}),
    "unknown-arxiv-id": frozenset({MISSING}),
    "wrong-identifier": frozenset({COMPARED}),
    "missing-doi": frozenset({SUGGESTED}),
    "duplicate-reference": frozenset({REPEATED}),
    "title-mismatch": frozenset({COMPARED}),
    "author-mismatch": frozenset({COMPARED}),
    "year-mismatch": frozenset({COMPARED}),
    "venue-mismatch": frozenset({COMPARED}),
    "volume-mismatch": frozenset({COMPARED}),
    "issue-mismatch": frozenset({COMPARED}),
    "pages-mismatch": frozenset({COMPARED}),
    "missing-author": frozenset({COMPARED}),
    "missing-date": frozenset({COMPARED}),
    "missing-title": frozenset({COMPARED}),
    "retracted-work": frozenset({FOUND}),
    "withdrawn-preprint": frozenset({FOUND}),
    "expression-of-concern": frozenset({FOUND}),
    "corrected-work": frozenset({FOUND}),
    "published-preprint": frozenset({FOUND}),
    "outdated-version": frozenset({FOUND}),
    "unreadable-entry": frozenset({UNREADABLE}),
}
"""Rule to the signs of which it needs one; a rule that is not named here runs on every entry."""

_SILENT = frozenset({LinkState.ALIVE, LinkState.SKIPPED})


def signs(entry: Entry) -> set[str]:
    """Return the signs of one entry."""
    reference, run = entry.reference, entry.run
    present = {REPEATED} if id(reference) in run.repeats else set()
    if reference.problem:
        present.add(UNREADABLE)
    if entry.comparisons:
        present.add(COMPARED)
    if run.suggestions and reference.id in run.suggestions:
        present.add(SUGGESTED)
    for mention in reference.mentions:
        present.update(_of_writing(mention))
        if mention.identifier in run.signs:
            present.update(run.signs[mention.identifier])
    return present


def _of_writing(mention: Mention) -> set[str]:
    """Return what the mention itself shows, whatever anybody says of its identifier."""
    present = {MALFORMED} if mention.problem else set()
    written = mention.as_written
    if mention.identifier.kind is IdentifierKind.URL:
        if "?" in written:
            present.add(QUERY)
    elif "10." in written and not written.startswith("10." if mention.form == "field" else "https://doi.org/10."):
        present.add(OLD_FORM)
    return present


def signs_of_outcomes(outcomes: Mapping[Identifier, Outcome]) -> dict[Identifier, frozenset[str]]:
    """Return the signs of the outcomes that have any, by identifier."""
    found = {}
    for identifier, outcome in outcomes.items():
        present = set() if outcome.link.state in _SILENT else {outcome.link.state.value}
        if outcome.link.notes:
            present.add(NOTED)
        if isinstance(outcome.resolution, Found):
            present.add(FOUND)
        elif isinstance(outcome.resolution, Missing):
            present.add(MISSING)
        if present:
            found[identifier] = frozenset(present)
    return found
