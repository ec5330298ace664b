"""The embedded Crossref REST API, as api.crossref.org behaves since December 2025.

Source: Crossref's REST API documentation and its announcement of the rate limits (doi 10.64000/wadve-3tj60).
"""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING, Any

from refmend.replica import csl
from refmend.replica.exchange import HTML, JSON, Request, Response, json_reply, redirect, reply
from refmend.replica.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from refmend.replica.holdings import Holdings

HOSTS = ("api.crossref.org",)
LONGEST_TARGET = 4096
MOST_ROWS = 1000
MOST_OFFSET = 10_000
MOST_SAMPLE = 100
DOI = re.compile(r"10\.\d{4,9}/\S+")
POOLS = {  # (polite, list): requests a second, at once
    (False, False): ("public-single", 5, 1),
    (False, True): ("public-array", 1, 1),
    (True, False): ("polite-single", 10, 3),
    (True, True): ("polite-array", 3, 3),
}
PARAMETERS = frozenset(
    [
        "query",
        "query.bibliographic",
        "query.author",
        "query.title",
        "query.container-title",
        "filter",
        "select",
        "rows",
        "offset",
        "cursor",
        "sample",
        "sort",
        "order",
        "mailto",
        "facet",
    ]
)
FILTERS = frozenset(["doi", "updates", "update-type", "is-update", "type", "prefix", "from-pub-date", "until-pub-date"])
EMPTY: tuple[Any, ...] = (None, "", [], {})


class Crossref:
    """Answers from the holdings' Crossref records."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, request: Request) -> Limit:
        """Return the pool of a request: single records and lists are counted apart, polite callers get more."""
        is_list = _route(request)[0] == ""
        polite = "mailto" in request.query or "mailto:" in request.header("user-agent")
        name, count, at_once = POOLS[polite, is_list]
        headers = {
            "x-rate-limit-limit": str(count),
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": str(at_once),
            "x-api-pool": name,
        }
        refusal = Response(429, {**headers, "content-type": "text/plain", "retry-after": "1"}, b"Too many requests")
        return Limit(f"api.crossref.org {name}", count, 1.0, at_once, headers, refusal)

    def answer(self, request: Request) -> Response:
        """Answer as the service does, errors included."""
        if refusal := _refusal(request):
            return refusal
        doi, part = _route(request)
        if doi is None:
            return _not_found()
        if not doi:
            return self._list(request)
        return self._single(request, doi, part)

    def _single(self, request: Request, doi: str, part: str) -> Response:
        if part == "agency":
            return self._agency(doi)
        if alias := self._holdings.aliases.get(doi.lower()):
            return Response(301, {"location": f"/works/{alias}" + (f"/{part}" if part else "")})
        record = self._holdings.crossref.get(doi.lower())
        if part.startswith("transform"):
            return csl.transform(record, part.removeprefix("transform").strip("/") or request.header("accept"))
        if refused := [name for name in request.query if name != "mailto"]:
            return _invalid("parameter-not-allowed", refused[0], f"This route does not support {refused[0]}")
        if record is None:
            return _not_found()
        return json_reply(_envelope("work", record))

    def _agency(self, doi: str) -> Response:
        """Answer `/agency`; its 404 claims to be JSON and is not."""
        agency = self._holdings.agency(doi)
        if agency is None:
            return reply(404, "Resource not found.", "application/json;charset=utf-8")
        return json_reply(
            _envelope("work-agency", {"DOI": doi, "agency": {"id": agency.lower(), "label": agency}}),
        )

    def _list(self, request: Request) -> Response:
        if problem := _bad_parameters(request):
            return problem
        filters = _filters(request.parameter("filter"))
        for name, value in filters:
            if name not in FILTERS:
                return _invalid("filter-not-available", name, f"Filter {name} specified but there is no such filter")
            if name == "doi" and not DOI.fullmatch(value):
                return _invalid("doi-invalid", value, f"Filter doi specified as {value} but this is not a valid DOI")
        found = self._matching(filters, request)
        rows, offset = int(request.parameter("rows", "20")), int(request.parameter("offset", "0"))
        selected = request.parameter("select")
        items = [_select(item, selected.split(",") if selected else []) for item in found[offset : offset + rows]]
        message = {
            "facets": {},
            "total-results": len(found),
            "items": items,
            "items-per-page": rows,
            "query": {"start-index": offset, "search-terms": request.parameter("query") or None},
        }
        return json_reply(_envelope("work-list", message))

    def _matching(self, filters: list[tuple[str, str]], request: Request) -> list[dict[str, Any]]:
        """Return the records that pass the filters, best score first, else in no order that the caller knows."""
        records = sorted(self._holdings.crossref.values(), key=lambda record: _scatter(record["DOI"]))
        for name in {name for name, _ in filters}:
            values = {value.lower() for key, value in filters if key == name}
            records = [record for record in records if _passes(record, name, values)]
        queries = {name: values[0] for name, values in request.query.items() if name.startswith("query")}
        if not queries:
            return records
        scored = [({**record, "score": round(_score(record, queries), 6)}, record) for record in records]
        ranked = sorted((item for item, _ in scored if item["score"] > 0), key=lambda item: -float(item["score"]))
        return list(ranked)


def _route(request: Request) -> tuple[str | None, str]:
    """Return the DOI of a path (empty for the list, None for no route) and what follows it."""
    match = re.fullmatch(r"/(?:v1/)?works(?:/(.+?)(?:/(agency|transform(?:/.+)?))?)?/?", request.path)
    return (None, "") if match is None else (match[1] or "", match[2] or "")


def _refusal(request: Request) -> Response | None:
    """Return what the service says before it looks at the route, or None where it does look."""
    if request.scheme == "http":
        page = "<html>\n<head><title>301 Moved Permanently</title></head>\n<body></body>\n</html>"
        return redirect(301, f"https://api.crossref.org:443{request.target}", page)
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        return reply(405, "Method Not Allowed", "text/plain")
    if len(request.target) > LONGEST_TARGET:
        return reply(414, "<html><body>Request-URI Too Large</body></html>", HTML)
    if not _acceptable(request.header("accept")):
        return reply(406, "Not Acceptable", "text/plain")
    return None


def _acceptable(accept: str) -> bool:
    return not accept or any(word in accept for word in ("*/*", "json", "application/*", "bibtex", "xml", "citation"))


def _bad_parameters(request: Request) -> Response | None:
    """Return the 400 or 404 for a list's first wrong parameter."""
    for name, bounds in (("rows", MOST_ROWS), ("offset", MOST_OFFSET), ("sample", MOST_SAMPLE)):
        value = request.parameter(name, "0")
        if not value.isdigit() or int(value) > bounds:
            text = f"Integer specified as {value} but must be a positive integer less than or equal to {bounds}."
            return _invalid("integer-not-valid", value, text)
    if request.parameter("cursor", "*") != "*":
        problem = {"type": "cursor-invalid", "value": request.parameter("cursor"), "message": "Cursor is invalid"}
        return json_reply({"status": "failed", "message-type": "resource-failure", "message": [problem]}, 404)
    if unknown := [name for name in request.query if name not in PARAMETERS]:
        return _invalid("parameter-not-found", unknown[0], f"Parameter {unknown[0]} specified but there is no such one")
    return None


