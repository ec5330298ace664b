"""Progress on standard error: a bar on a terminal, else a plain line every 30 seconds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Protocol, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.model import Outcome

_BAR_EVERY = 0.2
_LINE_EVERY = 30.0
_BLOCKS = 16
_SETTLED = 5
_ORDER = ("dead", "invalid", "insecure", "moved", "blocked", "unknown", "skipped", "alive")


class Clock(Protocol):
    """What tells the time here: seconds from any start, and sleeping."""

    def monotonic(self) -> float:
        """Return seconds from some start; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class _SystemClock:
    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def wants_bar(stream: TextIO, environ: Mapping[str, str], *, quiet: bool = False) -> bool:
    """Tell whether a bar may be drawn: the stream itself is a terminal that can redraw, and nobody logs it."""
    if quiet or environ.get("CI") or environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except ValueError:  # the stream is closed
        return False


class Progress:
    """Counts what was answered and shows it on `stream` (standard error); `watch` is what the pipeline tells.

    Times are seconds of `clock`. Nothing is shown with `quiet`. Inside `with Progress() as progress` the display
    goes on while nothing arrives; afterwards no trace of the bar is left.
    """

    def __init__(self, *, quiet: bool = False, clock: Clock | None = None, stream: TextIO | None = None) -> None:
        clock = clock or _SystemClock()
        self._clock = clock
        self._stream = stream or sys.stderr
        self._bar = wants_bar(self._stream, os.environ, quiet=quiet)
        self._quiet = quiet
        self._task: asyncio.Task[None] | None = None
        self._total = 0
        self._states: Counter[str] = Counter()
        self._started = clock.monotonic()
        self._shown = self._started
        self._drawn = False

    def watch(self, total: int, outcome: Outcome | None) -> None:
        """Take note of the number of questions and of an answer, if there is one."""
        self._total = total
        if outcome is not None:
            self._states[str(outcome.link.state)] += 1
        self.tick()

    def tick(self) -> None:
        """Show the present state if it is time to."""
        now = self._clock.monotonic()
        if self._quiet or not self._total or now - self._shown < (_BAR_EVERY if self._bar else _LINE_EVERY):
            return
        self._shown = now
        if self._bar:
            width = shutil.get_terminal_size().columns
            self._write(f"\r\x1b[K{self.line(bar=True)[: width - 1]}")
            self._drawn = True
        else:
            self._write(f"{self.line(bar=False)}\n")

    def line(self, *, bar: bool) -> str:
        """Return the state in one line: how many are answered, the time left, the counts worst first."""
        done = sum(self._states.values())
        counts = ", ".join(f"{self._states[state]:,} {state}" for state in _ORDER if self._states[state])
        words = [f"{done:,} of {self._total:,}", self._time_left(done), counts]
        text = " · ".join(word for word in words if word)
        if not bar:
            return f"refmend: {text}"
        filled = _BLOCKS * min(done, self._total) // self._total if self._total else 0
        return f"{'█' * filled}{'░' * (_BLOCKS - filled)} {text}"

    def _time_left(self, done: int) -> str:
        """Return how long the rest takes at the pace so far, once there is a pace."""
        elapsed = self._clock.monotonic() - self._started
        if done < _SETTLED or done >= self._total or elapsed <= 0:
            return ""
        seconds = elapsed / done * (self._total - done)
        return f"about {_duration(seconds)} left"

    def close(self) -> None:
        """Wipe the bar."""
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # a closed pipe must not end a run
            self._stream.write(text)
            self._stream.flush()

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(_BAR_EVERY if self._bar else 1.0)
            self.tick()

    def __enter__(self) -> Self:
        """Begin; inside a running event loop the display then goes on by itself."""
        with contextlib.suppress(RuntimeError):  # no event loop: `watch` alone keeps it going
            self._task = asyncio.get_running_loop().create_task(self._run())
        return self

    def __exit__(self, *_: object) -> None:
        """End, and leave no trace of the bar."""
        if self._task:
            self._task.cancel()
        self.close()


def _duration(seconds: float) -> str:
    """Return a span of time in words as coarse as an estimate is."""
    whole = max(1, round(seconds))
    if whole < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:.1f} h"  # noqa: PLR2004 - minutes in an hour
