"""Holdings: what the embedded registries hold, in each registry's own shape.

Records come in as a registry would have been given them (`add_crossref`, `add_datacite`, `add_paper`) or in the
short layout of our data files (`works.py` reads it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

ARXIV_PREFIX = "10.48550/arxiv."
PREPRINT = {
    "ris": "GEN",
    "bibtex": "misc",
    "citeproc": "article",
    "schemaOrg": "CreativeWork",
    "resourceType": "Article",
    "resourceTypeGeneral": "Preprint",
}


class Version(Struct, frozen=True):
    """One version of an arXiv paper, submitted at `date` (ISO 8601); its title, authors and comment may differ."""

    date: str
    title: str
    authors: tuple[str, ...]
    comment: str = ""


class Paper(Struct, frozen=True):
    """An arXiv paper. Authors are "Family, Given"; the last of `versions` is the latest."""

    id: str
    versions: tuple[Version, ...]
    category: str = "cs.DC"
    summary: str = ""
    journal_ref: str = ""
    dois: tuple[str, ...] = ()

    @property
    def latest(self) -> Version:
        """Return the version shown where none is asked for."""
        return self.versions[-1]


class Handle(Struct, frozen=True):
    """A registered DOI: where it leads, which agency keeps it, and the CSL that a foreign agency would serve.

    A handle without a URL exists all the same (response code 200).
    """

    url: str
    agency: str
    csl: Mapping[str, Any] | None = None


class Holdings(Struct):
    """Everything the registries know; the keys are lower-cased DOIs and arXiv ids without a version."""

    crossref: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    datacite: dict[str, dict[str, Any]] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    handles: dict[str, Handle] = field(default_factory=dict)
    short_dois: dict[str, str] = field(default_factory=dict)
    broken_handles: set[str] = field(default_factory=set)
    prefixes: dict[str, str] = field(default_factory=dict)

    def add_handle(self, doi: str, url: str, agency: str, csl: Mapping[str, Any] | None = None) -> None:
        """Register a DOI with an agency."""
        self.handles[doi.lower()] = Handle(url, agency, csl)
        self.prefixes.setdefault(doi.partition("/")[0], agency)

    def add_crossref(self, record: Mapping[str, Any], landing: str | None = None) -> None:
        """Add a Crossref record (the `message` of a `/works/{doi}` answer) and register its DOI."""
        doi = str(record["DOI"]).lower()
        self.crossref[doi] = {**record, "DOI": doi}
        primary = record.get("resource", {}).get("primary", {}).get("URL")
        self.add_handle(doi, landing or primary or f"https://publisher.example.org/{quote(doi)}", "Crossref")

    def add_alias(self, doi: str, primary: str) -> None:
        """Let a DOI be an alias of one that Crossref holds."""
        self.aliases[doi.lower()] = primary.lower()
        self.crossref[primary.lower()].setdefault("aliases", []).append(doi.lower())
        self.add_handle(doi, self.handles[primary.lower()].url, "Crossref")

    def add_datacite(self, attributes: Mapping[str, Any], landing: str | None = None) -> None:
        """Add a DataCite record (the `attributes` of a `/dois/{doi}` answer) and register its DOI."""
        doi = str(attributes["doi"]).lower()
        self.datacite[doi] = {**attributes, "doi": doi}
        url = landing or attributes.get("url") or f"https://repository.example.org/{quote(doi)}"
        self.add_handle(doi, url, "DataCite")

    def add_paper(self, paper: Paper) -> None:
        """Add an arXiv paper, and the DOI that arXiv registers for it with DataCite."""
        self.papers[paper.id] = paper
        self.add_datacite(datacite_attributes(paper), f"https://arxiv.org/abs/{paper.id}")

    def agency(self, doi: str) -> str | None:
        """Return the agency that keeps a registered DOI."""
        handle = self.handles.get(doi.lower())
        return handle.agency if handle else None


def datacite_attributes(paper: Paper) -> dict[str, Any]:
    """Return a paper as arXiv deposits it: the latest title and authors, the year of the first version."""
    doi = ARXIV_PREFIX + paper.id.lower()
    return {
        "doi": doi,
        "prefix": doi.partition("/")[0],
        "suffix": doi.partition("/")[2],
        "identifiers": [{"identifier": paper.id, "identifierType": "arXiv"}],
        "alternateIdentifiers": [{"alternateIdentifierType": "arXiv", "alternateIdentifier": paper.id}],
        "creators": [creator(name) for name in paper.latest.authors],
        "titles": [{"title": paper.latest.title}],
        "publisher": "arXiv",
        "container": {},
        "publicationYear": int(paper.versions[0].date[:4]),
        "dates": _dates(paper),
        "types": PREPRINT,
        "language": None,
        "contributors": [],
        "relatedItems": [],
        "relatedIdentifiers": [
            {"relatedIdentifier": d.lower(), "relatedIdentifierType": "DOI", "relationType": "IsVersionOf"}
            for d in paper.dois
        ],
        "version": str(len(paper.versions)),
        "descriptions": _descriptions(paper),
        "url": f"https://arxiv.org/abs/{paper.id}",
        "state": "findable",
        "updated": paper.latest.date,
    }


def _dates(paper: Paper) -> list[dict[str, str]]:
    """Return when each version came, then the month and the year of the first."""
    first = paper.versions[0].date
    versions = [
        {"date": version.date, "dateType": kind, "dateInformation": f"v{number}"}
        for number, version in enumerate(paper.versions, 1)
        for kind in ("Submitted", "Updated")
    ]
    return [*versions, {"date": first[:7], "dateType": "Available"}, {"date": first[:4], "dateType": "Issued"}]


def _descriptions(paper: Paper) -> list[dict[str, str]]:
    """Return the abstract and, of type `Other`, the comment."""
    abstract = {"description": paper.summary or "An abstract.", "descriptionType": "Abstract"}
    comment = {"description": paper.latest.comment, "descriptionType": "Other"}
    return [abstract, comment] if paper.latest.comment else [abstract]


def creator(name: str) -> dict[str, Any]:
    """Return a DataCite creator for "Family, Given", or an organisation for a name without a comma."""
    family, comma, given = name.partition(", ")
    if not comma:
        return {"name": name, "nameType": "Organizational", "affiliation": [], "nameIdentifiers": []}
    return {
        "name": name,
        "nameType": "Personal",
        "givenName": given,
        "familyName": family,
        "affiliation": [],
        "nameIdentifiers": [],
    }


def spoken(name: str) -> str:
    """Turn "Family, Given" into "Given Family"."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma else name
