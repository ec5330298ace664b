"""One gate per host: how many requests at once, how far apart, until when to pause, and when to give up on it.

A request that waits here holds nothing that another host could use. Lanes are budgets within a host (Crossref counts
single records and lists apart); the number under way at once is the host's.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from typing import TYPE_CHECKING

from refmend.model import Fault
from refmend.net.limits import Limits, told
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from refmend.model import Answer
    from refmend.net.clock import Clock

FAULTS_IN_A_ROW = 5
OPEN_FOR = 30.0  # seconds a breaker stays open before one request may try again; doubles up to the longest
LONGEST_OPEN = 480.0
LONGEST_PAUSE = 60.0  # seconds that a host which is no registry may make the whole run wait for it
_SLOWEST_LEARNT = 10.0  # seconds between requests that a stranger's header may impose
_QUICKEST_LEARNT = 1 / 150
SILENT = frozenset({Fault.CONNECT_TIMEOUT, Fault.TIMEOUT, Fault.UNREACHABLE, Fault.REFUSED, Fault.DNS_TROUBLE})
_TOO_MANY, _UNAVAILABLE = 429, 503


class _Lane:
    """One budget: the next moment a request may start, and who waits for it."""

    __slots__ = ("next_at", "paused_until", "spacing", "throttles", "waiters")

    def __init__(self, spacing: float) -> None:
        self.spacing = spacing
        self.next_at = -math.inf
        self.paused_until = 0.0
        self.throttles = 0
        self.waiters: deque[asyncio.Future[None]] = deque()

    @property
    def ready_at(self) -> float:
        return max(self.next_at, self.paused_until)


class HostGate:
    """The gate of one host (or of one registry's base URL)."""

    def __init__(self, clock: Clock, limits: Limits, *, registry: bool = False) -> None:
        """Start open; a `registry` may loosen its limits by its headers and may pause us as long as it likes."""
        self.registry = registry
        self.at_once = limits.at_once
        self.active = 0
        self._clock = clock
        self._spacing = limits.spacing
        self._burst = limits.burst
        self._lanes: dict[str, _Lane] = {}
        self._waker: asyncio.Task[None] | None = None
        self._wakes_at = 0.0
        self._faults = 0
        self._opened = 0
        self._open_until = 0.0
        self._trying = False
        self._why = ""

    async def enter(self, name: str) -> None:
        """Wait until a request of this lane may start; raises `Trouble` with `CIRCUIT_OPEN` where it need not try."""
        self._check_breaker()
        lane = self._lane(name)
        now = self._clock.monotonic()
        if not lane.waiters and self.active < self.at_once and lane.ready_at <= now:
            self._start(lane, now)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lane.waiters.append(future)
        self._pump()
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.leave()
            self._trying = False
            raise

    def leave(self) -> None:
        """Give the place back."""
        self.active -= 1
        self._trying = False
        for lane in self._lanes.values():
            if lane.waiters:
                self._pump()
                return

    def pause(self, name: str, seconds: float) -> None:
        """Let nothing of this lane start for `seconds`."""
        lane = self._lane(name)
        lane.paused_until = max(lane.paused_until, self._clock.monotonic() + seconds)

    def note(self, name: str, fault: Fault, detail: str = "") -> None:
        """Count a fault towards the breaker, or let a success close it."""
        if fault not in SILENT:
            self._faults = self._opened = 0
            self._open_until = 0.0
            return
        self._faults += 1
        if self._faults >= FAULTS_IN_A_ROW or self._opened:
            self._open(f"{self._faults} requests in a row failed: {fault}{f', {detail}' if detail else ''} ({name})")

    def learn(self, name: str, answer: Answer, retry_after: float | None) -> None:
        """Take a service's own word on its limits, and slow down where it says that we are too fast."""
        lane = self._lane(name)
        if answer.status_code == _TOO_MANY:
            lane.throttles += 1
            self._slow_down(lane, name, retry_after)
        elif answer.status_code == _UNAVAILABLE and retry_after:
            self.pause(name, retry_after if self.registry else min(retry_after, LONGEST_PAUSE))
        else:
            lane.throttles = 0
        spacing, at_once = told(answer)
        if spacing is not None:
            if self.registry:
                lane.spacing = max(spacing, _QUICKEST_LEARNT)
            else:
                lane.spacing = min(max(lane.spacing, spacing), _SLOWEST_LEARNT)
        if at_once is not None and (self.registry or at_once < self.at_once):
            self.at_once = max(1, min(at_once, 64))

    def _slow_down(self, lane: _Lane, name: str, retry_after: float | None) -> None:
        wait = retry_after if retry_after is not None else float(2 ** min(lane.throttles, 5))
        if self.registry:
            self.pause(name, max(wait, 1.0))
            return
        if wait > LONGEST_PAUSE and lane.throttles > 1:
            self._open(f"asked to come back in {wait:.0f} s")
        self.at_once = max(1, self.at_once // 2)
        self.pause(name, min(max(wait, 1.0), LONGEST_PAUSE))

    def _lane(self, name: str) -> _Lane:
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = _Lane(self._spacing.get(name, self._spacing.get("single", 0.0)))
        return lane

    def _start(self, lane: _Lane, now: float) -> None:
        self.active += 1
        if lane.spacing:
            lane.next_at = max(lane.next_at, now - self._burst * lane.spacing) + lane.spacing

    def _check_breaker(self) -> None:
        """Refuse while the breaker is open; when its time is over, let one request through to try."""
        if not self._open_until:
            return
        if self._trying or self._clock.monotonic() < self._open_until:
            raise Trouble(Fault.CIRCUIT_OPEN, self._why)
        self._trying = True

    def _open(self, why: str) -> None:
        """Open the breaker and send home all who wait."""
        self._why = why
        self._open_until = self._clock.monotonic() + min(OPEN_FOR * 2**self._opened, LONGEST_OPEN)
        self._opened += 1
        for lane in self._lanes.values():
            while lane.waiters:
                future = lane.waiters.popleft()
                if not future.done():
                    future.set_exception(Trouble(Fault.CIRCUIT_OPEN, why))

    def _pump(self) -> None:
        """Start whoever may start, and see to it that the next one is looked at in time."""
        now = self._clock.monotonic()
        soonest = None
        for lane in self._lanes.values():
            while lane.waiters and self.active < self.at_once and lane.ready_at <= now:
                future = lane.waiters.popleft()
                if not future.done():
                    self._start(lane, now)
                    future.set_result(None)
            if lane.waiters and lane.ready_at > now:
                soonest = lane.ready_at if soonest is None else min(soonest, lane.ready_at)
        if soonest is not None and (self._waker is None or soonest < self._wakes_at):
            if self._waker is not None:
                self._waker.cancel()
            self._wakes_at = soonest
            self._waker = asyncio.get_running_loop().create_task(self._wake(soonest - now))

    async def _wake(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._waker = None
        self._pump()

    def close(self) -> None:
        """Wake nobody any more."""
        if self._waker is not None:
            self._waker.cancel()
            self._waker = None
