"""One exchange over a loopback server: odd answers, the same ones beside httpx's stock transport, faults and bounds."""

import asyncio
import gzip
import tracemalloc

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from net_loopback import CLOSE, HANG, OK, RESET, Server, fetch, loopback, play, redirect

from refmend.model import Fault
from refmend.net import Net
from refmend.net.response import MOST_HEAD, Response

H = b"HTTP/1.1 200 OK\r\n"

# What was said, and the status and body that come of it.
AGREED = {
    "plain": ([OK], 200, b"ok"),
    "chunked": ([H + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"], 200, b"ok"),
    "chunked with trailers": (
        [H + b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2;a=b\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"],
        200,
        b"ok",
    ),
    "chunks in pieces": (
        [H + b"Transfer-Encoding: chunked\r\n\r\n1", b"\r\no\r", b"\n1\r\nk\r\n0\r\n\r", b"\n"],
        200,
        b"ok",
    ),
    "HTTP/1.0": ([b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", CLOSE], 200, b"ok"),
    "HTTP/1.0 without length": ([b"HTTP/1.0 200 OK\r\n\r\nok", CLOSE], 200, b"ok"),
    "no length": ([H + b"Connection: close\r\n\r\nok", CLOSE], 200, b"ok"),
    "204": ([b"HTTP/1.1 204 No Content\r\n\r\n"], 204, b""),
    "304": ([b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"], 304, b""),
    "304 with a length": ([b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"], 304, b""),
    "no reason": ([b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"], 200, b"ok"),
    "status 999": ([b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"], 999, b""),
    "folded header": ([H + b"X-A: one\r\n two\r\nContent-Length: 2\r\n\r\nok"], 200, b"ok"),
    "bare newlines": ([b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"], 200, b"ok"),
    "early hints": ([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 2 + OK], 200, b"ok"),
    "100 continue": ([b"HTTP/1.1 100 Continue\r\n\r\n" + OK], 200, b"ok"),
    "empty header value": ([H + b"X-A:\r\nContent-Length: 2\r\n\r\nok"], 200, b"ok"),
    "bytes in a header": ([H + b"X-A: caf\xe9\r\nContent-Length: 2\r\n\r\nok"], 200, b"ok"),
    "gzip": ([H + b"Content-Encoding: gzip\r\nContent-Length: 22\r\n\r\n" + gzip.compress(b"ok", mtime=0)], 200, b"ok"),
}


async def stock(url):
    """The same request by httpx's own transport."""
    async with httpx.AsyncHTTPTransport() as transport:
        response = await transport.handle_async_request(httpx.Request("GET", url))
        return response.status_code, await response.aread()


@pytest.mark.parametrize("name", AGREED)
def test_the_same_answer_as_stock_httpx(name):
    said, status, body = AGREED[name]

    async def script(net, server):
        seen = await net.get(server.url())
        assert (seen.fault, seen.status_code, seen.body) == (Fault.NONE, status, body)
        assert not seen.truncated
        return await stock(server.url())

    assert play({"/": said}, script) == (status, body)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ([CLOSE], Fault.EMPTY),
        ([RESET], Fault.RESET),
        ([b"HTTP/1.1 200 O", CLOSE], Fault.EMPTY),
        ([b"HTTP/1.1 200 OK\r\nX: y", RESET], Fault.RESET),
        ([b"<html>no status line</html>\n", CLOSE], Fault.PROTOCOL),
        ([b"ICY 200 OK\r\n\r\nxx", CLOSE], Fault.PROTOCOL),
        ([b"\x15\x03\x01\x00\x02\x02\x28", CLOSE], Fault.PROTOCOL),
        ([b"HTTP/1.1 abc OK\r\n\r\n", CLOSE], Fault.PROTOCOL),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"], Fault.PROTOCOL),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"], Fault.PROTOCOL),
        ([b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", CLOSE], Fault.PROTOCOL),
        ([b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5000, HANG], Fault.PROTOCOL),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"a" * (MOST_HEAD + 300_000), HANG], Fault.TOO_LARGE),
        ([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000, HANG], Fault.TOO_LARGE),
    ],
)
def test_no_answer_is_a_fault(said, fault):
    seen = fetch({"/": said})
    assert (seen.fault, seen.answers, seen.status_code) == (fault, (), None)


@pytest.mark.parametrize(
    "said",
    [
        [H + b"Content-Length: 100\r\n\r\n<title>t</title>", CLOSE],
        [H + b"Content-Length: 100\r\n\r\n<title>t</title>", 0.05, RESET],
        [H + b"Transfer-Encoding: chunked\r\n\r\n10\r\n<title>t</title>\r\n", CLOSE],
        [H + b"Transfer-Encoding: chunked\r\n\r\n10\r\n<title>t</title>\r\nZZ\r\n", HANG],
    ],
)
def test_a_body_cut_short_is_still_an_answer(said):
    seen = fetch({"/": said})
    assert (seen.fault, seen.status_code, seen.body, seen.truncated) == (Fault.NONE, 200, b"<title>t</title>", True)
    assert "cut short" in seen.detail


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([HANG], None),
        ([b"HTTP/1.1 200 OK\r\nX: y\r\n", HANG], None),
        ([b"HTTP/1.1 103 Early Hints\r\n\r\n", HANG], None),
        ([b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n", 0.02] * 400], None),
        ([H + b"\r\n", *[b"<p>.</p>", 0.02] * 400], 200),
        ([H + b"Content-Length: 9\r\n\r\n", HANG], 200),
        ([H + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n", 0.02] * 400], 200),
    ],
)
def test_one_deadline_ends_every_kind_of_drip(said, status):
    seen = fetch({"/": said}, deadline=0.3)
    assert seen.status_code == status
    assert seen.fault is (Fault.NONE if status else Fault.TIMEOUT)
    assert seen.truncated is bool(status)
    assert seen.elapsed < 2


def test_a_body_beyond_the_limit_is_cut_and_costs_no_memory():
    endless = [H + b"\r\n", *[b"x" * 65_536] * 400, CLOSE]
    tracemalloc.start()
    seen = fetch({"/": endless}, max_bytes=100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(seen.body), seen.truncated, seen.status_code) == (100_000, True, 200)
    assert peak < 8_000_000


def test_head_has_no_body_and_keeps_the_connection():
    head = [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"]

    async def script(net, server):
        for _ in range(3):
            seen = await net.get(server.url(), method="HEAD")
            assert (seen.status_code, seen.body, seen.truncated) == (200, b"", False)
        return server.connections

    assert play({"/": head}, script) == 1


def test_a_head_answered_with_a_body_does_no_harm():
    async def script(net, server):
        assert (await net.get(server.url(), method="HEAD")).status_code == 200
        assert (await net.get(server.url("/other"))).status_code == 404

    play({"/": [OK]}, script)


@pytest.mark.parametrize(
    "said",
    [
        [OK],
        redirect("/x"),
        [b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 30000\r\n\r\n" + b"x" * 30_000],
        [H + b"Content-Length: 30000\r\n\r\n" + b"x" * 30_000],
    ],
)
def test_connections_are_kept(said):
    async def script(net, server):
        for _ in range(5):
            assert (await net.get(server.url(), max_bytes=1000)).answers
            await asyncio.sleep(0.1)
        return server.connections

    assert play({"/": said}, script) == 1


@pytest.mark.parametrize(
    "said",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", CLOSE],
        [b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", CLOSE],
        [OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmugg"],
        [OK + b"garbage"],
        [b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000],
    ],
)
def test_a_connection_that_is_not_clean_is_not_used_again(said):
    async def script(net, server):
        for _ in range(3):
            seen = await net.get(server.url())
            assert seen.answers
            assert seen.body in {b"ok", b""}
            await asyncio.sleep(0.02)
        return server.connections

    assert play({"/": said}, script) == 3


def test_a_connection_that_died_idle_is_replaced_without_a_word():
    async def script(net, server):
        assert (await net.get(server.url("/once"))).status_code == 200
        assert (await net.get(server.url("/dies"))).status_code == 200
        return net.requests["127.0.0.1"]

    state = {"first": True}

    def dies(method, headers):
        if state.pop("first", False):
            return [RESET]
        return [OK]

    assert play({"/once": [OK], "/dies": dies}, script) == 3


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1:2/", Fault.REFUSED),
        ("http://10.255.255.1/", Fault.FORBIDDEN_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Fault.FORBIDDEN_ADDRESS),
        ("https://www.example.org]/x", Fault.INVALID_URL),
        ("file:///etc/passwd", Fault.FORBIDDEN_SCHEME),
        ("nonsense", Fault.INVALID_URL),
    ],
)
def test_trouble_before_any_request(url, fault):
    seen = play({}, lambda net, _: net.get(url))
    assert (seen.fault, seen.url, seen.answers) == (fault, url, ())


def test_nothing_is_sent_offline():
    async def script(net, server):
        assert (await net.get(server.url())).fault is Fault.CANCELLED
        assert not await net.healthy()
        with pytest.raises(TimeoutError):
            await net.call(server.url(), "list", lambda: 1, timeout=1)
        return server.connections

    assert play({"/": [OK]}, script, offline=True) == 0


def test_the_guard_is_lifted_for_a_trusted_base_only():
    async def script(net, server):
        assert (await net.get(server.url())).fault is Fault.FORBIDDEN_ADDRESS
        assert (await net.get(server.url(), trusted=True)).status_code == 200
        seen = await net.follow(server.url("/out"), trusted=True)
        assert seen.fault is Fault.FORBIDDEN_ADDRESS
        assert [answer.status_code for answer in seen.answers] == [302]

    play({"/": [OK], "/out": redirect("http://127.0.0.2/")}, script, allow_network=())


def test_our_own_headers():
    async def script(net, server):
        await net.get(server.url(), headers={"If-None-Match": '"x"', "X-Bad": "a\r\nInjected: yes"})
        return server.seen("/")[0], server.heads[0]

    seen, head = play({"/": [OK]}, script, mailto="someone@example.org")
    assert seen["user-agent"].startswith("refmend/")
    assert "mailto:someone@example.org" in seen["user-agent"]
    assert seen["accept"].startswith("text/html,application/xhtml+xml")
    assert seen["accept-encoding"] == "gzip"
    assert seen["if-none-match"] == '"x"'
    assert "injected" not in seen
    assert "\r\nInjected" not in head


def test_a_retry_after_is_read():
    said = [b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"]
    assert fetch({"/": said}).retry_after == 7.0
    assert fetch({"/": [said[0].replace(b"7", b"nan")]}).retry_after is None


def test_a_cancelled_request_frees_its_place():
    async def script(net, server):
        for _ in range(3):
            task = asyncio.create_task(net.get(server.url("/hang")))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return await net.get(server.url())

    assert play({"/": [OK], "/hang": [HANG]}, script, max_per_host=1, max_concurrency=1).status_code == 200


def test_a_host_that_hangs_is_given_up_for_the_rest():
    async def script(net, server):
        links = [net.get(server.url(f"/{n}"), deadline=0.2) for n in range(40)]
        seen = await asyncio.gather(*links)
        assert {s.fault for s in seen} == {Fault.TIMEOUT, Fault.CIRCUIT_OPEN}
        return server.connections

    assert play({"*": [HANG]}, script) <= 8


def test_a_blocking_call_has_its_turn_and_its_time_out():
    async def script(net, server):
        assert await net.call(server.url(), "list", lambda: 42, timeout=5) == 42
        with pytest.raises(ZeroDivisionError):
            await net.call(server.url(), "list", lambda: 1 // 0, timeout=5)
        import threading

        held = threading.Event()
        with pytest.raises(TimeoutError):
            await net.call(server.url(), "list", lambda: held.wait(5), timeout=0.05)
        held.set()
        return net.requests["127.0.0.1"]

    assert play({}, script) == 3


def test_a_pause_is_shared():
    async def script(net, server):
        net.pause(server.url(), "list", 0.3)
        net.pause("nonsense", "list", 0.3)
        before = asyncio.get_running_loop().time()
        await net.get(server.url(), lane="list")
        return asyncio.get_running_loop().time() - before

    assert play({"/": [OK]}, script) >= 0.29


# -- the parser, fuzzed


def respond(method, *parts, ended=True):
    """Feed a Response these bytes, as a connection would."""

    async def main():
        response = Response(asyncio.get_running_loop().create_future(), method, 1000)
        for part in parts:
            if response.done:
                break
            response.feed(part)
        if ended:
            response.end(None)
        assert response.done
        assert response.waiter.done()
        return response

    return asyncio.run(main())


LINES = st.lists(
    st.sampled_from(
        [
            b"HTTP/1.1 200 OK",
            b"HTTP/1.1 302 Found",
            b"HTTP/1.0 404 X",
            b"HTTP/1.1 103 H",
            b"HTTP/1.1 204 X",
            b"",
            b"Content-Length: 3",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: chunked",
            b"Location: /x",
            b"Content-Encoding: gzip",
            b"Connection: close",
            b"Upgrade: h2c",
            b"3",
            b"abc",
            b"0",
            b" folded",
            b"X\x00: y",
        ]
    )
    | st.binary(max_size=30),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(["GET", "HEAD"]), LINES, st.integers(1, 80))
def test_no_bytes_from_a_server_raise(method, lines, size):
    data = b"\r\n".join(lines) + b"\r\n"
    response = respond(method, *[data[i : i + size] for i in range(0, len(data), size)])
    assert response.fault or 200 <= response.status_code <= 999
    if response.body is not None:
        assert len(response.body.value()) <= 1000


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise(data):
    respond("GET", data)
    respond("GET", b"HTTP/1.1 200 OK\r\n" + data)
    respond("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data)


@settings(deadline=None)
@given(st.sampled_from(sorted(AGREED)), st.integers(1, 40))
def test_any_split_of_an_answer_is_the_same_answer(name, size):
    said, status, body = AGREED[name]
    data = b"".join(part for part in said if isinstance(part, bytes))
    response = respond("GET", *[data[i : i + size] for i in range(0, len(data), size)])
    assert (response.fault, response.status_code) == (Fault.NONE, status)
    assert response.body.value() == body


def test_net_is_usable_without_a_server():
    async def main():
        async with Net(loopback()) as net, Server({"/": [OK]}) as server:
            return (await net.get(server.url("/", "localhost"))).status_code

    assert asyncio.run(main()) == 200
