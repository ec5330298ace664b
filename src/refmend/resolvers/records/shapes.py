"""Reading JSON that others wrote: whatever is not of the expected shape is absent."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from refmend.model import Identifier, IdentifierKind, Name, RecordDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from refmend.model.record import DateKind

MOST_ITEMS = 10_000
"""Members of a list that are read; collaborations of particle physics have some 5,000 authors."""

_LONGEST = 20_000
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S{1,1000}")
_DOI_PREFIXES = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def text(value: object) -> str:
    """Return a string or a number as stripped text of bounded length, anything else as an empty string."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:_LONGEST].strip()


def words(value: object) -> str:
    """Return a short text with entities decoded and white space folded: names, journals, publishers."""
    found = text(value)
    if "&" in found:
        found = html.unescape(html.unescape(found))
    return " ".join(found.split())


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return the members of a list up to a limit; a lone value counts as a list of one."""
    if isinstance(value, list):
        return value[:MOST_ITEMS]
    return [] if value is None or value == "" else [value]


def texts(value: object) -> tuple[str, ...]:
    """Return the non-empty texts of a list (or of a lone text)."""
    return tuple(found for item in items(value) if (found := text(item)))


def phrases(value: object) -> tuple[str, ...]:
    """Return the non-empty short texts of a list, folded as `words` does."""
    return tuple(found for item in items(value) if (found := words(item)))


def whole(value: object) -> int | None:
    """Return a whole number written as a number or as digits."""
    found = text(value)
    return int(found) if found.isascii() and found.isdigit() and len(found) <= 9 else None  # noqa: PLR2004 - fits any date


def date_from_parts(kind: DateKind, value: object) -> RecordDate | None:
    """Read `{"date-parts": [[year, month, day]]}`; registries also send `[[null]]`, and parts as strings."""
    parts = items(mapping(value).get("date-parts"))
    first = items(parts[0]) if parts and isinstance(parts[0], list) else parts
    numbers = [whole(part) for part in first[:3]]
    numbers += [None] * (3 - len(numbers))
    return date(kind, *numbers)


def date_from_iso(kind: DateKind, value: object) -> RecordDate | None:
    """Read the beginning of an ISO date or time."""
    match = _ISO_DATE.match(text(value))
    return date(kind, *(int(part) if part else None for part in match.groups())) if match else None


def date(kind: DateKind, year: int | None, month: int | None = None, day: int | None = None) -> RecordDate | None:
    """Return a date without its impossible parts; None without a plausible year."""
    if year is None or not 1000 <= year <= 2999:  # noqa: PLR2004 - four digits
        return None
    if month is None or not 1 <= month <= 12:  # noqa: PLR2004 - months
        return RecordDate(kind, year)
    return RecordDate(kind, year, month, day if day is not None and 1 <= day <= 31 else None)  # noqa: PLR2004 - days


def csl_name(value: object) -> Name | None:
    """Read a person or organisation in CSL's or Crossref's keys (`family given suffix`, `literal`, `name`)."""
    person = mapping(value)
    literal = words(person.get("literal")) or words(person.get("name"))
    given, suffix = words(person.get("given")), words(person.get("suffix"))
    particle = words(person.get("non-dropping-particle")) or words(person.get("dropping-particle"))
    family = " ".join(part for part in (particle, words(person.get("family"))) if part)
    if family:
        return Name(family=family, given=given or None, suffix=suffix or None)
    if literal or given:
        return Name(literal=literal or given)
    return None


def csl_names(value: object) -> tuple[Name, ...]:
    """Read a list of names, leaving out what is none."""
    return tuple(name for item in items(value) if (name := csl_name(item)))


def bare_doi(value: object) -> str:
    """Return a DOI in lower case without resolver address or prefix; empty for anything else."""
    found = text(value)
    for prefix in _DOI_PREFIXES:
        if found.lower().startswith(prefix):
            found = found[len(prefix) :].strip()
    return found.lower() if _DOI.fullmatch(found) else ""


def work_identifier(doi: object) -> Identifier | None:
    """Return the identity of a work by its DOI (an arXiv DOI is the arXiv paper); None for no DOI."""
    found = bare_doi(doi)
    if not found:
        return None
    if paper := _ARXIV_DOI.fullmatch(found):
        return Identifier(IdentifierKind.ARXIV, paper["id"])
    return Identifier(IdentifierKind.DOI, found)


def distinct(values: Iterator[str]) -> tuple[str, ...]:
    """Return the non-empty values without repetitions, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
