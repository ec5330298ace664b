"""Archived copies: of what is dead alone, from about the time it was read, and only captures."""

from __future__ import annotations

import asyncio

import pytest

from judge.judging import answer
from refmend import sources
from refmend.config import Config
from refmend.model import LinkState, LinkStatus, NotApplicable, Outcome, SourceFile
from refmend.resolvers.wayback import archived_copies

PAGE = "https://a.example/p"
COPY = f"https://web.archive.org/web/20200101000000/{PAGE}"
TEXT = "1. Byron, A. (2019). *Notes on the engine*. Example Weblog. {}\n"
ASKED = f"https://web.archive.org/web/20191231/{PAGE}"
INDEX = (
    "https://web.archive.org/cdx/search/cdx?url=https%3A%2F%2Fa.example%2Fp&output=json&filter=statuscode:200&limit=-1"
)


class ScriptedNet:
    """Answers from a script and keeps what was asked."""

    def __init__(self, script):
        self.script = script
        self.asked = []

    async def get(self, url, **more):
        self.asked.append(url)
        return self.script.get(url, answer(404, url=url))


def captured(location=COPY, url=ASKED):
    return {url: answer(302, b"", url, headers=[("location", location)])}


def copies(text, script, state=LinkState.DEAD, **config):
    references = list(sources.parse(SourceFile("refs.md", "markdown", text)))
    identifiers = [mention.identifier for reference in references for mention in reference.mentions]
    outcomes = {item: Outcome(item, NotApplicable(), LinkStatus(state)) for item in identifiers}
    net = ScriptedNet(script)
    found = asyncio.run(archived_copies(references, outcomes, net, Config(**config)))
    return {identifier.value: copy for identifier, copy in found.items()}, net.asked


def test_a_dead_page_gets_the_copy_of_its_time():
    assert copies(TEXT.format(PAGE), captured()) == ({PAGE: COPY}, [ASKED])


@pytest.mark.parametrize(
    ("entry", "near"),
    [
        ("Notes. (n.d.). Example Weblog. Retrieved August 29, 2025, from {}", "20250829/"),
        ("Notes on it. (2021, March 4). Example Weblog. {}", "20210304/"),
        ("Notes on it. (2021). Example Weblog. {}", "20211231/"),
        ("See {} for more.", ""),
    ],
)
def test_the_time_of_reading_goes_before_the_time_of_writing(entry, near):
    _, asked = copies(f"1. {entry.format(PAGE)}\n", {})
    assert asked == [f"https://web.archive.org/web/{near}{PAGE}"]


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.DEAD])
def test_the_archive_is_asked_about_nothing_else(state):
    assert copies(TEXT.format(PAGE), captured(), state) == ({}, [])


def test_one_page_is_asked_about_once():
    assert len(copies(TEXT.format(PAGE) + TEXT.format(PAGE).replace("1.", "2.", 1), captured())[1]) == 1


@pytest.mark.parametrize(
    "location",
    ["https://web.archive.org/web/", "/about", "https://web.archive.org/web/2020/x", "javascript:1", "http://[", ""],
)
def test_only_a_capture_is_a_copy(location):
    assert copies(TEXT.format(PAGE), captured(location))[0] == {}


def test_the_index_is_asked_where_the_archive_is_busy():
    rows = b'[["urlkey","timestamp","original"],["example,a)/p","20200101000000","https://a.example/p"]]'
    script = {ASKED: answer(429, url=ASKED), INDEX: answer(200, rows, INDEX)}
    assert copies(TEXT.format(PAGE), script) == ({PAGE: COPY}, [ASKED, INDEX])
    for body in (b"[", b"{}", b"[[]]", b'[["urlkey"],[1,2,3]]', b"[" * 100_000):
        script[INDEX] = answer(200, body, INDEX)
        assert copies(TEXT.format(PAGE), script)[0] == {}


def test_no_archive_is_asked_where_none_is_configured():
    assert copies(TEXT.format(PAGE), {}, registries={"wayback": ""}) == ({}, [])
