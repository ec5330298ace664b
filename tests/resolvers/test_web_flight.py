"""A run begins only as many pages as memory allows, however many there are."""

import asyncio

from refmend.config import Config
from refmend.model import Answer, Identifier, IdentifierKind, LinkState, Observation
from refmend.net import Health
from refmend.resolvers import crew, web


class Clock:
    def monotonic(self):
        return 0.0

    def now(self):
        return 0.0


class Counting:
    """A network where every page is there, after a while; counts who is waiting for it."""

    def __init__(self):
        self.clock = Clock()
        self.now = self.most = 0

    async def follow(self, url, **_):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.now -= 1
        answer = Answer(url, 200, (("content-type", "text/html"),))
        return Observation(url, answers=(answer,), body=b"<title>A page</title><p>" + b"words " * 400)

    async def healthy(self):
        return Health.ONLINE


def probe(urls, **settings):
    net, told = Counting(), []
    asyncio.run(web.probe([Identifier(IdentifierKind.URL, url) for url in urls], net, Config(**settings), told.append))
    assert {outcome.link.state for outcome in told} == {LinkState.ALIVE}
    assert len(told) == len(urls)
    return net.most


def test_one_host_with_many_pages():
    assert probe([f"https://one.example/{n}" for n in range(500)]) == web.MOST_ABREAST


def test_many_hosts_share_what_may_be_begun(monkeypatch):
    monkeypatch.setattr(crew, "MOST_AT_WORK", 100)
    urls = [f"https://h{n % 10}.example/{n}" for n in range(500)]
    assert probe(urls) == 100
    assert probe(urls, max_per_host=512) == 100
