"""A clock that moves only when told to, for any test of what waits."""

from __future__ import annotations

import asyncio
import heapq


class FakeClock:
    """Virtual seconds: `advance` moves them, `run` moves them as far as an awaitable needs."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._now = now
        self._passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> float:
        return self._now + self._passed

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._passed + max(seconds, 0.0), self._count, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass; whoever wakes on the way runs at its own moment."""
        until = self._passed + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self._wake()
            await settle()
        self._passed = until

    async def run(self, awaitable, *, longest: float = 1e6):
        """Await something, letting time pass whenever nothing else can happen."""
        task = asyncio.ensure_future(awaitable)
        while not task.done():
            await settle()
            if task.done():
                break
            if self._sleepers and self._sleepers[0][0] <= longest:
                self._wake()
            else:
                await asyncio.sleep(0.001)
        return await task

    def _wake(self) -> None:
        at, _, future = heapq.heappop(self._sleepers)
        self._passed = max(self._passed, at)
        if not future.done():
            future.set_result(None)


async def settle(rounds: int = 20) -> None:
    """Let everything that is ready run."""
    for _ in range(rounds):
        await asyncio.sleep(0)
