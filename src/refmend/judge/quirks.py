"""What is known of particular servers: `quirks.toml`, read once into frozen values."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


class Wall(Struct, frozen=True):
    """How one kind of bot wall shows itself; see the comments in `quirks.toml`."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()
    refusal_headers: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    all: bool = False


class Doors(Struct, frozen=True):
    """How a way to a page (login, consent, payment) is told from the page."""

    login: frozenset[str]
    login_hosts: frozenset[str]
    consent: frozenset[str]
    consent_hosts: frozenset[str]
    subscribe: frozenset[str]
    ambiguous: frozenset[str]
    return_to: frozenset[str]
    titles: tuple[str, ...]


class Redirects(Struct, frozen=True):
    """What makes a redirect's target no better address: sessions, signatures, languages, error and home pages."""

    session_parameters: frozenset[str]
    signature_parameters: frozenset[str]
    language_parameters: frozenset[str]
    error_segments: frozenset[str]
    home_files: frozenset[str]


class Tracking(Struct, frozen=True):
    """Parameters that only say where the reader came from; `hosts` maps a host to those of its own."""

    prefixes: tuple[str, ...]
    names: frozenset[str]
    hosts: Mapping[str, frozenset[str]]


class Quirks(Struct, frozen=True):
    """The whole of `quirks.toml`; every text in lower case."""

    walls: tuple[Wall, ...]
    refusals: Mapping[str, tuple[int, ...]]
    doors: Doors
    redirects: Redirects
    phrases: tuple[str, ...]
    default_titles: tuple[str, ...]
    front_titles: tuple[str, ...]
    parked_body: tuple[str, ...]
    parked_titles: tuple[str, ...]
    parked_hosts: tuple[str, ...]
    tracking: Tracking


@cache
def load() -> Quirks:
    """Read the package's table of quirks; a mistake in it is a bug and raises."""
    table = tomllib.loads((files(__package__) / "quirks.toml").read_text(encoding="utf-8"))
    sets = {name: frozenset(words(values)) for name, values in table["redirects"].items()}
    doors = {name: frozenset(words(values)) for name, values in table["doors"].items() if name != "titles"}
    tracking = table["tracking"]
    return Quirks(
        walls=tuple(_wall(entry) for entry in table["walls"]),
        refusals={host: tuple(codes) for host, codes in table["refusals"].items()},
        doors=Doors(**doors, titles=words(table["doors"]["titles"])),
        redirects=Redirects(**sets),
        phrases=words(table["soft404"]["phrases"]),
        default_titles=words(table["soft404"]["default_titles"]),
        front_titles=words(table["soft404"]["front_titles"]),
        parked_body=words(table["parked"]["body"]),
        parked_titles=words(table["parked"]["titles"]),
        parked_hosts=words(table["parked"]["hosts"]),
        tracking=Tracking(
            prefixes=words(tracking["prefixes"]),
            names=frozenset(words(tracking["names"])),
            hosts={host: frozenset(words(names)) for host, names in tracking["hosts"].items()},
        ),
    )


def words(values: list[str]) -> tuple[str, ...]:
    """Return texts as they are compared: in lower case."""
    return tuple(value.lower() for value in values)


def of_host(table: Mapping[str, T], host: str) -> T | None:
    """Return the entry of a table for a host or the nearest of its parent domains."""
    labels = host.lower().rstrip(".").split(".")
    for start in range(len(labels)):
        found = table.get(".".join(labels[start:]))
        if found is not None:
            return found
    return None


def _wall(entry: dict[str, Any]) -> Wall:
    """Read one wall."""
    return Wall(
        name=entry["name"],
        headers=tuple(entry.get("headers", {}).items()),
        refusal_headers=tuple(entry.get("refusal_headers", {}).items()),
        titles=words(entry.get("titles", [])),
        body=words(entry.get("body", [])),
        all=entry.get("all", False),
    )
