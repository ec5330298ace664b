"""Blocking work in threads that never keep the program from ending.

The interpreter waits at its end for every thread of a `concurrent.futures` pool; a name server that does not answer,
or a library without time-outs, would hang the program there. These threads are daemons.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_Job = tuple["asyncio.Future[Any]", "Callable[[], Any]"]


class Threads:
    """Up to `limit` threads, started when they are first needed."""

    def __init__(self, limit: int, name: str) -> None:
        """Start nothing yet; `name` shows in thread listings."""
        self._limit = limit
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = 0
        self._waiting = 0

    def run(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Call `function` in a thread; the future is of the running loop and may be cancelled at any time."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting += 1
        future.add_done_callback(self._ended)
        if self._waiting > self._threads and self._threads < self._limit:
            self._threads += 1
            threading.Thread(target=self._work, name=f"{self._name}-{self._threads}", daemon=True).start()
        self._jobs.put((future, function))
        return future

    def close(self) -> None:
        """Let idle threads end."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _ended(self, _future: asyncio.Future[Any]) -> None:
        self._waiting -= 1

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, function = job
            if future.cancelled():
                continue
            result: Any = None
            error: BaseException | None = None
            try:
                result = function()
            except BaseException as caught:  # noqa: BLE001 - handed to the waiting side, whatever it is
                error = caught
            try:
                future.get_loop().call_soon_threadsafe(_settle, future, result, error)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    elif isinstance(error, StopIteration):
        future.set_exception(RuntimeError("StopIteration in a thread"))
    else:
        future.set_exception(error)
