"""Soft 404s: likeness and words together, never words alone, never on a failed probe."""

from __future__ import annotations

import pytest

from judge.judging import TEXT, URL, answer, fault, page, run, verdict
from refmend.judge.urls import token
from refmend.model import Fault, LinkState

HOME = "https://site.example/"


def not_found(title: str = "Page not found", echo: str = "") -> bytes:
    return page(title, f"<p>Sorry, {echo} is not here. Nonce {hash(echo) % 997}</p>")


@pytest.mark.parametrize(
    "title",
    [
        "Page not found",
        "404 Not Found",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "ページが見つかりません",
        "页面不存在",
        "Страница не найдена",
    ],
)
def test_the_same_not_found_page_everywhere_is_dead(title):
    got = verdict(
        answer(200, not_found(title, "/papers/smith")),
        answer(200, not_found(title, "/papers/qqqq"), url="https://site.example/papers/qqqq"),
    )
    assert (got.state, got.notes) == (LinkState.DEAD, ("soft-404",))


def test_an_article_about_404_is_alive_on_an_honest_host():
    body = page("HTTP 404 - Encyclopedia, a longer title about an error", TEXT)
    got = verdict(answer(200, body), answer(404))
    assert (got.state, got.notes) == (LinkState.ALIVE, ())


def test_words_in_the_text_are_no_reason_to_doubt():
    body = page("Ontology Language", "<p>The sentence has been removed; page not found.</p>" + TEXT)
    assert verdict(answer(200, body)).state is LinkState.ALIVE


@pytest.mark.parametrize(
    "probe", [answer(403), answer(429), answer(500), fault(Fault.TIMEOUT), fault(Fault.FORBIDDEN_ADDRESS)]
)
def test_a_failed_probe_is_no_evidence(probe):
    got = verdict(answer(200, not_found()), probe)
    assert (got.state, got.notes) == (LinkState.ALIVE, ("soft-404",))


def test_another_page_for_another_address_is_alive():
    got = verdict(
        answer(200, page("Lost? A study of wayfinding", TEXT)),
        answer(
            200, page("Catalogue", "<p>Other words entirely stand on this page of the catalogue.</p>"), url=f"{URL}q"
        ),
    )
    assert got.state is LinkState.ALIVE


def test_everything_leads_home():
    old = "https://site.example/papers/2009/smith.html"
    home = page("Example Institute", "<p>Welcome to the institute.</p>")
    for code in (301, 302):
        seen = answer(200, home, HOME, hops=[(old, code)])
        probe = answer(200, home, HOME, hops=[("https://site.example/papers/2009/q.html", code)])
        got = verdict(seen, probe, url=old)
        assert (got.state, got.notes) == (LinkState.UNKNOWN, ("soft-404",))


def test_this_page_alone_leads_home_a_person_must_look():
    got = verdict(answer(200, page("Institute"), HOME, hops=[(URL, 301)]), answer(404))
    assert got.state is LinkState.UNKNOWN


def test_error_page_behind_a_redirect():
    error = "https://site.example/404.html"
    seen = answer(200, not_found(), error, hops=[(URL, 302)])
    assert verdict(seen, answer(200, not_found(), error, hops=[(f"{URL}q", 302)])).state is LinkState.DEAD
    assert verdict(seen, answer(404)).state is LinkState.DEAD


def test_a_script_shell_shows_the_same_for_all_and_is_alive():
    shell = b"<title>Page not found</title><div id=root></div><script src=app.js></script>"
    assert verdict(answer(200, shell), answer(200, shell, url=f"{URL}q")).state is LinkState.ALIVE


def test_the_home_page_is_not_doubted():
    assert verdict(answer(200, page("Lost? Not found here"), HOME), url=HOME).state is LinkState.ALIVE


def test_parked_domains():
    parked = page("example.test - This domain is for sale!", "<p>Related searches: hotels</p>", "example.test")
    assert verdict(answer(200, parked), answer(200, parked, url=f"{URL}q")).state is LinkState.DEAD
    ads = page("example.test", '<script src="//img.sedoparking.com/x.js"></script><p>insurance credit</p>')
    other = page(
        "example.test", '<script src="//img.sedoparking.com/x.js"></script><p>Entirely other words of ads today</p>'
    )
    assert verdict(answer(200, ads), answer(200, other, url=f"{URL}q")).state is LinkState.DEAD


def test_a_report_on_domains_for_sale_is_alive():
    body = page("How a domain is for sale: the market for names", TEXT)
    assert verdict(answer(200, body), answer(404)).state is LinkState.ALIVE


def test_default_page_of_a_server_is_no_page():
    nginx = page("Welcome to nginx!", "<p>If you see this page, the web server is installed.</p>")
    assert verdict(answer(200, nginx), answer(200, nginx, url=f"{URL}q")).state is LinkState.UNKNOWN


def test_the_probe_goes_beside_the_page():
    _, asks = run(
        answer(200, not_found(), url="https://site.example/a/b.pdf?x=1"),
        answer(404),
        url="https://site.example/a/b.pdf?x=1#page=3",
    )
    letters = token("https://site.example/a/b.pdf?x=1")
    assert asks[1].url == f"https://site.example/a/{letters}.pdf"
    assert letters.isalpha()
    assert letters != token("https://site.example/a/b.pdf?x=2")


@pytest.mark.parametrize("head", ["<title>Institute - Home</title>", "<title>X</title><link rel=canonical href=/>"])
def test_the_front_page_for_any_address_is_no_page(head):
    front = (head + TEXT).encode()
    got = verdict(answer(200, front), answer(200, front, url=f"{URL}q"))
    assert (got.state, got.notes) == (LinkState.UNKNOWN, ("soft-404",))
    assert verdict(answer(200, front), answer(404)).state is LinkState.ALIVE


def test_a_redirect_into_the_search_is_doubted():
    found = "https://site.example/search?q=smith"
    seen = answer(200, page("Search"), found, hops=[(URL, 302)])
    probe = answer(200, page("Search"), "https://site.example/search?q=zz", hops=[(f"{URL}q", 302)])
    assert verdict(seen, probe).state is LinkState.UNKNOWN


def test_a_page_of_a_domain_trader_is_not_parked():
    url = "https://sedo.com/blog/names"
    seen = answer(200, page("Names and what they cost: not found cheap", TEXT), url)
    assert (
        verdict(seen, answer(200, page("Our shop", "<p>entirely other words are here</p>"), f"{url}q"), url=url).state
        is LinkState.ALIVE
    )
