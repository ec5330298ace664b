"""What services allow: published limits by registry, limits learnt from headers, and Retry-After.

Sources: Crossref "Announcing changes to REST API rate limits" (doi 10.64000/wadve-3tj60): single records and lists are
counted apart, 5/s and 1/s one at a time, with a mailto 10/s and 3/s three at a time. arXiv terms of use: one request
every three seconds, one connection. DataCite: 1,000 in five minutes. Wayback: 30 CDX requests and 600 pages a minute.
NCBI: three requests a second.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from refmend.config import Config
    from refmend.model import Answer

PACE = 0.2  # seconds from one page to the next, for each of those that may be under way at once
MOST_READERS = 40
LONGEST_RETRY_AFTER = 86_400.0  # seconds; a longer one says no more than a day does


class Limits(Struct, frozen=True):
    """A service's limits: requests under way at once, and seconds between starts by lane.

    `burst` starts may come before the spacing counts: few pages of a host need not wait for each other.
    """

    at_once: int
    spacing: dict[str, float] = field(default_factory=dict)
    burst: int = 0


def pages(config: Config) -> Limits:
    """Return the limits of a host that is no registry: a reader's pace, `PACE` for each that may be under way.

    Four at once are then 20 a second, what lychee's defaults allow a host. Who allows a host more than
    `MOST_READERS` at once knows it, and its pace is its own.
    """
    at_once = config.max_per_host
    return Limits(at_once, {"page": PACE / at_once} if at_once <= MOST_READERS else {}, burst=at_once)


def published(config: Config) -> dict[str, Limits]:
    """Return the limits by registry key (`crossref`, `arxiv`, …)."""
    polite = bool(config.mailto)
    return {
        "crossref": Limits(3 if polite else 1, _lanes(single=0.1 if polite else 0.2, many=0.334 if polite else 1.0)),
        "datacite": Limits(4, _lanes(single=0.3, many=0.3)),
        "doi": Limits(4, _lanes(single=0.05, many=0.1)),
        "arxiv": Limits(1, _lanes(single=3.05, many=3.05)),
        "arxiv_web": Limits(2, _lanes(single=0.3, many=0.3)),
        "wayback": Limits(2, _lanes(single=0.15, many=2.5)),
        "openalex": Limits(2, _lanes(single=0.15, many=0.15)),
        "ncbi": Limits(1, _lanes(single=0.35, many=0.35)),
        "openlibrary": Limits(1, _lanes(single=1.0, many=1.0)),
    }


def _lanes(*, single: float, many: float) -> dict[str, float]:
    return {"page": single, "single": single, "list": many}


def told(answer: Answer) -> tuple[float | None, int | None]:
    """Read a service's own limits from an answer: seconds between starts, and requests at once; None where not told.

    Headers `x-rate-limit-limit`, `x-rate-limit-interval` (`1s`) and `x-concurrency-limit`, as Crossref sends them.
    """
    spacing = at_once = None
    for name, _ in answer.headers:
        if name[:2] == "x-":
            break
    else:
        return spacing, at_once
    count = _number(answer.header("x-rate-limit-limit"))
    interval = re.fullmatch(r"(\d{1,5})\s?(s|m|h)?", answer.header("x-rate-limit-interval").strip())
    if count and interval:
        spacing = int(interval[1]) * {"s": 1, "m": 60, "h": 3600}[interval[2] or "s"] / count
    if number := _number(answer.header("x-concurrency-limit")):
        at_once = number
    return spacing, at_once


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None  # noqa: PLR2004 - a bound


def retry_after(value: str, now: float) -> float | None:
    """Return the seconds a Retry-After header asks for: digits or an HTTP date, nothing else; capped at a day.

    `nan`, `inf`, negative numbers, fractions and nonsense are None. `now` is seconds since the epoch.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_RETRY_AFTER)
    if not re.fullmatch(r"[A-Za-z]{3,9},? [\w :+-]{8,40}", value, re.ASCII):
        return None
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        seconds = moment.timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
