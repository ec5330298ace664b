"""How any registry is asked: one desk per run, replies that tell a clear no from trouble, retries with manners.

A registry's "I do not know it" is evidence; everything else that is no answer (429, 406, 5xx, an HTML page, an empty
or broken body, a time-out, no network) is trouble, and trouble is never read as "missing".
"""

from __future__ import annotations

import asyncio
import importlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from msgspec import Struct, field

from refmend.model import Fault, LinkState, LinkStatus, Outcome, Unknown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, Iterable, Iterator, Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Identifier, Observation, Record, Resolution
    from refmend.net import Net

T = TypeVar("T")

TRIES = 3
LONGEST_LIST = 8 * 1024 * 1024
"""Bytes taken of a list's answer: 100 records with all their authors stay well below."""

UNREACHABLE = frozenset(
    {
        Fault.DNS_MISSING,
        Fault.DNS_NO_ADDRESS,
        Fault.DNS_TROUBLE,
        Fault.REFUSED,
        Fault.UNREACHABLE,
        Fault.CONNECT_TIMEOUT,
        Fault.TLS_CERTIFICATE,
        Fault.TLS_HANDSHAKE,
        Fault.PROXY,
        Fault.CIRCUIT_OPEN,
        Fault.FORBIDDEN_ADDRESS,
        Fault.FORBIDDEN_SCHEME,
        Fault.INVALID_URL,
    }
)
"""Faults of a host, not of a request: asking it for something else is no use now."""

_SLOW_DOWN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_ACCEPTABLE})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_FIRST_PAUSE = 1.0
_MOST_TEXT = 500


class Reply(Struct, frozen=True):
    """What a request brought: `data` (JSON or whatever the caller reads), or the `trouble` in a few words.

    `status_code` is None where nobody answered. `unreachable` means that the host cannot be asked at all.
    `passing` means that the same question may be answered a little later. `text` is the beginning of a body that is
    no JSON, `location` where a redirect that was not followed points.
    """

    data: Any = None
    status_code: int | None = None
    trouble: str = ""
    retry_after: float | None = None
    unreachable: bool = False
    passing: bool = False
    text: str = ""
    location: str = ""


class Learnt(Struct):
    """What one registry said of many identifiers: every one of them is in exactly one of the three."""

    found: dict[Identifier, Record] = field(default_factory=dict)
    absent: set[Identifier] = field(default_factory=set)
    trouble: dict[Identifier, Reply] = field(default_factory=dict)

    def merge(self, other: Learnt) -> None:
        """Take over what another list brought."""
        self.found.update(other.found)
        self.absent.update(other.absent)
        self.trouble.update(other.trouble)


