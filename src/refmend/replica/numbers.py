"""The embedded services for other numbers: NCBI's id converter (PMID, PMCID) and Open Library (ISBN)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from refmend.replica.exchange import HTML, Request, Response, json_reply, redirect, reply

if TYPE_CHECKING:
    from collections.abc import Mapping

CONVERTER_HOST, BOOK_HOST = "pmc.ncbi.nlm.nih.gov", "openlibrary.org"
CONVERTER_PATH = "/tools/idconv/api/v1/articles"
MOST_IDS = 200


class Numbers(Struct):
    """Articles of PMC (`pmid` a number, `pmcid` and `doi` texts) and books by ISBN without hyphens."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    books: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_article(self, *, pmid: int, pmcid: str, doi: str) -> None:
        """Add an article that PMC has; for every other one the converter knows nothing."""
        self.articles.append({"doi": doi, "pmcid": pmcid, "pmid": pmid})

    def add_book(self, isbn: str, book: Mapping[str, Any]) -> None:
        """Add an edition as Open Library describes it: `title`, `publishers`, `publish_date` and more."""
        self.books[isbn.replace("-", "")] = {"key": f"/books/OL{len(self.books) + 1}M", **book}

    def limit(self, _request: Request) -> None:
        """Tell no limit."""
        return

    def answer(self, request: Request) -> Response:
        """Answer for both hosts."""
        if request.host == CONVERTER_HOST and request.path.rstrip("/") == CONVERTER_PATH:
            return self._convert(request)
        if request.host == BOOK_HOST and request.path == "/api/books":
            return self._books(request)
        if request.host == BOOK_HOST and request.path.startswith("/isbn/"):
            isbn = request.path.removeprefix("/isbn/").removesuffix(".json").replace("-", "")
            if book := self.books.get(isbn):
                return redirect(302, f"https://{BOOK_HOST}{book['key']}.json")
        if book := next((one for one in self.books.values() if request.path == f"{one['key']}.json"), None):
            return json_reply(book)
        return reply(404, "<!DOCTYPE html><html><body>Not found</body></html>", HTML)

    def _convert(self, request: Request) -> Response:
        """Answer for up to 200 ids; an unknown one is a record with an error inside a 200."""
        ids = [one.strip() for one in request.parameter("ids").split(",") if one.strip()]
        if not ids or len(ids) > MOST_IDS:
            return json_reply({"status": "error", "message": "between 1 and 200 ids are needed"}, 400)
        return json_reply({"status": "ok", "records": [self._record(one) for one in ids]})

    def _record(self, wanted: str) -> dict[str, Any]:
        for article in self.articles:
            if wanted.lower() in {str(value).lower() for value in article.values()}:
                return {**article, "requested-id": wanted}
        return {"requested-id": wanted, "status": "error", "errmsg": "Identifier not found in PMC"}

    def _books(self, request: Request) -> Response:
        """Answer `bibkeys=ISBN:a,ISBN:b`; unknown ones are absent."""
        keys = [key for key in request.parameter("bibkeys").split(",") if key.startswith("ISBN:")]
        found = {key: self.books.get(key.removeprefix("ISBN:").replace("-", "")) for key in keys}
        return json_reply({key: book for key, book in found.items() if book})
