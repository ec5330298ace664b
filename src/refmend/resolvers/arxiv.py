"""arXiv papers: the arXiv API in id lists, DataCite beside it, the abstract page as a second look.

API: https://info.arxiv.org/help/api/user-manual.html, asked through the arxiv library. One request answers for
hundreds of ids; unknown ones are left out in silence, one malformed id refuses the whole list. DataCite knows every
paper a day after its announcement: it tells family from given names, which the API does not, and it answers where the
API refuses (429, or 406 with an empty body, both for minutes on end).
"""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct, field

from refmend.model import Found, Identifier, LinkState, LinkStatus, Missing, NotApplicable, Unknown
from refmend.resolvers import arxiv_api, datacite
from refmend.resolvers.asking import Learnt, Reply, chunks, halves
from refmend.resolvers.datacite import base_of, version_of
from refmend.resolvers.published import target_of, with_published
from refmend.resolvers.records import from_arxiv, with_versions
from refmend.resolvers.records.arxiv import entry_key, splits_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from arxiv import Result

    from refmend.model import Name, Record
    from refmend.resolvers.asking import Desk

_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[a-z]{2})?/\d{7})(v[1-9]\d{0,3})?")
_MOST = 300
_MOST_BYTES = 3_400
_MOST_VERSIONS = 2 * _MOST
_MOST_PAGES = 50
"""Abstract pages asked for in a run: they are a second look for the few ids that nobody knew."""


class Papers(Struct):
    """What the arXiv API said: entries by paper and version, ids it clearly has not, and trouble."""

    entries: dict[str, dict[int, Result]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    trouble: dict[str, Reply] = field(default_factory=dict)

    def latest(self, paper: str) -> int:
        """Return the number of the newest version seen, or 0."""
        return max(self.entries.get(paper, {}), default=0)

    def merge(self, other: Papers) -> None:
        """Take over what another list brought."""
        for paper, versions in other.entries.items():
            self.entries.setdefault(paper, {}).update(versions)
        self.absent |= other.absent
        self.trouble |= other.trouble


async def resolve(identifiers: Sequence[Identifier], desk: Desk) -> None:
    """Settle every arXiv id; `v9` of a paper with two versions is missing, the paper itself is not."""
    valid = [identifier for identifier in identifiers if _ID.fullmatch(identifier.value)]
    for identifier in set(identifiers) - set(valid):
        link = LinkStatus(LinkState.INVALID, "no arXiv id", checked_at=desk.now())
        desk.settle(identifier, NotApplicable("malformed"), link)
    groups: dict[Identifier, list[Identifier]] = {}
    for identifier in valid:
        groups.setdefault(base_of(identifier), []).append(identifier)
    described = asyncio.ensure_future(datacite.look_up(list(groups), desk))
    pages = asyncio.Semaphore(_MOST_PAGES)
    later = Papers()
    waiting: list[Identifier] = []
    for part in chunks(groups, most=_MOST, most_bytes=_MOST_BYTES):  # told list by list: a killed run keeps them
        papers = await look_up(_wanted(part, groups), desk)
        known = await described
        of_many = {value.rpartition("v")[0] for value in _other_versions(papers)}
        waiting += (one for base in part if base.value in of_many for one in groups[base])
        ready = [one for base in part if base.value not in of_many for one in groups[base]]
        await _settle(ready, papers, known, desk, pages)
        later.merge(papers)
    if waiting:
        later.merge(await look_up(_other_versions(later), desk))
        known = await described
        await _settle(waiting, later, known, desk, pages)


def _wanted(part: Sequence[Identifier], groups: Mapping[Identifier, Sequence[Identifier]]) -> dict[str, None]:
    """Return the ids to ask for, the papers themselves first."""
    cited = [identifier.value for base in part for identifier in groups[base]]
    return dict.fromkeys([*(base.value for base in part), *cited])


def _other_versions(papers: Papers) -> list[str]:
    """Return the versions not seen yet: titles and authors change, and people cite what they read then.

    Of very many papers only the first version is asked for.
    """
    wanted = [
        (paper, number)
        for paper, versions in papers.entries.items()
        for number in range(1, papers.latest(paper))
        if number not in versions
    ]
    if len(wanted) > _MOST_VERSIONS:
        wanted = [(paper, number) for paper, number in wanted if number == 1]
    return [f"{paper}v{number}" for paper, number in wanted]


async def look_up(ids: Iterable[str], desk: Desk) -> Papers:
    """Ask the API for papers (`1706.03762`) and versions (`1706.03762v1`), in as few lists as possible."""
    wanted = [Identifier.parse(f"arxiv:{value}") for value in ids]
    papers = Papers()
    for part in chunks(wanted, most=_MOST, most_bytes=_MOST_BYTES):
        papers.merge(await _list([identifier.value for identifier in part], desk))
    return papers


async def _list(part: Sequence[str], desk: Desk) -> Papers:
    reply = await arxiv_api.query(desk, ids=part)
    if reply.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_URI_TOO_LONG) and len(part) > 1:
        papers = Papers()
        for half in halves(part):
            papers.merge(await _list(half, desk))
        return papers
    if reply.trouble:
        return Papers(trouble=dict.fromkeys(part, reply))
    papers = Papers()
    for entry in reply.data.entries:
        if key := entry_key(entry.entry_id):
            papers.entries.setdefault(key[0], {})[key[1]] = entry
    asked = {value: base_of(Identifier.parse(f"arxiv:{value}")).value for value in part}
    silent = {value for value, base in asked.items() if not _has(papers, value, base)}
    if reply.data.complete:
        papers.absent = silent
    else:
        papers.trouble = dict.fromkeys(silent, Reply(trouble="answered something unreadable", status_code=200))
    return papers


