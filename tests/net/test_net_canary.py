"""The canary tells a network from none, and the real one from a portal, by its body."""

import asyncio

import pytest
from msgspec.structs import replace
from net_loopback import CLOSE, Server, loopback, play, redirect

from refmend.config import Registries
from refmend.model import Answer, Fault, Observation
from refmend.net import Health, Net
from refmend.net.canary import read


def page(status, body=b"", **headers):
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Observation("http://c.example/s", answers=(Answer("http://c.example/s", status, pairs),), body=body)


@pytest.mark.parametrize(
    ("seen", "others", "health"),
    [
        (page(200, b"success\n"), False, Health.ONLINE),
        (page(204), False, Health.ONLINE),
        (page(200, b"<title>Hotel WiFi</title>"), True, Health.PORTAL),
        (page(200, b""), True, Health.PORTAL),
        (page(302, location="http://portal.example/login"), True, Health.PORTAL),
        (page(301, location="https://c.example/s"), True, Health.UNSURE),
        (page(511), True, Health.PORTAL),
        (page(404), False, Health.UNSURE),
        (page(502), False, Health.OFFLINE),
        (page(502), True, Health.UNSURE),
        (Observation("x", fault=Fault.DNS_MISSING), False, Health.OFFLINE),
        (Observation("x", fault=Fault.DNS_MISSING), True, Health.UNSURE),
        (Observation("x", fault=Fault.PROXY), False, Health.OFFLINE),
        (Observation("x", fault=Fault.TLS_CERTIFICATE), True, Health.PORTAL),
    ],
)
def test_what_it_says(seen, others, health):
    assert read(seen, others_answered=others) is health


def test_only_a_network_that_may_be_real_is_true():
    assert [bool(health) for health in Health] == [True, True, False, False]


def asked(pages, **more):
    async def main():
        async with Server(pages) as server:
            registries = Registries(canary=server.url("/success.txt"))
            async with Net(loopback(allow_network=(), registries=registries, **more)) as net:
                health = [await net.healthy() for _ in range(3)]
            return health, server

    return asyncio.run(main())


def test_it_is_asked_once_and_past_every_cache():
    said = [b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsuccess\n"]
    health, server = asked({"/success.txt": said})
    assert health == [Health.ONLINE] * 3
    assert len(server.heads) == 1
    assert "no-cache" in server.seen("/success.txt")[0]["cache-control"]


def test_its_redirect_is_not_followed():
    health, server = asked({"/success.txt": redirect("http://127.0.0.2/login")})
    assert health[0] is Health.PORTAL
    assert len(server.heads) == 1


def test_a_canary_that_is_silent_while_others_answer_is_no_proof():
    async def script(net, server):
        net._config = replace(net._config, registries=Registries(canary=server.url("/c")))
        before = await net.healthy()
        await net.get(server.url("/page"))
        return before, await net.healthy()

    assert play({"/c": [CLOSE]}, script) == (Health.OFFLINE, Health.UNSURE)
