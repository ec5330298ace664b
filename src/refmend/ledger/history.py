"""What earlier results mean for a new one: hysteresis and flapping; pure.

A link whose checks only fail (time-outs, resets, 5xx) becomes dead after three failures at least three days apart
each (the policy of the Internet Archive Bot, FAQ for sysadmins). A link that keeps coming back is not believed dead
before it has failed that long either (Nagios keeps 21 results for the same question). Only pages are judged so:
whether a DOI exists is the registry's to say, and an outage of the registry proves nothing.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from refmend.ledger.freshness import DAY
from refmend.model import IdentifierKind, LinkState, LinkStatus, Outcome

FAILURES = 3
APART = 3 * DAY
KEPT = 21
FLAPPING = 3

_LETTERS = {
    LinkState.ALIVE: "A",
    LinkState.MOVED: "M",
    LinkState.DEAD: "D",
    LinkState.BLOCKED: "B",
    LinkState.UNKNOWN: "U",
    LinkState.INSECURE: "I",
}
_LIVING = frozenset({LinkState.ALIVE, LinkState.MOVED})
_ANSWERING = _LIVING | {LinkState.BLOCKED, LinkState.INSECURE}
_GONE = frozenset({404, 410})
_SERVER_FAILED = frozenset(range(500, 600)) - {501, 505, 511}
# What is said of a host that stays silent. Whatever else is unknown may be our own doing (a proxy, a limit, a
# handshake, a budget) or is no failure at all, so it is never counted.
_SILENT = (
    "refused",
    "reset",
    "unreachable",
    "in time",
    "timeout",
    "name service",
    "dns-trouble",
    "without an answer",
    "empty-reply",
    "does not exist",
    "has no address",
)
_DOUBTED = ("network", "proxy")


class History(Struct, frozen=True):
    """What is remembered of one link, oldest result first in `recent` (one letter each, 21 at most).

    `failures` counts failed checks at least three days apart since the link last answered; `last_failure` is when
    the last of them was counted, `last_alive` when the link was last seen alive (seconds since the epoch, 0 = never).
    """

    recent: str = ""
    failures: int = 0
    last_failure: float = 0.0
    last_alive: float = 0.0

    @property
    def changes(self) -> int:
        """Return how often the link went or came back within the remembered results."""
        solid = [letter in "AM" for letter in self.recent if letter in "AMD"]
        return sum(before != after for before, after in itertools.pairwise(solid))


def counts_as_failure(link: LinkStatus) -> bool:
    """Tell whether a result is a failure of the link's own server, and not of ours or a request to slow down."""
    if link.state == LinkState.DEAD:
        return True
    if link.state != LinkState.UNKNOWN:
        return False
    if link.status_code is not None:
        return link.status_code in _SERVER_FAILED or link.status_code in _GONE
    words = " ".join((link.reason, *link.notes)).lower()
    return any(word in words for word in _SILENT) and not any(word in words for word in _DOUBTED)


def extend(history: History, link: LinkStatus, now: float) -> History:
    """Return the history with one more result; states that were not asked for leave it as it is."""
    letter = _LETTERS.get(link.state)
    if letter is None:
        return history
    longer = replace(history, recent=(history.recent + letter)[-KEPT:])
    if link.state in _ANSWERING:
        last_alive = now if link.state in _LIVING else history.last_alive
        return replace(longer, failures=0, last_failure=0.0, last_alive=last_alive)
    if counts_as_failure(link) and (not history.failures or now - history.last_failure >= APART):
        return replace(longer, failures=history.failures + 1, last_failure=now)
    return longer


def judge(outcome: Outcome, history: History) -> Outcome:
    """Return the outcome in the light of a history that already contains it.

    Unknown becomes dead after enough failures, dead becomes unknown while the link keeps coming back, and what does
    not answer as it once did says when it was last seen alive. Nothing else changes.
    """
    if outcome.identifier.kind != IdentifierKind.URL:
        return outcome
    link = outcome.link
    if link.state == LinkState.UNKNOWN and history.failures >= FAILURES and counts_as_failure(link):
        reason = f"{link.reason or 'no answer'}; failed on {history.failures} checks at least three days apart"
        link = replace(link, state=LinkState.DEAD, reason=reason, notes=(*link.notes, "dead-by-history"))
    elif link.state == LinkState.DEAD and history.changes >= FLAPPING and history.failures < FAILURES:
        reason = f"{link.reason}; it has come back before, so it is watched for some days first"
        link = replace(link, state=LinkState.UNKNOWN, reason=reason, notes=(*link.notes, "flapping"))
    if history.last_alive and link.state in (LinkState.DEAD, LinkState.BLOCKED, LinkState.UNKNOWN):
        day = datetime.fromtimestamp(history.last_alive, UTC).date().isoformat()
        link = replace(link, reason=f"{link.reason}; last seen alive on {day}".lstrip("; "))
    return outcome if link is outcome.link else replace(outcome, link=link)
