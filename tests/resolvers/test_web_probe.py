"""The prober: what is asked how often, what is shared, and what only the whole run can tell. No sockets."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest

from fake_clock import FakeClock
from judge.judging import HTML, answer, fault, page
from refmend.config import Config
from refmend.model import UNREAD, Fault, Found, Identifier, IdentifierKind, LinkState, NotApplicable, Unknown
from refmend.net import Health
from refmend.resolvers.web import probe


class ScriptedNet:
    """Answers from a script: address to observation, or to a list of them, the last of which repeats."""

    def __init__(self, script, health=Health.ONLINE):
        self.script = script
        self.health = health
        self.clock = FakeClock()
        self.asked = defaultdict(list)
        self.canaries = 0

    async def follow(self, url, *, method="GET", headers=None, max_bytes=0):
        self.asked[url].append((method, headers, max_bytes))
        given = self.script.get(url, answer(404, url=url))
        if callable(given):
            given = given()
        return given[min(len(self.asked[url]), len(given)) - 1] if isinstance(given, list) else given

    async def healthy(self):
        self.canaries += 1
        return self.health


def probed(urls, script, *, health=Health.ONLINE, **settings):
    net = ScriptedNet(script, health)
    told = []
    identifiers = [Identifier(IdentifierKind.URL, url) for url in urls]
    asyncio.run(net.clock.run(probe(identifiers, net, Config(**settings), told.append)))
    assert sorted(outcome.identifier.value for outcome in told) == sorted(set(urls))
    return {outcome.identifier.value: outcome for outcome in told}, net


PAGE = "https://a.example/p"


def test_an_ordinary_page_costs_one_get_and_no_canary():
    got, net = probed([PAGE], {PAGE: answer(url=PAGE)})
    assert got[PAGE].link.state is LinkState.ALIVE
    assert [method for method, *_ in net.asked[PAGE]] == ["GET"]
    assert (sum(map(len, net.asked.values())), net.canaries) == (1, 0)


def test_only_a_described_page_is_read_for_what_it_says_of_itself():
    other = "https://a.example/q"
    net = ScriptedNet({PAGE: answer(url=PAGE), other: answer(url=other)})
    both = [Identifier(IdentifierKind.URL, url) for url in (PAGE, other)]
    told = {}
    tell = lambda outcome: told.__setitem__(outcome.identifier, outcome)  # noqa: E731 - shorter than a function
    asyncio.run(net.clock.run(probe(both, net, Config(), tell, described={both[0]})))
    assert told[both[0]].records[0].title == "A Study of Things"
    assert told[both[1]].resolution is UNREAD
    assert {outcome.link.state for outcome in told.values()} == {LinkState.ALIVE}


def test_fragments_of_a_page_share_its_request():
    body = page("T", "<a id=one></a><a id=two></a><p>" + "words " * 60)
    urls = [PAGE, f"{PAGE}#one", f"{PAGE}#two", f"{PAGE}#three"]
    got, net = probed(urls, {PAGE: answer(200, body, PAGE)})
    assert len(net.asked[PAGE]) == 1
    assert [got[url].link.notes for url in urls] == [(), (), (), ("fragment-missing",)]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://x/",
        "data:text/plain,hi",
        "hhttps://example.org/a",
        "http:///path",
        "http://[::1",
        "http://example.org:99999/",
        "javascript:alert(1)",
        "://x",
        "",
    ],
)
def test_what_cannot_be_asked_is_invalid_without_a_request(url):
    got, net = probed([url], {})
    assert got[url].link.state is LinkState.INVALID
    assert got[url].link.reason
    assert not net.asked


def test_exclusions_by_host_and_by_expression():
    urls = [
        "https://skip.example/x",
        "https://sub.skip.example/y",
        "https://a.example/private/1",
        "https://a.example/open",
    ]
    got, net = probed(urls, {urls[3]: answer(url=urls[3])}, exclude_urls=("skip.example", r"/private/\d", "[broken"))
    assert [got[url].link.state for url in urls] == [LinkState.SKIPPED] * 3 + [LinkState.ALIVE]
    assert list(net.asked) == [urls[3]]


def test_a_host_in_another_place_of_an_address_is_not_that_host():
    url = "https://a.example/?from=skip.example"
    got, _ = probed([url], {url: answer(url=url)}, exclude_urls=("skip.example",))
    assert got[url].link.state is LinkState.ALIVE


def test_accepted_codes():
    got, _ = probed([PAGE], {PAGE: answer(403, url=PAGE)}, accept={"a.example": (403,)})
    assert got[PAGE].link.state is LinkState.ALIVE


def test_waits_go_through_the_clock():
    got, net = probed([PAGE], {PAGE: [answer(503, url=PAGE, retry_after=4.0), answer(url=PAGE)]})
    assert got[PAGE].link.state is LinkState.ALIVE
    assert net.clock.monotonic() >= 4.0


def test_a_fault_of_ours_costs_one_link_only():
    def burst():
        raise ZeroDivisionError("secret https://a.example/?token=x")

    got, _ = probed([PAGE, "https://b.example/"], {PAGE: burst, "https://b.example/": answer(url="https://b.example/")})
    assert got[PAGE].link.state is LinkState.UNKNOWN
    assert isinstance(got[PAGE].resolution, Unknown)
    assert "token" not in got[PAGE].link.reason
    assert got["https://b.example/"].link.state is LinkState.ALIVE


def test_the_page_describes_itself_only_where_it_is_the_page():
    got, _ = probed([PAGE], {PAGE: answer(200, page("A Title of Some Length"), PAGE)})
    assert isinstance(got[PAGE].resolution, Found)
    assert got[PAGE].resolution.record.title == "A Title of Some Length"
    for seen in (answer(403, page("Forbidden"), PAGE), answer(503, page("Down"), PAGE)):
        assert isinstance(probed([PAGE], {PAGE: seen})[0][PAGE].resolution, Unknown)
    assert isinstance(probed([PAGE], {PAGE: answer(404, page("Gone"), PAGE)})[0][PAGE].resolution, NotApplicable)
    pdf = answer(200, b"%PDF-1.5", PAGE, headers=[("content-type", "application/pdf")])
    assert isinstance(probed([PAGE], {PAGE: pdf})[0][PAGE].resolution, NotApplicable)


def test_files_are_not_read_to_their_end():
    url = "https://a.example/paper.pdf"
    _, net = probed([url], {url: answer(url=url)})
    assert net.asked[url][0][2] <= 16_384


def test_reasons_are_plain():
    seen = fault(Fault.PROTOCOL, "\x1b[2J::error::forged\n" + "x" * 5000, url=PAGE)
    reason = probed([PAGE], {PAGE: seen})[0][PAGE].link.reason
    assert reason.isprintable()
    assert len(reason) <= 200
    assert "forged" not in reason


def test_a_portal_accuses_nobody():
    plain = "http://a.example/p"
    login = answer(200, page("Hotel WiFi"), "http://portal.example/login", hops=[(plain, 301)])
    for health in (Health.PORTAL,):
        got, _ = probed([plain], {plain: login}, health=health)
        assert got[plain].link.state is LinkState.UNKNOWN


def test_offline_accuses_nobody():
    urls = [f"https://h{number}.example/" for number in range(3)]
    script = {url: fault(Fault.DNS_MISSING, url=url) for url in urls}
    got, _ = probed(urls, script, health=Health.OFFLINE)
    assert {outcome.link.state for outcome in got.values()} == {LinkState.UNKNOWN}


def test_a_missing_name_is_believed_once_another_host_has_answered():
    gone = "https://gone.example/"

    class Waking(ScriptedNet):
        async def healthy(self):
            self.canaries += 1
            return Health.OFFLINE if self.canaries == 1 else Health.UNSURE

    net, told = Waking({gone: fault(Fault.DNS_MISSING, url=gone), PAGE: answer(url=PAGE)}), []
    asyncio.run(
        net.clock.run(probe([Identifier(IdentifierKind.URL, url) for url in (gone, PAGE)], net, Config(), told.append))
    )
    assert {outcome.identifier.value: outcome.link.state for outcome in told} == {
        gone: LinkState.DEAD,
        PAGE: LinkState.ALIVE,
    }


def wave(front, count=11, alive=0):
    urls = [f"https://w.example/{number}" for number in range(count)]
    script = {url: answer(404, url=url) for url in urls} | {"https://w.example/": front}
    script |= {url: answer(url=url) for url in urls[:alive]}
    got, net = probed(urls, script)
    return [got[url].link.state for url in urls], net


def test_a_host_that_loses_everything_in_one_night_is_held_back():
    states, net = wave(answer(404, url="https://w.example/"))
    assert set(states) == {LinkState.UNKNOWN}
    assert len(net.asked["https://w.example/"]) == 1


def test_a_host_with_a_front_page_or_a_living_page_is_believed():
    assert set(wave(answer(url="https://w.example/"))[0]) == {LinkState.DEAD}
    states, net = wave(answer(404), alive=1)
    assert states[1:] == [LinkState.DEAD] * 10
    assert not net.asked["https://w.example/"]


def test_a_probe_is_never_taken_for_the_page():
    old = "https://a.example/papers/old"
    seen = answer(200, page("New Place of the Old Page"), "https://a.example/new", hops=[(old, 301)])

    class Net(ScriptedNet):
        async def follow(self, url, **more):
            if url != old:
                return answer(200, page("Something Else Altogether", "<p>other words here</p>"), url)
            return await super().follow(url, **more)

    told, net = [], Net({old: seen})
    asyncio.run(net.clock.run(probe([Identifier(IdentifierKind.URL, old)], net, Config(), told.append)))
    assert told[0].link.state is LinkState.MOVED
    assert told[0].resolution.record.title == "New Place of the Old Page"


def test_headers_name_html_first():
    _, net = probed([PAGE], {PAGE: answer(url=PAGE, headers=HTML)})
    assert net.asked[PAGE][0][1]["accept"].startswith("text/html")


def test_one_stranger_is_insecure_three_and_nobody_else_are_our_network():
    def strangers(count, *more):
        urls = [f"https://s{number}.example/" for number in range(count)]
        script = {
            url: fault(Fault.TLS_CERTIFICATE, "self-signed certificate in certificate chain", url=url) for url in urls
        }
        script |= {url: answer(url=url) for url in more}
        got, _ = probed([*urls, *more], script)
        return {got[url].link.state for url in urls}

    assert strangers(1) == strangers(2) == {LinkState.INSECURE}
    assert strangers(3) == {LinkState.UNKNOWN}
    assert strangers(3, "https://known.example/") == {LinkState.INSECURE}
