"""Asking: the one stage of a run that waits, for the ledger, the registries and the web.

What is not answered when it ends, because time ran out or somebody interrupted, counts as skipped.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from refmend.answers import INTERRUPTED, described
from refmend.model import IdentifierKind, LinkState, LinkStatus, NotApplicable, Outcome
from refmend.net import Net
from refmend.resolvers import openalex, resolve
from refmend.resolvers.wayback import archived_copies

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from refmend.answers import Answers
    from refmend.config import Config
    from refmend.ledger import Ledger
    from refmend.model import Identifier, Reference

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_log = logging.getLogger(__name__)


async def ask(
    references: Sequence[Reference],
    answers: Answers,
    config: Config,
    ledger: Ledger | None,
    watch: Callable[[int, Outcome | None], None],
) -> None:
    """Ask about everything that is not answered yet; fills `answers`, whatever happens."""
    seen = dict.fromkeys(mention.identifier for reference in references for mention in reference.mentions)
    wanted = [identifier for identifier in seen if identifier not in answers.outcomes]
    watch(len(wanted), None)
    if config.offline:
        return

    def told(outcome: Outcome) -> None:
        lasting = outcome.link.state != LinkState.UNKNOWN
        answers.outcomes[outcome.identifier] = ledger.put(outcome) if ledger and lasting else outcome
        watch(len(wanted), outcome)

    earlier = {} if ledger is None or config.recheck else _earlier(wanted, ledger)
    async with Net(config) as net:
        try:
            async with asyncio.timeout(config.max_time):
                async with asyncio.TaskGroup() as group:
                    unnamed = group.create_task(_or_nothing(_suggest(references, net, config)))
                    await resolve(wanted, net, config, told=told, described=described(references), earlier=earlier)
                    misnamed = await _or_nothing(_suggest(references, net, config, outcomes=answers.outcomes))
                answers.suggestions = {**unnamed.result(), **misnamed}
                answers.network = await _has_network(wanted, answers, net)
                await _remember_failures(wanted, answers, ledger, net)
                await _find_copies(references, answers, config, ledger, net)
                await _ask_another(references, answers, config, ledger, net)
        except TimeoutError:
            answers.incomplete = "the time budget was used up"
        except asyncio.CancelledError:
            answers.incomplete = INTERRUPTED
        answers.requests = dict(net.requests)
    for identifier in wanted:
        if identifier not in answers.outcomes:
            link = LinkStatus(LinkState.SKIPPED, answers.incomplete)
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable(answers.incomplete), link)


def _earlier(wanted: Iterable[Identifier], ledger: Ledger) -> dict[Identifier, Outcome]:
    """Return what former runs learnt of web pages that are due again."""
    pages = (identifier for identifier in wanted if identifier.kind == IdentifierKind.URL)
    found = ((identifier, ledger.previous(identifier)) for identifier in pages)
    return {identifier: outcome for identifier, outcome in found if outcome is not None}


async def _suggest(
    references: Sequence[Reference], net: Net, config: Config, outcomes: Mapping[Identifier, Outcome] | None = None
) -> Mapping[str, tuple[Outcome, ...]]:
    """Search for what entries may mean that have no identifier, or with `outcomes` another work's."""
    if not any(reference.kind == "entry" for reference in references):
        return {}
    from refmend.resolvers.searching import suggest  # noqa: PLC0415 - a list of bare links searches for nothing

    return await suggest(references, net, config, outcomes=outcomes)


async def _or_nothing(search: Awaitable[Mapping[_Key, _Value]]) -> Mapping[_Key, _Value]:
    """Return what a search found; a surprise in it is logged and must not cost the answers that are there."""
    try:
        return await search
    except Exception:  # noqa: BLE001 - whatever it is, the answers so far are worth more
        _log.exception("a search failed; the run goes on without it")
        return {}


async def _has_network(wanted: Sequence[Identifier], answers: Answers, net: Net) -> bool:
    """Tell whether anybody answered; only when nobody did is the canary asked."""
    links = [answers.outcomes[identifier].link for identifier in wanted if identifier in answers.outcomes]
    asked = [link for link in links if link.state not in (LinkState.INVALID, LinkState.SKIPPED)]
    if not asked or any(link.state != LinkState.UNKNOWN or link.status_code for link in asked):
        return True
    return bool(await net.healthy())


async def _remember_failures(wanted: Sequence[Identifier], answers: Answers, ledger: Ledger | None, net: Net) -> None:
    """Count the failures in the ledger's history, which may make one of them dead; not while our network is down."""
    unknown = [item for item in wanted if answers.outcomes[item].link.state == LinkState.UNKNOWN]
    if ledger is None or not unknown:
        return
    trusted = bool(answers.network and await net.healthy())
    for identifier in unknown:
        answers.outcomes[identifier] = ledger.put(answers.outcomes[identifier], trusted=trusted)


async def _find_copies(
    references: Sequence[Reference], answers: Answers, config: Config, ledger: Ledger | None, net: Net
) -> None:
    """Add archived copies to what is dead, from about the time when the entry's writer read the page."""
    copies = await _or_nothing(archived_copies(references, answers.outcomes, net, config))
    for identifier, copy in copies.items():
        outcome = answers.outcomes[identifier]
        kept = replace(outcome, link=replace(outcome.link, archived_url=copy))
        answers.outcomes[identifier] = kept
        if ledger:
            ledger.amend(kept)


async def _ask_another(
    references: Sequence[Reference], answers: Answers, config: Config, ledger: Ledger | None, net: Net
) -> None:
    """Add a second opinion on the works of which one registry alone contradicts an entry's title or names.

    What the ledger remembers was asked about when it was learnt.
    """
    entries = [reference for reference in references if reference.kind == "entry"]
    if not config.second_opinion or not entries:
        return
    from refmend.compare.known import compare_outcomes  # noqa: PLC0415 - a list of bare links compares nothing
    from refmend.compare.opinion import doubted  # noqa: PLC0415 - the same

    wanted: dict[Identifier, Identifier] = {}
    for reference in entries:
        comparisons = answers.comparisons[reference.id] = compare_outcomes(reference, answers.outcomes)
        for identifier, comparison in comparisons.items():
            if doubted(comparison) and not answers.outcomes[identifier].from_ledger:
                wanted[identifier] = comparison.record.identifier
    works = await _or_nothing(openalex.look_up(dict.fromkeys(wanted.values()), net, config)) if wanted else {}
    for identifier, work in wanted.items():
        if work in works:
            kept = replace(answers.outcomes[identifier], second=works[work])
            answers.outcomes[identifier] = kept
            if ledger:
                ledger.amend(kept)
