"""Gates: spacing, numbers, pauses, learnt limits and the breaker, in virtual time."""

import asyncio

import pytest

from fake_clock import FakeClock, settle
from refmend.config import Config, Registries
from refmend.model import Answer, Fault
from refmend.net.gate import FAULTS_IN_A_ROW, OPEN_FOR, HostGate
from refmend.net.gates import Gates
from refmend.net.limits import MOST_READERS, Limits, pages, published
from refmend.net.slots import Slots
from refmend.net.target import parse
from refmend.net.trouble import Trouble


def run(script, limits=None, *, registry=False):
    """Run `script(gate, clock)` with a gate in virtual time."""

    async def main():
        clock = FakeClock()
        gate = HostGate(clock, limits or Limits(2), registry=registry)
        try:
            return await script(gate, clock)
        finally:
            gate.close()

    return asyncio.run(main())


async def visit(gate, clock, starts, lane="page", lasts=1.0):
    await gate.enter(lane)
    starts.append(clock.monotonic())
    await clock.sleep(lasts)
    gate.leave()


def test_no_more_at_once_than_allowed():
    async def script(gate, clock):
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts)) for _ in range(5)]
        await clock.run(asyncio.gather(*tasks))
        assert gate.active == 0
        return starts

    assert run(script) == [0, 0, 1, 1, 2]


def test_pages_of_a_host_start_at_a_readers_pace_after_the_first_few():
    async def script(gate, clock):
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts, lasts=0.1)) for _ in range(300)]
        await clock.run(asyncio.gather(*tasks))
        return starts

    starts = run(script, pages(Config()))
    assert starts[:4] == [0, 0, 0, 0]
    assert starts[-1] == pytest.approx(0.05 * (300 - 5))  # 20 a second, and four before their time
    assert pages(Config(max_per_host=MOST_READERS + 1)).spacing == {}


def test_starts_are_spaced_within_a_lane_and_lanes_do_not_hold_each_other_up():
    async def script(gate, clock):
        single, many = [], []
        tasks = [asyncio.create_task(visit(gate, clock, single, "single", 0.1)) for _ in range(3)]
        tasks += [asyncio.create_task(visit(gate, clock, many, "list", 0.1)) for _ in range(3)]
        await clock.run(asyncio.gather(*tasks))
        return single, many

    single, many = run(script, Limits(9, {"single": 0.5, "list": 3.0}))
    assert single == pytest.approx([0, 0.5, 1.0])
    assert many == pytest.approx([0, 3, 6])


def test_arxiv_gets_one_request_every_three_seconds_over_one_connection():
    async def script(gate, clock):
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts, "list", 5.0)) for _ in range(3)]
        await clock.run(asyncio.gather(*tasks))
        return starts

    assert run(script, published(Config())["arxiv"]) == [0, 5, 10]


def test_a_pause_holds_its_lane_only():
    async def script(gate, clock):
        gate.pause("list", 150.0)
        single, many = [], []
        tasks = [asyncio.create_task(visit(gate, clock, single, "single"))]
        tasks += [asyncio.create_task(visit(gate, clock, many, "list"))]
        await clock.run(asyncio.gather(*tasks))
        return single, many

    assert run(script) == ([0], [150])


def test_whoever_waits_may_leave_without_harm():
    async def script(gate, clock):
        await gate.enter("page")
        await gate.enter("page")
        waiting = asyncio.create_task(gate.enter("page"))
        await settle()
        waiting.cancel()
        await settle()
        gate.leave()
        await gate.enter("page")
        granted_then_cancelled = asyncio.create_task(gate.enter("page"))
        await settle()
        gate.leave()
        granted_then_cancelled.cancel()
        await settle()
        gate.leave()
        return gate.active

    assert run(script) == 0


def test_the_breaker_sends_the_rest_home_and_tries_again_later():
    async def script(gate, clock):
        waiting = []
        await gate.enter("page")
        await gate.enter("page")
        waiting = [asyncio.create_task(gate.enter("page")) for _ in range(3)]
        await settle()
        for _ in range(FAULTS_IN_A_ROW):
            gate.note("page", Fault.CONNECT_TIMEOUT)
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert [r.fault for r in results] == [Fault.CIRCUIT_OPEN] * 3
        gate.leave()
        gate.leave()
        with pytest.raises(Trouble):
            await gate.enter("page")
        await clock.advance(OPEN_FOR + 1)
        await gate.enter("page")  # one may try
        with pytest.raises(Trouble):
            await gate.enter("page")
        gate.note("page", Fault.TIMEOUT)
        gate.leave()
        await clock.advance(OPEN_FOR + 1)
        with pytest.raises(Trouble):  # a failed trial doubles the wait
            await gate.enter("page")
        await clock.advance(OPEN_FOR)
        await gate.enter("page")
        gate.note("page", Fault.NONE)
        await gate.enter("page")

    run(script)


def test_a_trial_that_never_came_to_an_end_gives_its_chance_back():
    async def script(gate, clock):
        for _ in range(FAULTS_IN_A_ROW):
            gate.note("page", Fault.REFUSED)
        await clock.advance(OPEN_FOR + 1)
        gate.pause("page", 100)
        trial = asyncio.create_task(gate.enter("page"))
        await settle()
        trial.cancel()
        await settle()
        await clock.advance(101)
        await gate.enter("page")

    run(script)


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.EMPTY, Fault.PROTOCOL, Fault.DNS_MISSING, Fault.TLS_CERTIFICATE])
def test_faults_that_cost_no_time_do_not_open_it(fault):
    async def script(gate, clock):
        for _ in range(50):
            gate.note("page", fault)
        await gate.enter("page")

    run(script)


