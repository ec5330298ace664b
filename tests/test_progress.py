import asyncio
import io

import pytest

from refmend.model import Identifier, IdentifierKind, LinkState, LinkStatus, NotApplicable, Outcome
from refmend.progress import Progress, wants_bar


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")


def outcome(state=LinkState.ALIVE):
    return Outcome(Identifier(IdentifierKind.URL, "https://example.org/"), NotApplicable(), LinkStatus(state))


def test_a_log_gets_a_plain_line_every_30_seconds():
    clock, stream = Clock(), io.StringIO()
    progress = Progress(clock=clock, stream=stream)
    progress.watch(400, None)
    for _ in range(100):
        clock.now += 1
        progress.watch(400, outcome())
    assert stream.getvalue().split("\n") == [
        "refmend: 30 of 400 · about 6 min left · 30 alive",
        "refmend: 60 of 400 · about 6 min left · 60 alive",
        "refmend: 90 of 400 · about 5 min left · 90 alive",
        "",
    ]
    assert "\x1b" not in stream.getvalue()


def test_a_bar_shows_counts_worst_first_and_is_wiped():
    clock, stream = Clock(), Terminal()
    progress = Progress(clock=clock, stream=stream)
    for state in (LinkState.ALIVE, LinkState.DEAD, LinkState.UNKNOWN):
        clock.now += 1
        progress.watch(4, outcome(state))
    assert "3 of 4" in stream.getvalue()
    assert stream.getvalue().endswith("1 dead, 1 unknown, 1 alive")
    progress.close()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_it_goes_on_while_nothing_arrives():
    clock, stream = Clock(), io.StringIO()

    async def run():
        with Progress(clock=clock, stream=stream) as progress:
            progress.watch(3, None)
            while clock.now < 165:  # noqa: ASYNC110 - the clock is not a real one
                await asyncio.sleep(0)

    asyncio.run(run())
    assert stream.getvalue() == "refmend: 0 of 3\n" * 2


def test_quiet_says_nothing():
    clock, stream = Clock(), Terminal()
    progress = Progress(clock=clock, stream=stream, quiet=True)
    clock.now += 60
    progress.watch(5, outcome())
    progress.close()
    assert stream.getvalue() == ""


def test_a_closed_stream_does_not_end_the_run():
    clock, stream = Clock(), io.StringIO()
    stream.close()
    progress = Progress(clock=clock, stream=stream)
    clock.now += 60
    progress.watch(5, outcome())
    assert not wants_bar(stream, {})


@pytest.mark.parametrize(
    ("stream", "environ", "quiet", "bar"),
    [
        (Terminal(), {"TERM": "xterm"}, False, True),
        (Terminal(), {"TERM": "xterm", "CI": "true"}, False, False),
        (Terminal(), {"TERM": "dumb"}, False, False),
        (Terminal(), {"TERM": "xterm"}, True, False),
        (io.StringIO(), {"FORCE_COLOR": "1", "TERM": "xterm"}, False, False),
    ],
)
def test_a_bar_needs_a_terminal_of_its_own(stream, environ, quiet, bar):
    assert wants_bar(stream, environ, quiet=quiet) is bar
