"""What is read of a body: fragments, walls on 2xx, and that hostile markup costs nothing."""

from __future__ import annotations

import tracemalloc

import pytest

from judge.judging import URL, answer, page, verdict
from refmend.judge import likeness
from refmend.judge import page as pages
from refmend.model import LinkState

BODY = page(
    "Doc",
    '<h2 id="methods">M</h2><a name="old"></a><h2 id="user-content-usage">U</h2><h2 id="résumé">R</h2><h2 id="Top Level">T</h2>'
    "<p>" + "words of the text " * 40,
)


@pytest.mark.parametrize(
    "fragment",
    [
        "methods",
        "old",
        "usage",
        "r%C3%A9sum%C3%A9",
        "Methods",
        "top",
        "",
        ":~:text=words%20of",
        "methods:~:text=x",
        "L10",
        "L10-L20",
        "L3C1-L5C2",
        "/route/x",
        "!page",
        "page=3",
        "t=90",
    ],
)
def test_fragments_that_are_there_or_cannot_be_seen(fragment):
    got = verdict(answer(200, BODY), url=f"{URL}#{fragment}")
    assert (got.state, got.notes) == (LinkState.ALIVE, ())


def test_a_missing_fragment_is_a_note():
    got = verdict(answer(200, BODY), url=f"{URL}#nowhere")
    assert (got.state, got.notes) == (LinkState.ALIVE, ("fragment-missing",))


def test_no_note_where_the_page_was_not_seen_whole():
    shell = b"<title>App</title><div id=root></div><script src=a.js></script>"
    pdf = answer(200, b"%PDF-1.5", headers=[("content-type", "application/pdf")])
    for seen in (answer(200, BODY, truncated=True), answer(200, shell), pdf):
        assert verdict(seen, url=f"{URL}#nowhere").notes == ()


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<script>window._cf_chl_opt={}</script>"),
        ("Making sure you're not a bot!", '<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>'),
        ("Access to this page has been denied", "<div id=px-captcha></div>"),
        ("Security check", '<div class="g-recaptcha"></div>'),
        ("Access Denied", "Reference&#32;&#35;18&#46;c6a"),
    ],
)
def test_walls_with_a_friendly_status(title, body):
    assert verdict(answer(200, page(title, body))).state is LinkState.BLOCKED


def test_an_article_about_walls_is_alive():
    article = page(
        "Just a moment... of calm: a history",
        "<p>px-captcha and g-recaptcha and _cf_chl_opt</p>" + "<p>words and words</p>" * 200,
    )
    assert verdict(answer(200, article)).state is LinkState.ALIVE


def test_404_with_scripts_of_a_protection_service_is_dead():
    body = page("Page not found", '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>')
    headers = [("content-type", "text/html"), ("x-datadome", "protected")]
    assert verdict(answer(404, body, headers=headers), answer(404, body, headers=headers)).state is LinkState.DEAD


HOSTILE = {
    "4 MB title": b"<title>" + b"a " * 2_000_000 + b"</title>",
    "unclosed title": b"<title>" + b"<" * 300_000,
    "refresh without end": b'<meta http-equiv="refresh" content="0;url=' + b" " * 300_000,
    "many refreshes": b'<meta http-equiv=refresh content="0;url=">' * 8000,
    "deep": b"<div>" * 200_000,
    "spaces in h1": b"<h1>" + b" \n" * 200_000 + b"x",
    "brackets": b"[" * 300_000 + b"<h1>" + b"]" * 300_000,
    "attributes": b"<a " + b"x=y " * 100_000 + b">",
    "nul": b"<title>a\x00b</title>" + b"\x00" * 100_000,
    "utf-16 mark": b"\xff\xfe" + b"<\x00t\x00" * 50_000,
    "declaration": b'<?xml version="1.0" encoding="utf-8"?><html><title>x</title></html>',
    "entities": b"<title>" + b"&amp;" * 100_000 + b"</title>",
    "klingon": "<meta charset=klingon><title>þ</title>".encode("latin-1"),
    "hex codec": b"<meta charset=hex><title>zz</title>",
    "empty": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_read_in_bounds(name):
    got = verdict(answer(200, HOSTILE[name]), url=f"{URL}#x")
    assert got.state is LinkState.ALIVE
    read = pages.read(answer(200, HOSTILE[name]))
    assert len(read.title) <= pages.MAX_TITLE
    assert len(read.text) <= pages.MAX_TEXT


def test_work_grows_with_the_text_and_no_faster():
    """Memory stands for work: it is counted, not timed."""

    def cost(size):
        body = page("t " * size, "<p>" + "word " * size + "</p>")
        tracemalloc.start()
        read = pages.read(answer(200, body))
        likeness.alike(read, URL, read, URL)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    cost(10)
    assert cost(40_000) < 8 * cost(10_000)


def test_charset_of_header_meta_and_mark():
    for body, kind in (
        ("<title>é</title>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        (b"<meta charset=windows-1252><title>\xe9</title>", "text/html"),
        ("<title>é</title>".encode(), "text/html"),
        ("\ufeff<title>é</title>".encode("utf-16-le"), "text/html"),
    ):
        assert pages.read(answer(200, body, headers=[("content-type", kind)])).title == "é"


def test_visible_text_goes_on_after_an_inline_element():
    root = pages.parse(b"<body><p>One <i>two</i> three<br>four</p> five</body>", "text/html")
    assert pages.visible_text(root).split() == ["One", "two", "three", "four", "five"]
