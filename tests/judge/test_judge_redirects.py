"""Redirects: which of them are a move, and to where."""

from __future__ import annotations

import pytest

from judge.judging import URL, answer, fault, page, run
from refmend.model import Fault, LinkState

NEW = "https://site.example/archive/smith"


def judged(*hops, url=URL, end=NEW, body=None, **more):
    """Follow `hops` from `url` to `end`; random addresses answer 404."""
    return run(answer(200, body, end, hops=[*hops]), answer(404), url=url, **more)[0]


@pytest.mark.parametrize("code", [301, 308])
def test_permanent_is_moved(code):
    got = judged((URL, code))
    assert (got.state, got.final_url) == (LinkState.MOVED, NEW)
    assert [hop.status_code for hop in got.hops] == [code]


@pytest.mark.parametrize("code", [302, 303, 307])
def test_temporary_stays(code):
    got = judged((URL, code))
    assert (got.state, got.final_url) == (LinkState.ALIVE, NEW)


def test_only_the_permanent_beginning_counts():
    middle = "https://site.example/b/smith"
    assert judged((URL, 301), (middle, 302)).final_url == middle
    assert judged((URL, 302), (middle, 301)).state is LinkState.ALIVE
    assert judged((URL, 301), (middle, 308)).final_url == NEW


@pytest.mark.parametrize(
    "target",
    [
        "https://site.example/",
        "https://site.example/en/",
        "https://site.example/index.html",
        "https://site.example/login?next=/papers/smith",
        "https://accounts.site.example/signin?continue=https%3A%2F%2Fsite.example%2Fpapers%2Fsmith",
        "https://site.example/papers/smith;jsessionid=A1B2",
        "https://site.example/papers/smith?PHPSESSID=1",
        "https://site.example/archive/smith?utm_source=old",
        "https://site.example/papers/smith?X-Amz-Signature=abc&X-Amz-Expires=60",
        "https://site.example/en/papers/smith",
        "https://site.example/papers/smith?lang=de",
        "https://de.site.example/papers/smith",
        "http://site.example/papers/smith",
        "https://user@site.example/papers/smith",
        "https://site.example/" + "a" * 3000,
    ],
)
def test_no_better_address(target):
    assert judged((URL, 301), end=target).state is not LinkState.MOVED


def test_by_language_of_the_reader():
    assert judged((URL, 301, [("vary", "Accept-Language")])).state is LinkState.ALIVE


def test_home_to_home_is_a_move():
    got = judged(("https://site.example/", 301), url="https://site.example/", end="https://www.site.example/")
    assert (got.state, got.final_url) == (LinkState.MOVED, "https://www.site.example/")


def test_to_https_is_a_move_without_a_probe():
    plain = URL.replace("https", "http")
    got, asks = run(answer(hops=[(plain, 301)]), url=plain)
    assert (got.state, got.final_url) == (LinkState.MOVED, URL)
    assert len([ask for ask in asks if not ask.about_network]) == 1


def test_the_fragment_is_inherited():
    body = b"<title>T</title><h2 id=methods>M</h2>" + page()
    got = run(answer(200, body, NEW, hops=[(URL, 301)]), answer(404), url=f"{URL}#methods")[0]
    assert got.final_url == f"{NEW}#methods"


def test_doors_are_blocked():
    login = b"<title>Log in</title><h1>Log in</h1><form><input name=user><input type=password></form>"
    for code in (301, 302):
        assert (
            judged((URL, code), end="https://site.example/login?return_to=%2Fpapers", body=login).state
            is LinkState.BLOCKED
        )
    consent = "https://consent.site.example/m?continue=https://site.example/papers/smith"
    assert judged((URL, 302), end=consent).state is LinkState.BLOCKED


def test_a_page_about_logging_in_is_a_page():
    url = "https://docs.example/guide/login"
    body = page("Login", "<p>How the login works</p><input type=password>")
    assert run(answer(200, body, url), url=url)[0].state is LinkState.ALIVE


def test_words_of_logins_are_also_words_of_manuals():
    for end in ("sessions/2024/smith", "ds/smith", "docs/auth/smith", "docs/oauth2", "guide/login/setup"):
        end = f"https://site.example/{end}"  # noqa: PLW2901 - the path is what matters
        assert judged((URL, 301), end=end).state is LinkState.MOVED


def test_end_of_chain_decides_first():
    assert run(answer(404, url=NEW, hops=[(URL, 301)]))[0].state is LinkState.DEAD
    assert run(answer(403, url=NEW, hops=[(URL, 301)]))[0].state is LinkState.BLOCKED
    assert run(answer(503, url=NEW, hops=[(URL, 301)]))[0].state is LinkState.UNKNOWN


def test_meta_refresh_is_followed_but_is_no_move():
    stub = b'<meta http-equiv="refresh" content="0; url=/archive/smith"><title>Redirecting</title>'
    got, asks = run(answer(200, stub), answer(200, page(), NEW), answer(404))
    assert (got.state, got.final_url) == (LinkState.ALIVE, NEW)
    assert asks[1].url == NEW
    assert run(answer(200, stub), answer(404, url=NEW))[0].state is LinkState.DEAD
    assert run(answer(200, stub), answer(503, url=NEW))[0].state is LinkState.UNKNOWN


@pytest.mark.parametrize(
    "end",
    [
        "user/login",
        "wp-login.php?redirect_to=%2Fp",
        "cas/login?service=https://x/",
        "idp/profile/SAML2/Redirect/SSO?execution=e1s1",
        "auth/realms/x?redirect_uri=https://y/",
    ],
)
def test_shapes_of_logins(end):
    assert judged((URL, 302), end=f"https://site.example/{end}").state is LinkState.BLOCKED


def test_a_page_that_refreshes_itself_is_read_once():
    live = b'<meta http-equiv=refresh content="5; url=/papers/smith">' + page()
    got, asks = run(answer(200, live))
    assert (got.state, len(asks)) == (LinkState.ALIVE, 1)


def test_a_refresh_header_counts_as_one_in_the_page():
    headers = [("content-type", "text/html"), ("refresh", "0; url=/archive/smith")]
    got, asks = run(answer(200, b"<title>x</title>", headers=headers), answer(200, page(), NEW), answer(404))
    assert (got.state, asks[1].url) == (LinkState.ALIVE, NEW)


def test_https_is_tried_where_http_has_closed():
    plain = "http://site.example/papers/smith"
    got, asks = run(*[fault(Fault.REFUSED, url=plain)] * 3, answer(), url=plain)
    assert (got.state, got.notes, got.final_url) == (LinkState.ALIVE, ("https-only",), URL)
    assert asks[3].purpose == "https upgrade"
    got, asks = run(fault(Fault.REFUSED, url="http://site.example:8080/x"), url="http://site.example:8080/x")
    assert got.state is LinkState.UNKNOWN
    assert "https upgrade" not in {ask.purpose for ask in asks}


def test_a_mobile_host_is_no_better_address():
    assert judged((URL, 301), end="https://m.site.example/papers/smith").state is LinkState.ALIVE


def test_a_login_in_the_pages_place():
    form = b"<title>Sign in</title><h1>Sign in</h1><form><input type=password></form>"
    assert run(answer(200, form))[0].state is LinkState.BLOCKED
