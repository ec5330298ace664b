"""Resolvers: identifiers in, outcomes out. One module per registry; `RESOLVERS` says which one a kind is asked of."""

from __future__ import annotations

import asyncio
import importlib
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol, cast

from refmend.model import IdentifierKind, LinkState, Unknown
from refmend.resolvers.asking import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Identifier, Outcome
    from refmend.net import Net

RESOLVERS: dict[IdentifierKind, str] = {
    IdentifierKind.DOI: "refmend.resolvers.doi",
    IdentifierKind.ARXIV: "refmend.resolvers.arxiv",
    IdentifierKind.URL: "refmend.resolvers.links",
    IdentifierKind.ISBN: "refmend.resolvers.isbn",
    IdentifierKind.PMID: "refmend.resolvers.pubmed",
    IdentifierKind.PMCID: "refmend.resolvers.pubmed",
}

__all__ = ["RESOLVERS", "resolve"]


class Resolver(Protocol):
    """A module that settles every identifier of its kinds at the desk."""

    async def resolve(self, identifiers: Sequence[Identifier], desk: Desk) -> None:
        """Settle the identifiers, each as soon as its outcome is final."""
        ...


async def resolve(
    identifiers: Sequence[Identifier],
    net: Net,
    config: Config,
    *,
    told: Callable[[Outcome], None],
    described: Container[Identifier] | None = None,
    earlier: Mapping[Identifier, Outcome] | None = None,
) -> None:
    """Ask everybody about everything at once; `told` hears of each identifier exactly once.

    `described` are those of which an entry says more than where they are (None: all): only their pages are read for
    what they say of themselves. `earlier` is what former runs learnt of identifiers that are due again.
    Trouble with one registry, and even a mistake of ours in reading it, makes its identifiers unknown and no others.
    """
    desk = Desk(net, config, told, described, earlier or {})
    groups: dict[str, list[Identifier]] = defaultdict(list)
    for identifier in dict.fromkeys(identifiers):
        groups[RESOLVERS[identifier.kind]].append(identifier)
    await asyncio.gather(*(_settle_all(name, group, desk) for name, group in groups.items()))


async def _settle_all(name: str, group: Sequence[Identifier], desk: Desk) -> None:
    reason = "not asked"
    try:
        await cast("Resolver", importlib.import_module(name)).resolve(group, desk)
    except Exception as error:  # noqa: BLE001 - one registry's surprise must not end the run
        reason = f"could not be read ({type(error).__name__})"
    for identifier in group:
        if identifier not in desk.settled:
            desk.settle(identifier, Unknown(reason), desk.link(LinkState.UNKNOWN, reason))
