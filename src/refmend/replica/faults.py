"""Faults: what goes wrong, where and how often. A `Fault` strikes in place of the true answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from refmend.replica.exchange import HTML, Ending, Request, Response, reply

Behaviour = Response | Callable[[Request], Response]


@dataclass(slots=True)
class Fault:
    """Trouble for the requests to `host` whose target matches `path` (both are shell patterns).

    It strikes matching requests number `after + 1` to `after + first` (for ever, if `first` is None), and of these
    every `every`-th. `seen` and `struck` count, so that a test can tell that its fault was met.
    """

    behaviour: Behaviour
    host: str = "*"
    path: str = "*"
    method: str = "*"
    after: int = 0
    first: int | None = None
    every: int = 1
    seen: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def strike(self, request: Request) -> Response | None:
        """Return the trouble for this request, or None where the fault leaves it alone."""
        patterns = ((request.host, self.host), (request.target, self.path), (request.method, self.method))
        if not all(fnmatchcase(value, pattern) for value, pattern in patterns):
            return None
        self.seen += 1
        number = self.seen - self.after
        if number < 1 or (self.first is not None and number > self.first) or number % self.every:
            return None
        self.struck += 1
        return self.behaviour if isinstance(self.behaviour, Response) else self.behaviour(request)


RESET = Response(ending=Ending.RESET)
EMPTY = Response(ending=Ending.EMPTY)
SILENT = Response(ending=Ending.SILENT)


def too_many(*, retry_after: str | None = None, body: str = "Too many requests") -> Response:
    """Return a 429; with an empty `body` and no `retry_after` it is the bare one that Crossref was seen to send."""
    headers = {} if retry_after is None else {"retry_after": retry_after}
    return reply(429, body, "text/plain; charset=utf-8", **headers)


def arxiv_rate_exceeded() -> Response:
    """Return arXiv's 429: one line of text and no `Retry-After`."""
    return reply(429, "Rate exceeded.", "text/plain; charset=utf-8")


def arxiv_edge_refusal() -> Response:
    """Return the 406 without a body by which arXiv's edge throttles since autumn 2026."""
    return Response(406, {"cache-control": "private, no-store", "via": "1.1 varnish, 1.1 varnish"})


def balancer_page(status: int, delay: float = 0.0) -> Response:
    """Return the HTML page of a load balancer (503, 504) where JSON was expected."""
    words = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
    heading = f"{status} {words.get(status, 'Error')}"
    page = (
        f"<html>\n<head><title>{heading}</title></head>\n<body>\n<center><h1>{heading}</h1></center>\n</body>\n</html>"
    )
    return Response(status, {"content-type": HTML, "server": "awselb/2.0"}, page.encode(), delay=delay)


def stall(seconds: float) -> Response:
    """Return an answer that comes only after `seconds`; habanero gives up after five."""
    return balancer_page(504, delay=seconds)


def endless(start: str = "<?xml version='1.0' encoding='UTF-8'?>\n<feed>", content_type: str = HTML) -> Response:
    """Return an answer that begins well and never ends."""
    return Response(200, {"content-type": content_type}, start.encode(), ending=Ending.ENDLESS)


def bot_wall(status: int = 418) -> Response:
    """Return the refusal page of a bot wall, as IEEE's landing pages give it to programs."""
    page = (
        "<!DOCTYPE html><html><head><title>Request Rejected</title></head><body>"
        "<p>The requested URL was rejected. Please consult with your administrator.</p></body></html>"
    )
    return reply(status, page, HTML, cache_control="no-store")


def cloudflare_challenge() -> Response:
    """Return Cloudflare's challenge page: any status, told apart by `cf-mitigated`."""
    page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>"
    return reply(403, page, HTML, cf_mitigated="challenge", server="cloudflare")
