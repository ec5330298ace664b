"""httpx's stock transport, for what our own does not speak: proxies, and hosts that know HTTP/2 alone.

Behind a proxy the names are looked up there, so no address can be pinned; `Net` checks literals and internal names.
An HTTP/2 host is asked at the address that was checked, under its own name. The bounds are the same as everywhere:
decoded bytes, redirects' bodies, one deadline.
"""

from __future__ import annotations

import asyncio
import importlib.util
import ssl
from typing import TYPE_CHECKING, Any, NamedTuple

from refmend.model import Fault
from refmend.net.body import Body
from refmend.net.response import MOST_HEADERS, REDIRECTS, header_text
from refmend.net.tls import tls_trouble
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from refmend.net.request import Lines
    from refmend.net.target import Origin, Target

MOST_CLIENTS = 256
_GATEWAY = ("502", "503", "504")


class Route(NamedTuple):
    """How a request goes: through a proxy (its URL), or by HTTP/2 to a checked address."""

    proxy: str = ""
    address: str = ""


class StockReply(NamedTuple):
    """An answer as the stock transport gave it."""

    status_code: int
    headers: tuple[tuple[str, str], ...]
    body: Body
    detail: str


class StockTransport:
    """One small stock transport per origin (its pool scans all its connections), made when first needed."""

    def __init__(self, context: Callable[[], ssl.SSLContext]) -> None:
        """Make TLS contexts by `context`; each kind of transport has its own, since it sets the protocols there."""
        self._make_context = context
        self._contexts: dict[bool, ssl.SSLContext] = {}
        self._clients: dict[tuple[Route, str], httpx.AsyncHTTPTransport] = {}

    async def exchange(  # noqa: PLR0913 - one call, made in one place, all by name
        self,
        route: Route,
        target: Target,
        *,
        method: str,
        headers: Lines,
        content: bytes | None,
        limit: int,
        deadline: float,
    ) -> StockReply:
        """Send one request; raises `Trouble`. `deadline` is loop time."""
        import httpx  # noqa: PLC0415 - a quarter of a second that only these requests cost

        try:
            client = await self._client(route, target.origin)
            request = _request(route, target, method, headers, content)
            async with asyncio.timeout_at(deadline):
                response = await client.handle_async_request(request)
            return await _read(response, limit, deadline)
        except TimeoutError:
            raise Trouble(Fault.TIMEOUT, "no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, ValueError) as error:
            raise _trouble(error, proxied=bool(route.proxy)) from None

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _client(self, route: Route, origin: Origin) -> httpx.AsyncHTTPTransport:
        key = (route, origin.base)
        client = self._clients.pop(key, None) or self._make(route)
        self._clients[key] = client
        if len(self._clients) > MOST_CLIENTS:
            oldest = next(iter(self._clients))
            await self._clients.pop(oldest).aclose()
        return client

    def _make(self, route: Route) -> httpx.AsyncHTTPTransport:
        import httpx  # noqa: PLC0415 - see above

        http2 = not route.proxy
        if http2 not in self._contexts:
            self._contexts[http2] = self._make_context()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=10)
        try:
            return httpx.AsyncHTTPTransport(
                proxy=httpx.Proxy(route.proxy) if route.proxy else None,
                verify=self._contexts[http2],
                trust_env=False,
                http1=not http2,
                http2=http2,
                limits=limits,
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise Trouble(Fault.PROXY, f"the proxy's address cannot be used: {type(error).__name__}") from None


def speaks_http2() -> bool:
    """Tell whether the library that HTTP/2 needs is installed."""
    return importlib.util.find_spec("h2") is not None


def _request(route: Route, target: Target, method: str, headers: Lines, content: bytes | None) -> httpx.Request:
    import httpx  # noqa: PLC0415 - see above

    headers = (("Host", target.origin.authority), *headers)
    if route.proxy:
        return httpx.Request(method, target.url, headers=headers, content=content)
    host = f"[{route.address}]" if ":" in route.address else route.address
    url = f"https://{host}:{target.origin.port}{target.path}"
    extensions = {"sni_hostname": target.origin.host}
    return httpx.Request(method, url, headers=headers, content=content, extensions=extensions)


async def _read(response: httpx.Response, limit: int, deadline: float) -> StockReply:
    """Read the body within its bounds; trouble after the headers only cuts it short."""
    import httpx  # noqa: PLC0415 - see above

    headers = tuple((name.decode("latin-1").lower(), header_text(v)) for name, v in response.headers.raw[:MOST_HEADERS])
    body = Body(response.headers.get("content-encoding", ""), limit)
    detail = ""
    stream: Any = response.stream
    try:
        async with asyncio.timeout_at(deadline):
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                async for part in stream:
                    if not body.feed(part):
                        break
    except (TimeoutError, httpx.HTTPError, httpx.StreamError, ssl.SSLError, OSError) as error:
        body.truncated = True
        detail = f"body cut short: {type(error).__name__}"
    finally:
        await stream.aclose()
    return StockReply(response.status_code, headers, body, detail or body.problem)


def _trouble(error: Exception, *, proxied: bool) -> Trouble:
    """Tell the proxy's own trouble from that of the host behind it."""
    import httpx  # noqa: PLC0415 - see above

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return tls_trouble(cause)
        cause = cause.__cause__ or cause.__context__
    words = str(error)[:200] or type(error).__name__
    if isinstance(error, httpx.ProxyError):
        return _tunnel_trouble(words)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        where, fault = ("the proxy", Fault.PROXY) if proxied else ("the host", Fault.UNREACHABLE)
        return Trouble(fault, f"no connection to {where}: {words}")
    if isinstance(error, httpx.RemoteProtocolError):
        empty = "without sending" in words or "disconnected" in words
        return Trouble(Fault.EMPTY if empty else Fault.PROTOCOL, words)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | ValueError):
        return Trouble(Fault.INVALID_URL, words)
    return Trouble(Fault.TIMEOUT if isinstance(error, httpx.TimeoutException) else Fault.RESET, words)


def _tunnel_trouble(words: str) -> Trouble:
    """Read a proxy's answer to CONNECT, e.g. `502 Bad Gateway`."""
    if words.startswith(_GATEWAY):
        return Trouble(Fault.UNREACHABLE, f"the proxy could not reach the host: {words}")
    return Trouble(Fault.PROXY, f"the proxy refused: {words}")
