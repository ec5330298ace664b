"""The canary: is there a network, and is it the real one? One known page tells, by its body and not its status."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from refmend.model import Fault

if TYPE_CHECKING:
    from refmend.model import Observation

# What a canary that works may say (the whole body, without white space at the ends, in lower case).
WORDS = frozenset({"success", "microsoft connect test", "microsoft ncsi", "networkmanager is online"})
HEADERS = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
_DOWN = frozenset(
    {Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS, Fault.DNS_TROUBLE, Fault.REFUSED, Fault.UNREACHABLE, Fault.RESET}
    | {Fault.CONNECT_TIMEOUT, Fault.TIMEOUT, Fault.PROXY, Fault.EMPTY, Fault.CANCELLED}
)


class Health(Enum):
    """What the canary showed; true where a missing name may be believed.

    ONLINE: it answered as it should. UNSURE: it did not, but it was no portal either and other hosts do answer
    (a mirror, a proxy without it, a closed network that is wanted). PORTAL: somebody else answered in its place, so
    that no answer of this run proves anything. OFFLINE: it cannot be reached, and nothing else was.
    """

    ONLINE = "online"
    UNSURE = "unsure"
    PORTAL = "captive portal"
    OFFLINE = "offline"

    def __bool__(self) -> bool:
        """Tell whether the network can be trusted as far as is known."""
        return self in {Health.ONLINE, Health.UNSURE}


def read(seen: Observation, *, others_answered: bool) -> Health:  # noqa: PLR0911 - a table of cases
    """Judge one unfollowed GET of the canary."""
    if seen.fault:
        if seen.fault in _DOWN:
            return Health.UNSURE if others_answered else Health.OFFLINE
        return Health.PORTAL if seen.fault is Fault.TLS_CERTIFICATE else Health.UNSURE
    answer = seen.answers[-1]
    status = answer.status_code
    if status == 204 and not seen.body:  # noqa: PLR2004 - No Content, what generate_204 pages say
        return Health.ONLINE
    if status == 200:  # noqa: PLR2004 - OK
        return Health.ONLINE if seen.body.strip().lower().decode("latin-1") in WORDS else Health.PORTAL
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        return Health.UNSURE if _same_host(answer.url, answer.header("location")) else Health.PORTAL
    if status == 511:  # noqa: PLR2004 - Network Authentication Required
        return Health.PORTAL
    return Health.UNSURE if others_answered or status in {404, 410} else Health.OFFLINE


def _same_host(url: str, location: str) -> bool:
    """Tell whether a redirect stays with the host (http to https is no portal)."""
    try:
        target = urlsplit(location)
        return not target.netloc or target.hostname == urlsplit(url).hostname
    except ValueError:
        return False
