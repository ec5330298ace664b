"""The short layout of our data files, and what becomes of it in each registry.

A work is one object. `registry` is `arxiv`, `crossref` or `datacite`; authors are "Family, Given", organisations one
name without a comma; `note` says what is not certain and is not served.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from refmend.replica.holdings import Holdings, Paper, Version, creator

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLE = [{"vocabulary": "crossref", "role": "author"}]


def stored(name: str) -> Any:
    """Return the content of one of our data files."""
    return json.loads(text(name))


def text(name: str) -> str:
    """Return the text of one of our data files."""
    return (files("refmend.replica") / "data" / name).read_text(encoding="utf-8")


def add_work(holdings: Holdings, work: Mapping[str, Any]) -> None:
    """Add a work in the short layout; raises `KeyError` for a registry or member that is missing."""
    {"arxiv": _add_paper, "crossref": _add_crossref, "datacite": _add_datacite}[work["registry"]](holdings, work)


def _add_paper(holdings: Holdings, work: Mapping[str, Any]) -> None:
    versions = tuple(
        Version(
            date=version["date"],
            title=version.get("title", work["title"]),
            authors=tuple(version.get("authors", work["authors"])),
            comment=version.get("comment", work.get("comment", "")),
        )
        for version in work["versions"]
    )
    holdings.add_paper(
        Paper(
            id=work["id"],
            versions=versions,
            category=work.get("category", "cs.DC"),
            summary=work.get("summary", ""),
            journal_ref=work.get("journal_ref", ""),
            dois=tuple(work.get("dois", ())),
        ),
    )


def _add_crossref(holdings: Holdings, work: Mapping[str, Any]) -> None:
    holdings.add_crossref(crossref_record(work), work.get("landing"))


def crossref_record(work: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work as the `message` of Crossref's answer; members that a deposit may lack are absent."""
    doi, date = work["doi"].lower(), _date_parts(work.get("published", ""))
    record: dict[str, Any] = {
        "DOI": doi,
        "type": work.get("type", "journal-article"),
        "title": [work["title"]],
        "subtitle": [],
        "short-title": [],
        "original-title": [],
        "author": [_contributor(name, number) for number, name in enumerate(work.get("authors", []))],
        "container-title": [work["container"]] if "container" in work else [],
        "short-container-title": [],
        "publisher": work.get("publisher", ""),
        "prefix": doi.partition("/")[0],
        "source": "Crossref",
        "issued": date,
        "published": date,
        "URL": f"https://doi.org/{doi}",
        "resource": {"primary": {"URL": work.get("landing", "")}},
        "relation": work.get("relation", {}),
        "reference-count": 0,
        "score": 1,
    }
    passed_on = ("volume", "issue", "page", "article-number", "ISSN", "updated-by", "update-to", "editor", "event")
    return record | {name: work[name] for name in passed_on if name in work}


def _contributor(name: str, number: int) -> dict[str, Any]:
    family, comma, given = name.partition(", ")
    who = {"given": given, "family": family} if comma else {"name": name}
    return {**who, "sequence": "additional" if number else "first", "affiliation": [], "role": ROLE}


def _date_parts(date: str) -> dict[str, list[list[int | None]]]:
    parts: list[int | None] = [int(part) for part in date.split("-")] if date else [None]
    return {"date-parts": [parts]}


def _add_datacite(holdings: Holdings, work: Mapping[str, Any]) -> None:
    attributes = {
        "doi": work["doi"],
        "creators": [creator(name) for name in work.get("authors", [])],
        "titles": [{"title": work["title"]}],
        "publisher": work.get("publisher", ""),
        "container": {},
        "publicationYear": int(work["published"][:4]),
        "dates": [{"date": work["published"], "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": work.get("type", "Dataset"), "citeproc": work.get("csl_type", "dataset")},
        "relatedIdentifiers": work.get("related", []),
        "state": "findable",
        "updated": work["published"],
        "version": work.get("version"),
        "descriptions": [],
        "identifiers": [],
        "url": work.get("landing", ""),
    }
    holdings.add_datacite(attributes, work.get("landing"))
