"""Registries that answer from a script, on loopback, and a `Net` without gates and waiting."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from fake_clock import FakeClock
from refmend.config import Config, Registries
from refmend.model import Answer, Fault, Identifier, Observation

JSON = {"Content-Type": "application/json"}


class Asked:
    """One request: `registry` is the first part of the path, `path` the rest (decoded), `query` a plain mapping."""

    def __init__(self, target, headers):
        url = urlsplit(target)
        _, self.registry, rest = url.path.split("/", 2)
        self.raw_path = "/" + rest
        self.path = unquote(self.raw_path)
        self.query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        self.headers = headers

    def __repr__(self):
        return f"{self.registry} {self.path} {self.query}"


class _StaySame(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class StubNet:
    """Carries requests to the script without pacing; what it was told to pause is in `pauses`."""

    def __init__(self, base):
        self.base = base
        self.clock = FakeClock()
        self.requests = Counter()
        self.pauses = []
        self.down = set()
        self._opener = build_opener(_StaySame, ProxyHandler({}))

    async def get(self, url, *, headers=None, lane="page", max_bytes=262_144, **_):
        return await asyncio.to_thread(self._exchange, url, headers or {}, ())

    async def follow(self, url, *, headers=None, lane="page", max_redirects=10, **_):
        answers = ()
        for _hop in range(max_redirects):
            seen = await asyncio.to_thread(self._exchange, url, headers or {}, answers)
            location = seen.last.header("location") if seen.last else ""
            if not location:
                return seen
            answers, url = seen.answers, location if "://" in location else self.base + location
        return seen

    async def call(self, url, lane, function, *, timeout):  # noqa: ASYNC109 - as the original
        if self._is_down(url):
            raise TimeoutError
        return await asyncio.to_thread(function)

    def pause(self, url, lane, seconds):
        self.pauses.append((urlsplit(url).path.split("/")[1], lane, seconds))

    def _is_down(self, url):
        return urlsplit(url).path.split("/")[1] in self.down

    def _exchange(self, url, headers, before):
        if self._is_down(url):
            return Observation(url, fault=Fault.REFUSED)
        if not url.startswith(self.base):
            return Observation(url, answers=before, fault=Fault.DNS_MISSING)
        try:
            response = self._opener.open(Request(url, headers=headers), timeout=10)  # noqa: S310 - loopback
        except HTTPError as error:
            response = error
        with response:
            pairs = tuple((name.lower(), value) for name, value in response.headers.items())
            after = response.headers.get("retry-after")
            return Observation(
                url,
                answers=(*before, Answer(url, response.status, pairs)),
                body=response.read(),
                retry_after=float(after) if after else None,
            )


class Registry:
    """A loopback server; `answer(asked)` returns (status, headers, body)."""

    def __init__(self):
        self.log = []
        self.script = {}
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked = Asked(self.path, self.headers)
                registry.log.append(asked)
                status, headers, body = registry.answer(asked)
                data = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, asked):
        found = self.script.get(asked.registry)
        return found(asked) if found else (404, {"Content-Type": "text/html"}, "<html><title>Not here</title></html>")

    def asked(self, registry):
        return [asked for asked in self.log if asked.registry == registry]

    def config(self, **more):
        names = ("crossref", "datacite", "doi", "arxiv", "arxiv_web", "wayback", "openalex", "ncbi", "openlibrary")
        registries = Registries(**{name: f"{self.base}/{name}" for name in names}, canary=f"{self.base}/canary/")
        return Config(registries=registries, timeout=5, **more)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def resolve_all(registry, *names, net=None, **settings):
    """Resolve identifiers like `doi:10.1000/182`; returns the outcomes by that text."""
    from refmend.resolvers import resolve

    outcomes = []
    net = net or StubNet(registry.base)
    wanted = [Identifier.parse(name) for name in names]
    asyncio.run(resolve(wanted, net, registry.config(**settings), told=outcomes.append))
    assert sorted(str(outcome.identifier) for outcome in outcomes) == sorted(set(names)), "one outcome for each"
    return {str(outcome.identifier): outcome for outcome in outcomes}
