"""Cookies stay with the host, the path and the scheme that set them."""

import pytest

from refmend.model import Answer
from refmend.net.cookies import Jar
from refmend.net.target import parse


def jar(url, *values):
    made = Jar()
    made.take(parse(url), Answer(url, 302, tuple(("set-cookie", value) for value in values)))
    return made


@pytest.mark.parametrize(
    ("cookie", "url", "sent"),
    [
        ("sid=1", "http://a.example/x", "sid=1"),
        ("sid=1; Path=/", "http://a.example/", "sid=1"),
        ("sid=1; Path=/x", "http://a.example/xy", ""),
        ("sid=1; Path=/x", "http://a.example/x/y?q", "sid=1"),
        ("sid=1; Domain=example", "http://b.example/", ""),
        ("sid=1; Domain=a.example", "http://sub.a.example/", ""),
        ("sid=1", "http://b.example/x", ""),
        ("sid=1; Secure", "https://a.example/x", ""),
        ("sid=1; Max-Age=0", "http://a.example/x", ""),
        ("sid=a\x00b", "http://a.example/x", ""),
        ("sid", "http://a.example/x", ""),
        ("=1", "http://a.example/x", ""),
        ("sid=" + "x" * 5000, "http://a.example/x", ""),
    ],
)
def test_who_gets_a_cookie_set_over_http(cookie, url, sent):
    assert jar("http://a.example/x", cookie).header(parse(url)) == sent


def test_a_secure_cookie_needs_https():
    made = jar("https://a.example/", "sid=1; Secure")
    assert made.header(parse("https://a.example/")) == "sid=1"
    assert made.header(parse("http://a.example/")) == ""


def test_the_jar_has_a_bottom():
    made = jar("http://a.example/", *(f"c{i}=1" for i in range(500)))
    assert made.header(parse("http://a.example/")).count("=") == 50
