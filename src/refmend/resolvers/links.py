"""Web addresses, judged by `web.probe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.resolvers import web

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Identifier, Outcome
    from refmend.resolvers.asking import Desk


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Probe each page."""

    def told(outcome: Outcome) -> None:
        desk.settle(outcome.identifier, outcome.resolution, outcome.link)

    await web.probe(identifiers, desk.net, desk.config, told, described=desk.described, earlier=desk.earlier)
