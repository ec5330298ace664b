"""Unanswered: what refusals and faults say about a link. Mostly nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.judge import page as pages
from refmend.judge import refusal, taxonomy, urls
from refmend.model import Fault, Hop, LinkState, LinkStatus

if TYPE_CHECKING:
    from refmend.model import Observation


def refused(looks: list[Observation]) -> LinkStatus:
    """Judge an answer that is neither success nor a followed redirect."""
    last = looks[-1]
    status = last.status_code or 0
    page = pages.read(last)
    host = urls.cut(last.final_url).host
    if wall := refusal.find_wall(last, page):
        return verdict(LinkState.BLOCKED, f"{status}, refused by {wall}", last, "bot-wall")
    if refusal.refuses_robots(host, status) or status in taxonomy.REFUSED:
        return verdict(LinkState.BLOCKED, taxonomy.status_reason(status), last)
    if status in taxonomy.GONE:
        if _gone(looks) > 1:
            return verdict(LinkState.DEAD, f"{status} twice", last)
        return verdict(LinkState.UNKNOWN, f"{status} only once", last)
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirects
        return verdict(LinkState.UNKNOWN, f"{status} without a usable target", last)
    return verdict(LinkState.UNKNOWN, taxonomy.status_reason(status), last)


def _gone(looks: list[Observation]) -> int:
    """Count the looks that were told "not here" by an origin."""
    return sum(look.status_code in taxonomy.GONE for look in looks)


def faulty(looks: list[Observation]) -> LinkStatus:
    """Judge a chain that ended without a usable answer."""
    last = looks[-1]
    fault = last.fault
    if fault is Fault.CANCELLED:
        return verdict(LinkState.SKIPPED, taxonomy.WORDS[fault], last)
    if fault in taxonomy.FORBIDDEN:
        return _forbidden(last, redirected=bool(last.answers))
    if fault in {Fault.TLS_CERTIFICATE, Fault.TLS_HANDSHAKE}:
        return _insecure(last)
    if fault in taxonomy.NO_NAME:
        return _nameless(looks)
    return verdict(LinkState.UNKNOWN, taxonomy.WORDS.get(fault, "no answer"), last)


def _nameless(looks: list[Observation]) -> LinkStatus:
    """Judge a host that DNS does not know."""
    last = looks[-1]
    words = "the name has no address" if last.fault is Fault.DNS_NO_ADDRESS else "the name does not exist"
    where = f" ({urls.cut(last.final_url).host[:100]})" if last.answers else ""
    if all(look.fault in taxonomy.NO_NAME for look in looks) and len(looks) > 1:
        return verdict(LinkState.DEAD, f"{words}{where}", last, "dns")
    return verdict(LinkState.UNKNOWN, f"{words}{where}, but only once", last)


def _forbidden(last: Observation, *, redirected: bool) -> LinkStatus:
    """Judge an address that may not be fetched."""
    reasons = {
        Fault.INVALID_URL: "malformed address",
        Fault.FORBIDDEN_SCHEME: "only http and https are fetched",
        Fault.FORBIDDEN_ADDRESS: "destination may not be fetched; --allow-network permits private ones",
    }
    reason = f"redirects to an address that may not be fetched ({last.fault})" if redirected else reasons[last.fault]
    return verdict(LinkState.INVALID, reason, last, str(last.fault))


def _insecure(last: Observation) -> LinkStatus:
    """Judge a failed handshake: a bad certificate or an old server is insecure, a wish for ours a refusal."""
    if last.fault is Fault.TLS_CERTIFICATE:
        words = taxonomy.certificate_reason(last.detail)
        strange = ("unknown-authority",) if "unknown authority" in words or "self-signed" in words else ()
        return verdict(LinkState.INSECURE, words, last, "certificate", *strange)
    told = last.detail[:2000].lower()
    if any(part in told for part in taxonomy.CLIENT_TLS):
        return verdict(LinkState.BLOCKED, "asks for a client certificate", last)
    if any(part in told for part in taxonomy.LEGACY_TLS):
        return verdict(LinkState.INSECURE, "speaks only outdated TLS", last, "legacy-tls")
    return verdict(LinkState.UNKNOWN, taxonomy.WORDS[last.fault], last)


def verdict(state: LinkState, reason: str, look: Observation, *notes: str) -> LinkStatus:
    """Make a verdict about a look."""
    hops = tuple(Hop(answer.url, answer.status_code) for answer in look.answers[:-1][:20])
    return LinkStatus(
        state=state,
        reason=reason,
        status_code=look.answers[-1].status_code if look.answers and not look.fault else None,
        final_url=look.final_url,
        hops=hops,
        notes=tuple(notes),
        checked_at=look.at,
    )
