"""Observations: what one request, or a chain of them, showed. Written by net, read by judge; no verdict in it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Fault(StrEnum):
    """Why there is no answer. The words are used in reasons and must stay stable."""

    NONE = ""
    INVALID_URL = "invalid-url"
    FORBIDDEN_SCHEME = "forbidden-scheme"
    FORBIDDEN_ADDRESS = "forbidden-address"
    DNS_MISSING = "dns-missing"
    DNS_NO_ADDRESS = "dns-no-address"
    DNS_TROUBLE = "dns-trouble"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    CONNECT_TIMEOUT = "connect-timeout"
    TIMEOUT = "timeout"
    TLS_CERTIFICATE = "tls-certificate"
    TLS_HANDSHAKE = "tls-handshake"
    PROTOCOL = "protocol"
    PROXY = "proxy"
    EMPTY = "empty-reply"
    TOO_LARGE = "too-large"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    CANCELLED = "cancelled"
    CIRCUIT_OPEN = "circuit-open"


class Answer(Struct, frozen=True):
    """One HTTP answer of a chain: header names lower-cased, values as text (undecodable bytes replaced)."""

    url: str
    status_code: int
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """Return the first value of a header by its lower-case name, or an empty string."""
        for key, value in self.headers:
            if key == name:
                return value
        return ""


class Observation(Struct, frozen=True):
    """A chain of answers and how it ended.

    `answers` are in order; all but the last are redirects that were followed. With a `fault` the chain ended
    without a usable answer (`answers` holds what came before). `body` is decoded (gzip) and cut at the limit
    (`truncated`). `elapsed` and `at` are seconds; `detail` is for people and must be treated as hostile text.
    """

    url: str
    method: str = "GET"
    answers: tuple[Answer, ...] = ()
    fault: Fault = Fault.NONE
    detail: str = ""
    body: bytes = b""
    truncated: bool = False
    elapsed: float = 0.0
    at: float = 0.0
    retry_after: float | None = None

    def __repr__(self) -> str:
        """Return what happened without the body."""
        return f"Observation({self.url!r}, {self.status_code}, {self.fault or 'no fault'!s}, {len(self.body)} bytes)"

    @property
    def last(self) -> Answer | None:
        """Return the last answer, or None where nobody answered."""
        return self.answers[-1] if self.answers else None

    @property
    def status_code(self) -> int | None:
        """Return the last answer's status code; None when the chain ended in a fault."""
        return self.answers[-1].status_code if self.answers and not self.fault else None

    @property
    def final_url(self) -> str:
        """Return the address of the last answer, or the one asked for."""
        return self.answers[-1].url if self.answers else self.url
