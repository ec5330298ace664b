"""The embedded DataCite REST API. Source: DataCite's API reference and the source of its service (lupo)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from refmend.replica.exchange import Request, Response, json_reply
from refmend.replica.holdings import ARXIV_PREFIX
from refmend.replica.limits import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.replica.holdings import Holdings

HOSTS = ("api.datacite.org",)
CONTENT = "application/json; charset=utf-8"
DEFAULT_SIZE, MOST_SIZE, WINDOW = 25, 1000, 10_000
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
LIST_LEAVES_OUT = frozenset(("xml", "prefix", "suffix"))


class DataCite:
    """Answers from the holdings' DataCite records."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, request: Request) -> Limit:
        """Return the limit for 5 minutes: twice as much for callers who leave an address."""
        named = "mailto" in request.query or "@" in request.header("user-agent")
        pool, count = ("named", 1000) if named else ("anonymous", 500)
        refusal = _errors(429, "Too many requests")
        return Limit(f"api.datacite.org {pool}", count, 300.0, None, {}, refusal)

    def answer(self, request: Request) -> Response:
        """Answer as the service does, errors included."""
        if request.path in {"/dois", "/dois/"}:
            return self._list(request)
        if not request.path.startswith("/dois/"):
            return _errors(404, "The resource you are looking for doesn't exist.")
        attributes = self._holdings.datacite.get(request.path.removeprefix("/dois/").strip("/").lower())
        if attributes is None:
            return _errors(404, "The resource you are looking for doesn't exist.")
        return json_reply({"data": _resource(_shaped(attributes, request))}, content_type=CONTENT)

    def _list(self, request: Request) -> Response:
        size, number = request.parameter("page[size]", str(DEFAULT_SIZE)), request.parameter("page[number]", "1")
        if not (size.isdigit() and number.isdigit()):
            return _errors(400, "page[size] and page[number] are numbers")
        per_page = min(int(size), MOST_SIZE)
        if per_page * int(number) > WINDOW:
            return _errors(400, "page[number] times page[size] is more than 10,000: use page[cursor]")
        query = request.parameter("query")
        if query.count('"') % 2 or query.count("(") != query.count(")"):
            return json_reply({"errors": {"title": "Failed to parse query"}}, 400, CONTENT)
        found = self._named(request.parameter("ids")) if request.parameter("ids") else self._matching(query)
        found.sort(key=lambda attributes: str(attributes.get("updated", "")), reverse=True)
        start = (int(number) - 1) * per_page
        page = [
            {name: value for name, value in _shaped(attributes, request).items() if name not in LIST_LEAVES_OUT}
            for attributes in found[max(0, start) : start + per_page]
        ]
        wanted = set(filter(None, request.parameter("fields[dois]").split(",")))
        data = [_resource({n: v for n, v in one.items() if n in wanted} if wanted else one, one["doi"]) for one in page]
        pages = -(-len(found) // per_page) if per_page else 0
        meta = {"total": len(found), "totalPages": pages, "page": int(number)}
        return json_reply({"data": data, "meta": meta, "links": {"self": _self_link(request)}}, content_type=CONTENT)

    def _named(self, ids: str) -> list[dict[str, Any]]:
        """Return the records of a list split at commas; unknown ones are absent."""
        asked = dict.fromkeys(piece.strip().lower() for piece in ids.split(","))
        return [self._holdings.datacite[doi] for doi in asked if doi in self._holdings.datacite]

    def _matching(self, query: str) -> list[dict[str, Any]]:
        """Return findable records that a query names by DOI, or whose title and creators hold all of its words."""
        findable = [one for one in self._holdings.datacite.values() if one.get("state", "findable") == "findable"]
        if query.startswith(("doi:", "id:")):
            listed = QUOTED.findall(query) or [query.partition(":")[2]]
            dois = {re.sub(r"\\(.)", r"\1", text).lower() for text in listed}
            return [one for one in findable if one["doi"] in dois]
        plain = re.sub(r"\b(titles\.title|creators\.\w+|title|AND|OR)\b:?", " ", query)
        words = set(re.findall(r"\w+", plain.casefold()))
        return [one for one in findable if words <= _words(one)]


def _words(attributes: Mapping[str, Any]) -> set[str]:
    texts = [str(title.get("title")) for title in attributes.get("titles", [])]
    texts += [str(creator.get("name")) for creator in attributes.get("creators", [])]
    return set(re.findall(r"\w+", " ".join([*texts, str(attributes.get("publicationYear", ""))]).casefold()))


def _shaped(attributes: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Return the attributes, with the publisher as an object where that is asked for."""
    if request.parameter("publisher") == "true" and isinstance(attributes.get("publisher"), str):
        return {**attributes, "publisher": {"name": attributes["publisher"]}}
    return dict(attributes)


def _resource(attributes: Mapping[str, Any], doi: str = "") -> dict[str, Any]:
    name = doi or attributes["doi"]
    client = {"data": {"id": "arxiv.content", "type": "clients"}}
    relationships = {"client": client} if name.startswith(ARXIV_PREFIX) else {}
    return {"id": name, "type": "dois", "attributes": attributes, "relationships": relationships}


def _self_link(request: Request) -> str:
    pairs = [f"{quote(name)}={quote(value)}" for name, values in request.query.items() for value in values]
    return "https://api.datacite.org/dois?" + "&".join(pairs)


def _errors(status: int, title: str) -> Response:
    return json_reply({"errors": [{"status": str(status), "title": title}]}, status, CONTENT)
