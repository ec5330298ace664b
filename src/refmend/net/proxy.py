"""Proxies: what the standard variables say, and requests through one by httpx's stock transport.

Behind a proxy the names are looked up there, so no address can be pinned; `Net` checks literals and internal names.
The bounds are the same as without one: decoded bytes, redirects' bodies, one deadline.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from refmend.model import Fault
from refmend.net.body import Body
from refmend.net.response import MOST_HEADERS, REDIRECTS
from refmend.net.trouble import Trouble
from refmend.net.wire import tls_trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from refmend.net.target import Origin, Target

MOST_CLIENTS = 256
_GATEWAY = ("502", "503", "504")


class ProxySettings:
    """HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in lower case first, as curl and requests read them."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Read the variables once."""
        both = _variable(environ, "all_proxy")
        self._http = _variable(environ, "http_proxy") or both
        if "REQUEST_METHOD" in environ:  # a CGI program: a request's Proxy header would be in HTTP_PROXY
            self._http = environ.get("http_proxy", "") or both
        self._https = _variable(environ, "https_proxy") or both
        self._exempt = [x.strip().lower() for x in _variable(environ, "no_proxy").split(",") if x.strip()]

    def of(self, origin: Origin) -> str:
        """Return the proxy's URL for an origin, or an empty string for a direct connection."""
        proxy = self._https if origin.secure else self._http
        if not proxy or any(_matches(rule, origin) for rule in self._exempt):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""


def _matches(rule: str, origin: Origin) -> bool:
    """Tell whether a NO_PROXY entry (`*`, a domain, `host:port`, an address, a network) means this origin."""
    if rule == "*":
        return True
    if origin.literal is not None and "/" in rule:
        try:
            return ip_address(origin.host) in ip_network(rule, strict=False)
        except ValueError:
            return False
    name, colon, port = rule.rpartition(":")
    if colon and port.isdigit() and (name.endswith("]") or ":" not in name):
        if int(port) != origin.port:
            return False
        rule = name
    rule = rule.strip("[]").removeprefix("*").removeprefix(".")
    return origin.host == rule or (origin.literal is None and origin.host.endswith("." + rule))


class ProxyTransport:
    """One small stock transport per origin (its pool scans all its connections), made when first needed."""

    def __init__(self, context: Callable[[], ssl.SSLContext]) -> None:
        """Share the TLS context of the direct connections."""
        self._context = context
        self._clients: dict[tuple[str, Origin], httpx.AsyncHTTPTransport] = {}

    async def exchange(  # noqa: PLR0913, PLR0917 - one call, made in one place
        self, proxy: str, target: Target, method: str, headers: list[tuple[str, str]], content: bytes | None,
        limit: int, deadline: float,
    ) -> tuple[int, tuple[tuple[str, str], ...], Body, str]:  # fmt: skip
        """Send one request; returns status, headers, body and detail; raises `Trouble`. `deadline` is loop time."""
        import httpx  # noqa: PLC0415 - a quarter of a second that only proxies cost

        client = await self._client(proxy, target.origin)
        headers = [("Host", target.origin.authority), *headers]
        try:
            request = httpx.Request(method, target.url, headers=headers, content=content)
            async with asyncio.timeout_at(deadline):
                response = await client.handle_async_request(request)
        except TimeoutError:
            raise Trouble(Fault.TIMEOUT, "no answer through the proxy in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, ValueError) as error:
            raise _trouble(error) from None
        return await _read(response, limit, deadline)

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _client(self, proxy: str, origin: Origin) -> httpx.AsyncHTTPTransport:
        import httpx  # noqa: PLC0415 - see above

        key = (proxy, origin)
        client = self._clients.pop(key, None)
        if client is None:
            try:
                client = httpx.AsyncHTTPTransport(
                    proxy=httpx.Proxy(proxy), verify=self._context(), trust_env=False,
                    limits=httpx.Limits(max_connections=None, max_keepalive_connections=8, keepalive_expiry=10),
                )  # fmt: skip
            except (ValueError, ImportError, httpx.InvalidURL) as error:
                raise Trouble(Fault.PROXY, f"the proxy's address cannot be used: {type(error).__name__}") from None
        self._clients[key] = client
        if len(self._clients) > MOST_CLIENTS:
            oldest = next(iter(self._clients))
            await self._clients.pop(oldest).aclose()
        return client


async def _read(
    response: httpx.Response, limit: int, deadline: float
) -> tuple[int, tuple[tuple[str, str], ...], Body, str]:
    """Read the body within its bounds; trouble after the headers only cuts it short."""
    import httpx  # noqa: PLC0415 - see above

    headers = tuple((k.decode("latin-1").lower(), _text(v)) for k, v in response.headers.raw[:MOST_HEADERS])
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
    return response.status_code, headers, body, detail or body.problem


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _trouble(error: Exception) -> Trouble:  # noqa: PLR0911 - a table of cases
    """Tell the proxy's own trouble from that of the host behind it."""
    import httpx  # noqa: PLC0415 - see above

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return tls_trouble(cause)
        cause = cause.__cause__ or cause.__context__
    words = str(error)[:200]
    if isinstance(error, httpx.ProxyError):
        if words.startswith(_GATEWAY):
            return Trouble(Fault.UNREACHABLE, f"the proxy could not reach the host: {words}")
        return Trouble(Fault.PROXY, f"the proxy refused: {words}")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Trouble(Fault.PROXY, f"no connection to the proxy: {words}")
    if isinstance(error, httpx.RemoteProtocolError):
        empty = "without sending" in words or "disconnected" in words
        return Trouble(Fault.EMPTY if empty else Fault.PROTOCOL, words)
    if isinstance(error, httpx.TimeoutException):
        return Trouble(Fault.TIMEOUT, words)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | ValueError):
        return Trouble(Fault.INVALID_URL, words)
    return Trouble(Fault.RESET, words or type(error).__name__)
