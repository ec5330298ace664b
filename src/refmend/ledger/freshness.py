"""How long an answer may be reused, by what it says. No failure is ever remembered as a verdict; pure.

The lengths are chosen for the two rhythms people have, runs within one sitting and a nightly job:

* a living page is asked again by the weekly turn of a nightly job, so half a day less than seven days;
* a registry's record changes rarely, but a retraction must not hide for long: two weeks, less the same half day;
* what is dead, refused or insecure is asked again every night, yet not by each run of one sitting;
* what is unknown is asked again by every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Found, IdentifierKind, LinkState, Missing, Unknown

if TYPE_CHECKING:
    from refmend.model import Outcome

HOUR = 3600.0
DAY = 24 * HOUR

LIVING = 6.5 * DAY
RECORD = 13.5 * DAY
REFUSED = 6 * HOUR

_LINK_LIFE = {
    LinkState.ALIVE: LIVING,
    LinkState.MOVED: LIVING,
    LinkState.DEAD: REFUSED,
    LinkState.BLOCKED: REFUSED,
    LinkState.INSECURE: REFUSED,
}
_REGISTERED = frozenset(
    {IdentifierKind.DOI, IdentifierKind.ARXIV, IdentifierKind.PMID, IdentifierKind.PMCID, IdentifierKind.ISBN}
)


def life(outcome: Outcome) -> float:
    """Return for how many seconds an outcome may be reused; 0 for one that must be asked again."""
    link = _LINK_LIFE.get(outcome.link.state, 0.0)
    if outcome.identifier.kind not in _REGISTERED:
        return link
    if isinstance(outcome.resolution, Found):
        return RECORD if outcome.link.state == LinkState.ALIVE else link
    if isinstance(outcome.resolution, Missing):
        return min(link, REFUSED)
    # Where the registry could not answer, the record is still wanted; where there is none to ask, the link is all.
    return 0.0 if isinstance(outcome.resolution, Unknown) else link
