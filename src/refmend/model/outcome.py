"""Outcomes: what the network said of an identifier. A dead link or an outage is a value, never an exception."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from refmend.model.identifier import Identifier  # noqa: TC001 - evaluated by msgspec
from refmend.model.record import Record  # noqa: TC001 - evaluated by msgspec


class LinkState(StrEnum):
    """The verdicts on a link, as the contract names them."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    INSECURE = "insecure"
    INVALID = "invalid"
    SKIPPED = "skipped"


class Hop(Struct, frozen=True):
    """One redirect: the address that answered, and its status code."""

    url: str
    status_code: int


class LinkStatus(Struct, frozen=True):
    """The verdict on one identifier.

    `reason` is one short clause for people ("404 twice", "registered at doi.org"). `final_url` is where it ended,
    or for `moved` the permanent target. `notes` are machine words such as `fragment-missing`, `soft-404`,
    `http-only`, `tracking-parameters`. `checked_at` is seconds since the epoch. `validators` are the ETag and the
    Last-Modified date by which a living page can be asked whether it has changed.
    """

    state: LinkState
    reason: str = ""
    status_code: int | None = None
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    archived_url: str = ""
    notes: tuple[str, ...] = ()
    checked_at: float = 0.0
    validators: tuple[str, str] = ("", "")


class Found(Struct, frozen=True, tag_field="state", tag="found"):
    """A registry holds the work; `records` are in order of authority, the first is the registry asked."""

    records: tuple[Record, ...]

    @property
    def state(self) -> Literal["found"]:
        """Return the word that reports use."""
        return "found"

    @property
    def record(self) -> Record:
        """Return the most authoritative record."""
        return self.records[0]

    @property
    def registry(self) -> str:
        """Return the name of the registry that holds it."""
        return self.records[0].registry

    @property
    def reason(self) -> str:
        """Return nothing: a find needs no reason."""
        return ""


class Missing(Struct, frozen=True, tag_field="state", tag="missing"):
    """A registry clearly said no. `reason` quotes the evidence ("doi.org: DOI does not exist")."""

    registry: str
    reason: str

    @property
    def state(self) -> Literal["missing"]:
        """Return the word that reports use."""
        return "missing"


class Unknown(Struct, frozen=True, tag_field="state", tag="unknown"):
    """Nobody could say: an outage, a limit, a time-out. `retry_after` is in seconds."""

    reason: str
    registry: str = ""
    retry_after: float | None = None

    @property
    def state(self) -> Literal["unknown"]:
        """Return the word that reports use."""
        return "unknown"


class NotApplicable(Struct, frozen=True, tag_field="state", tag="not-applicable"):
    """There is no registry for this kind of identifier (a web page without metadata)."""

    reason: str = ""
    registry: str = ""

    @property
    def state(self) -> Literal["not-applicable"]:
        """Return the word that reports use."""
        return "not-applicable"


UNREAD = NotApplicable("no entry describes this page", "web")
"""A page that is only linked to: nothing that is written could be compared with what it says of itself."""

Resolution = Found | Missing | Unknown | NotApplicable


class Outcome(Struct, frozen=True):
    """Everything learnt about one identifier; what the ledger keeps. `checked_at` is seconds since the epoch.

    `second` is how another source describes the work, asked only where the first contradicts an entry: a hint that
    weighs what is said of the entry, and never says anything by itself.
    """

    identifier: Identifier
    resolution: Resolution
    link: LinkStatus
    from_ledger: bool = False
    second: Record | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        """Return the records found, most authoritative first; empty where none was."""
        return self.resolution.records if isinstance(self.resolution, Found) else ()
