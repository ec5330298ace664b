"""Requests and responses as the embedded registries see them, and the trouble a response can make."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json"
HTML = "text/html; charset=utf-8"


class Ending(StrEnum):
    """How a response ends on the wire."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"  # half of the body, then the connection closes although more was announced
    RESET = "reset"  # the connection is aborted without an answer
    EMPTY = "empty"  # the connection is closed without an answer
    SILENT = "silent"  # nothing is ever sent, the connection stays open
    ENDLESS = "endless"  # the body never ends


class Request(Struct, frozen=True):
    """One request. `target` is the path with its query as sent; header names are in lower case.

    `at` is the replica's monotonic clock in seconds.
    """

    method: str
    scheme: str
    host: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    at: float = 0.0

    @property
    def raw_path(self) -> str:
        """Return the path as sent, percent-encoding kept."""
        return self.target.partition("?")[0]

    @property
    def path(self) -> str:
        """Return the decoded path."""
        return unquote(self.raw_path)

    @property
    def query(self) -> dict[str, list[str]]:
        """Return the decoded parameters; a form that was posted counts as well."""
        parameters = parse_qs(self.target.partition("?")[2], keep_blank_values=True)
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            parameters |= parse_qs(self.body.decode("latin-1"), keep_blank_values=True)
        return parameters

    @property
    def url(self) -> str:
        """Return the whole address."""
        return f"{self.scheme}://{self.host}{self.target}"

    def parameter(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def header(self, name: str) -> str:
        """Return a header, or an empty string."""
        return self.headers.get(name.lower(), "")


class Response(Struct, frozen=True):
    """One response. `delay` is the wait before the first byte, in seconds; `pace` spreads the body over as many."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    pace: float = 0.0
    ending: Ending = Ending.COMPLETE


def reply(status: int, body: str | bytes, content_type: str, **headers: str) -> Response:
    """Return a response; `_` in a header's name stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body
    return Response(status, {"content-type": content_type, **named}, raw)


def json_reply(value: Any, status: int = 200, content_type: str = JSON, **headers: str) -> Response:
    """Return a value as JSON, compact and in ASCII as the registries send it."""
    return reply(status, json.dumps(value, separators=(",", ":")), content_type, **headers)


def redirect(status: int, location: str, body: str = "") -> Response:
    """Return a redirect; `location` is sent as given, so it may be relative."""
    return reply(status, body, HTML, location=location)
