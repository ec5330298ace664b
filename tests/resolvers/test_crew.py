"""The crew: every page once, no host forgotten, none crowded, and nobody idle while others wait."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from refmend.resolvers import crew
from refmend.resolvers.crew import Crew

ENOUGH = 300


class Work:
    """Does pages (host, number) and counts; a page of a host in `stuck` waits until `release` is set."""

    def __init__(self, *stuck: str) -> None:
        self.done: list[tuple[str, int]] = []
        self.busy: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.release = asyncio.Event()
        self.enough = asyncio.Event()
        self.stuck = stuck

    async def __call__(self, page: tuple[str, int]) -> None:
        host, _ = page
        self.busy[host] += 1
        self.busy["all"] += 1
        self.most |= self.busy
        await (self.release.wait() if host in self.stuck else asyncio.sleep(0))
        self.busy[host] -= 1
        self.busy["all"] -= 1
        self.done.append(page)
        if len(self.done) >= ENOUGH:
            self.enough.set()


def pages(**counts: int) -> dict[str, list[tuple[str, int]]]:
    return {host: [(host, number) for number in range(count)] for host, count in counts.items()}


@pytest.mark.parametrize(("wanted", "abreast"), [(1, 1), (8, 4), (512, 1024), (3, 64)])
def test_every_page_is_done_once(wanted, abreast):
    lists = pages(one=1, many=200, none=0, few=7)

    async def main() -> Work:
        work = Work()
        await Crew(lists, wanted=wanted, abreast=abreast).work(work)
        return work

    work = asyncio.run(main())
    assert sorted(work.done) == sorted(page for line in lists.values() for page in line)
    assert all(work.most[host] <= abreast for host in lists)


def test_no_hosts_are_no_work():
    asyncio.run(Crew({}, wanted=10, abreast=4).work(Work))


def test_about_as_many_are_at_work_as_are_wanted():
    async def main() -> Work:
        work = Work()
        await Crew(pages(**{f"h{number}": 40 for number in range(30)}), wanted=64, abreast=64).work(work)
        return work

    most = asyncio.run(main()).most
    assert most["all"] == 90
    assert most["h7"] == 3


def test_hosts_that_do_not_answer_hold_nobody_up():
    silent = {f"silent{number}": 10 for number in range(20)}

    async def main() -> None:
        work = Work(*silent)
        task = asyncio.create_task(Crew(pages(**silent, living=ENOUGH), wanted=4, abreast=4).work(work))
        await asyncio.wait_for(work.enough.wait(), 5)
        assert {host for host, _ in work.done} == {"living"}
        work.release.set()
        await task
        assert len(work.done) == 500

    asyncio.run(main())


def test_more_hosts_than_may_be_worked_at(monkeypatch):
    monkeypatch.setattr(crew, "MOST_AT_WORK", 10)
    lists = pages(**{f"h{number}": 3 for number in range(500)})

    async def main() -> Work:
        work = Work()
        await Crew(lists, wanted=4, abreast=4).work(work)
        return work

    work = asyncio.run(main())
    assert len(work.done) == 1500
    assert work.most["all"] == 10


def test_who_has_done_helps_where_many_wait():
    async def main() -> Work:
        work = Work()
        await Crew(pages(big=400, **{f"small{number}": 2 for number in range(8)}), wanted=9, abreast=6).work(work)
        return work

    assert asyncio.run(main()).most["big"] == 6


def test_somebody_stands_in_for_who_waits_between_two_requests():
    async def main() -> Work:
        work = Work("host")
        crew = Crew(pages(host=5), wanted=1, abreast=3)
        task = asyncio.create_task(crew.work(work))
        await asyncio.sleep(0.01)
        assert work.busy["host"] == 1
        for _ in range(10):
            crew.stand_in("host")
        crew.stand_in("nobody")
        await asyncio.sleep(0.01)
        assert work.busy["host"] == 3
        work.release.set()
        await task
        return work

    work = asyncio.run(main())
    assert len(work.done) == 5
    assert work.most["host"] == 3
