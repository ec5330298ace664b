"""Records: what a registry says of a work, in the registry's words."""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct

from refmend.model.identifier import Identifier  # noqa: TC001 - evaluated by msgspec
from refmend.model.reference import Name  # noqa: TC001 - evaluated by msgspec

_VERSION = re.compile(r"v[0-9]+$")

TitleKind = Literal["main", "subtitle", "original", "translated", "short", "version"]
DateKind = Literal["issued", "print", "online", "published", "posted", "submitted", "updated"]
UpdateDirection = Literal["updated-by", "update-to"]


class Title(Struct, frozen=True):
    """One title as deposited (markup and entities kept); `version` is the arXiv version it belongs to, if known."""

    text: str
    kind: TitleKind = "main"
    version: int | None = None


class RecordDate(Struct, frozen=True):
    """A date as far as the registry knows it."""

    kind: DateKind
    year: int
    month: int | None = None
    day: int | None = None


class Relation(Struct, frozen=True):
    """A tie to another work, e.g. `is-preprint-of`, `has-preprint`, `is-version-of`."""

    kind: str
    identifier: Identifier


class Update(Struct, frozen=True):
    """A notice: `updated-by` happened to this work, `update-to` says that this work is the notice.

    `kind` is the registry's word (`retraction`, `correction`, …); `source` is `publisher` or `retraction-watch`.
    """

    direction: UpdateDirection
    kind: str
    doi: str
    source: str = ""
    date: str = ""


class Record(Struct, frozen=True):
    """A work as one registry describes it.

    `identifier` is the registry's own (it may differ from the one asked about: aliases). `type` is CSL's word.
    `authors` keep the deposited order. `containers` hold every container title, longest first not implied.
    `version` is the latest version number (arXiv), `comment` and `journal_ref` are arXiv's. `unnamed` counts members of
    the deposited author list that have no name at all (a group that got lost): the list is then not whole.
    """

    identifier: Identifier
    registry: str
    type: str = ""
    titles: tuple[Title, ...] = ()
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    dates: tuple[RecordDate, ...] = ()
    containers: tuple[str, ...] = ()
    short_containers: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    publisher: str = ""
    url: str = ""
    version: int | None = None
    comment: str = ""
    journal_ref: str = ""
    relations: tuple[Relation, ...] = ()
    updates: tuple[Update, ...] = ()
    aliases: tuple[str, ...] = ()
    unnamed: int = 0

    @property
    def title(self) -> str:
        """Return the main title as deposited, or an empty string."""
        return next((title.text for title in self.titles if title.kind == "main"), "")

    def date(self, *kinds: DateKind) -> RecordDate | None:
        """Return the first date of the given kinds in their order; without kinds, the first of all."""
        for kind in kinds:
            for date in self.dates:
                if date.kind == kind:
                    return date
        return self.dates[0] if self.dates and not kinds else None

    def to_csl(self) -> dict[str, Any]:
        """Return the record as one CSL-JSON item (citeproc schema 1.0): names as family/given/suffix or literal."""
        item: dict[str, Any] = {"id": str(self.identifier), "type": self.type or "article", "title": self.title}
        if self.authors:
            item["author"] = [_csl_name(name) for name in self.authors]
        if self.editors:
            item["editor"] = [_csl_name(name) for name in self.editors]
        if date := self.date("issued", "published", "print", "online", "posted", "submitted") or self.date():
            item["issued"] = {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}
        plain = {
            "container-title": self.containers[0] if self.containers else "",
            "container-title-short": self.short_containers[0] if self.short_containers else "",
            "volume": self.volume,
            "issue": self.issue,
            "page": self.pages or self.article_number,
            "publisher": self.publisher,
            "URL": self.url,
            "DOI": self.doi,
            "number": f"arXiv:{self.identifier.value}" if self.identifier.kind == "arxiv" else "",
        }
        item.update({key: value for key, value in plain.items() if value})
        return item

    @property
    def doi(self) -> str:
        """Return the work's DOI; an arXiv paper has `10.48550/arXiv.<id>`, a web page none."""
        if self.identifier.kind == "doi":
            return self.identifier.value
        if self.identifier.kind == "arxiv":
            return f"10.48550/arXiv.{_VERSION.sub('', self.identifier.value)}"
        return ""


def _csl_name(name: Name) -> dict[str, str]:
    """Return a name in CSL's keys."""
    if name.literal is not None:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}
