"""Web addresses: the loop that feeds observations to the judge until it has a verdict, for all of them at once.

Addresses that differ only in their fragment share their requests. Nothing here raises for trouble with one address.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from refmend.identifiers import canonical_url
from refmend.judge import JudgeContext, decide, judge, urls
from refmend.judge.ask import HTML_FIRST, PAGE_BYTES
from refmend.model import UNREAD, Found, Identifier, LinkState, LinkStatus, NotApplicable, Outcome, Unknown
from refmend.net import Health
from refmend.resolvers import rechecks
from refmend.resolvers.crew import Crew

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from refmend.config import Config
    from refmend.judge.ask import Ask, Network
    from refmend.model import Observation, Resolution
    from refmend.net import Net

MOST_STEPS = 12
"""No verdict needs more requests than this; a judge that asks for more has a fault."""

WAVE = 10
"""From this many dead links of one host its front page is looked at before they are believed."""

STRANGERS = 3
"""From this many hosts with certificates of an unknown authority, and none with a known one, it is our network."""

MOST_ABREAST = 64
"""Pages of one host begun at once: more than are asked for at once, as some wait for a second look."""

BELIEVED = 30.0
"""Seconds for which a network that was just found good is not asked about again."""

_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[:/?#]|\Z)")
_HOST_NAME = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_NETWORK: dict[Health, Network] = {
    Health.ONLINE: "good",
    Health.UNSURE: "good",
    Health.PORTAL: "captive",
    Health.OFFLINE: "silent",
}


_Page = tuple[str, tuple["Identifier", ...]]
"""An address without fragment, and those to be judged by what it shows."""


class _Run(Struct):
    """One call of `probe`: what is shared between the addresses, and what waits for the end of the run."""

    net: Net
    config: Config
    told: Callable[[Outcome], None]
    described: Container[Identifier] | None = None
    earlier: Mapping[Identifier, Outcome] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    held: list[_Looked] = field(default_factory=list)
    verified: bool = False
    good_until: float = 0.0
    crew: Crew[_Page] | None = None


class _Looked(Struct, frozen=True):
    """The addresses of one page with what was seen of it."""

    members: tuple[Identifier, ...]
    seen: tuple[Observation, ...]
    context: JudgeContext
    statuses: tuple[LinkStatus, ...]


async def probe(
    identifiers: Sequence[Identifier],
    net: Net,
    config: Config,
    told: Callable[[Outcome], None],
    *,
    described: Container[Identifier] | None = None,
    earlier: Mapping[Identifier, Outcome] | None = None,
) -> None:
    """Judge web addresses concurrently and tell each outcome as soon as it is final.

    Only the pages of `described` (None: all) are read for what they say of themselves. Pages that `earlier` runs found
    alive are asked whether they have changed.
    """
    run = _Run(net, config, told, described, earlier or {})
    groups: dict[str, list[Identifier]] = {}
    for identifier in dict.fromkeys(identifiers):
        if settled := _settled(identifier, config):
            told(settled)
        else:
            groups.setdefault(identifier.value.partition("#")[0], []).append(identifier)
    hosts: dict[str, list[_Page]] = {}
    for url, members in groups.items():
        hosts.setdefault(_host(url), []).append((url, tuple(members)))
    run.links.update({host: len(pages) for host, pages in hosts.items()})
    abreast = max(2 * config.max_per_host, MOST_ABREAST)
    run.crew = Crew(hosts, wanted=config.max_concurrency, abreast=abreast)
    await run.crew.work(partial(_judge_page, run))
    await _settle_held(run)


def _settled(identifier: Identifier, config: Config) -> Outcome | None:
    """Return the outcome of an address that needs no request: malformed, not fetchable, or excluded."""
    url = identifier.value
    if _excluded(url, config.exclude_urls):
        return _outcome(identifier, LinkStatus(LinkState.SKIPPED, "excluded by the configuration"), ())
    scheme = url.partition(":")[0].lower()
    try:
        canonical_url(url)
    except ValueError as error:
        return _outcome(identifier, LinkStatus(LinkState.INVALID, f"malformed address: {plain(str(error))}"), ())
    if scheme not in {"http", "https"}:
        return _outcome(identifier, LinkStatus(LinkState.INVALID, "only http and https are fetched"), ())
    return None


def _excluded(url: str, patterns: Sequence[str]) -> bool:
    """Tell whether the configuration keeps an address from being asked: by host (with those below) or expression.

    What looks like a host name is one, and says nothing about other places of an address; a broken expression is
    looked for as it stands.
    """
    host = _host(url) if patterns else ""
    for pattern in patterns:
        if _HOST_NAME.fullmatch(pattern):
            if host == pattern.lower() or host.endswith(f".{pattern.lower()}"):
                return True
            continue
        try:
            if re.search(pattern, url):
                return True
        except re.error:
            if pattern in url:
                return True
    return False


async def _judge_page(run: _Run, page: _Page) -> None:
    """Judge the addresses of one page; whatever goes wrong is an unknown outcome for these alone."""
    url, members = page
    try:
        first = await _asked_again(run, url, members) if run.earlier else None
        if isinstance(first, Outcome):
            run.told(first)
            return
        looked = await _look(run, members, first)
        if url.startswith("https://") and looked.seen[-1].status_code is not None:
            run.verified = True
        if _waits(run, url, looked):
            run.held.append(replace(looked, seen=tuple(replace(look, body=b"") for look in looked.seen)))
            return
        outcomes = _outcomes(run, looked)
    except Exception as error:  # noqa: BLE001 - one page must never end the run
        reason = f"could not be checked: {type(error).__name__}"
        status = LinkStatus(LinkState.UNKNOWN, reason)
        outcomes = [Outcome(identifier, Unknown(reason, "web"), status) for identifier in members]
    for outcome in outcomes:
        run.told(outcome)


async def _asked_again(run: _Run, url: str, members: tuple[Identifier, ...]) -> Outcome | Observation | None:
    """Ask a page whether it has changed: what is known of it where not, else its first look; None where not asked."""
    now, earlier = run.net.clock.now(), run.earlier.get(members[0])
    headers = rechecks.question(earlier, url, now, wanted=_is_described(run, members[0]))
    if earlier is None or not headers or len(members) > 1 or "#" in members[0].value:
        return None
    look = await run.net.follow(url, headers={**HTML_FIRST, **headers}, max_bytes=PAGE_BYTES)
    return rechecks.unchanged(earlier, look, now) or (look if look.status_code == 200 else None)  # noqa: PLR2004


def _is_described(run: _Run, identifier: Identifier) -> bool:
    """Tell whether an entry says more of a page than where it is."""
    return run.described is None or identifier in run.described


async def _look(run: _Run, members: tuple[Identifier, ...], first: Observation | None) -> _Looked:
    """Ask what the judge wants to see until it has a verdict on every address of a page; `first` is seen already."""
    context = JudgeContext(accept=run.config.accept, budget=run.config.timeout)
    seen: list[Observation] = [] if first is None else [first]
    statuses = [await _verdict(run, identifier.value, seen, context) for identifier in members]
    return _Looked(members, tuple(seen), context, tuple(statuses))


async def _verdict(run: _Run, url: str, seen: list[Observation], context: JudgeContext) -> LinkStatus:
    """Go along the judge's steps with what was seen of the page, and see what else is wanted."""
    steps = decide(url, context)
    used = 0
    try:
        ask = next(steps)
        while True:
            if ask.about_network:
                context.network = await _network_now(run)
            elif used < len(seen):
                used += 1
            elif used < MOST_STEPS:
                seen.append(await _send(run, ask))
                used += 1
            else:
                raise RuntimeError("no verdict")
            ask = steps.send(seen[used - 1])
    except StopIteration as end:
        status: LinkStatus = end.value
        return status


