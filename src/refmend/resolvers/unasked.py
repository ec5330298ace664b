"""Identifiers that no registry is asked about: they are kept in the report and never judged.

ISBNs are such: no open registry holds them all, and what describes them best is wrong too often to judge an entry by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import LinkState, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Identifier
    from refmend.resolvers.asking import Desk


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Settle each as skipped."""
    for identifier in identifiers:
        reason = f"no registry is asked about {identifier.kind.upper()}"
        desk.settle(identifier, NotApplicable(reason), desk.link(LinkState.SKIPPED, reason))
