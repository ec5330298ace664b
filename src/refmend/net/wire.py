"""One connection: TCP, TLS on top of it where the address is https, and one request after the other.

TLS is done here on `ssl.MemoryBIO` and not by asyncio, because asyncio cannot resume a session and keeps a buffer of
256 KB for every connection.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from typing import TYPE_CHECKING

from refmend.model import Fault
from refmend.net.tls import tls_trouble
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from refmend.net.deadlines import Deadlines
    from refmend.net.response import Response
    from refmend.net.target import Origin


_TAKEN = 262_144  # bytes taken from a socket at once
_RECORD = 16_384  # bytes in a TLS record, at most
_SHARED = sys.platform != "win32"  # elsewhere a buffer is filled and read in one go; Windows fills several at a time
_received = memoryview(bytearray(_TAKEN))
_decrypted = memoryview(bytearray(_RECORD))


class Connection(asyncio.BufferedProtocol):
    """A connection to one origin, at the address that was checked.

    `on_free` is called when it may be used again, `on_gone` when it is closed.
    """

    __slots__ = ("_buffer", "_deadlines", "_incoming", "_loop", "_on_free", "_on_gone", "_outgoing", "_response",
                 "_tls", "closed", "established", "origin", "ready", "transport", "used")  # fmt: skip

    def __init__(
        self, origin: Origin, tls: ssl.SSLObject | None, bios: tuple[ssl.MemoryBIO, ssl.MemoryBIO] | None,
        on_free: Callable[[Connection], None], on_gone: Callable[[Connection], None], deadlines: Deadlines,
    ) -> None:  # fmt: skip
        """Prepare for `origin`; `tls` with its two buffers for https."""
        self.origin = origin
        self._loop = asyncio.get_running_loop()
        self._buffer = _received if _SHARED else memoryview(bytearray(65_536))
        self._tls = tls
        self._incoming = bios[0] if bios else None
        self._outgoing = bios[1] if bios else None
        self._on_free = on_free
        self._on_gone = on_gone
        self.transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self._response: Response | None = None
        self._deadlines = deadlines
        self.established = False
        self.closed = False
        self.used = 0

    @property
    def session(self) -> ssl.SSLSession | None:
        """Return the TLS session for the next connection to the same origin."""
        return self._tls.session if self._tls is not None and self.established else None

    def ask(self, request: bytes, response: Response, deadline: float) -> None:
        """Send a request; `response` is told all that comes, and that time is over at `deadline` (loop time)."""
        self.used += 1
        self._response = response
        self._deadlines.add(self, deadline)
        if self.closed:
            self._end(None)
        else:
            self._write(request)

    def abort(self) -> None:
        """Close at once."""
        self._deadlines.drop(self)
        if self.transport is not None and not self.closed:
            self.transport.abort()
        self._gone()

    # -- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start TLS, or be ready."""
        self.transport = transport  # type: ignore[assignment] # create_connection makes a Transport
        if self._tls is None:
            self._be_ready()
        else:
            self._shake_hands()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Say where the socket's bytes go: no memory is taken for each piece."""
        del sizehint
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take bytes from the socket."""
        if self._tls is None:
            self._plain(self._buffer[:nbytes])
            return
        assert self._incoming is not None  # noqa: S101 - for the type checker
        self._incoming.write(self._buffer[:nbytes])
        if self.established or self._shake_hands():
            self._decrypt()

    def eof_received(self) -> bool:
        """Close as the other side does."""
        self._end(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self._end(exc)
        self._gone()

    # -- TLS

    def _shake_hands(self) -> bool:
        tls = self._tls
        assert tls is not None  # noqa: S101 - for the type checker
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        except (ssl.SSLError, ssl.CertificateError, ValueError) as error:
            self._flush()  # the alert that tells the other side why
            self._fail(tls_trouble(error))
            return False
        self._flush()
        self._be_ready()
        return True

    def _decrypt(self) -> None:
        tls, incoming = self._tls, self._incoming
        assert tls is not None  # noqa: S101 - for the type checker
        assert incoming is not None  # noqa: S101 - for the type checker
        try:
            while not self.closed and (incoming.pending or tls.pending()):
                count: int = tls.read(_RECORD, _decrypted)  # type: ignore[assignment] # into a buffer it is a count
                if not count:  # the other side said that it will send no more
                    self._end(None)
                    return
                self._plain(_decrypted[:count])
            self._flush()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except ssl.SSLZeroReturnError:
            self._end(None)
            return
        except (ssl.SSLError, ValueError) as error:
            self._end(error)
            self.abort()

    def _flush(self) -> None:
        assert self._outgoing is not None  # noqa: S101 - for the type checker
        data = self._outgoing.read()
        if data and self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def _write(self, data: bytes) -> None:
        assert self.transport is not None  # noqa: S101 - for the type checker
        if self._tls is None:
            self.transport.write(data)
            return
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            self._end(error)
            self.abort()
            return
        self._flush()

    # -- one answer

    def _plain(self, data: memoryview) -> None:
        response = self._response
        if response is None:
            self.abort()  # bytes that nobody asked for
            return
        response.feed(data)
        if response.done:
            self._settle(response)

    def _settle(self, response: Response) -> None:
        """Free the connection after an answer, or close it."""
        self._response = None
        self._deadlines.drop(self)
        if response.reusable and not self.closed:
            self._on_free(self)
        else:
            self.abort()

    def expire(self) -> None:
        """The time of the request is over."""
        if self._response is not None:
            self._response.expire()
            self._response = None
        self.abort()

    def _end(self, error: BaseException | None) -> None:
        if not self.ready.done():
            self._fail(Trouble(Fault.RESET, "reset while connecting") if error else _closed_early(self._tls))
        response, self._response = self._response, None
        if response is not None:
            response.end(error)
        self.abort()

    def _be_ready(self) -> None:
        self.established = True
        if not self.ready.done():
            self.ready.set_result(None)

    def _fail(self, trouble: Trouble) -> None:
        if not self.ready.done():
            self.ready.set_exception(trouble)
            self.ready.exception()  # retrieved: whoever waited may be gone
        if self.transport is not None:
            self.transport.close()  # lets the alert out

    def _gone(self) -> None:
        if not self.closed:
            self.closed = True
            self._on_gone(self)


def _closed_early(tls: ssl.SSLObject | None) -> Trouble:
    return Trouble(Fault.EMPTY, "closed during the TLS handshake" if tls is not None else "closed at once")
