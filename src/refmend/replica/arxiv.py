"""The embedded arXiv: the query API on export.arxiv.org and the abstract pages on arxiv.org.

Source: the API's user manual and the source of the service (arXiv/arxiv-search), which behaves as told in its tests.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from refmend.replica import pages
from refmend.replica.exchange import HTML, Request, Response, redirect, reply
from refmend.replica.faults import arxiv_rate_exceeded
from refmend.replica.holdings import Paper, Version, spoken
from refmend.replica.limits import Limit

if TYPE_CHECKING:
    from refmend.replica.holdings import Holdings

API_HOST, WEB_HOSTS = "export.arxiv.org", ("arxiv.org", "www.arxiv.org")
HOSTS = (API_HOST, *WEB_HOSTS)
ATOM = "application/atom+xml; charset=utf-8"
LOOKS_LIKE_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7}")
ID = re.compile(r"((?:\d{4}\.\d{4,5})|(?:[a-z-]+/\d{7}))(?:v(\d+))?")
DEFAULT_RESULTS = 10
FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    ' xmlns="http://www.w3.org/2005/Atom">\n'
)
Entry = tuple[Paper, int]


class Arxiv:
    """Answers from the holdings' papers."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, request: Request) -> Limit | None:
        """Return the limit of the API: one request in three seconds, one at once. The pages have none."""
        if request.host != API_HOST or not request.path.startswith("/api/"):
            return None
        return Limit(f"{API_HOST} api", 1, 3.0, 1, {}, arxiv_rate_exceeded())

    def answer(self, request: Request) -> Response:
        """Answer as the service does, errors included."""
        if request.scheme == "http":
            return redirect(301, f"https://{request.host}{request.target}")
        if request.host == API_HOST and request.path == "/api/query":
            return self._query(request)
        match = re.fullmatch(r"/(abs|pdf|html)/(.+?)(?:\.pdf)?", request.path)
        entry = self._entry(match[2]) if match else None
        if match is None or entry is None:
            return reply(404, _not_found_page(request.path), HTML)
        if match[1] == "pdf":
            return reply(200, b"%PDF-1.5\n%%EOF\n", "application/pdf")
        return reply(200, _abstract_page(*entry), HTML)

    def _query(self, request: Request) -> Response:
        id_list, search = request.parameter("id_list"), request.parameter("search_query")
        start, most = request.parameter("start", "0"), request.parameter("max_results", str(DEFAULT_RESULTS))
        if not (start.isdigit() and most.isdigit()):
            return _error("max_results_must_be_an_integer", "max_results must be an integer")
        pieces = id_list.split(",") if id_list else []
        for piece in pieces:
            if not LOOKS_LIKE_ID.search(piece):
                return _error(f"incorrect_id_format_for_{piece}", f"incorrect id format for {piece}")
        if not pieces and not search:
            return _error("no_query", "neither search_query nor id_list was given")
        found = self._listed(pieces) if pieces else self._searched(search)
        shown = found[int(start) : int(start) + int(most)]
        asked = f"search_query={escape(search)}&amp;id_list={escape(id_list)}&amp;start={start}&amp;max_results={most}"
        return reply(200, _feed(f"arXiv Query: {asked}", len(found), int(start), int(most), shown), ATOM)

    def _entry(self, text: str) -> Entry | None:
        """Return paper and version number for an id exactly as arXiv writes it; None for every other text."""
        match = ID.fullmatch(text)
        paper = self._holdings.papers.get(match[1]) if match else None
        if match is None or paper is None:
            return None
        number = int(match[2] or len(paper.versions))
        return (paper, number) if 1 <= number <= len(paper.versions) else None

    def _listed(self, pieces: list[str]) -> list[Entry]:
        """Return the known ones, once each, in an order that is not the one asked for."""
        found = {entry_id(*entry): entry for entry in map(self._entry, pieces) if entry}
        return [found[key] for key in sorted(found, key=_scatter)]

    def _searched(self, search: str) -> list[Entry]:
        """Return papers that satisfy all of `ti:`, `au:` and `all:` terms joined by AND."""
        terms = re.findall(r'\b(ti|au|all|abs):(?:"([^"]*)"|(\S+))', search)
        wanted = [(field, set(re.findall(r"\w+", (quoted or plain).casefold()))) for field, quoted, plain in terms]
        return [
            (paper, len(paper.versions))
            for paper in self._holdings.papers.values()
            if wanted and all(words <= _words(paper, field) for field, words in wanted)
        ]


