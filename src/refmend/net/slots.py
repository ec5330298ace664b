"""The slots of the whole run: how many requests are under way at once, on all hosts together."""

from __future__ import annotations

import asyncio
from collections import deque

PATIENCE = 2.0  # seconds after which a request that waits for its server costs us nothing worth a slot
LAG = 0.1  # seconds by which a timer is late on a machine that has too much to do
FIRST = 128  # slots given out at once; more only while this machine has nothing else to do
GROWS_AFTER = 0.015  # seconds after which a timer tells whether it has
IDLE_LAG = 0.004  # seconds by which it may be late then
TURNOVER = 4  # of so many slots one was given back meanwhile: the pages come faster than more at once would make them


class Slots:
    """A semaphore whose slow holders lose their slot to whoever waits.

    What is limited is work of this machine. A request that has waited for its server longer than `PATIENCE` is none,
    so a few dead hosts cannot hold up the rest; `most` still bounds all requests under way.

    More at once is not better by itself: where the pages come as fast as they can be read, each further request only
    opens a connection. So the limit is reached by doubling, each time that a timer comes in time although all slots
    are taken and few were given back.
    """

    def __init__(self, limit: int, most: int) -> None:
        """Allow `limit` busy requests, and `most` with those that only wait for a server."""
        self._limit = limit
        self._allowed = min(limit, FIRST)
        self._growth: asyncio.TimerHandle | None = None
        self._returned = 0  # slots given back since that timer was set
        self._most = max(most, limit)
        self._holders: dict[int, float] = {}  # ticket -> time of entry, in order of entry
        self._slow: set[int] = set()
        self._waiters: deque[asyncio.Future[int]] = deque()
        self._ticket = 0
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self) -> int:
        """Wait for a slot and return its ticket."""
        loop = asyncio.get_running_loop()
        if not self._waiters and self._has_room():
            return self._issue(loop.time())
        future: asyncio.Future[int] = loop.create_future()
        self._waiters.append(future)
        self._watch(loop)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.leave(future.result())
            raise

    def leave(self, ticket: int) -> None:
        """Give a slot back."""
        self._returned += 1
        if self._holders.pop(ticket, None) is None:
            self._slow.discard(ticket)
        if self._waiters:
            self._admit(asyncio.get_running_loop())

    def _issue(self, now: float) -> int:
        self._ticket += 1
        self._holders[self._ticket] = now
        return self._ticket

    def _has_room(self) -> bool:
        return len(self._holders) < self._allowed and len(self._holders) + len(self._slow) < self._most

    def _admit(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let as many in as there is room for."""
        while self._waiters:
            if self._waiters[0].done():
                self._waiters.popleft()
            elif self._has_room():
                self._waiters.popleft().set_result(self._issue(loop.time()))
            else:
                break
        self._watch(loop)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look again when the oldest holder will have become a slow one."""
        if self._growth is None and self._waiters and self._allowed < self._limit:
            self._returned = 0
            due = loop.time() + GROWS_AFTER
            self._growth = loop.call_at(due, self._grow, loop, due)
        if self._timer is not None or not self._waiters or not self._holders:
            return
        oldest = self._holders[next(iter(self._holders))]
        due = max(oldest + PATIENCE, loop.time() + 0.05)
        self._timer = loop.call_at(due, self._look, loop, due)

    def _grow(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        """Give out twice as many slots where this machine waits for others; see again later."""
        self._growth = None
        if loop.time() - due <= IDLE_LAG and self._returned * TURNOVER < self._allowed:
            self._allowed = min(2 * self._allowed, self._limit)
        self._admit(loop)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        """Take the slots of the slow, unless this machine is the slow one: more at once would only add to it."""
        self._timer = None
        now = loop.time()
        if now - due <= LAG:
            for ticket in [ticket for ticket, since in self._holders.items() if now - since >= PATIENCE]:
                if len(self._slow) + self._limit >= self._most:
                    break
                del self._holders[ticket]
                self._slow.add(ticket)
            self._admit(loop)
        elif self._waiters:
            self._timer = loop.call_at(now + PATIENCE, self._look, loop, now + PATIENCE)
