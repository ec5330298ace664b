"""Rules: (reference, outcomes) to findings, pure. One module per rule, one line in `RULES`.

A module's name is the rule's name with underscores. Its docstring has the sections What it does · Why is this bad ·
Example · Use instead · Fix safety · References, and is the documentation page, the SARIF help and `refmend explain`.
"""

from __future__ import annotations

import importlib
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from refmend.rules.base import Entry, Rule, Run
from refmend.rules.signs import NEEDS, signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Finding, Reference

RULES: tuple[str, ...] = (
    "dead-link",
    "moved-link",
    "blocked-link",
    "insecure-link",
    "invalid-link",
    "unverified-link",
    "soft-404",
    "tracking-parameters",
    "malformed-doi",
    "unregistered-doi",
    "non-canonical-doi",
    "malformed-arxiv-id",
    "unknown-arxiv-id",
    "wrong-identifier",
    "missing-doi",
    "duplicate-reference",
    "title-mismatch",
    "author-mismatch",
    "year-mismatch",
    "venue-mismatch",
    "volume-mismatch",
    "issue-mismatch",
    "pages-mismatch",
    "missing-author",
    "missing-date",
    "missing-title",
    "retracted-work",
    "withdrawn-preprint",
    "expression-of-concern",
    "corrected-work",
    "published-preprint",
    "outdated-version",
    "unreadable-entry",
)

HOUSEKEEPING: tuple[str, ...] = ("unused-ignore", "expired-ignore")
"""Documented here, but made by `suppress`: they are about the ignores, not about a reference, and have no `check`."""

__all__ = ["HOUSEKEEPING", "RULES", "Entry", "Rule", "Run", "check_entry", "load", "worth_checking"]


_UNCONDITIONAL = tuple(name for name in RULES if name not in NEEDS)


@cache
def load(name: str) -> Rule:
    """Return the module of a rule by its kebab-case name; raises `KeyError` for a name not in the tables."""
    if name not in (*RULES, *HOUSEKEEPING):
        raise KeyError(name)
    return cast("Rule", importlib.import_module(f"refmend.rules.{name.replace('-', '_')}"))


def worth_checking(run: Run) -> Sequence[Reference]:
    """Return the references of which a rule may speak: of a plain entry none does unless something is known of it."""
    signs, repeats = run.signs, run.repeats
    if run.suggestions or _UNCONDITIONAL:
        return run.references
    return [
        reference
        for reference in run.references
        if not reference.plain or id(reference) in repeats or (signs and reference.identifiers[0] in signs)
    ]


def check_entry(entry: Entry, names: tuple[str, ...] = RULES) -> Iterator[Finding]:
    """Yield the findings of the named rules about one entry, in the order of the table.

    A rule whose signs the entry does not bear is not run: see `signs`.
    """
    present = signs(entry)
    if not present and not _UNCONDITIONAL:
        return
    for name in _concerned(names, frozenset(present)):
        yield from load(name).check(entry)


@lru_cache(maxsize=256)
def _concerned(names: tuple[str, ...], present: frozenset[str]) -> tuple[str, ...]:
    """Return the rules that some signs concern; few sets of signs occur, however long a list is."""
    return tuple(name for name in names if name not in NEEDS or not NEEDS[name].isdisjoint(present))
