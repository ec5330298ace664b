"""Content negotiation: records as CSL-JSON and BibTeX, as Crossref's `transform` and DataCite's crosscite send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refmend.replica.exchange import Request, Response, json_reply, reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.replica.holdings import Holdings

HOSTS = ("data.crosscite.org",)
CSL = "application/vnd.citationstyles.csl+json"
SINGLE = ("title", "container-title")


class Crosscite:
    """DataCite's half of content negotiation: data.crosscite.org."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, _request: Request) -> None:
        """Tell no limit."""
        return

    def answer(self, request: Request) -> Response:
        """Answer with CSL; an unknown DOI is a 404 in plain text."""
        attributes = self._holdings.datacite.get(request.path.strip("/").lower())
        if attributes is None:
            return reply(404, "The resource you are looking for doesn't exist.", "text/plain; charset=utf-8")
        if "bibtex" in request.header("accept"):
            return reply(200, bibtex(from_datacite(attributes)), "application/x-bibtex")
        return json_reply(from_datacite(attributes), content_type=CSL)


class ForeignAgency:
    """The content negotiation of an agency that is neither Crossref nor DataCite; mEDRA's stands for all."""

    HOSTS = ("data.medra.org",)

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, _request: Request) -> None:
        """Tell no limit."""
        return

    def answer(self, request: Request) -> Response:
        """Answer with the CSL that was given with the handle; without one the agency does not serve CSL."""
        handle = self._holdings.handles.get(request.path.strip("/").lower())
        if handle is None or handle.csl is None:
            return reply(404, "Not found", "text/plain")
        return json_reply(handle.csl, content_type=CSL)


def transform(record: Mapping[str, Any] | None, wanted: str) -> Response:
    """Return a Crossref record in a wanted media type; 406 for one that is not served."""
    if record is None:
        return reply(404, "Resource not found.", "text/plain")
    if "bibtex" in wanted:
        return reply(200, bibtex(from_crossref(record)), "application/x-bibtex")
    if not wanted or "json" in wanted or "*/*" in wanted:
        return json_reply(from_crossref(record), content_type=CSL)
    return reply(406, "Not Acceptable", "text/plain")


def from_crossref(record: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a REST record into CSL: titles and containers are strings here, not lists."""
    item = dict(record)
    for name in SINGLE:
        item[name] = next(iter(record.get(name) or []), "")
    if short := item.pop("short-container-title", None):
        item["container-title-short"] = short[0]
    return item


def from_datacite(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Turn attributes into CSL: the DOI in upper case, the year alone."""
    authors = [
        {"family": one["familyName"], "given": one.get("givenName")}
        if one.get("familyName")
        else {"literal": one["name"]}
        for one in attributes.get("creators", [])
    ]
    return {
        "type": attributes.get("types", {}).get("citeproc", "article"),
        "id": f"https://doi.org/{attributes['doi']}",
        "author": authors,
        "issued": {"date-parts": [[attributes.get("publicationYear")]]},
        "DOI": str(attributes["doi"]).upper(),
        "publisher": attributes.get("publisher", ""),
        "title": next((title["title"] for title in attributes.get("titles", []) if "titleType" not in title), ""),
        "URL": attributes.get("url", ""),
        "version": attributes.get("version"),
    }


def bibtex(item: Mapping[str, Any]) -> str:
    """Return a CSL item as one BibTeX entry, on one line with a leading blank as Crossref sends it."""
    issued = (item.get("issued") or {}).get("date-parts") or [[None]]
    names = [
        str(one.get("literal") or one.get("name") or f"{one.get('family', '')}, {one.get('given', '')}".rstrip(", "))
        for one in item.get("author", [])
    ]
    year = issued[0][0] if issued[0] else None
    family = names[0].partition(",")[0] if names else "Anonymous"
    fields = {
        "title": item.get("title"),
        "DOI": item.get("DOI"),
        "journal": item.get("container-title"),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "pages": item.get("page"),
        "publisher": item.get("publisher"),
        "author": " and ".join(names),
        "year": year,
    }
    body = ", ".join(f"{name}={{{value}}}" for name, value in fields.items() if value)
    return f" @article{{{family}_{year}, {body} }}\n"
