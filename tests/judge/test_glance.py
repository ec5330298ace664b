"""A glance says less than a tree of the same page, and never something else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refmend.judge.glance import ENOUGH, MOST_SKIPPED, glance
from refmend.judge.page import MAX_TITLE, Page, parse, visible_text

KIND = "text/html; charset=utf-8"
PROSE = "<p>" + "The corpus was sampled in two rounds and read by hand. " * 4 + "</p>"

WORDS = st.text("abc xyzé字&;\n\"'=", max_size=30)
PIECES = st.one_of(
    WORDS.map(lambda words: f"<p>{words}</p>"),
    WORDS.map(lambda words: f"<h1 class='big'>{words}<br>more</h1>"),
    WORDS.map(lambda words: f"<H1>{words}</H1>"),
    WORDS.map(lambda words: f"<script>var a = '<h1>{words.replace(chr(10), ' ')}</h1>';</script>"),
    WORDS.map(lambda words: f"<style>p > a {{ content: '{words}' }}</style>"),
    WORDS.map(lambda words: f"<noscript><p>{words}</p></noscript>"),
    WORDS.map(lambda words: f"<noscript><h1>{words}</h1></noscript>"),
    WORDS.map(lambda words: f"<template><p>{words}</p></template>"),
    st.just("<!-- <h1>not this</h1> <title>nor this</title> -->"),
    st.just("<svg><title>a drawing</title><path d='M0 0'/></svg>"),
    st.just('<a href="/a" title="b > c">there</a>'),
    st.just("<ul><li>one<li>two</ul>"),
    st.just(PROSE),
)


@given(st.lists(PIECES, max_size=12), WORDS, st.booleans())
@example([PROSE] * 40, "A page", True)
def test_agrees_with_the_tree(pieces, title, with_head):
    head = f"<head><script>var t = '<title>no</title>'</script><title>{title}</title></head><body>"
    body = f"<!doctype html><html>{head if with_head else f'<title>{title}</title>'}{''.join(pieces)}</html>".encode()
    seen = glance(body, KIND)
    root = parse(body, KIND)
    if seen is None:
        return
    tree = Page(body, KIND)
    tree.__dict__["_glance"] = None
    assert seen.title[:MAX_TITLE] == tree.title
    assert seen.headings[:5] == tree.headings[: len(seen.headings)]
    assert len(seen.headings) == len(tree.headings) or len(seen.headings) > 5 or seen.length > ENOUGH
    assert seen.length <= len(visible_text(root))


def test_stops_when_it_has_seen_enough():
    body = f"<title>A</title><body><h1>A</h1>{PROSE * 60}<h1>Late</h1>".encode()
    seen = glance(body, KIND)
    assert seen.headings == ("A",)
    assert ENOUGH < seen.length < 2 * ENOUGH


def test_goes_on_until_there_is_a_heading():
    seen = glance(f"<title>A</title><body>{PROSE * 60}<h1>Late</h1>".encode(), KIND)
    assert seen.headings == ("Late",)


def test_text_in_scripts_and_attributes_is_not_seen():
    hidden = "<script>" + "x > y && words in a script; " * 300 + "</script>"
    attribute = '<a title="a > ' + "words in an attribute " * 300 + '">link</a>'
    for piece in (hidden, attribute, hidden.replace("script", "style"), hidden.replace("script", "noscript")):
        seen = glance(f"<title>A</title><body>{piece}<p>seen</p>".encode(), KIND)
        assert seen.length <= len("seenlink"), piece[:30]


@pytest.mark.parametrize(
    "body",
    [
        "<title>never closed",
        "<title>a <b>bold</b> title</title>",
        "<h1>never closed",
        "<!-- never closed <title>A</title>",
        "<script>never closed <title>A</title>",
        "<!--> <title>odd</title>",
        "<svg><title>a drawing</title></svg><title>A</title>",
        "<title>A</title><template><template></template><h1>B</h1></template>",
        "<h1>" + "long " * 1000 + "</h1>",
        "<!-- -->" * (MOST_SKIPPED + 1),
        "<title>A\x00</title>",
    ],
)
def test_leaves_odd_markup_to_the_tree(body):
    assert glance(body.encode(), KIND) is None


def test_leaves_wide_encodings_to_the_tree():
    assert glance("<title>A</title>".encode("utf-16"), KIND) is None
    assert glance("<title>A</title>".encode("utf-16-le"), "text/html; charset=utf-16") is None


def test_decodes_by_the_declared_encoding():
    assert (
        glance("<title>Café &amp; Bar</title>".encode("cp1252"), "text/html; charset=iso-8859-1").title == "Café & Bar"
    )
    assert glance("<meta charset=windows-1252><title>Café</title>".encode("cp1252"), "text/html").title == "Café"


def test_tells_whether_the_head_names_the_page():
    assert glance(b"<head><link rel=canonical href=/a></head><body>", KIND).names_itself
    assert not glance(b"<head></head><body>canonical", KIND).names_itself
