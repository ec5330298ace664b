"""The wire: one forward proxy on loopback, plain HTTP and CONNECT with TLS, in a thread of its own.

Whoever honours the standard proxy and certificate variables reaches every host through it; a certificate is
minted for each host when it is first asked for. What to answer is not decided here.
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from refmend.replica.exchange import Ending, Request, Response

if TYPE_CHECKING:
    import trustme

LOOPBACK = "127.0.0.1"
HEAD_LIMIT = 1 << 20
SLICES = 20
DRIP = b" " * 64


class Answering(Protocol):
    """What the server asks: is there such a host, and what does it answer?"""

    def knows(self, host: str) -> bool:
        """Tell whether the host's name exists."""
        ...

    async def answer(self, request: Request) -> Response:
        """Return the response; its delay and ending are carried out by the server."""
        ...


class Server:
    """Serves `site` on a free loopback port from `start` to `stop`. `authority` signs the hosts' certificates."""

    def __init__(self, site: Answering, authority: trustme.CA) -> None:
        """Keep what is served; nothing is opened yet."""
        self.port = 0
        self._site = site
        self._authority = authority
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._done: asyncio.Event | None = None
        self._connections: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Open the port and serve in the background; raises `OSError` where loopback cannot be bound."""
        ready = threading.Event()
        failure: list[OSError] = []
        self._thread = threading.Thread(target=self._run, args=(ready, failure), name="replica", daemon=True)
        self._thread.start()
        ready.wait()
        if failure:
            self._thread.join()
            raise failure[0]

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._thread is None or self._loop is None or self._done is None:
            return
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join()
        self._thread = None

    def _run(self, ready: threading.Event, failure: list[OSError]) -> None:
        try:
            asyncio.run(self._serve(ready))
        except OSError as error:
            failure.append(error)
            ready.set()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda _loop, _context: None)  # clients that vanish are the daily bread here
        server = await asyncio.start_server(self._connected, LOOPBACK, 0, limit=HEAD_LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._done.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            await self._converse(reader, writer)
        except (OSError, EOFError, ValueError, ssl.SSLError, asyncio.LimitOverrunError):
            pass  # the client went away, or spoke something that is not HTTP
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, inside its tunnel once one was opened."""
        tunnel = ""
        while True:
            method, target, headers, body = await read_request(reader)
            if method == "CONNECT":
                tunnel = target.rpartition(":")[0].strip("[]").lower()
                if not await self._open_tunnel(tunnel, writer):
                    return
                continue
            request = address(method, target, headers, body, tunnel)
            if not self._site.knows(request.host):
                await send(writer, request, Response(502, {"content-type": "text/plain"}, b"host not found"))
                continue
            if not await send(writer, request, await self._site.answer(request)):
                return

    async def _open_tunnel(self, host: str, writer: asyncio.StreamWriter) -> bool:
        if not self._site.knows(host):
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()
            return False
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._context(host))
        return True

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]


async def read_request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    """Read one request; raises `EOFError` at the end of the connection and `ValueError` for what is not HTTP."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _version = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    length = int(headers.get("content-length", "0"))
    return method, target, headers, await reader.readexactly(length) if length else b""


def address(method: str, target: str, headers: dict[str, str], body: bytes, tunnel: str) -> Request:
    """Tell scheme, host and target of a request, read inside a tunnel or from its absolute form."""
    scheme, host = ("https", tunnel) if tunnel else ("http", headers.get("host", "").partition(":")[0])
    if target.lower().startswith("http://"):
        parts = urlsplit(target)
        host = parts.hostname or host
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Request(method, scheme, host.lower(), target, headers, body, time.monotonic())


async def send(writer: asyncio.StreamWriter, request: Request, response: Response) -> bool:
    """Carry out a response; False where the connection has to end."""
    await asyncio.sleep(response.delay)
    if response.ending is Ending.SILENT:
        await asyncio.Event().wait()
    if response.ending is Ending.RESET:
        writer.transport.abort()
    if response.ending in {Ending.RESET, Ending.EMPTY}:
        return False
    head, body = encode(request, response)
    writer.write(head)
    if response.ending is Ending.ENDLESS:
        await _drip(writer, response.body)
    if response.ending is Ending.TRUNCATED:
        body = body[: len(body) // 2]
    await _write(writer, body, response.pace)
    return response.ending is Ending.COMPLETE and request.header("connection").lower() != "close"


def encode(request: Request, response: Response) -> tuple[bytes, bytes]:
    """Return head and body as bytes for the wire, compressed where the client takes it."""
    headers, body = dict(response.headers), response.body
    if response.ending is Ending.ENDLESS:
        headers["transfer-encoding"] = "chunked"
    else:
        if len(body) > HEAD_LIMIT >> 10 and "gzip" in request.header("accept-encoding"):
            headers["content-encoding"], body = "gzip", gzip.compress(body, 1)
        headers.setdefault("content-length", str(len(body)))
    phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "Unassigned"
    lines = [f"HTTP/1.1 {response.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    bodiless = request.method == "HEAD" or response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"), b"" if bodiless else body


async def _write(writer: asyncio.StreamWriter, body: bytes, pace: float) -> None:
    """Write a body at once, or in slices over `pace` seconds."""
    step = max(1, len(body) // SLICES) if pace else max(1, len(body))
    for start in range(0, len(body), step):
        writer.write(body[start : start + step])
        await writer.drain()
        await asyncio.sleep(pace / SLICES)
    await writer.drain()


async def _drip(writer: asyncio.StreamWriter, start: bytes) -> None:
    """Write chunks until the client has gone."""
    chunk = start or DRIP
    while True:
        writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        await writer.drain()
        await asyncio.sleep(0.05)
        chunk = DRIP
