"""A loopback server that says exactly the bytes a test wants said."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field

from refmend.config import Config
from refmend.net import Net

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
RESET = "reset"
HANG = "hang"
CLOSE = "close"


@dataclass
class Server:
    """Answers by path: a list of byte strings and actions (`CLOSE`, `RESET`, `HANG`, or a pause in seconds)."""

    pages: dict[str, list[object]] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    connections: int = 0
    tls: object = None
    port: int = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]
        self._writers = set()
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    def url(self, path="/", host="127.0.0.1"):
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def seen(self, path):
        """The requests for a path, as dictionaries of lower-case headers."""
        return [_headers(head) for head in self.heads if head.split(" ", 2)[1] == path]

    async def _serve(self, reader, writer):
        self.connections += 1
        self._writers.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            pass
        finally:
            self._writers.discard(writer)
            with contextlib.suppress(OSError):
                writer.close()

    async def _one(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        method, path, _ = head.split(" ", 2)
        length = int(_headers(head).get("content-length", "0"))
        if length:
            await reader.readexactly(length)
        script = self.pages.get(path, self.pages.get("*", [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]))
        if callable(script):
            script = script(method, _headers(head))
        for step in script:
            if step == CLOSE:
                return False
            if step == RESET:
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return False
            if step == HANG:
                await reader.read()
                return False
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                writer.write(step)
                await writer.drain()
        return True


def _headers(head):
    lines = head.split("\r\n")[1:]
    return {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if ":" in line)}


def redirect(location, status=302, extra=""):
    return [f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\n{extra}Content-Length: 0\r\n\r\n".encode("latin-1")]


def loopback(**more):
    """A configuration that may reach the loopback network."""
    settings = {"allow_network": ("127.0.0.0/8", "::1/128"), "timeout": 5.0, **more}
    return Config(**settings)


def play(pages, script, *, tls=None, clock=None, **config):
    """Run `script(net, server)` against a server with these pages."""

    async def main():
        async with Server(pages, tls=tls) as server, Net(loopback(**config), clock) as net:
            return await script(net, server)

    return asyncio.run(main())


def fetch(pages, path="/", **options):
    """GET one page, not following."""
    return play(pages, lambda net, server: net.get(server.url(path), **options))
