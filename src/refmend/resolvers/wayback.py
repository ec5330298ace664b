"""The Wayback Machine: an archived copy of an address that is gone.

`/web/<address>` is asked without following: 302 names a capture, 404 says that there is none. Anything else is
trouble, and the CDX index is asked instead. Shapes after lychee's archive module and edgi's wayback client; limits by
the latter: 600 captures and 30 index queries a minute.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

if TYPE_CHECKING:
    from refmend.config import Config
    from refmend.model import Observation
    from refmend.net import Net

PATIENCE = 10.0
INDEX_BYTES = 65_536
STAMP = 14
_KEPT = ":/?#[]@!$&'()*+,;=%~"


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
        return _capture(urljoin(f"{base}/", seen.last.header("location")))
    if seen.status_code == 404 or seen.status_code is None:  # noqa: PLR2004 - Not Found
        return ""
    return await _from_index(url, base, net)


def _capture(address: str) -> str:
    """Return an address if it is one capture (`/web/<14 digits>/…`), else an empty string."""
    _, found, rest = address.partition("/web/")
    stamp = rest[:STAMP]
    whole = found and stamp.isdecimal() and len(stamp) == STAMP and rest[STAMP : STAMP + 1] == "/"
    return address if whole and len(address) <= 4096 else ""  # noqa: PLR2004 - no list wants a longer one


async def _from_index(url: str, base: str, net: Net) -> str:
    """Return the latest good capture that the CDX index knows."""
    query = f"url={quote(url, safe='')}&output=json&filter=statuscode:200&limit=-1"
    seen = await net.get(
        f"{base}/cdx/search/cdx?{query}", lane="list", trusted=True, deadline=PATIENCE, max_bytes=INDEX_BYTES
    )
    for row in reversed(_rows(seen)[1:]):
        if isinstance(row, list) and len(row) > 2 and all(isinstance(cell, str) for cell in row[:3]):  # noqa: PLR2004
            return _capture(f"{base}/web/{row[1]}/{quote(row[2], safe=_KEPT)}")
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
