"""One answer being read: the callbacks of httptools (llhttp, the parser of Node and uvicorn), with bounds.

Lenient where browsers are and where it cannot hurt a client that closes the connection on anything odd; strict about
what frames a message. Trouble before the end of the headers is a fault; after it there is an answer, cut short.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from refmend.model import Fault
from refmend.net.body import Body
from refmend.net.tls import tls_trouble

if TYPE_CHECKING:
    import asyncio

MOST_HEAD = 131_072  # bytes of status line and headers, interim answers included
MOST_HEADERS = 400
MOST_INTERIM = 32
DRAINED = 65_536  # an unread rest up to this size is read so that the connection can be used again
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_names: dict[bytes, str] = {}


class Response:
    """What is known of one answer; `waiter` is told when the caller has all it wants.

    `fault` is set where there is no answer. `done` says that no more bytes belong to it, `reusable` that the
    connection is clean after it.
    """

    __slots__ = (
        "_bodiless", "_head_bytes", "_headers", "_interim", "_limit", "_parser", "_rest", "body", "chunked", "complete",
        "detail", "done", "fault", "has_length", "headers", "reusable", "status_code", "touched", "truncated", "waiter",
    )  # fmt: skip

    def __init__(self, waiter: asyncio.Future[None], method: str, limit: int) -> None:
        """Expect the answer to a request of `method`; keep up to `limit` bytes of its body."""
        self.waiter = waiter
        self.status_code = 0
        self.headers: tuple[tuple[str, str], ...] = ()
        self.body: Body | None = None
        self.fault = Fault.NONE
        self.detail = ""
        self.truncated = self.touched = False
        self.complete = self.done = self.reusable = False  # complete: the headers are all there
        self.has_length = self.chunked = False
        self._bodiless = method == "HEAD"
        self._limit = limit
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_bytes = self._interim = 0
        self._rest = DRAINED
        self._parser: Any = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_data_after_close=True,
            lenient_optional_lf_after_cr=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    # -- fed by the connection

    def feed(self, data: bytes | memoryview) -> None:
        """Take bytes from the wire, which may be changed afterwards; never raises."""
        self.touched = True
        if self._parser is None:
            self.reusable = False  # more than was asked for
            return
        if not self.complete:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade, ValueError, TypeError) as error:
            if not self.done:
                self.break_off(Fault.PROTOCOL, f"not HTTP: {type(error).__name__} {error}"[:200])
            self.reusable = False
            return
        finally:
            if self.done:
                self._parser = None  # it holds this answer: together they would keep the body until the next collection
        if not self.complete and not self.done and self._head_bytes > MOST_HEAD:
            self.break_off(Fault.TOO_LARGE, "headers too large")

    def end(self, error: BaseException | None) -> None:
        """The connection ended, cleanly or by `error`."""
        if self.done:
            return
        if self.complete and not self.has_length and not self.chunked and error is None:
            self._finish()  # HTTP/1.0 style: the end of the connection is the end of the body
        elif not self.touched and error is None:
            self.break_off(Fault.EMPTY, "closed without an answer")
        elif error is None:
            self.break_off(Fault.EMPTY, "closed before the end of the headers")
        elif isinstance(error, ssl.SSLError) and not self.touched:
            self.break_off(
                Fault.TLS_HANDSHAKE, tls_trouble(error).detail
            )  # TLS 1.3 refuses a client after its handshake
        else:
            self.break_off(Fault.RESET, "connection reset")

    def expire(self) -> None:
        """The time is over."""
        self.break_off(Fault.TIMEOUT, "no complete answer in time" if self.touched else "no answer in time")

    def break_off(self, fault: Fault, detail: str) -> None:
        """End it here: a fault before the end of the headers, an answer cut short after it."""
        self.done = True
        self.reusable = False
        if not self.complete:
            self.fault, self.detail = fault, detail
        elif not self.waiter.done():
            self.truncated, self.detail = True, f"body cut short: {detail}"
        self._parser = None
        self._tell()

    # -- called by the parser

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, or a trailer's name to no effect."""
        if self.complete or self.done:
            return
        self._headers.append((name, value))
        if len(self._headers) > MOST_HEADERS:
            self.break_off(Fault.TOO_LARGE, "too many headers")

    def on_headers_complete(self) -> None:
        """Judge by status and headers whether a body follows and whether it is wanted."""
        if self.complete or self.done:
            return
        status = self._parser.get_status_code()
        if status < 200:  # noqa: PLR2004 - 1xx
            return
        self.status_code = status
        self.headers = tuple((_name(name), header_text(value)) for name, value in self._headers)
        self.complete = True
        for name, value in self.headers:
            if name == "content-length":
                self.has_length = True
                self._rest = int(value) if value.isdigit() and len(value) < 16 else self._rest  # noqa: PLR2004
            elif name == "transfer-encoding" and "chunked" in value.lower():
                self.chunked = True
        if self._bodiless:
            self._finish()
            self.reusable = self._parser.should_keep_alive()
            return
        encoding = next((value for name, value in self.headers if name == "content-encoding"), "")
        self.body = Body(encoding, self._limit)
        if status in REDIRECTS and any(name == "location" for name, _ in self.headers):
            self._enough()  # a redirect's body is not wanted

    def on_body(self, data: bytes) -> None:
        """Keep, or count, a part of the body."""
        if self.done:
            self.reusable = False
            return
        if self.waiter.done():
            self._rest -= len(data)
            if self._rest < 0:
                self.done = True
        elif self.body is not None and not self.body.feed(data):
            self._enough()

    def on_message_complete(self) -> None:
        """End a whole answer; interim ones are only counted."""
        if self.done:
            return
        if not self.complete:
            self._headers.clear()
            self._interim += 1
            if self._interim > MOST_INTERIM:
                self.break_off(Fault.PROTOCOL, "too many interim answers")
            return
        self._finish()
        self.reusable = (self.has_length or self.chunked or self._framed()) and self._parser.should_keep_alive()

    # -- inside

    def _framed(self) -> bool:
        return self.status_code in {204, 304}

    def _finish(self) -> None:
        self.done = True
        self._tell()

    def _enough(self) -> None:
        """Let the caller go on; drain a small rest, else be done with the connection."""
        self._tell()
        if not self.chunked and (not self.has_length or self._rest > DRAINED):
            self.done = True
        self._rest = min(self._rest, DRAINED)

    def _tell(self) -> None:
        if not self.waiter.done():
            self.waiter.set_result(None)
            if self.body is not None:
                self.truncated = self.truncated or self.body.truncated
                self.detail = self.detail or self.body.problem


def _name(raw: bytes) -> str:
    """Return a header name as text, lower-cased; the usual ones are remembered."""
    name = _names.get(raw)
    if name is None:
        name = raw.decode("latin-1").lower()
        if len(_names) < 1000:  # noqa: PLR2004 - a bound on memory
            _names[raw] = name
    return name


def header_text(raw: bytes) -> str:
    """Return a header value as text: UTF-8, or Latin-1 where it is not."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
