"""doi.org: does a DOI exist, who registered it, where does it lead.

`doiRA` answers for many DOIs in the order asked (https://www.doi.org/the-identifier/resources/factsheets/
doi-resolution-documentation); the handle API answers for one (https://www.handle.net/proxy_servlet.html): response
code 1 is registered, 100 is not registered, 200 is registered without such a value, 2 is trouble.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct, field

from refmend.resolvers.asking import Reply, chunks
from refmend.resolvers.records import shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from refmend.model import Identifier
    from refmend.resolvers.asking import Desk

NAME = "doi"

_MOST = 40
_MOST_BYTES = 1_800
_NOT_REGISTERED = "DOI does not exist"
_REGISTERED, _NO_HANDLE, _NO_VALUES = 1, 100, 200
_SEPARATORS = "/:;()"  # left readable in a path, where they are allowed


class Registration(Struct, frozen=True):
    """What doi.org said of a DOI: registered or not, or None where it said neither.

    `agency` is in lower case ("crossref", "datacite", "medra", …) or empty. `url` is where the DOI leads, if told;
    `alias` is the DOI it stands for (short DOIs and merged works have one).
    """

    exists: bool | None
    agency: str = ""
    url: str = ""
    alias: str = ""
    reply: Reply = field(default_factory=Reply)


UNCLEAR = Registration(None)


async def agencies(identifiers: Sequence[Identifier], desk: Desk) -> dict[Identifier, Registration]:
    """Ask for existence and agency of many DOIs in lists; a DOI with a comma cannot be in one and stays unclear."""
    listed = [identifier for identifier in identifiers if "," not in identifier.value]
    parts = [_list(part, desk) for part in chunks(listed, most=_MOST, most_bytes=_MOST_BYTES)]
    known: dict[Identifier, Registration] = dict.fromkeys(identifiers, UNCLEAR)
    for part in await asyncio.gather(*parts):
        known.update(part)
    return known


async def _list(part: Sequence[Identifier], desk: Desk) -> dict[Identifier, Registration]:
    dois = ",".join(quote(identifier.value, safe=_SEPARATORS) for identifier in part)
    reply = await desk.get_json(NAME, f"{_base(desk)}/doiRA/{dois}", "list")
    if reply.trouble or not isinstance(reply.data, list):
        return dict.fromkeys(part, Registration(None, reply=reply))
    wanted = {identifier.value: identifier for identifier in part}
    known: dict[Identifier, Registration] = {}
    for member in map(shapes.mapping, reply.data):
        identifier = wanted.get(shapes.text(member.get("DOI")).lower())
        agency = shapes.text(member.get("RA")).lower()
        if identifier and agency:
            known[identifier] = Registration(exists=True, agency=agency)
        elif identifier and shapes.text(member.get("status")) == _NOT_REGISTERED:
            known[identifier] = Registration(exists=False)
    return known


async def registration(identifier: Identifier, desk: Desk, *, looks: int = 2) -> Registration:
    """Ask the handle system for one DOI; "not registered" is believed only when `looks` looks agree.

    The last look asks in upper case (DOIs are stored so, and some servers compare letter by letter) and past the
    proxy's cache (`auth=true`). Where the interface fails, a redirect of doi.org itself proves a registration; a
    page that says "not found" proves nothing, for anybody's proxy can send one.
    """
    for look in range(looks):
        last = look == looks - 1
        value, query = (identifier.value.upper(), "?auth=true") if last else (identifier.value, "")
        url = f"{_base(desk)}/api/handles/{quote(value, safe=_SEPARATORS)}{query}"
        seen = _read_handle(await desk.get_json(NAME, url, "single"))
        if seen.exists is None:
            return await _redirect(identifier, seen, desk)
        if seen.exists:
            return seen
    return seen


def _read_handle(reply: Reply) -> Registration:
    answer = shapes.mapping(reply.data)
    code = shapes.whole(answer.get("responseCode"))
    if reply.status_code == HTTPStatus.NOT_FOUND and code == _NO_HANDLE:
        return Registration(exists=False, reply=reply)
    if reply.status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND) and code in (_REGISTERED, _NO_VALUES):
        values = shapes.items(answer.get("values"))
        url, alias = _value(values, "URL"), shapes.bare_doi(_value(values, "HS_ALIAS"))
        return Registration(exists=True, url=url if _is_web(url) else "", alias=alias, reply=reply)
    return Registration(None, reply=reply)


def _value(values: Iterable[object], kind: str) -> str:
    """Return the first value of a type among a handle's values."""
    for value in map(shapes.mapping, values):
        if shapes.text(value.get("type")) == kind:
            return shapes.text(shapes.mapping(value.get("data")).get("value"))
    return ""


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


async def _redirect(identifier: Identifier, seen: Registration, desk: Desk) -> Registration:
    if seen.reply.unreachable:
        return seen
    url = f"{_base(desk)}/{quote(identifier.value, safe=_SEPARATORS)}"
    reply = await desk.get_json(NAME, url, "single", headers={"Accept": "text/html, */*"})
    redirects = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
    if reply.status_code in redirects and _is_web(reply.location):
        return Registration(exists=True, url=reply.location, reply=reply)
    return seen


def _base(desk: Desk) -> str:
    return desk.config.registries.doi.rstrip("/")
