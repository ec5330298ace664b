"""What a rule is given and what it hands back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from refmend.model import Confidence, Finding, IdentifierKind, Mention, Severity
from refmend.rules.sameness import repeats
from refmend.rules.signs import signs_of_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from refmend.model import Comparison, FieldName, Fix, Identifier, Outcome, Reference, Span
    from refmend.rules.sameness import Repeat


class Run(Struct, frozen=True, dict=True):
    """What rules that look beyond one entry may see: every reference and outcome, and today's year (UTC)."""

    references: Sequence[Reference]
    outcomes: Mapping[Identifier, Outcome]
    year: int
    suggestions: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)

    @cached_property
    def signs(self) -> Mapping[Identifier, frozenset[str]]:
        """The outcomes that some rule may have something to say about: their signs, by identifier."""
        return signs_of_outcomes(self.outcomes)

    @cached_property
    def repeats(self) -> Mapping[int, Sequence[Repeat]]:
        """The works that a file has again, by the identity of the reference object in their second place."""
        return repeats(self)


class Entry(Struct, frozen=True):
    """One reference with all that was learnt about it.

    `comparisons` holds one comparison for each identifier of the entry that a registry knows; usually there is
    one, two where a preprint and the published work are both named or where an identifier is wrong.
    `run.suggestions` maps a reference's id to works found by a search (for missing and wrong identifiers),
    already verified by the resolver.
    """

    reference: Reference
    run: Run
    comparisons: Mapping[Identifier, Comparison] = field(default_factory=dict)

    @property
    def comparison(self) -> Comparison | None:
        """Return the comparison that speaks for the entry: the first that is not about another work."""
        for comparison in self.comparisons.values():
            if comparison.same_work is not False:
                return comparison
        return next(iter(self.comparisons.values()), None)

    def outcome(self, mention: Mention) -> Outcome | None:
        """Return what was learnt about a mention's identifier."""
        return self.run.outcomes.get(mention.identifier)

    def mentions(self, *kinds: IdentifierKind) -> Iterator[tuple[Mention, Outcome]]:
        """Yield the mentions of the given kinds (all, if none) that were asked about, one per identifier."""
        seen = set()
        for mention in self.reference.mentions:
            outcome = self.outcome(mention)
            if outcome is None or mention.identifier in seen or (kinds and mention.identifier.kind not in kinds):
                continue
            seen.add(mention.identifier)
            yield mention, outcome

    def finding(  # noqa: PLR0913 - a finding has this many parts, and all are named at the call
        self,
        rule: str,
        severity: Severity,
        span: Span,
        message: str,
        *,
        confidence: Confidence = Confidence.HIGH,
        identifier: Identifier | None = None,
        field_name: FieldName | None = None,
        as_written: str = "",
        expected: str = "",
        sources: tuple[str, ...] = (),
        fix: Fix | None = None,
        related: tuple[Reference, ...] = (),
    ) -> Finding:
        """Make a finding about this entry."""
        return Finding(
            rule=rule,
            severity=severity,
            confidence=confidence,
            reference=self.reference,
            span=span,
            message=message,
            identifier=identifier,
            field=field_name,
            as_written=as_written,
            expected=expected,
            sources=sources,
            fix=fix,
            related=related,
        )


class Rule(Protocol):
    """A module of this package: its docstring is the rule's page, `check` yields the findings for one entry."""

    __name__: str
    __doc__: str | None
    SEVERITY: Severity

    def check(self, entry: Entry) -> Iterator[Finding]:
        """Yield what the rule has to say about one entry."""
        ...
