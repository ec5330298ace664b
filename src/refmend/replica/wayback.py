"""The embedded Wayback Machine: captures by address, the CDX index and the availability API."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from refmend.replica.exchange import HTML, Request, Response, json_reply, redirect, reply
from refmend.replica.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable

HOSTS = ("web.archive.org", "archive.org")
TEXT = "text/plain"
BLOCKED = (
    "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException: "
    "Blocked Site Error\n"
)
COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


class Capture(Struct, frozen=True):
    """One capture of an address at `timestamp` (YYYYMMDDhhmmss); a dead page can have been captured as well."""

    url: str
    timestamp: str
    status: int = 200
    body: str = ""


class Wayback:
    """Answers from the captures that were added."""

    def __init__(self) -> None:
        """Start with no capture."""
        self._captures: dict[str, list[Capture]] = {}
        self.blocked_hosts: set[str] = set()

    def add(self, capture: Capture) -> None:
        """Keep a capture."""
        self._captures.setdefault(url_key(capture.url), []).append(capture)

    def limit(self, request: Request) -> Limit:
        """Return the limits of a minute: 30 for the index, 600 for captures."""
        kind, count = ("cdx", 30) if request.path.startswith("/cdx/") else ("memento", 600)
        refusal = reply(429, "<html><body>Too Many Requests</body></html>", HTML)
        return Limit(f"web.archive.org {kind}", count, 60.0, None, {}, refusal)

    def answer(self, request: Request) -> Response:
        """Answer as the service does, errors included."""
        if request.scheme == "http":
            return redirect(301, f"https://{request.host}{request.target}")
        if request.host == "archive.org" and request.path.startswith("/wayback/available"):
            return self._available(request)
        if request.path.startswith("/cdx/search"):
            return self._index(request)
        match = re.match(r"/web/(?:(\d{1,14})([a-z]{2}_)?/|\*/)?(.+)", request.target)
        if request.host != "web.archive.org" or match is None:
            return reply(404, "<html><body>Not Found</body></html>", HTML)
        return self._memento(match[1] or "", match[2] or "", unquote(match[3]))

    def _memento(self, timestamp: str, flag: str, url: str) -> Response:
        captures = [one for one in self._of(url) if one.status == 200 or one.timestamp == timestamp]  # noqa: PLR2004
        if not captures:
            page = "<html><head><title>Wayback Machine</title></head><body>has not archived that URL.</body></html>"
            return reply(404, page, HTML)
        best = _closest(captures, timestamp)
        if best.timestamp != timestamp:
            return redirect(302, f"https://web.archive.org/web/{best.timestamp}{flag}/{best.url}")
        page = best.body or f"<html><head><title>Archived copy</title></head><body>{best.url}</body></html>"
        return reply(best.status, page, HTML, memento_datetime=best.timestamp, link=f'<{best.url}>; rel="original"')

    def _index(self, request: Request) -> Response:
        """Return CDX rows, oldest first; as lines or, with `output=json`, as lists under a heading."""
        url = request.parameter("url")
        if urlsplit(url if "//" in url else f"//{url}").hostname in self.blocked_hosts:
            return reply(403, BLOCKED, TEXT)
        wanted = [text.removeprefix("statuscode:") for text in request.query.get("filter", []) if "statuscode" in text]
        low, high = request.parameter("from", "0"), request.parameter("to", "9" * 14)
        rows = [_row(one) for one in self._of(url) if low <= one.timestamp <= high.ljust(14, "9")]
        rows = [row for row in rows if not wanted or row[4] in wanted]
        limit = request.parameter("limit")
        if limit.lstrip("-").isdigit():
            rows = rows[int(limit) :] if limit.startswith("-") else rows[: int(limit)]
        if request.parameter("output") == "json":
            return reply(200, json.dumps([COLUMNS, *rows] if rows else []), "application/json")
        return reply(200, "".join(" ".join(row) + "\n" for row in rows), TEXT)

    def _available(self, request: Request) -> Response:
        url, snapshots = request.parameter("url"), {}
        if captures := [one for one in self._of(url) if one.status == 200]:  # noqa: PLR2004
            best = _closest(captures, request.parameter("timestamp"))
            address = f"http://web.archive.org/web/{best.timestamp}/{best.url}"
            snapshots["closest"] = {
                "available": True,
                "url": address,
                "timestamp": best.timestamp,
                "status": str(best.status),
            }
        return json_reply({"url": url, "archived_snapshots": snapshots})

    def _of(self, url: str) -> list[Capture]:
        return sorted(self._captures.get(url_key(url), []), key=lambda one: one.timestamp)


def url_key(url: str) -> str:
    """Return the key under which the archive files an address: scheme, `www.` and a closing slash do not count."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    return f"{host}){parts.path.rstrip('/') or '/'}" + (f"?{parts.query}" if parts.query else "")


def _closest(captures: Iterable[Capture], timestamp: str) -> Capture:
    """Return the capture nearest to a time, the latest where none is given."""
    wanted = int((timestamp or "9").ljust(14, "9" if not timestamp else "0"))
    return min(captures, key=lambda one: abs(int(one.timestamp) - wanted))


def _row(capture: Capture) -> tuple[str, ...]:
    digest = "HLNR6AWVWYCU3YAENY3HYHLIPNWN66X7"
    key = url_key(capture.url)
    return key, capture.timestamp, capture.url, "text/html", str(capture.status), digest, str(len(capture.body) or 512)
