"""One exchange: who is connected to, by which way, with which headers; a value or `Trouble` comes back."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from refmend.model import Answer, Fault
from refmend.net.dns import Resolver
from refmend.net.files import open_files
from refmend.net.guard import Guard, is_internal_name
from refmend.net.limits import retry_after
from refmend.net.pool import Pool
from refmend.net.proxy import ProxySettings
from refmend.net.request import Headers, request
from refmend.net.response import Response
from refmend.net.stock import Route, StockTransport, speaks_http2
from refmend.net.tls import check_variables, tls_context
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from refmend.config import Config
    from refmend.net.chain import Chain
    from refmend.net.clock import Clock
    from refmend.net.request import Lines
    from refmend.net.target import Origin, Target

MOST_REMEMBERED = 10_000  # hosts of which is known whether they speak HTTP/2 alone
_NO_NAME = frozenset({Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS})
_STALE = frozenset({Fault.EMPTY, Fault.RESET})  # what a connection shows that the server closed while it idled
_PERHAPS_HTTP2 = frozenset({Fault.EMPTY, Fault.RESET, Fault.PROTOCOL})
_GATEWAY = frozenset({502, 503, 504})


class Reply(NamedTuple):
    """One answer, before it is part of an Observation."""

    answer: Answer
    body: bytes
    truncated: bool
    detail: str
    retry_after: float | None


class Exchange:
    """Makes single exchanges for `Net`, guarded and bounded but not paced."""

    def __init__(self, config: Config, clock: Clock) -> None:
        """Open nothing yet. Raises `ConfigError` for an `allow_network` that is none, and for missing certificates."""
        check_variables()
        self.requests: Counter[str] = Counter()
        self.answered = 0
        self.guard = Guard(config.allow_network)
        self.resolver = Resolver(clock)
        self.pool = Pool(open_files(config.max_concurrency * 4))
        self.proxies = ProxySettings()
        self._clock = clock
        self._stock = StockTransport(tls_context)
        self._headers = Headers(config)
        self._http2: dict[str, bool] = {}

    async def close(self) -> None:
        """Close all connections."""
        self.pool.close()
        self.resolver.close()
        await self._stock.close()

    def check(self, chain: Chain) -> None:
        """Raise `Trouble` where the guard refuses the host or port that a chain is at, before anything is sent."""
        origin = chain.target.origin
        proxied = bool(self.proxies.of(origin))
        if not chain.is_trusted and (why := self.guard.origin_refusal(origin, proxied=proxied)):
            raise Trouble(Fault.FORBIDDEN_ADDRESS, why)

    async def ask(self, chain: Chain, deadline: float) -> Reply:
        """Make the request a chain is at; raises `Trouble`. `deadline` is loop time."""
        origin = chain.target.origin
        if proxy := self.proxies.of(origin):
            return await self._by_stock(Route(proxy=proxy), chain, deadline)
        if self._http2.get(origin.base):
            return await self._by_http2(chain, deadline)
        try:
            return await self._direct(chain, deadline)
        except Trouble as trouble:
            if not self._may_want_http2(origin, trouble):
                raise
            return await self._try_http2(chain, deadline, trouble)

    async def _direct(self, chain: Chain, deadline: float) -> Reply:
        """Ask over a connection of our own, kept or new."""
        target = chain.target
        sent = request(chain.method, target, self._lines(chain), chain.content)
        loop = asyncio.get_running_loop()
        connection = self.pool.take(target.origin)
        while True:
            if connection is None:
                addresses = await self._addresses(chain, deadline)
                connection = await self.pool.connect(target.origin, addresses, deadline)
            response = Response(loop.create_future(), chain.method, chain.ask.max_bytes)
            self.requests[target.origin.host] += 1
            connection.ask(sent, response, deadline)
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

    async def _addresses(self, chain: Chain, deadline: float) -> tuple[str, ...]:
        """Look a name up and show every address to the guard."""
        origin = chain.target.origin
        if origin.literal is not None:
            return (origin.host,)  # the guard has seen it
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self.resolver.resolve(origin.host)
        except TimeoutError:
            raise Trouble(Fault.DNS_TROUBLE, "no answer from the resolver in time") from None
        except Trouble as trouble:
            if trouble.fault in _NO_NAME and is_internal_name(origin.host):
                raise Trouble(Fault.FORBIDDEN_ADDRESS, "internal name") from None
            raise
        for address in addresses:
            if not chain.is_trusted and (why := self.guard.refusal(address)):
                raise Trouble(Fault.FORBIDDEN_ADDRESS, f"{why} address")
        return addresses

    def _may_want_http2(self, origin: Origin, trouble: Trouble) -> bool:
        """Tell whether a failure is what a host shows that speaks HTTP/2 alone; each host is tried once."""
        if not origin.secure or origin.base in self._http2 or not speaks_http2():
            return False
        return trouble.fault in _PERHAPS_HTTP2 or "no application protocol" in trouble.detail

    async def _try_http2(self, chain: Chain, deadline: float, trouble: Trouble) -> Reply:
        """Ask again by HTTP/2; where that fails too, the first failure is the one to tell."""
        if len(self._http2) >= MOST_REMEMBERED:
            self._http2.clear()
        self._http2[chain.target.origin.base] = False
        try:
            reply = await self._by_http2(chain, deadline)
        except Trouble:
            raise trouble from None
        self._http2[chain.target.origin.base] = True
        return reply

    async def _by_http2(self, chain: Chain, deadline: float) -> Reply:
        addresses = await self._addresses(chain, deadline)
        return await self._by_stock(Route(address=addresses[0]), chain, deadline)

    async def _by_stock(self, route: Route, chain: Chain, deadline: float) -> Reply:
        """Ask by httpx's stock transport."""
        target = chain.target
        self.requests[target.origin.host] += 1
        status, headers, body, detail = await self._stock.exchange(
            route,
            target,
            method=chain.method,
            headers=self._lines(chain),
            content=chain.content,
            limit=chain.ask.max_bytes,
            deadline=deadline,
        )
        self.answered += not route.proxy or status not in _GATEWAY  # a proxy's own word that nobody is behind it
        answer = Answer(target.url, status, headers)
        return Reply(answer, body.value(), body.truncated, detail, self._retry_after(answer))

    def _lines(self, chain: Chain) -> Lines:
        """Return the headers of the chain's next request."""
        cookie = chain.jar.header(chain.target) if chain.jar is not None else ""
        return self._headers.lines(chain.target, chain.headers, cookie, secrets=chain.keeps_secrets)

    def _reply(self, target: Target, response: Response) -> Reply:
        self.answered += 1
        answer = Answer(target.url, response.status_code, response.headers)
        body = response.body.value() if response.body is not None else b""
        return Reply(answer, body, response.truncated, response.detail, self._retry_after(answer))

    def _retry_after(self, answer: Answer) -> float | None:
        value = answer.header("retry-after")
        return retry_after(value, self._clock.now()) if value else None
