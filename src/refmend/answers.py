"""What is known of the references of a run: what needs no asking, and what the asking adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from refmend.model import UNREAD, Identifier, LinkState, LinkStatus, NotApplicable, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from refmend.config import Config
    from refmend.ledger import Ledger
    from refmend.model import Comparison, Reference


INTERRUPTED = "interrupted"
"""Why a run is incomplete that somebody ended."""


class Answers(Struct):
    """What the registries and the web said, as far as they got.

    `comparisons` holds by reference id what was compared already, to know where a second opinion is wanted.
    """

    outcomes: dict[Identifier, Outcome] = field(default_factory=dict)
    suggestions: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    comparisons: dict[str, dict[Identifier, Comparison]] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    incomplete: str = ""
    network: bool = True


def remember(references: Sequence[Reference], config: Config, ledger: Ledger | None) -> Answers:
    """Return what needs no asking: malformed identifiers, and what the ledger still knows.

    A page that was only linked to when the ledger learnt of it is asked again once an entry describes it.
    """
    answers = Answers()
    read = frozenset() if ledger is None or config.offline else described(references)
    for identifier, problem in _questions(references):
        if problem:
            link = LinkStatus(LinkState.INVALID, problem)
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable("malformed"), link)
        elif (
            ledger
            and not config.recheck
            and (known := ledger.get(identifier))
            and (known.resolution != UNREAD or identifier not in read)
        ):
            answers.outcomes[identifier] = replace(known, from_ledger=True)
        elif config.offline:
            link = LinkStatus(LinkState.SKIPPED, "offline and not in the ledger")
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable("offline"), link)
    return answers


def _questions(references: Iterable[Reference]) -> Iterator[tuple[Identifier, str]]:
    """Yield each identifier once, and what is wrong with how it is first written, if anything is."""
    seen: set[Identifier] = set()
    plain: set[int] = set()  # the identities of objects that the plain entries of a list share
    for reference in references:
        if reference.plain:
            (identifier,) = reference.identifiers
            if id(identifier) not in plain:
                plain.add(id(identifier))
                if identifier not in seen:
                    seen.add(identifier)
                    yield identifier, ""
            continue
        for mention in reference.mentions:
            if mention.identifier not in seen:
                seen.add(mention.identifier)
                yield mention.identifier, mention.problem


def described(references: Iterable[Reference]) -> frozenset[Identifier]:
    """Return the identifiers of which an entry says more than where they are."""
    entries = (reference for reference in references if reference.kind == "entry")
    return frozenset(mention.identifier for reference in entries for mention in reference.mentions)
