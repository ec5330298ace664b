"""A crew: who goes through the pages of many hosts side by side, with few at work and none of them idle.

A task for each page would be simpler, but of 100,000 pages nearly all would only wait, and waiting costs too: thousands
of tasks are begun before the first request is sent. So each host has a line of pages and a few who work it off one
after the other, over connections that are open already. Whoever has nothing left to do helps where many are waiting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

Page = TypeVar("Page")

MOST_AT_WORK = 10_000
"""At work at once, on all hosts together."""

MOST_LOOKED_AT = 32
"""Hosts that are looked at for somebody who could help."""


class _Line(Struct, Generic[Page]):
    """What is left to do on one host, and how many do it."""

    pages: deque[Page]
    hired: int = 0


class Crew(Generic[Page]):
    """Goes through all pages; at most `abreast` of one host are begun at once, and about `wanted` of all hosts."""

    def __init__(self, hosts: Mapping[str, Iterable[Page]], *, wanted: int, abreast: int) -> None:
        """Line the pages up."""
        self._lines = {host: _Line(deque(pages)) for host, pages in hosts.items()}
        self._open: deque[_Line[Page]] = deque()  # lines that may need help; those that nobody works off come first
        self._places = MOST_AT_WORK
        self._first = max(1, min(-(-wanted // max(1, len(self._lines))), abreast))
        self._abreast = abreast
        self._group: asyncio.TaskGroup | None = None
        self._do: Callable[[Page], Awaitable[None]] | None = None

    async def work(self, do: Callable[[Page], Awaitable[None]]) -> None:
        """Have `do` called for every page; it must not raise."""
        self._do = do
        async with asyncio.TaskGroup() as self._group:
            for turn in range(self._first):
                for line in self._lines.values():
                    if turn < len(line.pages):
                        self._hire(line)
            self._open.extend(sorted(self._lines.values(), key=lambda line: line.hired > 0))

    def stand_in(self, host: str) -> None:
        """Put somebody else to work while one waits between two requests to a host."""
        line = self._lines.get(host)
        if line is not None and line.pages:
            self._hire(line)

    def _hire(self, line: _Line[Page]) -> None:
        assert self._group is not None  # noqa: S101 - for the type checker
        if not self._places or line.hired >= self._abreast:
            return
        self._places -= 1
        line.hired += 1
        self._group.create_task(self._work_off(line))

    async def _work_off(self, line: _Line[Page] | None) -> None:
        """Do one page of a line after the other, then help elsewhere."""
        assert self._do is not None  # noqa: S101 - for the type checker
        while line is not None:
            while line.pages:
                await self._do(line.pages.popleft())
            line.hired -= 1
            line = self._neediest()
            if line is not None:
                line.hired += 1
        self._places += 1

    def _neediest(self) -> _Line[Page] | None:
        """Return a line in which more wait than those at work will soon have done, if there seems to be one."""
        for _ in range(min(MOST_LOOKED_AT, len(self._open))):
            line = self._open.popleft()
            if not line.pages:
                continue
            self._open.append(line)
            if line.hired < self._abreast and len(line.pages) > 2 * line.hired:
                return line
        return None
