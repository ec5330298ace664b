"""The embedded doi.org: agencies, handles, redirects and content negotiation. Source: the DOI handbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from refmend.replica.exchange import HTML, Request, Response, json_reply, redirect, reply

if TYPE_CHECKING:
    from refmend.replica.holdings import Handle, Holdings

HOSTS = ("doi.org", "www.doi.org", "dx.doi.org", "hdl.handle.net")
DOI = re.compile(r"10(\.\d+)+/\S+")
SHORT = re.compile(r"10/[a-z0-9]+", re.IGNORECASE)
NEGOTIABLE = ("csl+json", "bibtex", "crossref.unixref", "datacite", "text/x-bibliography", "application/json")
FOUND, ERROR, NOT_FOUND, NO_VALUES = 1, 2, 100, 200


class DoiOrg:
    """Answers from the registered handles."""

    def __init__(self, holdings: Holdings) -> None:
        """Serve these holdings."""
        self._holdings = holdings

    def limit(self, _request: Request) -> None:
        """Tell no limit: none is published."""
        return

    def answer(self, request: Request) -> Response:
        """Answer as the resolver does, errors included."""
        if request.scheme == "http":
            return redirect(301, f"https://{request.host}{request.target}", "<html><body>Moved</body></html>")
        agencies = re.fullmatch(r"/(?:doiRA|ra)/(.+)", request.path, re.IGNORECASE)
        if agencies:
            return json_reply(
                [self._agency(doi) for doi in agencies[1].split(",")], 200, "application/json;charset=UTF-8"
            )
        if request.path.startswith("/api/handles/"):
            return self._handle(request.path.removeprefix("/api/handles/"), request.query.get("type", []))
        if request.path == "/":
            return reply(200, "<html><head><title>DOI</title></head><body>Resolve a DOI name</body></html>", HTML)
        return self._resolve(request)

    def _agency(self, doi: str) -> dict[str, str]:
        """Answer for one member of a list; the case asked is kept. A prefix may be asked about as well."""
        if not doi.strip().startswith("10."):
            return {"DOI": doi, "status": "Invalid DOI"}
        agency = self._holdings.agency(doi) if "/" in doi else self._holdings.prefixes.get(doi)
        return {"DOI": doi, "RA": agency} if agency else {"DOI": doi, "status": "DOI does not exist"}

    def _handle(self, name: str, types: list[str]) -> Response:
        if name.lower() in self._holdings.broken_handles:
            return json_reply(
                {"responseCode": ERROR, "message": "HandleException (INTERNAL_ERROR)", "handle": name}, 500
            )
        values = self._values(name)
        if values is None:
            return json_reply({"responseCode": NOT_FOUND, "handle": name}, 404)
        wanted = [value for value in values if not types or value["type"] in types]
        if not wanted:
            return json_reply({"responseCode": NO_VALUES, "handle": name, "values": []}, 200)
        return json_reply({"responseCode": FOUND, "handle": name, "values": wanted})

    def _values(self, name: str) -> list[dict[str, Any]] | None:
        """Return the values of a handle, None for one that is not registered."""
        if long_form := self._holdings.short_dois.get(name.lower()):
            return [_value(1, "HS_ALIAS", long_form)]
        handle = self._holdings.handles.get(name.lower())
        if handle is None:
            return None
        return [*([_value(1, "URL", handle.url)] if handle.url else []), _value(700050, "700050", "20240101000000")]

    def _resolve(self, request: Request) -> Response:
        name = request.path.lstrip("/")
        if not DOI.fullmatch(name) and not SHORT.fullmatch(name):
            return reply(400, _page("Invalid DOI", name), HTML)
        long_form = self._holdings.short_dois.get(name.lower(), name)
        handle = self._holdings.handles.get(long_form.lower())
        if handle is None or not handle.url:
            return reply(404, _page("DOI Not Found", name), HTML)
        if any(kind in request.header("accept") for kind in NEGOTIABLE):
            return _moved(_negotiated(long_form, handle))
        return _moved(handle.url)


def _value(index: int, kind: str, text: str) -> dict[str, Any]:
    data = {"format": "string", "value": text}
    return {"index": index, "type": kind, "data": data, "ttl": 86400, "timestamp": "2024-05-01T00:00:00Z"}


def _negotiated(doi: str, handle: Handle) -> str:
    """Return where an agency serves metadata for content negotiation."""
    encoded = quote(doi, safe="")
    if handle.agency == "Crossref":
        return f"https://api.crossref.org/v1/works/{encoded}/transform"
    if handle.agency == "DataCite":
        return f"https://data.crosscite.org/{encoded}"
    return f"https://data.medra.org/{encoded}"


def _moved(url: str) -> Response:
    link = f'<a href="{url}">{url}</a>'
    page = f"<html><head><title>Handle Redirect</title></head>\n<body>{link}</body></html>"
    return reply(302, page, "text/html;charset=utf-8", location=url, vary="Accept")


def _page(heading: str, name: str) -> str:
    shown = name.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<!DOCTYPE html><html><head><title>Error: {heading}</title></head><body><h1>{heading}</h1>"
        f"<p><code>{shown}</code></p><p>This DOI cannot be found in the DOI System.</p></body></html>"
    )
