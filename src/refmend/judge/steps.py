"""Steps: the whole way from an address to its verdict, as one generator.

It never looks at a clock, a socket or a random number: the same observations always give the same verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.judge import quirks, taxonomy, urls
from refmend.judge.answered import read
from refmend.judge.ask import CANARY, Ask
from refmend.judge.looks import look_at
from refmend.judge.unanswered import faulty, refused
from refmend.model import Fault, LinkState

if TYPE_CHECKING:
    from refmend.judge.ask import JudgeContext, Looking
    from refmend.model import LinkStatus, Observation


CLOSED = frozenset({Fault.REFUSED, Fault.CONNECT_TIMEOUT})
"""Faults of a host that has stopped answering plain http; browsers try https by themselves."""


def decide(url: str, context: JudgeContext) -> Looking:
    """Judge one address: look until there is something to judge, then read it, then doubt our own network."""
    looks = yield from look_at(url, context)
    last = looks[-1]
    status = last.status_code
    if last.fault in CLOSED and (upgraded := urls.upgraded(url)):
        secure = yield Ask(upgraded, "https upgrade")
        if secure.status_code is not None and taxonomy.is_success(secure.status_code):
            verdict = yield from read(url, secure)
            return replace(verdict, notes=(*verdict.notes, "https-only"))
    if last.fault:
        verdict = faulty(looks)
    elif status is not None and (taxonomy.is_success(status) or _accepted(last, context)):
        verdict = yield from read(url, last)
    else:
        verdict = refused(looks)
    if not _needs_network(looks, verdict):
        return verdict
    if context.network == "unasked":
        yield Ask("", CANARY)
    return _believed(verdict, looks, context)


def _accepted(look: Observation, context: JudgeContext) -> bool:
    """Tell whether the configuration counts this status as alive for this host."""
    host = urls.cut(look.final_url).host
    codes = quirks.of_host(context.accept, host) or context.accept.get("*") or ()
    return look.status_code in codes


def _needs_network(looks: list[Observation], verdict: LinkStatus) -> bool:
    """Tell whether our own network could have made the verdict: not over verified TLS, not before any request."""
    if verdict.state in {LinkState.INVALID, LinkState.SKIPPED}:
        return False
    last = looks[-1]
    return bool(last.fault) or any(not answer.url.startswith("https://") for answer in last.answers)


def _believed(verdict: LinkStatus, looks: list[Observation], context: JudgeContext) -> LinkStatus:
    """Return the verdict, or `unknown` where our own network may have spoken instead of the origin."""
    if context.network == "captive":
        return replace(
            verdict, state=LinkState.UNKNOWN, reason="this network answers in other hosts' place", notes=("network",)
        )
    silent = context.network == "silent" and looks[-1].fault in taxonomy.NO_NAME
    if silent and verdict.state is LinkState.DEAD:
        reason = f"{verdict.reason}, but the network is in doubt"
        return replace(verdict, state=LinkState.UNKNOWN, reason=reason, notes=("silent-network",))
    return verdict
