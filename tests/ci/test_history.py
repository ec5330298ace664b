"""History through the whole pipeline: the same list on several days, with a clock that is set."""

from __future__ import annotations

import asyncio

import pytest

from refmend.check import check_files
from refmend.config import Config
from refmend.ledger import Ledger
from refmend.ledger.freshness import DAY
from refmend.model import SourceFile
from refmend.replica import Replica, reply

URL = "https://site.example.org/page"
FILE = SourceFile("list.md", "markdown", f"- A page. <{URL}>\n- Another. <https://well.example.org/>\n")
CONFIG = Config(timeout=2.0)


class Calendar:
    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def world(monkeypatch):
    with Replica(limits=False, chapter=False) as replica:
        for name, value in replica.env().items():
            monkeypatch.setenv(name, value)
        replica.web.put("https://well.example.org/", "<title>A page that is well</title><p>Words.</p>")
        yield replica


def play(world, tmp_path, *days) -> list[tuple[str, str]]:
    """Check on each (day, status) with one ledger; returns state and reason of the page."""
    calendar, found = Calendar(), []
    for day, status in days:
        calendar.seconds = 1_800_000_000.0 + day * DAY
        page = "<html><head><title>A page</title></head><body><h1>A page</h1><p>Its words.</p></body></html>"
        world.web.put(URL, reply(status, page, "text/html"))
        with Ledger.open(tmp_path / "ledger.sqlite3", calendar) as ledger:
            checked, _ = asyncio.run(check_files([FILE], CONFIG, ledger=ledger))
        link = next(outcome.link for outcome in checked.outcomes if outcome.identifier.value == URL)
        found.append((str(link.state), link.reason))
    return found


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(0, 503), (4, 503), (8, 503)], "unknown unknown dead"),
        ([(0, 503), (0.2, 503), (0.4, 503)], "unknown unknown unknown"),
        ([(0, 503), (4, 503), (8, 200), (15, 503)], "unknown unknown alive unknown"),
        ([(0, 200), (30, 403)], "alive blocked"),
    ],
)
def test_days_decide(world, tmp_path, days, expected) -> None:
    found = play(world, tmp_path, *days)
    assert [state for state, _ in found] == expected.split()
    if expected == "alive blocked":
        assert "last seen alive on 2027-01-15" in found[-1][1]


def test_an_outage_of_our_own_leaves_no_trace(world, tmp_path) -> None:
    for day in (0, 4, 8):
        world.offline = True
        play(world, tmp_path, (day, 200))
    world.offline = False
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        assert ledger.info()["links with a history"] == 0
        assert ledger.rot() == []


def test_a_living_link_is_asked_once_a_week(world, tmp_path) -> None:
    play(world, tmp_path, *((day, 200) for day in range(8)))
    assert len([one for one in world.log if one.request.host == "site.example.org"]) == 2