def _filters(text: str) -> list[tuple[str, str]]:
    """Split a filter at commas; a piece without a colon belongs to the value before it (a comma in a DOI)."""
    found: list[tuple[str, str]] = []
    for piece in filter(None, text.split(",")):
        name, colon, value = piece.partition(":")
        if colon or not found:
            found.append((name, value))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]},{piece}")
    return found


def _passes(record: Mapping[str, Any], name: str, values: set[str]) -> bool:
    updates = record.get("update-to", [])
    tests: dict[str, Callable[[], bool]] = {
        "doi": lambda: record["DOI"] in values,
        "updates": lambda: any(update["DOI"].lower() in values for update in updates),
        "update-type": lambda: any(update["type"] in values for update in updates),
        "is-update": lambda: bool(updates) is ("true" in values or "1" in values),
        "type": lambda: record.get("type") in values,
        "prefix": lambda: record["DOI"].partition("/")[0] in values,
    }
    return tests.get(name, lambda: True)()


def _select(record: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """Keep the selected members; members that are empty are left out then."""
    if not names:
        return {"score": 1.0, **record}
    scored = {"score": 1.0, **record}
    return {name: scored[name] for name in names if scored.get(name) not in EMPTY}


def _score(record: Mapping[str, Any], queries: Mapping[str, str]) -> float:
    """Return how well a record fits: it grows with the query's length and is no probability."""
    total = 0.0
    for name, query in queries.items():
        asked, known = _words([query]), _words(_indexed(record, name))
        shared = asked & known
        if not shared:
            return 0.0
        total += sum(math.log2(2 + len(word)) for word in shared) * (0.5 + len(shared) / (len(known) + 1))
    return total


def _indexed(record: Mapping[str, Any], query: str) -> Iterable[str]:
    """Return the texts of a record that a query looks at."""
    authors = [str(author.get("family") or author.get("name", "")) for author in record.get("author", [])]
    if query == "query.author":
        return authors
    titles = [*record.get("title", []), *record.get("subtitle", [])]
    if query == "query.title":
        return titles
    issued = (record.get("issued") or {}).get("date-parts") or [[None]]
    return [
        *titles,
        *authors,
        *record.get("container-title", []),
        *(str(record.get(name, "")) for name in ("volume", "issue", "page")),
        str(issued[0][0]) if issued[0] else "",
    ]


def _words(texts: Iterable[str]) -> set[str]:
    return set(re.findall(r"\w{2,}", " ".join(texts).casefold()))


def _scatter(doi: str) -> str:
    return hashlib.sha256(doi.encode()).hexdigest()


def _envelope(kind: str, message: Any) -> dict[str, Any]:
    return {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}


def _invalid(kind: str, value: str, text: str) -> Response:
    problem = {"type": kind, "value": value, "message": text}
    return json_reply({"status": "failed", "message-type": "validation-failure", "message": [problem]}, 400, JSON)


def _not_found() -> Response:
    return reply(404, "Resource not found.", "text/plain")
