"""Works that an entry means without naming an identifier, or naming a wrong one.

A search engine's score is no evidence: errata and comments outrank the work, third parties register famous titles
again, and the right record may be the third. A work is proposed only where title, authors and year agree with the
entry and nothing else contradicts it, and where exactly one work does so best.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from refmend.citation import person
from refmend.compare import compare
from refmend.compare.fold import key
from refmend.model import Found, IdentifierKind, LinkState, Outcome, Verdict
from refmend.resolvers import catalogues
from refmend.resolvers.asking import Desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Comparison, Identifier, Record, Reference
    from refmend.net import Net

REGISTERED = (IdentifierKind.DOI, IdentifierKind.ARXIV)

_ADDING = frozenset({"missing-doi"})
_REPLACING = frozenset({"wrong-identifier", "unregistered-doi", "unknown-arxiv-id"})
"""The rules that say what a search finds: for entries without an identifier, and for those with a wrong one."""

_AT_ONCE = 3
"""Searches in the queue of Crossref's gate: the lists of those who ask for DOIs need not wait behind all of them."""

_SHORTEST_TITLE = 4
_SHORT_TITLE = 20


async def suggest(
    references: Sequence[Reference],
    net: Net,
    config: Config,
    *,
    outcomes: Mapping[Identifier, Outcome] | None = None,
) -> dict[str, tuple[Outcome, ...]]:
    """Search for the works of entries that name none; with `outcomes`, of those that name a missing or another one.

    Returns outcomes by reference id; entries for which nothing is certain are left out. Nobody is asked for what no
    selected rule would say.
    """
    if config.offline or not _is_selected(config, _ADDING if outcomes is None else _REPLACING):
        return {}
    desk = Desk(net, config, lambda _outcome: None)
    wanted = [
        reference
        for reference in references
        if _is_entry(reference)
        and (_names_none(reference) if outcomes is None else _names_another(reference, outcomes))
    ]
    found: dict[str, Record] = {}
    turns = asyncio.Semaphore(_AT_ONCE)
    await asyncio.gather(*(_search(reference, desk, found, turns) for reference in wanted))
    await _search_arxiv([reference for reference in wanted if reference.id not in found], desk, found)
    return {name: (_outcome(record, desk),) for name, record in found.items()}


async def _search(reference: Reference, desk: Desk, found: dict[str, Record], turns: asyncio.Semaphore) -> None:
    async with turns:
        candidates = await catalogues.in_crossref(reference, desk)
    record = best(reference, candidates)
    if record is None and catalogues.hints_at_data(reference):
        record = best(reference, await catalogues.in_datacite(reference, desk))
    if record is not None:
        found[reference.id] = record


async def _search_arxiv(references: Sequence[Reference], desk: Desk, found: dict[str, Record]) -> None:
    preprints = [reference for reference in references if catalogues.hints_at_arxiv(reference)]
    candidates = await catalogues.in_arxiv(preprints, desk)
    for reference in preprints:
        if record := best(reference, candidates):
            found[reference.id] = record


def _outcome(record: Record, desk: Desk) -> Outcome:
    link = desk.link(LinkState.ALIVE, "found by a search", final_url=record.url)
    return Outcome(record.identifier, Found((record,)), link)


def _is_selected(config: Config, rules: frozenset[str]) -> bool:
    """Tell whether any of some rules is to be judged by."""
    return bool((rules & set(config.select) if config.select else rules) - set(config.ignore))


def _is_entry(reference: Reference) -> bool:
    """Tell whether an entry has what a search needs."""
    return reference.kind == "entry" and not reference.problem and len(key(reference.words("title"))) >= _SHORTEST_TITLE


def _names_none(reference: Reference) -> bool:
    """Tell whether an entry of a published work has no identifier."""
    return not any(mention.identifier.kind in REGISTERED for mention in reference.mentions) and _looks_published(
        reference
    )


def _names_another(reference: Reference, outcomes: Mapping[Identifier, Outcome]) -> bool:
    """Tell whether all identifiers of an entry are broken, missing, or another work's."""
    named = {mention.identifier: mention for mention in reference.mentions if mention.identifier.kind in REGISTERED}
    return bool(named) and all(
        mention.problem or _is_wrong(reference, outcomes.get(identifier)) for identifier, mention in named.items()
    )


def _looks_published(reference: Reference) -> bool:
    """Tell a work of a journal, a book or proceedings from a web page, which has an address and no DOI."""
    if any(mention.identifier.kind == IdentifierKind.URL for mention in reference.mentions):
        return any(reference.words(name) for name in ("volume", "issue", "pages"))
    return bool(reference.authors or reference.words("venue"))


def _is_wrong(reference: Reference, outcome: Outcome | None) -> bool:
    """Tell whether an identifier is missing or clearly another work's."""
    if outcome is None:
        return False
    if outcome.resolution.state == "missing":
        return True
    if not outcome.records:
        return False
    title = key(outcome.records[0].title)
    if title and title in key(reference.text):
        return False  # the cheap answer for nearly all
    return compare(reference, outcome.records).same_work is False


def best(reference: Reference, records: Sequence[Record]) -> Record | None:
    """Return the one work that the entry clearly means; None where no work or more than one fits it best.

    Where a work was registered twice, the record counts whose very letters the entry has.
    """
    fitting = [
        (count, _verbatim(reference, record), record)
        for record in records
        if (count := agreement(reference, compare(reference, (record,)), record))
    ]
    if not fitting:
        return None
    highest = max(fit[:2] for fit in fitting)
    winners = [fit[2] for fit in fitting if fit[:2] == highest]
    return winners[0] if len({record.identifier for record in winners}) == 1 else None


def _verbatim(reference: Reference, record: Record) -> int:
    """Return how many texts of a record stand in the entry letter by letter, but for the kind of dash."""
    text = _plain(reference.text)
    families = (name.family or name.literal or "" for name in record.authors[:3])
    initials = (person(name) for name in record.authors[:3])
    known = (record.title, record.pages, record.volume, *record.containers, *families, *initials)
    return sum(bool(part) and _plain(part) in text for part in known)


def _plain(text: str) -> str:
    return text.replace("\N{EN DASH}", "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def agreement(reference: Reference, comparison: Comparison, record: Record) -> int:
    """Return how many fields a record confirms; 0 where one contradicts, or title, authors or year is not confirmed.

    A short title ("Keynote", "Introduction") needs the venue as well.
    """
    checks = [check for check in comparison.checks if not check.note]
    confirmed = {check.field for check in checks if check.verdict == Verdict.CONFIRMED}
    contradicted = {check.field for check in checks if check.verdict == Verdict.CONTRADICTED}
    needed = ["title", "year"] + (["authors"] if record.authors else [])
    needed += ["venue"] if len(key(reference.words("title"))) < _SHORT_TITLE else []
    if comparison.same_work is not True or contradicted or not confirmed.issuperset(needed):
        return 0
    return len(confirmed)
