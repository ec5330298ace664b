"""Deadlines: when each request's time is over, watched with one timer for all of them.

Nearly no request comes to its deadline. A timer of its own for each would be made, sorted in and cancelled for nothing.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refmend.net.wire import Connection


class Deadlines:
    """Has those connections expire whose time (of the event loop, in seconds) comes before they are dropped."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._due: dict[Connection, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next = math.inf  # never later than the first that is due

    def add(self, connection: Connection, when: float) -> None:
        """Have a connection's request expire at `when`."""
        self._due[connection] = when
        if when < self._next:
            self._set(when)

    def drop(self, connection: Connection) -> None:
        """Forget a connection, if it is known."""
        self._due.pop(connection, None)

    def close(self) -> None:
        """Call nobody any more."""
        self._due.clear()
        self._set(math.inf)

    def _set(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = when
        self._timer = None if when == math.inf else asyncio.get_running_loop().call_at(when, self._look)

    def _look(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for connection in [connection for connection, when in self._due.items() if when <= now]:
            self.drop(connection)
            connection.expire()
        self._set(min(self._due.values(), default=math.inf))