def entry_id(paper: Paper, number: int) -> str:
    """Return the id of one version."""
    return f"{paper.id}v{number}"


def _words(paper: Paper, field: str) -> set[str]:
    texts = {"ti": paper.latest.title, "au": " ".join(paper.latest.authors), "abs": paper.summary}
    return set(re.findall(r"\w+", (texts.get(field) or " ".join(texts.values())).casefold()))


def _scatter(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _feed(title: str, total: int, start: int, most: int, entries: list[Entry]) -> str:
    head = (
        f"  <id>https://arxiv.org/api/{_scatter(title)[:27]}</id>\n  <title>{title}</title>\n"
        f"  <updated>2026-11-01T00:00:00Z</updated>\n"
        f"  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n"
    )
    return FEED + head + "".join(_entry_element(paper, number) for paper, number in entries) + "</feed>\n"


def _entry_element(paper: Paper, number: int) -> str:
    """Return one entry, its elements in the order of the service of 2026."""
    version, name = paper.versions[number - 1], entry_id(paper, number)
    lines = [
        f"<id>http://arxiv.org/abs/{name}</id>",
        f"<title>{escape(version.title)}</title>",
        f"<updated>{_instant(version)}</updated>",
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>',
        f'<link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>',
        f"<summary>{escape(paper.summary or 'An abstract.')}</summary>",
        f'<category term="{escape(paper.category)}" scheme="http://arxiv.org/schemas/atom"/>',
        f"<published>{_instant(paper.versions[0])}</published>",
    ]
    if version.comment:
        lines.append(f"<arxiv:comment>{escape(version.comment)}</arxiv:comment>")
    lines.append(f'<arxiv:primary_category term="{escape(paper.category)}"/>')
    if paper.journal_ref:
        lines.append(f"<arxiv:journal_ref>{escape(paper.journal_ref)}</arxiv:journal_ref>")
    lines += [f"<author>\n      <name>{escape(spoken(author))}</name>\n    </author>" for author in version.authors]
    lines += [f"<arxiv:doi>{escape(doi)}</arxiv:doi>" for doi in paper.dois]
    lines += [f'<link rel="related" href="https://doi.org/{escape(doi)}" title="doi"/>' for doi in paper.dois]
    return "  <entry>\n    " + "\n    ".join(lines) + "\n  </entry>\n"


def _instant(version: Version) -> str:
    return version.date if "T" in version.date else f"{version.date}T00:00:00Z"


def _error(code: str, text: str) -> Response:
    """Return the feed with one error entry, which stands for the whole request."""
    address = f"https://arxiv.org/api/errors#{escape(code)}"
    entry = (
        f"  <id>https://arxiv.org/</id>\n  <title>arXiv Search Results</title>\n"
        f"  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>1</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>0</opensearch:startIndex>\n"
        f"  <entry>\n    <id>{address}</id>\n    <title>Error</title>\n    <updated>2026-11-01T00:00:00Z</updated>\n"
        f'    <link href="{address}" rel="alternate" type="text/html"/>\n    <summary>{escape(text)}</summary>\n'
        f"    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
    )
    return reply(400, FEED + entry + "</feed>\n", ATOM)


def _abstract_page(paper: Paper, number: int) -> str:
    """Return the abstract page with the `citation_*` tags that arXiv writes."""
    version = paper.versions[number - 1]
    facts = pages.Facts(
        title=version.title,
        authors=version.authors,
        published=paper.versions[0].date[:10],
        site="arXiv.org",
        url=f"https://arxiv.org/abs/{paper.id}",
    )
    return pages.highwire(facts, extra={"citation_arxiv_id": paper.id}, window_title=f"[{paper.id}] {version.title}")


def _not_found_page(path: str) -> str:
    return (
        "<!DOCTYPE html><html><head><title>Article not found</title></head><body><h1>Article not found</h1>"
        f"<p>arXiv has no article at {escape(path)}.</p></body></html>"
    )
