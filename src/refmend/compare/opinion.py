"""Second opinions: what another source's description means for what a registry alone says against an entry; pure.

A word counts, not a letter: the second source must show the registry's words and none of the entry's, or the other
way round. Sources copy each other, so agreement makes a finding surer and never makes its fix safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.compare.fold import clean, words
from refmend.model import Applicability, Confidence, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Comparison, FieldCheck, Identifier, Outcome, Record

_FIELDS = frozenset({"title", "authors"})
_SHORTEST = 3
_ALIKE = 0.6
_NAMES = {"crossref": "Crossref", "datacite": "DataCite", "arxiv": "arXiv", "openalex": "OpenAlex"}


def doubted(comparison: Comparison) -> bool:
    """Tell whether one registry alone contradicts a word of a title or of a name, so that another should be asked."""
    return bool(comparison.same_work) and any(_difference(check) for check in comparison.checks)


def weigh_all(
    comparisons: Mapping[Identifier, Comparison], outcomes: Mapping[Identifier, Outcome]
) -> dict[Identifier, Comparison]:
    """Return the comparisons in the light of the second opinions that the outcomes carry."""
    weighed = {}
    for identifier, comparison in comparisons.items():
        outcome = outcomes.get(identifier)
        second = outcome.second if outcome else None
        weighed[identifier] = weigh(comparison, second) if second else comparison
    return weighed


def weigh(comparison: Comparison, second: Record) -> Comparison:
    """Return the comparison with every doubted check made surer, or its fix only shown, by another source's record.

    A record of what is clearly another work changes nothing; nor does one that shows both words, or neither.
    """
    if not comparison.same_work or not _is_same_work(comparison.record, second):
        return comparison
    return replace(comparison, checks=tuple(_weighed(check, second) for check in comparison.checks))


def _weighed(check: FieldCheck, second: Record) -> FieldCheck:
    difference = _difference(check)
    if difference is None:
        return check
    written, expected = difference
    shown = _title(second) if check.field == "title" else _words(*map(str, second.authors))
    if expected <= shown and not written & shown:
        surer = Confidence(min((check.confidence or Confidence.MEDIUM) + 1, Confidence.HIGH))
        return replace(check, sources=(*check.sources, second.registry), confidence=surer)
    if written <= shown and not expected & shown:
        first, other = (_NAMES.get(name, name) for name in (check.sources[0], second.registry))
        return replace(
            check,
            applicability=Applicability.DISPLAY if check.edits else None,
            confidence=Confidence.LOW,
            message=f"{first} has {check.expected!r}, but {other} has {check.as_written!r} as well",
        )
    return check


def _difference(check: FieldCheck) -> tuple[set[str], set[str]] | None:
    """Return the words in which the entry and one registry alone differ, on both sides; None where there are none."""
    if check.verdict != Verdict.CONTRADICTED or check.field not in _FIELDS or check.note or len(check.sources) != 1:
        return None
    written, expected = _words(check.as_written), _words(check.expected)
    mine, theirs = written - expected, expected - written
    return (mine, theirs) if mine and theirs and all(len(word) >= _SHORTEST for word in mine | theirs) else None


def _is_same_work(first: Record, second: Record) -> bool:
    """Tell whether two records describe one work: services merge works, and their titles tell."""
    one, other = _title(first), _title(second)
    return bool(one and other) and len(one & other) >= _ALIKE * min(len(one), len(other))


def _title(record: Record) -> set[str]:
    return _words(*(title.text for title in record.titles))


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in words(clean(text))}
