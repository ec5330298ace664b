"""Works that an entry means without naming an identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.config import Config
    from refmend.model import Outcome, Reference
    from refmend.net import Net


async def suggest(
    _references: Sequence[Reference],
    _net: Net,
    _config: Config,
) -> dict[str, tuple[Outcome, ...]]:
    """Search for the works of entries that name none; only works whose title, authors and year agree are returned."""
    return {}