def _has(papers: Papers, value: str, base: str) -> bool:
    versions = papers.entries.get(base, {})
    return bool(versions) if value == base else int(value[len(base) + 1 :]) in versions


async def _settle(
    identifiers: Sequence[Identifier], papers: Papers, known: Learnt, desk: Desk, pages: asyncio.Semaphore
) -> None:
    """Settle what was asked for: papers found at once, the others after a second look."""
    found: dict[Identifier, tuple[Record, ...]] = {}
    for identifier in identifiers:
        base, cited = base_of(identifier), version_of(identifier)
        versions = papers.entries.get(base.value, {})
        if versions and not (cited and cited > max(versions) and identifier.value in papers.absent):
            described = known.found.get(base)
            found[identifier] = _records(versions, cited, splits_from(described.authors if described else ()))
    published = {identifier: records for identifier, records in found.items() if target_of(records[0])}
    _settle_found({identifier: records for identifier, records in found.items() if identifier not in published}, desk)
    _settle_found(await with_published(published, desk), desk)
    rest = [identifier for identifier in identifiers if identifier not in found]
    await asyncio.gather(*(_one(identifier, papers, known, desk, pages) for identifier in rest))


def _settle_found(found: Mapping[Identifier, tuple[Record, ...]], desk: Desk) -> None:
    for identifier, records in found.items():
        desk.settle(identifier, Found(records), _alive(identifier, "known to arXiv", desk))


async def _one(identifier: Identifier, papers: Papers, known: Learnt, desk: Desk, pages: asyncio.Semaphore) -> None:
    base, cited = base_of(identifier), version_of(identifier)
    described = known.found.get(base)
    if latest := papers.latest(base.value):
        reason = f"arXiv: {base.value} has no version {cited}, the latest is {latest}"
        desk.settle(identifier, Missing("arxiv", reason), desk.link(LinkState.DEAD, reason))
    elif described and (not cited or cited <= (described.version or 0)):
        desk.settle(identifier, Found((described,)), _alive(identifier, "registered with DataCite", desk))
    else:
        await _second_look(identifier, papers, desk, pages)


def _records(versions: Mapping[int, Result], cited: int | None, splits: Mapping[str, Name]) -> tuple[Record, ...]:
    records = [record for entry in versions.values() if (record := from_arxiv(entry, splits))]
    latest = max(records, key=lambda record: record.version or 0)
    return with_versions(latest, records, cited)


def _alive(identifier: Identifier, reason: str, desk: Desk) -> LinkStatus:
    return desk.link(LinkState.ALIVE, reason, final_url=f"https://arxiv.org/abs/{identifier.value}")


async def _second_look(identifier: Identifier, papers: Papers, desk: Desk, pages: asyncio.Semaphore) -> None:
    """Ask for the abstract page of an id that the API has not, or could not say; only both together mean missing."""
    trouble = papers.trouble.get(identifier.value) or papers.trouble.get(base_of(identifier).value)
    absent = identifier.value in papers.absent or base_of(identifier).value in papers.absent
    if not absent and trouble and (trouble.retry_after or trouble.unreachable or trouble.status_code == 403):  # noqa: PLR2004
        desk.give_up(identifier, trouble, "arXiv")
        return
    async with pages:
        url = f"{desk.config.registries.arxiv_web.rstrip('/')}/abs/{quote(identifier.value, safe='/')}"
        reply = await desk.get_json("arxiv_web", url, "page", headers={"Accept": "text/html, */*"}, follow=True)
    if reply.status_code == HTTPStatus.NOT_FOUND and absent:
        reason = "arXiv: no such paper"
        desk.settle(identifier, Missing("arxiv", reason), desk.link(LinkState.DEAD, f"{reason}, asked twice"))
    elif reply.status_code == HTTPStatus.OK:
        why = trouble.trouble if trouble else "gives no description"
        resolution = Unknown(f"arXiv: {why}", registry="arxiv")
        desk.settle(identifier, resolution, _alive(identifier, "its abstract page is there", desk))
    else:
        desk.give_up(identifier, trouble or reply, "arXiv")
