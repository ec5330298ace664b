"""Names: the codes told apart, every address shown to the guard, one question for all who ask at once."""

import asyncio
import socket
import threading

import pytest
from net_loopback import OK, Server, loopback

from fake_clock import FakeClock
from refmend.model import Fault
from refmend.net import Net
from refmend.net.dns import KEPT, Resolver
from refmend.net.trouble import Trouble


def failing(code):
    def lookup(_host):
        raise socket.gaierror(code, "words")

    return lookup


def resolve(lookup, *hosts, clock=None):
    async def main():
        resolver = Resolver(clock or FakeClock(), lookup)
        try:
            return await asyncio.gather(*(resolver.resolve(host) for host in hosts), return_exceptions=True)
        finally:
            resolver.close()

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (socket.EAI_NONAME, Fault.DNS_MISSING),
        (socket.EAI_NODATA, Fault.DNS_NO_ADDRESS),
        (socket.EAI_AGAIN, Fault.DNS_TROUBLE),
        (socket.EAI_FAIL, Fault.DNS_TROUBLE),
        (socket.EAI_SYSTEM, Fault.DNS_TROUBLE),
    ],
)
def test_codes(code, fault):
    (trouble,) = resolve(failing(code), "a.example")
    assert isinstance(trouble, Trouble)
    assert trouble.fault is fault


def test_other_errors_are_faults_too():
    def bad(_host):
        return "x".encode("ascii").decode("utf-16")

    assert resolve(bad, "a.example")[0].fault is Fault.INVALID_URL
    assert resolve(lambda _: [], "a.example")[0].fault is Fault.DNS_NO_ADDRESS


def test_one_question_for_all_who_ask_at_once():
    asked = []
    gate = threading.Event()

    def lookup(host):
        asked.append(host)
        gate.wait(0.05)
        return ["1.1.1.1", "1.1.1.1"]

    assert resolve(lookup, *["a.example"] * 20) == [("1.1.1.1",)] * 20
    assert asked == ["a.example"]


def test_answers_are_remembered_for_a_while_and_failures_never():
    asked = []

    def lookup(host):
        asked.append(host)
        if len(asked) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "x")
        return ["1.1.1.1"]

    async def main():
        clock = FakeClock()
        resolver = Resolver(clock, lookup)
        with pytest.raises(Trouble):
            await resolver.resolve("a.example")
        await resolver.resolve("a.example")
        await resolver.resolve("a.example")
        await clock.advance(KEPT + 1)
        await resolver.resolve("a.example")
        resolver.close()

    asyncio.run(main())
    assert len(asked) == 3


def visit(addresses, *, path="/", allow=("127.0.0.1/32",), **options):
    """Ask a loopback server under a name with these addresses."""

    async def main():
        async with Server({"/": [OK]}) as server, Net(loopback(allow_network=allow)) as net:
            net._exchange.resolver._lookup = addresses if callable(addresses) else lambda _: addresses
            return await net.follow(server.url(path, "site.example"), **options), server

    return asyncio.run(main())


def test_the_connection_goes_to_the_address_that_was_checked():
    seen, server = visit(["127.0.0.1"])
    assert seen.status_code == 200
    assert server.seen("/")[0]["host"].startswith("site.example:")


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%lo"]])
def test_a_name_that_leads_inside_is_refused(addresses):
    seen, server = visit(addresses)
    assert (seen.fault, server.heads) == (Fault.FORBIDDEN_ADDRESS, [])


def test_rebinding_finds_no_gap():
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    seen, _ = visit(lambda _: next(answers))
    assert seen.status_code == 200


def test_the_next_address_is_tried():
    seen, _ = visit(["127.0.0.3", "127.0.0.1"], allow=("127.0.0.0/8",))
    assert seen.status_code == 200


def test_an_internal_name_that_cannot_be_resolved_here_is_not_missing():
    seen, _ = visit(failing(socket.EAI_NONAME))
    assert seen.fault is Fault.DNS_MISSING

    async def main():
        async with Net(loopback()) as net:
            net._exchange.resolver._lookup = failing(socket.EAI_NONAME)
            return await net.get("http://wiki.internal/")

    assert asyncio.run(main()).fault is Fault.FORBIDDEN_ADDRESS


def test_a_resolver_that_says_nothing_ends_with_the_deadline():
    stuck = threading.Event()
    seen, _ = visit(lambda _: stuck.wait(5) and [], deadline=0.1)
    stuck.set()
    assert seen.fault is Fault.DNS_TROUBLE