async def _network_now(run: _Run) -> Network:
    """Return what is known of our own network: it is not asked about again right after it was found good."""
    if run.net.clock.monotonic() < run.good_until:
        return "good"
    network = await _network(run.net)
    if network == "good":
        run.good_until = run.net.clock.monotonic() + BELIEVED
    return network


async def _send(run: _Run, ask: Ask) -> Observation:
    """Send one request of the judge's."""
    if ask.wait:
        if run.crew:
            run.crew.stand_in(_host(ask.url))
        await run.net.clock.sleep(ask.wait)
    return await run.net.follow(ask.url, method=ask.method, headers=ask.headers, max_bytes=ask.max_bytes)


async def _network(net: Net) -> Network:
    """Return what the canary tells of our own network."""
    return _NETWORK[await net.healthy()]


# ---------------------------------------------------------------- what only the whole run can tell


def _waits(run: _Run, url: str, looked: _Looked) -> bool:
    """Tell whether a verdict depends on how the rest of the run fares."""
    status = looked.statuses[0]
    if status.state is LinkState.DEAD and status.status_code is not None:
        return run.links[_host(url)] >= WAVE
    return bool({"unknown-authority", "silent-network"} & set(status.notes))


async def _settle_held(run: _Run) -> None:
    """Decide what waited: unknown names, unknown authorities, and waves of dead links on one host."""
    network = await _network(run.net) if run.held else "unasked"
    dead = Counter(_host(looked.seen[0].url) for looked in run.held if looked.statuses[0].state is LinkState.DEAD)
    waves = [host for host in dead if dead[host] == run.links[host]]
    gone = {host for host in waves if await _front_page_is_gone(run, host)}
    strangers = {_host(looked.seen[0].url) for looked in run.held if "unknown-authority" in looked.statuses[0].notes}
    intercepted = len(strangers) >= STRANGERS and not run.verified
    for looked in run.held:
        notes = looked.statuses[0].notes
        if "silent-network" in notes:
            settled = _judged_again(looked, network)
        elif intercepted and "unknown-authority" in notes:
            settled = _doubted(looked, "as for every https host: this network may be reading along", "network")
        elif looked.statuses[0].state is LinkState.DEAD and _host(looked.seen[0].url) in gone:
            settled = _doubted(looked, "as every link of this host and its front page", "host-wave")
        else:
            settled = looked
        for outcome in _outcomes(run, settled):
            run.told(outcome)


