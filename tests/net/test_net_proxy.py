"""Through a proxy: the same bounds, its own trouble told from that of the host behind it."""

import asyncio
import gzip

import pytest
from net_loopback import CLOSE, HANG, OK, Server, loopback

from refmend.model import Fault
from refmend.net import Net
from refmend.net.proxy import ProxySettings
from refmend.net.target import parse


@pytest.mark.parametrize(
    ("environ", "url", "proxy"),
    [
        ({}, "http://a.example/", ""),
        ({"HTTP_PROXY": "http://p:1"}, "http://a.example/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://a.example/", ""),
        ({"http_proxy": "p:1"}, "http://a.example/", "http://p:1"),
        ({"http_proxy": "http://low:1", "HTTP_PROXY": "http://up:1"}, "http://a.example/", "http://low:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "https://a.example/", "http://p:1"),
        ({"ALL_PROXY": "http://p:1"}, "https://a.example/", "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://a.example/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "example"}, "https://a.example/", ""),
        ({"ALL_PROXY": "http://p:1", "no_proxy": ".example, x"}, "https://a.example/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "*.example"}, "https://a.example/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "ample"}, "https://a.example/", "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "a.example:443"}, "https://a.example/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "a.example:80"}, "https://a.example/", "http://p:1"),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://10.1.1.1/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "10.1.1.1"}, "http://10.1.1.1/", ""),
        ({"ALL_PROXY": "http://p:1", "NO_PROXY": "[::1]:80,::1"}, "http://[::1]/", ""),
        ({"HTTP_PROXY": "http://evil:1", "REQUEST_METHOD": "GET"}, "http://a.example/", ""),
    ],
)
def test_which_proxy(environ, url, proxy):
    assert ProxySettings(environ).of(parse(url).origin) == proxy


def through(monkeypatch, pages, url, **options):
    """Follow `url` with the server as its proxy."""
    monkeypatch.setenv("NO_PROXY", "")

    async def main():
        async with Server(pages) as server:
            for name in ("http_proxy", "https_proxy"):
                monkeypatch.setenv(name, server.url(""))
            async with Net(loopback(timeout=2, **options)) as net:
                return await net.follow(url), server

    return asyncio.run(main())


def test_a_page_and_its_redirect(monkeypatch):
    pages = {
        "http://a.example/x": [b"HTTP/1.1 301 M\r\nLocation: http://b.example/y\r\nContent-Length: 0\r\n\r\n"],
        "http://b.example/y": [OK],
    }
    seen, server = through(monkeypatch, pages, "http://a.example/x")
    assert [answer.status_code for answer in seen.answers] == [301, 200]
    assert seen.body == b"ok"
    assert [head.split("\r\n")[1] for head in server.heads] == ["Host: a.example", "Host: b.example"]


@pytest.mark.parametrize(
    ("said", "fault", "words"),
    [
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", Fault.UNREACHABLE, "502"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", Fault.PROXY, "407"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", Fault.PROXY, "403"),
        (b"HTTP/1.1 200 Established\r\n\r\nnonsense", Fault.TLS_HANDSHAKE, ""),
    ],
)
def test_who_refuses_a_tunnel(monkeypatch, said, fault, words):
    seen, _ = through(monkeypatch, {"a.example:443": [said, CLOSE]}, "https://a.example/")
    assert seen.fault is fault
    assert words in seen.detail


@pytest.mark.parametrize(
    ("said", "fault"),
    [([CLOSE], Fault.EMPTY), ([HANG], Fault.TIMEOUT), ([b"garbage\r\n\r\n", CLOSE], Fault.PROTOCOL)],
)
def test_no_answer(monkeypatch, said, fault):
    assert through(monkeypatch, {"*": said}, "http://a.example/")[0].fault is fault


def test_the_bounds_hold(monkeypatch):
    bomb = gzip.compress(b"\0" * 20_000_000)
    head = b"HTTP/1.1 %d X\r\nContent-Encoding: gzip\r\n%sContent-Length: %d\r\n\r\n"
    pages = {
        "http://a.example/": [head % (301, b"Location: /b\r\n", len(bomb)) + bomb],
        "http://a.example/b": [head % (200, b"", len(bomb)) + bomb],
    }
    seen, _ = through(monkeypatch, pages, "http://a.example/")
    assert (len(seen.body), seen.truncated) == (262_144, True)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://10.0.0.1/", "http://localhost/", "http://wiki/"])
def test_internal_destinations_are_not_asked_for(monkeypatch, url):
    seen, server = through(monkeypatch, {"*": [OK]}, url, allow_network=())
    assert (seen.fault, server.heads) == (Fault.FORBIDDEN_ADDRESS, [])


def test_a_proxy_that_is_down_is_no_network(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:2")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:2")

    async def main():
        async with Net(loopback()) as net:
            return (await net.get("https://a.example/")).fault, await net.healthy()

    fault, health = asyncio.run(main())
    assert fault is Fault.PROXY
    assert not health


@pytest.mark.parametrize("proxy", ["socks9://x:1", "http://[", "ht tp://x"])
def test_a_proxy_that_is_none_is_a_value_too(monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)

    async def main():
        async with Net(loopback()) as net:
            return (await net.get("http://a.example/")).fault

    assert asyncio.run(main()) is Fault.PROXY
