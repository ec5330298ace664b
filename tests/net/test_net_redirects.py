"""Chains: every hop guarded, secrets kept with their host, circles and dead ends told."""

import asyncio

import pytest
import trustme
from net_loopback import HANG, OK, Server, loopback, play, redirect

from refmend.model import Fault
from refmend.net import Jar, Net


def codes(seen):
    return [answer.status_code for answer in seen.answers]


def test_a_chain_keeps_every_answer_and_the_fragment():
    pages = {"/a": redirect("/b", 301), "/b": redirect("?c"), "/b?c": [OK]}
    seen = play(pages, lambda net, server: net.follow(server.url("/a#sec")))
    assert codes(seen) == [301, 302, 200]
    assert seen.final_url.endswith("/b?c#sec")
    assert seen.body == b"ok"


def test_get_follows_nothing():
    seen = play({"/a": redirect("/b", 301)}, lambda net, server: net.get(server.url("/a")))
    assert (codes(seen), seen.fault) == ([301], Fault.NONE)


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_what_is_no_redirect_is_not_followed(status):
    assert codes(play({"/": redirect("/b", status)}, lambda net, server: net.follow(server.url()))) == [status]


@pytest.mark.parametrize("location", ["", "   "])
def test_a_redirect_to_nowhere_is_the_last_answer(location):
    seen = play({"/": redirect(location)}, lambda net, server: net.follow(server.url()))
    assert (codes(seen), seen.fault) == ([302], Fault.NONE)


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("javascript:alert(1)", Fault.FORBIDDEN_SCHEME),
        ("file:///etc/passwd", Fault.FORBIDDEN_SCHEME),
        ("data:text/html,x", Fault.FORBIDDEN_SCHEME),
        ("http://[::1", Fault.BAD_REDIRECT),
        ("http://exa mple/", Fault.BAD_REDIRECT),
        ("http://169.254.169.254/latest/meta-data/", Fault.FORBIDDEN_ADDRESS),
        ("http://0xa9fea9fe/", Fault.FORBIDDEN_ADDRESS),
        ("//10.0.0.1/", Fault.FORBIDDEN_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Fault.FORBIDDEN_ADDRESS),
        ("http://example.org:22/", Fault.FORBIDDEN_ADDRESS),
    ],
)
def test_bad_ends_keep_the_answers_so_far(location, fault):
    seen = play({"/": redirect(location)}, lambda net, server: net.follow(server.url()))
    assert (codes(seen), seen.fault, seen.status_code) == ([302], fault, None)


def test_circles_are_seen_at_once():
    pages = {"/a": redirect("/b"), "/b": redirect("/a"), "/self": redirect("/self")}
    assert play(pages, lambda net, server: net.follow(server.url("/a"))).fault is Fault.REDIRECT_LOOP
    seen = play(pages, lambda net, server: net.follow(server.url("/self")))
    assert (codes(seen), seen.fault) == ([302], Fault.REDIRECT_LOOP)


def test_long_chains_come_to_an_end():
    pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(30)}
    seen = play(pages, lambda net, server: net.follow(server.url("/0")))
    assert (len(seen.answers), seen.fault) == (11, Fault.TOO_MANY_REDIRECTS)


def with_cookie(_method, headers):
    if headers.get("cookie") == "sid=1":
        return [OK]
    return redirect("/a", extra="Set-Cookie: sid=1\r\n")


def test_a_page_that_wants_its_cookie_back_gets_it():
    async def script(net, server):
        seen = await net.follow(server.url("/a"))
        alone = await net.get(server.url("/a"))
        jar = Jar()
        first, second = [await net.get(server.url("/a"), jar=jar) for _ in range(2)]
        return [codes(s) for s in (seen, alone, first, second)]

    assert play({"/a": with_cookie}, script) == [[302, 200], [302], [302], [200]]


def test_secrets_stay_with_their_host():
    async def main():
        async with Server() as there, Server() as here, Net(loopback(headers=HEADERS)) as net:
            there.pages["/x"] = [OK]
            here.pages["/a"] = redirect("/b", extra="Set-Cookie: sid=1\r\n")
            here.pages["/b"] = redirect(there.url("/x", "127.0.0.2"))
            there._server.close()
            other = await asyncio.start_server(there._serve, "127.0.0.2", there.port)
            seen = await net.follow(
                here.url("/a").replace("//", "//alice:hunter2@"),
                headers={"X-Api-Key": "k", "Accept": "text/html"},
            )
            other.close()
            return seen, here.seen("/a")[0], here.seen("/b")[0], there.seen("/x")[0]

    HEADERS = {"127.0.0.1": {"X-Token": "t0k"}, "127.0.0.2": {"X-Other": "yes"}}  # noqa: N806 - a constant of the test
    seen, first, second, other = asyncio.run(main())
    assert codes(seen) == [302, 302, 200]
    for mine in (first, second):
        assert mine["authorization"].startswith("Basic ")
        assert (mine["x-token"], mine["x-api-key"]) == ("t0k", "k")
        assert "x-other" not in mine
    assert second["cookie"] == "sid=1"
    assert not {"authorization", "x-token", "x-api-key", "cookie", "referer"} & set(other)
    assert (other["x-other"], other["accept"]) == ("yes", "text/html")
    assert "hunter2" not in "".join(answer.url for answer in seen.answers)


def test_secrets_do_not_go_from_https_to_http(tls):
    async def main():
        async with Server(tls=tls) as safe, Server({"/x": [OK]}) as plain:
            safe.pages["/a"] = redirect(plain.url("/x"))
            headers = {"127.0.0.1": {"Authorization": "Bearer t0k"}}
            async with Net(loopback(headers=headers)) as net:
                seen = await net.follow(safe.url("/a"))
            return seen, safe.seen("/a")[0], plain.seen("/x")[0]

    seen, first, second = asyncio.run(main())
    assert codes(seen) == [302, 200]
    assert first["authorization"] == "Bearer t0k"
    assert "authorization" not in second


def test_one_deadline_for_the_whole_chain():
    pages = {f"/{n}": [0.1, *redirect(f"/{n + 1}")] for n in range(9)} | {"/9": [HANG]}
    seen = play(pages, lambda net, server: net.follow(server.url("/0"), deadline=0.35))
    assert seen.fault is Fault.TIMEOUT
    assert len(seen.answers) < 5
    assert seen.elapsed < 1


def test_a_post_becomes_a_get_where_browsers_do_so():
    async def script(net, server):
        await net.follow(server.url("/a"), method="POST", body=b"x=1")
        await net.follow(server.url("/c"), method="POST", body=b"x=1")
        return [head.split(" ")[0] for head in server.heads]

    pages = {"/a": redirect("/b", 303), "/b": [OK], "/c": redirect("/b", 307)}
    assert play(pages, script) == ["POST", "GET", "POST", "POST"]


@pytest.fixture
def tls(monkeypatch, tmp_path):
    """A server's TLS context whose authority the program trusts."""
    import ssl

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return context


def test_configured_headers_may_name_a_port():
    async def main():
        async with Server({"/": [OK]}) as server:
            headers = {f"127.0.0.1:{server.port}": {"X-Token": "t0k"}, "127.0.0.1:9": {"X-Other": "no"}}
            async with Net(loopback(headers=headers)) as net:
                await net.get(server.url("/"))
            return server.seen("/")[0]

    seen = asyncio.run(main())
    assert seen["x-token"] == "t0k"
    assert "x-other" not in seen