class Desk(Struct):
    """One run's asking: the network, the settings, and where an outcome goes as soon as it is final.

    `described` are the identifiers of which an entry says more than where they are; None means all of them.
    `earlier` is what former runs learnt of identifiers that are due again.
    """

    net: Net
    config: Config
    told: Callable[[Outcome], None]
    described: Container[Identifier] | None = None
    earlier: Mapping[Identifier, Outcome] = field(default_factory=dict)
    settled: set[Identifier] = field(default_factory=set)
    silent: dict[str, int] = field(default_factory=dict)
    closed: dict[str, Reply] = field(default_factory=dict)

    def now(self) -> float:
        """Return the seconds since the epoch."""
        return self.net.clock.now()

    def settle(self, identifier: Identifier, resolution: Resolution, link: LinkStatus) -> None:
        """Hand an outcome over; the first one for an identifier counts."""
        if identifier not in self.settled:
            self.settled.add(identifier)
            self.told(Outcome(identifier, resolution, link))

    def link(self, state: LinkState, reason: str, *, final_url: str = "", reply: Reply | None = None) -> LinkStatus:
        """Return a link's verdict as of now."""
        status_code = reply.status_code if reply else None
        return LinkStatus(state, reason, status_code=status_code, final_url=final_url, checked_at=self.now())

    def give_up(self, identifier: Identifier, reply: Reply, who: str) -> None:
        """Settle an identifier of which nothing could be learnt now."""
        reason = f"{who}: {reply.trouble or 'no answer'}"
        unknown = Unknown(reason, registry=who, retry_after=reply.retry_after)
        self.settle(identifier, unknown, self.link(LinkState.UNKNOWN, reason, reply=reply))

    async def ask(self, registry: str, lane: str, url: str, send: Callable[[], Awaitable[Reply]]) -> Reply:
        """Send until there is an answer that trying again would not better; at most `TRIES` times.

        A registry that cannot be reached, or was silent three times in a row, is closed for the run: an outage costs
        a few time-outs, not one for each list. Pauses are shared by all who ask that host on that lane.
        """
        for attempt in range(TRIES):
            if registry in self.closed:
                return self.closed[registry]
            reply = await send()
            self._remember(registry, reply, attempt)
            silent = reply.status_code is None and attempt > 0
            pause = reply.retry_after if reply.retry_after is not None else _FIRST_PAUSE * 2**attempt
            if silent or not (reply.passing or reply.unreachable) or pause > self.config.timeout:
                break
            if attempt + 1 < TRIES:
                self.net.pause(url, lane, pause)
        return reply

    def _remember(self, registry: str, reply: Reply, attempt: int) -> None:
        """Count how often in a row a registry did not answer at all, and close it when that is often enough."""
        if reply.status_code is not None:
            self.silent[registry] = 0
            return
        self.silent[registry] = self.silent.get(registry, 0) + 1
        if self.silent[registry] >= TRIES or (reply.unreachable and attempt > 0):
            self.closed.setdefault(registry, reply)

    async def get_json(
        self, registry: str, url: str, lane: str, *, headers: Mapping[str, str] | None = None, follow: bool = False
    ) -> Reply:
        """GET a JSON document of a configured registry; `follow` goes along redirects."""

        async def send() -> Reply:
            get = self.net.follow if follow else self.net.get
            seen = await get(
                url,
                lane=lane,
                headers=headers or {"Accept": "application/json"},
                max_bytes=LONGEST_LIST,
                trusted=True,
            )
            return reply_from(seen)

        return await self.ask(registry, lane, url, send)


def reply_from(seen: Observation) -> Reply:
    """Read an observation as JSON, whatever content type it claims (Crossref mislabels plain text)."""
    if seen.fault:
        lasting = seen.fault in UNREACHABLE
        return Reply(
            trouble=seen.detail or str(seen.fault).replace("-", " "),
            unreachable=lasting,
            passing=not lasting,
            retry_after=seen.retry_after,
        )
    code = seen.status_code
    location = seen.last.header("location") if seen.last else ""
    text = seen.body[:_MOST_TEXT].decode("utf-8", "replace")
    try:
        data = json.loads(seen.body) if seen.body and not seen.truncated else None
    except (ValueError, RecursionError):
        data = None
    trouble = {} if code == HTTPStatus.OK and data is not None else trouble_of(code, seen.retry_after)
    return Reply(data=data, status_code=code, text=text, location=location, **trouble)


def trouble_of(code: int | None, retry_after: float | None = None) -> dict[str, Any]:
    """Return the parts of a `Reply` that say what is wrong with a status code."""
    if code in _SLOW_DOWN:
        trouble = f"answered {code}, too many requests"
    elif code == HTTPStatus.OK:
        trouble = "answered something unreadable"
    else:
        trouble = f"answered {code}"
    return {"trouble": trouble, "retry_after": retry_after, "passing": code in _PASSING or code == HTTPStatus.OK}


def chunks(
    identifiers: Iterable[Identifier], *, most: int, most_bytes: int, prefix: str = ""
) -> Iterator[list[Identifier]]:
    """Split identifiers into lists of at most `most`, whose escaped values stay within `most_bytes` of an address.

    `prefix` stands before each value in the address.
    """
    part: list[Identifier] = []
    size = 0
    for identifier in identifiers:
        length = len(quote(prefix + identifier.value + ",", safe=""))
        if part and (len(part) >= most or size + length > most_bytes):
            yield part
            part, size = [], 0
        part.append(identifier)
        size += length
    if part:
        yield part


def halves(part: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """Split a refused list in two, to find the member that was refused."""
    middle = len(part) // 2
    return part[:middle], part[middle:]


async def load(library: str) -> None:
    """Import a slow library in a thread, before its call has passed the gate: spacing counts from what is sent."""
    await asyncio.to_thread(importlib.import_module, library)