def _judged_again(looked: _Looked, network: Network) -> _Looked:
    """Return the verdicts that the same observations give now that more is known of our own network."""
    context = replace(looked.context, network=network)
    steps = [judge(identifier.value, looked.seen, context) for identifier in looked.members]
    return replace(looked, statuses=tuple(step for step in steps if isinstance(step, LinkStatus)))


def _doubted(looked: _Looked, why: str, note: str) -> _Looked:
    """Return verdicts as unknown, because not the links but something larger fails."""
    statuses = (
        replace(status, state=LinkState.UNKNOWN, reason=f"{status.reason}, {why}", notes=(*status.notes, note))
        for status in looked.statuses
    )
    return replace(looked, statuses=tuple(statuses))


async def _front_page_is_gone(run: _Run, host: str) -> bool:
    """Tell whether a host whose every link is dead has not even a front page, so that it is the host that fails."""
    first = next(looked.seen[0].url for looked in run.held if _host(looked.seen[0].url) == host)
    split = urlsplit(first)
    front = await run.net.follow(f"{split.scheme}://{split.netloc}/", max_bytes=4096)
    return front.status_code is None or front.status_code >= 400  # noqa: PLR2004 - the classes of refusal and failure


# ---------------------------------------------------------------- outcomes


def _outcomes(run: _Run, looked: _Looked) -> list[Outcome]:
    """Return the outcomes of one page."""
    pairs = zip(looked.members, looked.statuses, strict=True)
    return [
        _outcome(identifier, status, looked.seen, wanted=_is_described(run, identifier)) for identifier, status in pairs
    ]


def _outcome(
    identifier: Identifier, status: LinkStatus, seen: Sequence[Observation], *, wanted: bool = True
) -> Outcome:
    """Return an outcome with what the page says of itself, where it is the page and that is wanted."""
    resolution, reason = _resolution(identifier, status, seen, wanted=wanted), plain(status.reason)
    status = rechecks.with_validators(status, seen)
    return Outcome(identifier, resolution, status if reason == status.reason else replace(status, reason=reason))


def _resolution(identifier: Identifier, status: LinkStatus, seen: Sequence[Observation], *, wanted: bool) -> Resolution:
    """Return the page's own description, or why there is none."""
    if status.state in {LinkState.UNKNOWN, LinkState.BLOCKED, LinkState.INSECURE}:
        return Unknown(plain(status.reason), "web")
    if status.state not in {LinkState.ALIVE, LinkState.MOVED} or "soft-404" in status.notes:
        return NotApplicable(plain(status.reason), "web")
    if not wanted:
        return UNREAD
    from refmend.resolvers import pages  # noqa: PLC0415 - a list of bare links reads none

    look = next(_pages(seen), None)
    record = pages.read(identifier, look) if look else None
    return Found((record,)) if record else NotApplicable("the page carries no metadata", "web")


def _pages(seen: Sequence[Observation]) -> Iterator[Observation]:
    """Yield the looks that may be the page: not probes, not what was answered before it, latest first."""
    for look in reversed(seen):
        status = look.status_code or 0
        if look.body and 200 <= status < 400 and urls.token(seen[0].url) not in look.url:  # noqa: PLR2004 - classes of status
            yield look


def plain(text: str) -> str:
    """Return a reason fit for people: printable characters only, at most 200."""
    if text.isprintable():
        return text[:200]
    return "".join(letter if letter.isprintable() else " " for letter in text[:400])[:200]


def _host(url: str) -> str:
    """Return the host of an address, or an empty string for a malformed one."""
    if match := _PLAIN_HOST.match(url):
        return match[1]
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
