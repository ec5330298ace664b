"""Rate limits: how many requests a registry takes in its pools, and what it says to one too many."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.replica.exchange import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

JITTER = 0.05  # a client that keeps the published pace exactly must not be refused for a late wake-up


class Limit(Struct, frozen=True):
    """At most `count` requests in `interval` seconds and `at_once` under way, counted by `pool`.

    After a refusal everything is refused for `penalty` seconds.
    """

    pool: str
    count: int
    interval: float
    at_once: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Response = field(default_factory=lambda: Response(429))
    penalty: float = 0.0


class Gate:
    """Counts requests by pool over a sliding window. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self.refused: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._under_way: Counter[str] = Counter()
        self._closed_until: dict[str, float] = {}

    def admit(self, limit: Limit, now: float) -> bool:
        """Count a request that begins `now`; False if it is one too many. A refused one counts as well."""
        pool, recent = limit.pool, self._recent[limit.pool]
        window = limit.interval * (1 - JITTER)
        while recent and now - recent[0] >= window:
            recent.popleft()
        crowded = limit.at_once is not None and self._under_way[pool] >= limit.at_once
        punished = now < self._closed_until.get(pool, now)
        if crowded or punished or len(recent) >= limit.count:
            self.refused[pool] += 1
            self._closed_until[pool] = now + limit.penalty
            return False
        recent.append(now)
        return True

    def enter(self, pool: str) -> None:
        """Note that an admitted request is under way."""
        self._under_way[pool] += 1
        self.peak[pool] = max(self.peak[pool], self._under_way[pool])

    def leave(self, pool: str) -> None:
        """Note that it has ended."""
        self._under_way[pool] -= 1
