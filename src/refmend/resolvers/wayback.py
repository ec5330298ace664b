"""The Wayback Machine: archived copies of addresses that are gone, from about the time they were read.

`/web/<address>` is asked without following: 302 names a capture, 404 says that there is none. Anything else is
trouble, and the CDX index is asked instead. Shapes after lychee's archive module and edgi's wayback client; limits by
the latter: 600 captures and 30 index queries a minute.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from refmend.model import IdentifierKind, LinkState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Identifier, Observation, Outcome, Reference
    from refmend.net import Net

PATIENCE = 10.0
INDEX_BYTES = 65_536
STAMP = 14
MOST_COPIES = 200
"""Copies looked up in one run: the archive's limits are for everybody."""

_KEPT = ":/?#[]@!$&'()*+,;=%~"


async def archived_copies(
    references: Sequence[Reference], outcomes: Mapping[Identifier, Outcome], net: Net, config: Config
) -> dict[Identifier, str]:
    """Return the addresses of archived copies of the dead web addresses of a list, for those that have one.

    What the ledger remembers as dead was looked for when that was learnt.
    """
    wanted: dict[Identifier, str] = {}
    for reference in references:
        for identifier in dict.fromkeys(mention.identifier for mention in reference.mentions):
            outcome = outcomes.get(identifier)
            if outcome is None or identifier.kind is not IdentifierKind.URL or len(wanted) >= MOST_COPIES:
                continue
            if outcome.link.state is LinkState.DEAD and not (outcome.link.archived_url or outcome.from_ledger):
                wanted.setdefault(identifier, _read_at(reference))
    asked = [archived_copy(item.value.partition("#")[0], net, config, near=near) for item, near in wanted.items()]
    copies = await asyncio.gather(*asked, return_exceptions=True)
    return {identifier: copy for identifier, copy in zip(wanted, copies, strict=True) if copy and isinstance(copy, str)}


def _read_at(reference: Reference) -> str:
    """Return when an entry's page was read, or else published, as the archive writes times; "" if it tells neither."""
    for stated in (reference.words("accessed"), reference.words("date")):
        digits = stated.replace("-", "")
        if digits.isascii() and digits.isdecimal() and len(digits) in {6, 8}:
            return digits
    year = reference.words("year")
    return f"{year}1231" if year.isascii() and year.isdecimal() and len(year) == 4 else ""  # noqa: PLR2004 - a year


async def archived_copy(url: str, net: Net, config: Config, *, near: str = "") -> str:
    """Return the address of an archived copy, or an empty string.

    `near` is a time as `YYYYMMDDhhmmss` or its beginning; without one the latest capture is meant.
    """
    base = config.registries.wayback.rstrip("/")
    if not base:
        return ""
    path = f"/web/{near}/{url}" if near else f"/web/{url}"
    seen = await net.get(f"{base}{path}", trusted=True, deadline=PATIENCE, max_bytes=4096)
    if seen.status_code in {301, 302, 307, 308} and seen.last is not None:
        return _capture(f"{base}/", seen.last.header("location"))
    if seen.status_code == 404 or seen.status_code is None:  # noqa: PLR2004 - Not Found
        return ""
    return await _from_index(url, base, net)


def _capture(base: str, location: str) -> str:
    """Return the address of one capture (`/web/<14 digits>/…`), or an empty string for anything else."""
    try:
        address = urljoin(base, location)
    except ValueError:
        return ""
    before, found, rest = address.partition("/web/")
    stamp = rest[:STAMP]
    whole = found and stamp.isdecimal() and len(stamp) == STAMP and rest[STAMP : STAMP + 1] == "/"
    fetchable = before.startswith(("http://", "https://"))
    return address if whole and fetchable and len(address) <= 4096 else ""  # noqa: PLR2004 - no list wants a longer one


async def _from_index(url: str, base: str, net: Net) -> str:
    """Return the latest good capture that the CDX index knows."""
    query = f"url={quote(url, safe='')}&output=json&filter=statuscode:200&limit=-1"
    seen = await net.get(
        f"{base}/cdx/search/cdx?{query}", lane="list", trusted=True, deadline=PATIENCE, max_bytes=INDEX_BYTES
    )
    for row in reversed(_rows(seen)[1:]):
        if isinstance(row, list) and len(row) > 2 and all(isinstance(cell, str) for cell in row[:3]):  # noqa: PLR2004
            return _capture(base, f"{base}/web/{row[1]}/{quote(row[2], safe=_KEPT)}")
    return ""


def _rows(seen: Observation) -> list[Any]:
    """Return the rows of a CDX answer, the heading first; none where it is no such answer."""
    if seen.status_code != 200:  # noqa: PLR2004 - OK
        return []
    try:
        rows = json.loads(seen.body)
    except (ValueError, RecursionError):
        return []
    return rows if isinstance(rows, list) else []