def answer(status, **headers):
    return Answer("http://x/", status, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


def test_a_registry_is_taken_at_its_word():
    async def script(gate, clock):
        said = {"x_rate_limit_limit": "10", "x_rate_limit_interval": "1s", "x_concurrency_limit": "3"}
        gate.learn("single", answer(200, **said), None)
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts, "single", 0.05)) for _ in range(3)]
        await clock.run(asyncio.gather(*tasks))
        assert gate.at_once == 3
        return starts

    assert run(script, Limits(1, {"single": 0.2}), registry=True) == pytest.approx([0, 0.1, 0.2])


def test_a_strangers_headers_can_slow_us_down_but_not_stop_us_or_speed_us_up():
    async def script(gate, clock):
        gate.learn("page", answer(200, x_rate_limit_limit="1", x_rate_limit_interval="9999h"), None)
        gate.learn("page", answer(200, x_rate_limit_limit="999", x_rate_limit_interval="1s"), None)
        gate.learn("page", answer(200, x_concurrency_limit="64"), None)
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts)) for _ in range(2)]
        await clock.run(asyncio.gather(*tasks))
        assert gate.at_once == 2
        return starts

    assert run(script) == [0, 10]


def test_too_many_requests_slows_the_host_down():
    async def script(gate, clock):
        gate.learn("page", answer(429), 7.0)
        starts = []
        tasks = [asyncio.create_task(visit(gate, clock, starts)) for _ in range(2)]
        await clock.run(asyncio.gather(*tasks))
        return starts

    assert run(script) == [7, 8]


def test_asked_to_come_back_tomorrow_the_rest_is_not_asked():
    async def script(gate, clock):
        gate.learn("page", answer(429), 86_400.0)
        gate.learn("page", answer(429), 86_400.0)
        with pytest.raises(Trouble) as caught:
            await gate.enter("page")
        assert "86400" in caught.value.detail

    run(script)


def test_crossref_counts_single_records_and_lists_apart():
    public, polite = published(Config())["crossref"], published(Config(mailto="a@example.org"))["crossref"]
    assert (public.at_once, public.spacing["single"], public.spacing["list"]) == (1, 0.2, 1.0)
    assert (polite.at_once, polite.spacing["single"]) == (3, 0.1)
    assert polite.spacing["list"] >= 1 / 3


def test_limits_belong_to_the_registry_and_follow_it_to_a_mirror():
    mirror = Registries(crossref="http://127.0.0.1:9/crossref", arxiv="http://127.0.0.1:9/arxiv/")
    gates = Gates(Config(registries=mirror), FakeClock())
    crossref = gates.of(parse("http://127.0.0.1:9/crossref/works?x"))
    arxiv = gates.of(parse("http://127.0.0.1:9/arxiv/api/query"))
    page = gates.of(parse("http://127.0.0.1:9/other"))
    assert crossref is not arxiv
    assert crossref.registry
    assert arxiv.registry
    assert not page.registry
    assert gates.of(parse("https://example.org/a")) is gates.of(parse("http://example.org/b"))
    assert gates.of(parse("https://example.org/a")) is not gates.of(parse("https://example.org:444/a"))


def test_one_host_may_really_get_what_was_asked_for():
    assert Gates(Config(max_per_host=512), FakeClock()).of(parse("http://example.org/")).at_once == 512


def test_slots_bound_all_hosts_together_and_let_go_when_cancelled():
    async def script():
        slots = Slots(2, 8)
        first, second = await slots.enter(), await slots.enter()
        third = asyncio.create_task(slots.enter())
        fourth = asyncio.create_task(slots.enter())
        await settle()
        assert not third.done()
        slots.leave(first)
        third.cancel()  # granted and cancelled in one breath: the slot goes on to the next
        await settle()
        assert fourth.done()
        slots.leave(second)
        slots.leave(fourth.result())
        assert await slots.enter()

    asyncio.run(script())


def test_a_slow_request_gives_its_slot_to_whoever_waits(monkeypatch):
    monkeypatch.setattr("refmend.net.slots.PATIENCE", 0.05)

    async def script():
        slots = Slots(1, 2)
        slow = await slots.enter()
        quick = await asyncio.wait_for(slots.enter(), 5)
        waiting = asyncio.create_task(slots.enter())
        await asyncio.sleep(0.2)
        assert not waiting.done()  # two are the most in all
        slots.leave(slow)
        slots.leave(quick)
        assert await asyncio.wait_for(waiting, 5)

    asyncio.run(script())


def test_a_slow_machine_takes_no_more_upon_it(monkeypatch):
    monkeypatch.setattr("refmend.net.slots.LAG", -1.0)  # every timer counts as late
    monkeypatch.setattr("refmend.net.slots.PATIENCE", 0.02)

    async def script():
        slots = Slots(1, 9)
        slow = await slots.enter()
        waiting = asyncio.create_task(slots.enter())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        slots.leave(slow)
        assert await asyncio.wait_for(waiting, 5)

    asyncio.run(script())


def test_slots_grow_while_this_machine_waits_and_not_while_it_is_busy(monkeypatch):
    monkeypatch.setattr("refmend.net.slots.FIRST", 2)

    async def held(*, idle_lag):
        monkeypatch.setattr("refmend.net.slots.IDLE_LAG", idle_lag)
        slots = Slots(8, 8)
        tasks = [asyncio.create_task(slots.enter()) for _ in range(20)]
        await asyncio.sleep(0)
        first = sum(task.done() for task in tasks)
        await asyncio.sleep(0.3)
        then = sum(task.done() for task in tasks)
        for task in tasks:
            task.cancel()
        return first, then

    assert asyncio.run(held(idle_lag=10.0)) == (2, 8)
    assert asyncio.run(held(idle_lag=-1.0)) == (2, 2)  # every timer counts as late
