"""`Net`: what the rest of the program may ask of the network."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from refmend.model import Answer, Fault, Observation
from refmend.net import canary
from refmend.net.chain import Ask, Chain
from refmend.net.clock import SystemClock
from refmend.net.cookies import Jar
from refmend.net.dns import Resolver
from refmend.net.files import open_files
from refmend.net.gates import Gates
from refmend.net.guard import Guard, is_internal_name
from refmend.net.limits import retry_after
from refmend.net.pool import Pool
from refmend.net.proxy import ProxySettings, ProxyTransport
from refmend.net.request import Headers
from refmend.net.response import Response
from refmend.net.slots import Slots
from refmend.net.target import parse
from refmend.net.threads import Threads
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from refmend.config import Config
    from refmend.net.canary import Health
    from refmend.net.clock import Clock
    from refmend.net.target import Target
    from refmend.net.wire import Connection

T = TypeVar("T")
PAGE_BYTES = 262_144
CANARY_AGAIN = 60.0  # seconds after which the canary is asked again
CANARY_PATIENCE = 10.0
_NO_NAME = frozenset({Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS})
_GATEWAY = frozenset({502, 503, 504})
_STALE = frozenset({Fault.EMPTY, Fault.RESET})  # what a connection shows that the server closed while it idled


class Reply(NamedTuple):
    """One answer, before it is part of an Observation."""

    answer: Answer
    body: bytes
    truncated: bool
    detail: str
    retry_after: float | None


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
        """Open nothing yet. Raises `ConfigError` for an `allow_network` that is no network."""
        self.requests: Counter[str] = Counter()  # host -> requests sent
        self.clock: Clock = clock or SystemClock()
        self._config = config
        self._guard = Guard(config.allow_network)
        self._gates = Gates(config, self.clock)
        self._slots = Slots(config.max_concurrency, config.max_concurrency * 4)
        self._pool = Pool(open_files(config.max_concurrency * 4))
        self._resolver = Resolver(self.clock)
        self._proxies = ProxySettings()
        self._proxied = ProxyTransport(self._pool.context)
        self._headers = Headers(config)
        self._threads = Threads(16, "refmend-call")
        self._answered = 0
        self._canary: tuple[float, Observation] | None = None
        self._canary_lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Return itself; connections are opened when they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        self._gates.close()
        self._pool.close()
        self._resolver.close()
        self._threads.close()
        await self._proxied.close()

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
        return canary.read(self._canary[1], others_answered=self._answered > 0)

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
        proxy = self._proxies.of(target.origin)
        if not chain.is_trusted and (why := self._guard.origin_refusal(target.origin, proxied=bool(proxy))):
            raise Trouble(Fault.FORBIDDEN_ADDRESS, why)
        if not gated:
            return await self._timed(chain, proxy, allowance)
        gate = self._gates.of(target)
        await gate.enter(lane)
        ticket = None
        try:
            if not gate.registry:
                ticket = await self._slots.enter()
            reply = await self._timed(chain, proxy, allowance)
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

    async def _timed(self, chain: Chain, proxy: str, allowance: Allowance) -> Reply:
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            if allowance.left <= 0:
                raise Trouble(Fault.TIMEOUT, "the time for this link is over")
            deadline = start + allowance.left
            if proxy:
                return await self._through(proxy, chain, deadline)
            return await self._direct(chain, deadline)
        finally:
            allowance.spend(loop.time() - start)

    async def _direct(self, chain: Chain, deadline: float) -> Reply:
        """Ask over a connection of our own, kept or new."""
        target, ask = chain.target, chain.ask
        request = self._headers.request(chain.method, target, self._lines(chain), chain.content)
        loop = asyncio.get_running_loop()
        connection = self._pool.take(target.origin)
        while True:
            if connection is None:
                connection = await self._connect(chain, deadline)
            response = Response(loop.create_future(), chain.method, ask.max_bytes)
            self.requests[target.origin.host] += 1
            connection.ask(request, response, deadline)
            try:
                await response.waiter
            except asyncio.CancelledError:
                connection.abort()
                raise
            if connection.used > 1 and response.fault in _STALE and not response.touched:
                connection = None  # the server had closed it meanwhile: that says nothing about the page
                continue
            if response.fault:
                raise Trouble(response.fault, response.detail)
            return self._reply(target, response)

    async def _connect(self, chain: Chain, deadline: float) -> Connection:
        """Look the name up, show every address to the guard, and connect to one that was shown."""
        origin = chain.target.origin
        if origin.literal is not None:
            addresses: tuple[str, ...] = (origin.host,)
        else:
            try:
                async with asyncio.timeout_at(deadline):
                    addresses = await self._resolver.resolve(origin.host)
            except TimeoutError:
                raise Trouble(Fault.DNS_TROUBLE, "no answer from the resolver in time") from None
            except Trouble as trouble:
                if trouble.fault in _NO_NAME and is_internal_name(origin.host):
                    raise Trouble(Fault.FORBIDDEN_ADDRESS, "internal name") from None
                raise
        if not chain.is_trusted:
            for address in addresses:
                if why := self._guard.refusal(address):
                    raise Trouble(Fault.FORBIDDEN_ADDRESS, f"{why} address")
        return await self._pool.connect(origin, addresses, deadline)

    async def _through(self, proxy: str, chain: Chain, deadline: float) -> Reply:
        """Ask through a proxy."""
        target = chain.target
        lines = self._lines(chain) or self._headers.lines(target, {})
        self.requests[target.origin.host] += 1
        status, headers, body, detail = await self._proxied.exchange(
            proxy, target, chain.method, lines, chain.content, chain.ask.max_bytes, deadline
        )
        self._answered += status not in _GATEWAY  # the proxy's own word that there is nobody behind it
        answer = Answer(target.url, status, headers)
        return Reply(answer, body.value(), body.truncated, detail, self._retry_after(answer))

    def _lines(self, chain: Chain) -> list[tuple[str, str]] | None:
        """Return the headers of the chain's next request; None where they are the usual ones."""
        cookie = chain.jar.header(chain.target) if chain.jar is not None else ""
        if self._headers.is_plain(chain.target, chain.headers, cookie):
            return None
        return self._headers.lines(chain.target, chain.headers, cookie, secrets=chain.keeps_secrets)

    def _reply(self, target: Target, response: Response) -> Reply:
        self._answered += 1
        answer = Answer(target.url, response.status_code, response.headers)
        body = response.body.value() if response.body is not None else b""
        return Reply(answer, body, response.truncated, response.detail, self._retry_after(answer))

    def _retry_after(self, answer: Answer) -> float | None:
        value = answer.header("retry-after")
        return retry_after(value, self.clock.now()) if value else None
