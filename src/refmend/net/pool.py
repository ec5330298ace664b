"""Connections that are open: made to checked addresses, kept per origin, bounded in all."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from typing import TYPE_CHECKING

from refmend.model import Fault
from refmend.net.deadlines import Deadlines
from refmend.net.tls import tls_context
from refmend.net.trouble import Trouble
from refmend.net.wire import Connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.net.target import Origin

ATTEMPT = 4.0  # seconds for one address while others are left to try
MOST_SESSIONS = 1024


class Pool:
    """Idle connections by origin, newest first; the oldest is closed when more than `most` are open."""

    def __init__(self, most: int) -> None:
        """Hold at most `most` connections, idle ones included."""
        self._most = most
        self._open: set[Connection] = set()
        self._idle: dict[Connection, None] = {}  # oldest first
        self._by_origin: dict[str, dict[Connection, None]] = {}  # by scheme, host and port
        self._sessions: dict[str, ssl.SSLSession] = {}
        self._context: ssl.SSLContext | None = None
        self._deadlines = Deadlines()
        self._closing = False
        self.opened = 0

    def take(self, origin: Origin) -> Connection | None:
        """Return an idle connection to `origin`, if there is one."""
        idle = self._by_origin.get(origin.base)
        if not idle:
            return None
        connection, _ = idle.popitem()
        if not idle:
            del self._by_origin[origin.base]
        del self._idle[connection]
        return connection

    async def connect(self, origin: Origin, addresses: Sequence[str], deadline: float) -> Connection:
        """Open a connection to the first address that takes one; raises `Trouble`. `deadline` is loop time."""
        while len(self._open) >= self._most and self._idle:
            next(iter(self._idle)).abort()
        loop = asyncio.get_running_loop()
        trouble = Trouble(Fault.UNREACHABLE, "no address")
        for left, address in zip(range(len(addresses) - 1, -1, -1), addresses, strict=True):
            until = min(deadline, loop.time() + ATTEMPT) if left else deadline
            try:
                async with asyncio.timeout_at(until):
                    return await self._dial(origin, address)
            except TimeoutError:
                trouble = Trouble(Fault.CONNECT_TIMEOUT, "no connection in time")
            except Trouble as caught:
                trouble = caught
                if trouble.fault in {Fault.TLS_CERTIFICATE, Fault.TLS_HANDSHAKE}:
                    break
            except OSError as error:
                trouble = connect_trouble(error)
        raise trouble

    def context(self) -> ssl.SSLContext:
        """Return the shared TLS context, built when first needed."""
        if self._context is None:
            self._context = tls_context()
        return self._context

    def close(self) -> None:
        """Close everything."""
        self._closing = True
        for connection in list(self._open):
            connection.abort()
        self._deadlines.close()

    async def _dial(self, origin: Origin, address: str) -> Connection:
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        connection = None
        try:
            sock.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(sock, (address, origin.port))
            connection = self._wrap(origin)
            await loop.create_connection(lambda: connection, sock=sock)
            await connection.ready
        except BaseException:
            if connection is None or connection.transport is None:
                sock.close()
            else:
                connection.abort()
            raise
        self.opened += 1
        return connection

    def _wrap(self, origin: Origin) -> Connection:
        tls = bios = None
        if origin.secure:
            bios = ssl.MemoryBIO(), ssl.MemoryBIO()
            try:
                tls = self.context().wrap_bio(
                    *bios, server_hostname=origin.host, session=self._sessions.pop(origin.base, None)
                )
            except (ValueError, ssl.SSLError) as error:
                raise Trouble(Fault.TLS_HANDSHAKE, str(error)[:200]) from None
        connection = Connection(origin, tls, bios, self._free, self._gone, self._deadlines)
        self._open.add(connection)
        return connection

    def _free(self, connection: Connection) -> None:
        self._idle[connection] = None
        self._by_origin.setdefault(connection.origin.base, {})[connection] = None

    def _gone(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection in self._idle:
            del self._idle[connection]
            idle = self._by_origin[connection.origin.base]
            del idle[connection]
            if not idle:
                del self._by_origin[connection.origin.base]
        session = None if self._closing else connection.session  # a copy costs a fifth of a handshake
        if session is not None and session.has_ticket:
            if len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[connection.origin.base] = session


def connect_trouble(error: OSError) -> Trouble:
    """Turn the system's word on a failed connection into a fault."""
    words = os.strerror(error.errno).lower() if error.errno else str(error)[:200]
    if isinstance(error, ConnectionRefusedError):
        return Trouble(Fault.REFUSED, words)
    if isinstance(error, ConnectionError):
        return Trouble(Fault.RESET, words)
    if error.errno == errno.ETIMEDOUT:
        return Trouble(Fault.CONNECT_TIMEOUT, words)
    return Trouble(Fault.UNREACHABLE, words)
