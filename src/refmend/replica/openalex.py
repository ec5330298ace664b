"""The embedded OpenAlex: works by DOI, singly and in lists, and by title. It merges what the registries hold."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from refmend.replica.exchange import HTML, Request, Response, json_reply, reply
from refmend.replica.holdings import ARXIV_PREFIX, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.replica.holdings import Holdings, Paper

HOSTS = ("api.openalex.org",)
MOST_VALUES = 100
DEFAULT_PAGE = 25


class OpenAlex:
    """Answers from the holdings of Crossref and arXiv."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, _request: Request) -> None:
        """Tell no limit: without a key a day's budget decides, and no run here uses one up."""
        return

    def answer(self, request: Request) -> Response:
        """Answer as the service does; what is unknown is a 404 in HTML."""
        if request.path.rstrip("/") == "/works":
            return self._list(request)
        match = re.fullmatch(r"/works/(?:doi:|https?://(?:dx\.)?doi\.org/)(.+)", request.path)
        found = [work for work in self._works() if match and work["doi"] == _address(match[1])]
        return json_reply(found[0]) if found else reply(404, "<!doctype html><title>404 Not Found</title>", HTML)

    def _list(self, request: Request) -> Response:
        filters = dict(piece.split(":", 1) for piece in request.parameter("filter").split(",") if ":" in piece)
        dois = [_address(doi) for doi in filters.get("doi", "").split("|") if doi]
        if len(dois) > MOST_VALUES:
            return json_reply({"error": "Invalid query parameters error.", "message": "Maximum number of values"}, 400)
        text = request.parameter("search") or filters.get("title.search", "") or filters.get("display_name.search", "")
        words = set(_words(text))
        works = [
            work
            for work in self._works()
            if (not dois or work["doi"] in dois) and words <= set(_words(work["title"])) and (dois or words)
        ]
        size = request.parameter("per-page") or request.parameter("per_page") or str(DEFAULT_PAGE)
        meta = {"count": len(works), "page": 1, "per_page": int(size) if size.isdigit() else DEFAULT_PAGE}
        return json_reply({"meta": meta, "results": works[: meta["per_page"]], "group_by": []})

    def _works(self) -> Iterator[dict[str, Any]]:
        for record in self._holdings.crossref.values():
            yield _from_crossref(record)
        for paper in self._holdings.papers.values():
            yield _from_paper(paper)


def _address(doi: str) -> str:
    return "https://doi.org/" + re.sub(r"^https?://(dx\.)?doi\.org/", "", doi.strip().lower())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _from_crossref(record: Mapping[str, Any]) -> dict[str, Any]:
    names = [
        one.get("name") or f"{one.get('given', '')} {one.get('family', '')}".strip() for one in record.get("author", [])
    ]
    parts = (record.get("issued") or {}).get("date-parts") or [[None]]
    first, _, last = str(record.get("page", "")).partition("-")
    biblio = {
        "volume": record.get("volume"),
        "issue": record.get("issue"),
        "first_page": first or None,
        "last_page": last or None,
    }
    work = _work(
        record["DOI"], (record.get("title") or [""])[0], names, "-".join(f"{part:02}" for part in parts[0] if part)
    )
    retracted = any("retraction" in update["type"] for update in record.get("updated-by", []))
    container = (record.get("container-title") or [None])[0]
    location = {"source": {"display_name": container}, "landing_page_url": work["doi"]}
    return work | {"type": "article", "biblio": biblio, "is_retracted": retracted, "primary_location": location}


def _from_paper(paper: Paper) -> dict[str, Any]:
    names = [spoken(name) for name in paper.latest.authors]
    work = _work(ARXIV_PREFIX + paper.id, paper.latest.title, names, paper.versions[0].date[:10])
    location = {"source": {"display_name": "arXiv (Cornell University)"}, "landing_page_url": work["doi"]}
    biblio = dict.fromkeys(("volume", "issue", "first_page", "last_page"))
    return work | {"type": "preprint", "biblio": biblio, "is_retracted": False, "primary_location": location}


def _work(doi: str, title: str, names: list[str], date: str) -> dict[str, Any]:
    number = int(hashlib.sha256(doi.encode()).hexdigest()[:8], 16)
    return {
        "id": f"https://openalex.org/W{number}",
        "doi": _address(doi),
        "title": title,
        "display_name": title,
        "publication_year": int(date[:4]) if date[:4].isdigit() else None,
        "publication_date": date or None,
        "authorships": [
            {"author_position": _position(at, len(names)), "author": {"display_name": name}, "raw_author_name": name}
            for at, name in enumerate(names)
        ],
    }


def _position(at: int, count: int) -> str:
    return "first" if at == 0 else "last" if at == count - 1 else "middle"
