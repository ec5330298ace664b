"""Addresses are read as browsers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.model import Fault
from refmend.net.target import join, parse
from refmend.net.trouble import Trouble


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("http://example.org", "example.org", 80, "/"),
        ("HTTPS://Example.ORG/A?b#c", "example.org", 443, "/A?b"),
        ("https://example.org:8443?q", "example.org", 8443, "/?q"),
        ("http://example.org./x", "example.org", 80, "/x"),
        ("http://example.org:/x", "example.org", 80, "/x"),
        ("http://user:pa%3Ass@example.org/", "example.org", 80, "/"),
        ("http://good.example@127.0.0.1/", "127.0.0.1", 80, "/"),
        ("http://2130706433/", "127.0.0.1", 80, "/"),
        ("http://0x7f000001/", "127.0.0.1", 80, "/"),
        ("http://0x7f.1/", "127.0.0.1", 80, "/"),
        ("http://0177.0.0.1/", "127.0.0.1", 80, "/"),
        ("http://127.1/", "127.0.0.1", 80, "/"),
        ("http://0/", "0.0.0.0", 80, "/"),  # noqa: S104 - the spelling is the point
        ("http://127.0.0.1./", "127.0.0.1", 80, "/"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1", 80, "/"),
        ("http://127。0。0。1/", "127.0.0.1", 80, "/"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1", 80, "/"),
        ("http://[::1]:81/", "::1", 81, "/"),
        ("http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1", 80, "/"),
        ("https://bücher.example/ä b", "xn--bcher-kva.example", 443, "/%C3%A4%20b"),
        ("https://i❤.ws/", "xn--i-7iq.ws", 443, "/"),
        ("http://my_host.example.org/", "my_host.example.org", 80, "/"),
        ("http://example.org/a/../b/./c", "example.org", 80, "/b/c"),
        ("http://example.org/a/%2e%2E/b", "example.org", 80, "/a/%2e%2E/b"),
        ("http://example.org/a\\b?c\\d", "example.org", 80, "/a/b?c\\d"),
        ("http://example.org/(10.1/a<b>)", "example.org", 80, "/(10.1/a%3Cb%3E)"),
        (" http://example.org/x \n", "example.org", 80, "/x"),
    ],
)
def test_spellings(url, host, port, path):
    target = parse(url)
    assert (target.origin.host, target.origin.port) == (host, port)
    assert target.path == path


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", Fault.INVALID_URL),
        ("example.org/x", Fault.INVALID_URL),
        ("http:///x", Fault.INVALID_URL),
        ("http:example.org", Fault.INVALID_URL),
        ("https://www.example.org]/x", Fault.INVALID_URL),
        ("https://[::1/x", Fault.INVALID_URL),
        ("https://[fe80::1%25eth0]/", Fault.INVALID_URL),
        ("https://[v1.x]/", Fault.INVALID_URL),
        ("http://example.org:0/", Fault.INVALID_URL),
        ("http://example.org:65536/", Fault.INVALID_URL),
        ("http://example.org:80a/", Fault.INVALID_URL),
        ("http://a..example.org/", Fault.INVALID_URL),
        ("http://exa mple.org/", Fault.INVALID_URL),
        ("http://good.example\\@127.0.0.1/", Fault.INVALID_URL),
        ("http://example.org/a\x00b", Fault.INVALID_URL),
        ("http://example.org/a\r\nHost: evil", Fault.INVALID_URL),
        ("http://1.2.3.4.5/", Fault.INVALID_URL),
        ("http://256.1.1.1/", Fault.INVALID_URL),
        ("http://0x100000000/", Fault.INVALID_URL),
        ("http://08.1.1.1/", Fault.INVALID_URL),
        ("http://" + "a" * 64 + ".example/", Fault.INVALID_URL),
        ("http://example.org/" + "a" * 20_000, Fault.INVALID_URL),
        ("ftp://example.org/", Fault.FORBIDDEN_SCHEME),
        ("file:///etc/passwd", Fault.FORBIDDEN_SCHEME),
        ("javascript:alert(1)", Fault.FORBIDDEN_SCHEME),
        ("data:text/html,x", Fault.FORBIDDEN_SCHEME),
    ],
)
def test_what_is_no_address_is_a_fault(url, fault):
    with pytest.raises(Trouble) as caught:
        parse(url)
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/new", "https://example.org/new"),
        ("new", "https://example.org/a/new"),
        ("?q", "https://example.org/a/b?q"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example", "http://other.example/"),
        ("/café", "https://example.org/caf%C3%A9"),
        ("/a b", "https://example.org/a%20b"),
        ("../../../x", "https://example.org/x"),
    ],
)
def test_join_follows_locations_and_keeps_the_fragment(location, expected):
    base = parse("https://example.org/a/b#sec")
    assert join(base, location).url == expected + "#sec"
    assert join(base, location + "#own").url == expected + "#own"


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("http://[", Fault.BAD_REDIRECT),
        ("https://example.org]/x", Fault.BAD_REDIRECT),
        ("http://", Fault.BAD_REDIRECT),
        ("javascript:x", Fault.FORBIDDEN_SCHEME),
        ("file:///etc/passwd", Fault.FORBIDDEN_SCHEME),
        ("data:,x", Fault.FORBIDDEN_SCHEME),
    ],
)
def test_bad_locations(location, fault):
    with pytest.raises(Trouble) as caught:
        join(parse("https://example.org/"), location)
    assert caught.value.fault is fault


def test_user_names_become_a_header_and_leave_the_address():
    target = parse("https://alice:p%40ss@example.org/x")
    assert target.authorization == "Basic YWxpY2U6cEBzcw=="
    assert "alice" not in target.url


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: "http://" + text))
def test_no_text_does_more_than_trouble(text):
    try:
        target = parse(text)
    except Trouble:
        return
    assert target.path.isascii()
    assert not set(target.path) & set(" \r\n\t")
    assert parse(target.url).origin == target.origin


@given(st.text(max_size=60))
def test_no_location_does_more_than_trouble(text):
    fault = Fault.BAD_REDIRECT
    try:
        join(parse("https://example.org/a#b"), text)
    except Trouble as trouble:
        fault = trouble.fault
    assert fault in {Fault.BAD_REDIRECT, Fault.FORBIDDEN_SCHEME}
