"""The taxonomy: what a status code or a fault means for a link."""

from __future__ import annotations

from refmend.model import Fault

GONE = frozenset({404, 410})
REFUSED = frozenset({401, 402, 403, 406, 407, 412, 418, 428, 440, 449, 451, 999})
"""Somebody answers and refuses us. InternetArchiveBot counts most of these as paywalled, not dead."""

PRESENT = frozenset({300, 304})
TRANSIENT_STATUS = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505, 511}
TRANSIENT_FAULT = frozenset(
    {
        Fault.DNS_TROUBLE,
        Fault.REFUSED,
        Fault.UNREACHABLE,
        Fault.RESET,
        Fault.EMPTY,
        Fault.PROTOCOL,
        Fault.PROXY,
        Fault.TIMEOUT,
        Fault.CONNECT_TIMEOUT,
        Fault.TLS_HANDSHAKE,
    }
)
SLOW_FAULT = frozenset({Fault.TIMEOUT, Fault.CONNECT_TIMEOUT})
NO_NAME = frozenset({Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS})
FORBIDDEN = frozenset({Fault.INVALID_URL, Fault.FORBIDDEN_SCHEME, Fault.FORBIDDEN_ADDRESS})

WORDS = {
    Fault.DNS_TROUBLE: "the name service did not answer",
    Fault.REFUSED: "connection refused",
    Fault.UNREACHABLE: "host unreachable",
    Fault.RESET: "connection reset",
    Fault.CONNECT_TIMEOUT: "no connection in time",
    Fault.TIMEOUT: "no complete answer in time",
    Fault.TLS_HANDSHAKE: "TLS handshake failed",
    Fault.PROTOCOL: "the answer is not valid HTTP",
    Fault.PROXY: "the proxy failed",
    Fault.EMPTY: "the connection was closed without an answer",
    Fault.TOO_LARGE: "the answer's headers are too large",
    Fault.REDIRECT_LOOP: "redirects in a circle",
    Fault.TOO_MANY_REDIRECTS: "too many redirects",
    Fault.BAD_REDIRECT: "redirects to an unusable address",
    Fault.CANCELLED: "not asked",
    Fault.CIRCUIT_OPEN: "the host failed too often to be asked again in this run",
}

STATUS_WORDS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses robots or strangers",
    407: "a proxy asks for a login",
    408: "the server gave up waiting",
    418: "refuses robots",
    429: "too many requests",
    451: "withheld for legal reasons",
    500: "the server failed",
    502: "bad gateway",
    503: "service unavailable",
    504: "gateway time-out",
    511: "this network asks for a login",
    999: "refuses robots",
}

LEGACY_TLS: tuple[str, ...] = (
    "protocol version",
    "protocol_version",
    "unsupported protocol",
    "unsupported_protocol",
    "legacy",
    "no protocols available",
    "no_protocols",
    "dh key too small",
    "dh_key_too_small",
    "ee key too small",
    "ca md too weak",
)
CLIENT_TLS: tuple[str, ...] = ("certificate required", "certificate_required", "bad certificate", "bad_certificate")

CERTIFICATE_WORDS = (
    ("not yet valid", "certificate not yet valid"),
    ("expired", "certificate expired"),
    ("self-signed certificate in", "certificate from an unknown authority"),
    ("self signed certificate in", "certificate from an unknown authority"),
    ("self-signed", "self-signed certificate"),
    ("self signed", "self-signed certificate"),
    ("hostname mismatch", "certificate for another host"),
    ("not valid for", "certificate for another host"),
    ("doesn't match", "certificate for another host"),
    ("ip address mismatch", "certificate for another host"),
    ("unable to get local issuer", "certificate from an unknown authority, or an intermediate is missing"),
    ("unable to get issuer", "certificate from an unknown authority, or an intermediate is missing"),
    ("revoked", "certificate revoked"),
)


OK = 200


def is_success(status_code: int) -> bool:
    """Tell whether a status says that the thing is there."""
    return 200 <= status_code < 300 or status_code in PRESENT  # noqa: PLR2004 - the class of 2xx


def status_reason(status_code: int) -> str:
    """Return a status as people read it, e.g. `403, refuses robots or strangers`."""
    words = STATUS_WORDS.get(status_code)
    if words is None and 520 <= status_code <= 530:  # noqa: PLR2004 - Cloudflare's own codes
        words = "the server behind Cloudflare failed"
    return f"{status_code}, {words}" if words else f"status {status_code}"


def certificate_reason(detail: str) -> str:
    """Return which certificate fault the TLS library told of, in our own words."""
    told = detail[:2000].lower()
    return next((words for part, words in CERTIFICATE_WORDS if part in told), "certificate cannot be verified")
