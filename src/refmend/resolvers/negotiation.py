"""Content negotiation at doi.org (https://citation.doi.org/docs.html): CSL-JSON from agencies without a list of theirs.

mEDRA, JaLC and the Publications Office serve it, ISTIC and KISTI do not; 204, 404 and 406 are possible, and all they
say is that there is no such description here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from refmend.resolvers.records import from_csl, shapes

if TYPE_CHECKING:
    from refmend.model import Identifier, Record
    from refmend.resolvers.asking import Desk

CSL = "application/vnd.citationstyles.csl+json"


async def describe(identifier: Identifier, agency: str, desk: Desk) -> Record | None:
    """Return the agency's description of a registered DOI; None where it gives none."""
    url = f"{desk.config.registries.doi.rstrip('/')}/{quote(identifier.value, safe='/:;()')}"
    reply = await desk.get_json("doi", url, "single", headers={"Accept": CSL}, follow=True)
    item = shapes.mapping(reply.data)
    if reply.trouble or not (item.get("title") or item.get("author")):
        return None
    return from_csl(item, identifier, agency or "doi")
