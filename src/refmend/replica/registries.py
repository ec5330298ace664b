"""The replica as a whole: which host is whose, faults first, then limits, then the true answer."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from msgspec import Struct
from msgspec.structs import replace

from refmend.replica import arxiv, crossref, csl, datacite, doi, openalex, wayback, works
from refmend.replica.faults import Fault
from refmend.replica.holdings import Holdings
from refmend.replica.limits import Gate
from refmend.replica.numbers import BOOK_HOST, CONVERTER_HOST, Numbers
from refmend.replica.pages import HABITS, Facts
from refmend.replica.server import LOOPBACK, Server
from refmend.replica.wayback import Capture, Wayback
from refmend.replica.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from refmend.replica.exchange import Request, Response
    from refmend.replica.faults import Behaviour
    from refmend.replica.limits import Limit
    from refmend.replica.web import Script


class Site(Protocol):
    """A registry or the web: what it answers, and within which limit."""

    def limit(self, request: Request) -> Limit | None:
        """Return the limit that a request counts in."""
        ...

    def answer(self, request: Request) -> Response:
        """Return the true answer."""
        ...


class Exchange(Struct, frozen=True):
    """One line of the log: a request and the status that it got (0 where nothing was answered on purpose)."""

    request: Request
    status: int


class Replica:
    """The embedded registries and a small web on loopback; a context manager.

    `env()` gives the variables by which any client reaches them. `limits` keeps the registries' published limits;
    `latency` is added to every answer, in seconds; `chapter` fills in the works and pages of our own reading list.
    Everything may be added and switched while it runs.
    """

    def __init__(self, *, limits: bool = True, latency: float = 0.0, chapter: bool = True) -> None:
        """Fill the holdings; nothing is opened before `start`."""
        self.limits = limits
        self.latency = latency
        self.holdings = Holdings()
        self.web = Web()
        self.wayback = Wayback()
        self.numbers = Numbers()
        self.gate = Gate()
        self.log: list[Exchange] = []
        self._faults: list[Fault] = []
        self._sites = self._registries()
        self._server: Server | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.offline = False
        if chapter:
            self.load("works.json", "pages.json")

    def _registries(self) -> dict[str, Site]:
        """Return which host is answered by whom; every other host is the web's."""
        holdings = self.holdings
        registries: list[tuple[tuple[str, ...], Site]] = [
            (crossref.HOSTS, crossref.Crossref(holdings)),
            (datacite.HOSTS, datacite.DataCite(holdings)),
            (doi.HOSTS, doi.DoiOrg(holdings)),
            (arxiv.HOSTS, arxiv.Arxiv(holdings)),
            (csl.HOSTS, csl.Crosscite(holdings)),
            (csl.ForeignAgency.HOSTS, csl.ForeignAgency(holdings)),
            (openalex.HOSTS, openalex.OpenAlex(holdings)),
            (wayback.HOSTS, self.wayback),
            ((CONVERTER_HOST, BOOK_HOST), self.numbers),
        ]
        return {host: site for hosts, site in registries for host in hosts}

    # -- running ------------------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Serve on a free loopback port; raises `OSError` where that is not possible."""
        import trustme  # noqa: PLC0415 - slow to import, and wanted only by those who serve

        authority = trustme.CA()
        self._folder = tempfile.TemporaryDirectory(prefix="refmend-replica-")
        authority.cert_pem.write_to_path(str(self.certificate))
        self._server = Server(self, authority)
        self._server.start()
        return self

    def stop(self) -> None:
        """Close everything and remove the certificate."""
        if self._server is not None:
            self._server.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def certificate(self) -> Path:
        """Return the file of the authority that signs every host's certificate."""
        if self._folder is None:
            raise RuntimeError("the replica is not running")
        return Path(self._folder.name) / "authority.pem"

    @property
    def proxy(self) -> str:
        """Return the address of the forward proxy."""
        if self._server is None:
            raise RuntimeError("the replica is not running")
        return f"http://{LOOPBACK}:{self._server.port}"

    def env(self) -> dict[str, str]:
        """Return the variables to lay over an environment: proxy, certificates, and no way around them."""
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), self.proxy)
        around = dict.fromkeys(("NO_PROXY", "ALL_PROXY"), "")
        both_cases = {cased: value for name, value in (proxies | around).items() for cased in (name, name.lower())}
        bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        return both_cases | dict.fromkeys(bundles, str(self.certificate)) | {"SSL_CERT_DIR": ""}

    # -- filling ------------------------------------------------------------------------------------------------

    def load(self, *names: str) -> None:
        """Fill in what stands in some of our data files."""
        for name in names:
            content = works.stored(name)
            for work in content.get("works", []):
                self.add_work(work)
            for page in content.get("pages", []):
                self._load_page(page)
            for host in content.get("walls", []):
                self.web.wall(host)
            for capture in content.get("captures", []):
                self.add_capture(**capture)

    def _load_page(self, page: Mapping[str, Any]) -> None:
        if "moved_to" in page:
            self.add_redirect(page["url"], page["moved_to"], page.get("status", 301))
            return
        members = {name: value for name, value in page.items() if name not in {"url", "habit", "note"}}
        members["authors"] = tuple(members.get("authors", ()))
        self.add_page(page["url"], habit=page.get("habit", "plain"), **members)

    def add_work(self, work: Mapping[str, Any]) -> None:
        """Add a work in the short layout of our data files (see `works.py`)."""
        works.add_work(self.holdings, work)

    def add_crossref(self, record: Mapping[str, Any], landing: str | None = None) -> None:
        """Add a record in Crossref's own shape, with its DOI registered."""
        self.holdings.add_crossref(record, landing)

    def add_datacite(self, attributes: Mapping[str, Any], landing: str | None = None) -> None:
        """Add attributes in DataCite's own shape, with their DOI registered."""
        self.holdings.add_datacite(attributes, landing)

    def add_page(  # noqa: PLR0913 - a page has this many facts, and all are named at the call
        self,
        url: str,
        title: str = "A page",
        *,
        habit: str = "plain",
        authors: tuple[str, ...] = (),
        published: str = "",
        site: str = "",
        body: str = "",
    ) -> None:
        """Add a living page with a publishing system's metadata habit (a key of `pages.HABITS`)."""
        self.web.put(url, HABITS[habit](Facts(title, url.partition("?")[0], authors, published, site, body)))

    def add_answer(self, url: str, answer: Response | str | Script) -> None:
        """Serve HTML, a response, or a function of the request and its number at an address."""
        self.web.put(url, answer)

    def add_redirect(self, url: str, target: str, status: int = 301) -> None:
        """Redirect an address."""
        self.web.move(url, target, status)

    def add_capture(self, url: str, timestamp: str, status: int = 200, body: str = "") -> None:
        """Let the Wayback Machine hold a capture of an address, made at YYYYMMDDhhmmss."""
        self.wayback.add(Capture(url, timestamp, status, body))

    # -- trouble ------------------------------------------------------------------------------------------------

    def fault(self, behaviour: Behaviour, host: str = "*", path: str = "*", **when: Any) -> Fault:
        """Make trouble; see `Fault` for `method`, `after`, `first` and `every`. The latest fault goes first."""
        fault = Fault(behaviour, host, path, **when)
        self._faults.insert(0, fault)
        return fault

    def clear_faults(self) -> None:
        """End all trouble."""
        self._faults.clear()

    # -- what was asked -----------------------------------------------------------------------------------------

    def requests(self, host: str = "", path: str = "") -> list[Request]:
        """Return the requests so far, those to a host and with a beginning of the target if given."""
        asked = (exchange.request for exchange in list(self.log))
        return [one for one in asked if host in ("", one.host) and one.target.startswith(path)]

    @property
    def statuses(self) -> Counter[tuple[str, int]]:
        """Return how often each host answered with each status."""
        return Counter((exchange.request.host, exchange.status) for exchange in list(self.log))

    # -- the server's questions -----------------------------------------------------------------------------------

    def knows(self, host: str) -> bool:
        """Tell whether a host exists."""
        if self.offline or host in self.web.missing:
            return False
        return host in self._sites or host in set(self.web.hosts())

    async def answer(self, request: Request) -> Response:
        """Return the response to a request and write it down."""
        site: Site = self._sites.get(request.host, self.web)
        limit = site.limit(request)
        if limit and self.limits and not self.gate.admit(limit, request.at):
            return self._written(request, limit.refusal)
        if limit:
            self.gate.enter(limit.pool)
        try:
            await asyncio.sleep(self.latency)
            struck = next((trouble for fault in self._faults if (trouble := fault.strike(request))), None)
            response = struck or site.answer(request)
            await asyncio.sleep(response.delay if limit else 0)
        finally:
            if limit:
                self.gate.leave(limit.pool)
        if limit:
            response = replace(response, headers={**limit.headers, **response.headers}, delay=0.0)
        return self._written(request, response)

    def _written(self, request: Request, response: Response) -> Response:
        answered = response.ending in {"complete", "truncated", "endless"}
        self.log.append(Exchange(request, response.status if answered else 0))
        return response
