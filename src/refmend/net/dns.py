"""Names to addresses: asked once per host, every address shown to the guard, codes told apart.

The system's resolver is used (so /etc/hosts, search lists and DNSSEC validators count), in threads of our own.
glibc's codes, by experiment: NXDOMAIN and a CNAME loop give EAI_NONAME, an empty answer gives EAI_NODATA, and
SERVFAIL, REFUSED and silence all give EAI_AGAIN.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from refmend.model import Fault
from refmend.net.threads import Threads
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from refmend.net.clock import Clock

KEPT = 300.0  # seconds an answer is used; failures are never remembered, so that a second look is one
MOST_KEPT = 20_000
_NO_DATA = getattr(socket, "EAI_NODATA", None)
_MISSING = {socket.EAI_NONAME: (Fault.DNS_MISSING, "no such name")}
if _NO_DATA is not None and _NO_DATA != socket.EAI_NONAME:
    _MISSING[_NO_DATA] = (Fault.DNS_NO_ADDRESS, "the name has no address")


class Resolver:
    """Looks names up, with a memory; two who ask for one name at once share the question."""

    def __init__(self, clock: Clock, lookup: Callable[[str], list[str]] | None = None) -> None:
        """Take the time from `clock`; `lookup` replaces the system's resolver in tests (it may raise `gaierror`)."""
        self._clock = clock
        self._lookup = lookup or system_lookup
        self._threads = Threads(64, "refmend-dns")
        self._kept: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._asking: dict[str, asyncio.Future[list[str]]] = {}
        self.answered = 0

    async def resolve(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a name, best first; raises `Trouble` with one of the DNS faults."""
        kept = self._kept.get(host)
        if kept is not None and kept[0] > self._clock.monotonic():
            return kept[1]
        future = self._asking.get(host)
        if future is None:
            future = self._asking[host] = self._threads.run(lambda: self._lookup(host))
            future.add_done_callback(lambda _: self._asking.pop(host, None))
            future.add_done_callback(_retrieve)
        try:
            found = await asyncio.shield(future)
        except socket.gaierror as error:
            fault, detail = _MISSING.get(error.errno or 0, (Fault.DNS_TROUBLE, f"resolver: {error.strerror}"))
            raise Trouble(fault, detail) from None
        except (OSError, RuntimeError) as error:
            raise Trouble(Fault.DNS_TROUBLE, str(error)[:200]) from None
        except (UnicodeError, ValueError) as error:
            raise Trouble(Fault.INVALID_URL, str(error)[:200]) from None
        return self._keep(host, found)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.close()

    def _keep(self, host: str, found: list[str]) -> tuple[str, ...]:
        addresses = tuple(dict.fromkeys(found))
        if not addresses:
            raise Trouble(Fault.DNS_NO_ADDRESS, "the name has no address")
        self.answered += 1
        if len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[host] = (self._clock.monotonic() + KEPT, addresses)
        return addresses


def system_lookup(host: str) -> list[str]:
    """Ask the system's resolver (it blocks); raises `socket.gaierror`.

    Without AI_ADDRCONFIG: where only the loopback interface has an address, that flag makes every name look missing.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found if entry[0] in {socket.AF_INET, socket.AF_INET6}]


def _retrieve(future: asyncio.Future[list[str]]) -> None:
    """Mark the error as seen: whoever asked may be gone."""
    if not future.cancelled():
        future.exception()
