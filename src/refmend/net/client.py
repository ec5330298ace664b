"""`Net`: what the rest of the program may ask of the network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self, TypeVar

from refmend.model import Answer, Fault, Observation
from refmend.net import canary
from refmend.net.chain import Ask, Chain
from refmend.net.clock import SystemClock
from refmend.net.cookies import Jar
from refmend.net.exchange import Exchange
from refmend.net.gates import Gates
from refmend.net.slots import Slots
from refmend.net.target import parse
from refmend.net.threads import Threads
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from refmend.config import Config
    from refmend.net.canary import Health
    from refmend.net.clock import Clock
    from refmend.net.exchange import Reply

T = TypeVar("T")
PAGE_BYTES = 262_144
CANARY_AGAIN = 60.0  # seconds after which the canary is asked again
CANARY_PATIENCE = 10.0


class Allowance:
    """Seconds of network time that are left to a chain; waiting for a turn does not count."""

    __slots__ = ("left", "spent")

    def __init__(self, seconds: float) -> None:
        """Start with `seconds`."""
        self.left = seconds
        self.spent = 0.0

    def spend(self, seconds: float) -> None:
        """Take off what a request took."""
        self.spent += seconds
        self.left -= seconds


class Net:
    """The network, behind a guard, gates and bounds; an async context manager."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        """Open nothing yet. Raises `ConfigError` for an `allow_network` that is none, and for missing certificates."""
        self.clock: Clock = clock or SystemClock()
        self._config = config
        self._exchange = Exchange(config, self.clock)
        self.requests: Counter[str] = self._exchange.requests  # host -> requests sent
        self._gates = Gates(config, self.clock)
        self._slots = Slots(config.max_concurrency, config.max_concurrency * 4)
        self._threads = Threads(16, "refmend-call")
        self._canary: tuple[float, Observation] | None = None
        self._canary_lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Return itself; connections are opened when they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        self._gates.close()
        self._threads.close()
        await self._exchange.close()

    async def get(  # noqa: PLR0913 - the settings of one request, all by name
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        lane: str = "page",
        max_bytes: int = PAGE_BYTES,
        deadline: float | None = None,
        trusted: bool = False,
        jar: Jar | None = None,
        body: bytes | None = None,
    ) -> Observation:
        """Make one exchange; a redirect is an answer like any other. Never raises for trouble.

        `deadline` is in seconds of network time (default: the configured time-out); waiting for the host's turn
        does not count. `lane` is a budget within the host (`page`, `single`, `list`). `trusted` lifts the address
        guard for this URL's host: for configured base URLs only. `max_bytes` bounds the decoded body.
        """
        ask = Ask(method, headers or {}, lane, max_bytes, trusted, body)
        return await self._chain(url, ask, deadline, jar, None)

    async def follow(  # noqa: PLR0913 - the settings of one request, all by name
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        lane: str = "page",
        max_bytes: int = PAGE_BYTES,
        deadline: float | None = None,
        trusted: bool = False,
        jar: Jar | None = None,
        body: bytes | None = None,
        max_redirects: int = 10,
    ) -> Observation:
        """Make an exchange and follow its redirects, each hop guarded, paced and with its own host's headers.

        As `get`; `deadline` is for the whole chain. Cookies live for the chain unless a `jar` is given. The answers
        before a fault are kept.
        """
        ask = Ask(method, headers or {}, lane, max_bytes, trusted, body)
        return await self._chain(url, ask, deadline, jar or Jar(), max_redirects)

    async def call(self, url: str, lane: str, function: Callable[[], T], *, timeout: float) -> T:  # noqa: ASYNC109
        """Run a blocking call to `url`'s host in a thread, as one request of that host's lane.

        Raises `TimeoutError` after `timeout` seconds (the thread is left to itself), and whatever `function` raises.
        """
        if self._config.offline:
            raise TimeoutError("offline")
        try:
            target = parse(url)
            gate = self._gates.of(target)
            await gate.enter(lane)
        except Trouble as trouble:
            raise TimeoutError(f"{trouble.fault}: {trouble.detail}") from None
        try:
            self.requests[target.origin.host] += 1
            async with asyncio.timeout(timeout):
                return await self._threads.run(function)
        except TimeoutError:
            gate.note(lane, Fault.TIMEOUT)
            raise
        finally:
            gate.leave()

    def pause(self, url: str, lane: str, seconds: float) -> None:
        """Let no request of this lane to `url`'s host start for `seconds`: a service said "slow down"."""
        try:
            self._gates.of(parse(url)).pause(lane, seconds)
        except Trouble:
            return  # nobody can be asked there anyway

    async def healthy(self) -> Health:
        """Ask the canary (at most once a minute) whether this is the real network; true if it seems to be."""
        async with self._canary_lock:
            now = self.clock.monotonic()
            if self._canary is None or now - self._canary[0] >= CANARY_AGAIN:
                self._canary = (now, await self._ask_canary())
        return canary.read(self._canary[1], others_answered=self._exchange.answered > 0)

    async def _ask_canary(self) -> Observation:
        ask = Ask("GET", canary.HEADERS, "page", 4096, trusted=True, content=None)
        url = self._config.registries.canary
        return await self._chain(url, ask, min(CANARY_PATIENCE, self._config.timeout), None, None, gated=False)

    async def _chain(
        self,
        url: str,
        ask: Ask,
        deadline: float | None,
        jar: Jar | None,
        max_redirects: int | None,
        *,
        gated: bool = True,
    ) -> Observation:
        allowance = Allowance(deadline if deadline is not None else self._config.timeout)
        answers: list[Answer] = []
        reply: Reply | None = None
        fault, detail = Fault.NONE, ""
        try:
            chain = Chain(parse(url), ask, jar, max_redirects)
            while True:
                reply = await self._hop(chain, allowance, gated=gated)
                answers.append(reply.answer)
                if not chain.step(reply.answer):
                    break
        except Trouble as trouble:
            fault, detail = trouble.fault, trouble.detail
        broken = bool(fault) or reply is None
        return Observation(
            url=url,
            method=ask.method,
            answers=tuple(answers),
            fault=fault,
            detail=detail if broken or reply is None else reply.detail,
            body=b"" if broken or reply is None else reply.body,
            truncated=not broken and reply is not None and reply.truncated,
            elapsed=allowance.spent,
            at=self.clock.now(),
            retry_after=reply.retry_after if reply is not None else None,
        )

    async def _hop(self, chain: Chain, allowance: Allowance, *, gated: bool) -> Reply:
        """Make one request of a chain when its host's turn comes; raises `Trouble`."""
        target, lane = chain.target, chain.ask.lane
        if self._config.offline:
            raise Trouble(Fault.CANCELLED, "offline")
        self._exchange.check(chain)
        if not gated:
            return await self._timed(chain, allowance)
        gate = self._gates.of(target)
        await gate.enter(lane)
        ticket = None
        try:
            if not gate.registry:
                ticket = await self._slots.enter()
            reply = await self._timed(chain, allowance)
            gate.note(lane, Fault.NONE)
            gate.learn(lane, reply.answer, reply.retry_after)
        except Trouble as trouble:
            gate.note(lane, trouble.fault, trouble.detail)
            raise
        finally:
            if ticket is not None:
                self._slots.leave(ticket)
            gate.leave()
        return reply

    async def _timed(self, chain: Chain, allowance: Allowance) -> Reply:
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            if allowance.left <= 0:
                raise Trouble(Fault.TIMEOUT, "the time for this link is over")
            return await self._exchange.ask(chain, start + allowance.left)
        finally:
            allowance.spend(loop.time() - start)
