"""Rechecks: what is asked again, what a 304 keeps, and when a page is read as if for the first time."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace
from test_web_probe import PAGE, ScriptedNet

from judge.judging import HTML, answer
from refmend.config import Config
from refmend.model import UNREAD, Identifier, IdentifierKind, LinkState
from refmend.resolvers.rechecks import LONGEST_VALIDATOR, TRUSTED_FOR
from refmend.resolvers.web import probe

PAGE_ID = Identifier(IdentifierKind.URL, PAGE)
TAGGED = (*HTML, ("etag", '"v1"'), ("last-modified", "Mon, 02 Nov 2026 10:00:00 GMT"))


def probed(script, earlier=None, *, described=None, later=0.0):
    net = ScriptedNet(script)
    net.clock.now = lambda: 1000.0 + later
    told = []
    before = {earlier.identifier: earlier} if earlier else {}
    asked = probe([PAGE_ID], net, Config(), told.append, described=described, earlier=before)
    asyncio.run(net.clock.run(asked))
    return told[0], net


def learnt(headers=TAGGED, **settings):
    return probed({PAGE: answer(headers=headers, url=PAGE)}, **settings)[0]


def test_a_living_page_is_asked_whether_it_has_changed():
    first = learnt()
    assert first.link.validators == ('"v1"', "Mon, 02 Nov 2026 10:00:00 GMT")
    again, net = probed({PAGE: answer(304, b"", PAGE)}, first, later=86_400.0)
    ((_, headers, _),) = net.asked[PAGE]
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert again.link.state is LinkState.ALIVE
    assert again.link.status_code == 304
    assert again.link.checked_at == 1000.0 + 86_400.0
    assert again.resolution == first.resolution
    assert again.link.validators == first.link.validators


def test_a_page_that_has_changed_is_read_from_that_answer():
    first = learnt()
    again, net = probed({PAGE: answer(headers=TAGGED, url=PAGE)}, first)
    assert len(net.asked[PAGE]) == 1
    assert again.link == replace(first.link, checked_at=again.link.checked_at)


def test_a_page_that_is_gone_meanwhile_is_looked_at_as_ever():
    again, net = probed({PAGE: answer(404, b"", PAGE)}, learnt())
    assert again.link.state is LinkState.DEAD
    assert [headers.get("if-none-match") for _, headers, _ in net.asked[PAGE][1:]] == [None, None]


@pytest.mark.parametrize(
    "headers",
    [HTML, (*HTML, ("etag", "x" * (LONGEST_VALIDATOR + 1))), (*HTML, ("etag", '"\x7f"')), (*HTML, ("etag", '"é"'))],
)
def test_nothing_is_kept_that_could_not_be_sent_back(headers):
    assert learnt(headers).link.validators == ("", "")


def test_what_was_never_read_or_long_ago_is_read_again():
    bare = learnt(described=set())
    assert bare.resolution == UNREAD
    script = {PAGE: answer(headers=TAGGED, url=PAGE)}
    for earlier, settings in ((bare, {"described": {PAGE_ID}}), (learnt(), {"later": TRUSTED_FOR + 1})):
        again, net = probed(script, earlier, **settings)
        assert "if-none-match" not in (net.asked[PAGE][0][1] or {})
        assert again.records
    _, net = probed({PAGE: answer(304, b"", PAGE)}, bare, described=set())
    assert "if-none-match" in net.asked[PAGE][0][1]


def test_a_redirected_page_has_no_validators():
    moved = answer(200, None, "https://a.example/new", hops=[(PAGE, 302)], headers=TAGGED)
    assert probed({PAGE: moved})[0].link.validators == ("", "")
