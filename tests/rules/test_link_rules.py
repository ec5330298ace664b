"""The link rules: what they say, on which states, and the exact characters they change."""

from __future__ import annotations

import pytest

from refmend.model import (
    Applicability,
    Confidence,
    Found,
    Hop,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Mention,
    NotApplicable,
    Outcome,
    Record,
    Reference,
    Severity,
    SourceFile,
    Span,
)
from refmend.rules import check_entry
from refmend.rules.base import Entry, Run

LINK_RULES = (
    "dead-link",
    "moved-link",
    "blocked-link",
    "insecure-link",
    "invalid-link",
    "unverified-link",
    "soft-404",
    "tracking-parameters",
)
URL = "http://site.example/notes?b=2"


def entry(state, *, url=URL, text=None, canonical="", kind=IdentifierKind.URL, problem="", asked=True, **status):
    text = text or f"1. Lovelace, A. (2019). *Notes*. {url}\n"
    identifier = Identifier(kind, url)
    mentions, at = [], text.find(url)
    while at >= 0:
        mentions.append(Mention(identifier, url, Span(at, at + len(url)), "url", problem))
        at = text.find(url, at + 1)
    source = SourceFile("refs.md", "markdown", text)
    reference = Reference(source, Span(0, len(text) - 1), tuple(mentions))
    record = Record(identifier, "web", url=canonical)
    resolution = Found((record,)) if canonical else NotApplicable()
    outcome = Outcome(identifier, resolution, LinkStatus(state, **status))
    return Entry(reference, Run((reference,), {identifier: outcome} if asked else {}, 2026))


def findings(given):
    return list(check_entry(given, LINK_RULES))


def only(given):
    (finding,) = findings(given)
    return finding


def mended(given, finding):
    text = given.reference.source.text
    for edit in sorted(finding.fix.edits, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("state", "rule", "severity"),
    [
        (LinkState.DEAD, "dead-link", Severity.ERROR),
        (LinkState.BLOCKED, "blocked-link", Severity.INFO),
        (LinkState.INSECURE, "insecure-link", Severity.WARNING),
        (LinkState.INVALID, "invalid-link", Severity.ERROR),
        (LinkState.UNKNOWN, "unverified-link", Severity.INFO),
    ],
)
def test_each_state_has_its_rule(state, rule, severity):
    finding = only(entry(state, reason="why"))
    assert (finding.rule, finding.severity, finding.fix) == (rule, severity, None)
    assert "why" in finding.message


@pytest.mark.parametrize("state", [LinkState.ALIVE, LinkState.SKIPPED])
def test_nothing_to_say(state):
    assert findings(entry(state)) == []
    assert findings(entry(LinkState.ALIVE, notes=("fragment-missing",))) == []


def test_dois_and_arxiv_are_left_to_their_own_rules():
    for state in (LinkState.DEAD, LinkState.MOVED, LinkState.INVALID, LinkState.INSECURE):
        assert findings(entry(state, url="10.1000/182", kind=IdentifierKind.DOI, final_url="https://doi.org/x")) == []
    assert only(entry(LinkState.BLOCKED, url="2401.00001", kind=IdentifierKind.ARXIV)).rule == "blocked-link"


def test_an_archived_copy_is_offered_for_every_mention():
    copy = "https://web.archive.org/web/20200101000000/http://site.example/notes"
    given = entry(LinkState.DEAD, text=f"1. Notes. [{URL}]({URL})\n", archived_url=copy)
    finding = only(given)
    assert finding.fix.applicability is Applicability.UNSAFE
    assert mended(given, finding) == f"1. Notes. [{copy}]({copy})\n"


def test_https_upgrade_is_one_safe_letter():
    given = entry(LinkState.MOVED, final_url="https://site.example/notes?b=2", hops=(Hop(URL, 301),))
    finding = only(given)
    assert finding.rule == "moved-link"
    assert finding.fix.applicability is Applicability.SAFE
    assert [edit.replacement for edit in finding.fix.edits] == ["s"]
    assert "https://site.example/notes?b=2" in mended(given, finding)


def test_another_address_is_unsafe():
    given = entry(LinkState.MOVED, final_url="http://site.example/archive/notes")
    finding = only(given)
    assert finding.fix.applicability is Applicability.UNSAFE
    assert mended(given, finding).endswith(" http://site.example/archive/notes\n")


def test_a_hostile_target_cannot_break_out_of_the_list():
    given = entry(LinkState.MOVED, final_url="https://site.example/new?)![x](https://evil.example/\x1b[2J\n é")
    after = mended(given, only(given))
    assert "![x](" not in after
    assert "\x1b" not in after
    assert after.count("\n") == 1
    assert "%C3%A9" in after


def test_parentheses_in_pairs_stay():
    url = "http://wiki.example/Foo_(bar)"
    given = entry(LinkState.MOVED, url=url, final_url="https://wiki.example/Foo_(bar)")
    assert only(given).fix.applicability is Applicability.SAFE
    given = entry(LinkState.MOVED, url=url, final_url="https://new.example/Foo_(bar))(")
    assert mended(given, only(given)).endswith(" https://new.example/Foo_(bar)%29%28\n")


@pytest.mark.parametrize(
    ("state", "severity", "confidence"),
    [
        (LinkState.DEAD, Severity.ERROR, Confidence.HIGH),
        (LinkState.UNKNOWN, Severity.WARNING, Confidence.MEDIUM),
        (LinkState.ALIVE, Severity.WARNING, Confidence.LOW),
    ],
)
@pytest.mark.parametrize("note", ["soft-404", "parked"])
def test_soft_404_speaks_alone(state, severity, confidence, note):
    finding = only(entry(state, notes=(note,)))
    assert (finding.rule, finding.severity, finding.confidence) == ("soft-404", severity, confidence)


def test_a_malformed_mention_needs_no_outcome():
    assert only(entry(LinkState.ALIVE, problem="no host", asked=False)).message.endswith("no host")


BASE = "https://site.example/p"


@pytest.mark.parametrize(
    ("written", "after"),
    [
        (f"{BASE}?utm_source=x", BASE),
        (f"{BASE}?utm_source=x&utm_medium=y", BASE),
        (f"{BASE}?utm_source=x#part", f"{BASE}#part"),
        (f"{BASE}?a=1&utm_source=x", f"{BASE}?a=1"),
        (f"{BASE}?utm_source=x&a=1", f"{BASE}?a=1"),
        (f"{BASE}?utm_source=x&fbclid=y&a=1&gclid=z", f"{BASE}?a=1"),
        (f"{BASE}?a=1&utm_source=x&b=2&UTM_Term=y&c=3", f"{BASE}?a=1&b=2&c=3"),
        (f"{BASE}?a=1&amp;utm_source=x&amp;b=2", f"{BASE}?a=1&amp;b=2"),
        (f"{BASE}?utm_source=x&amp;b=2", f"{BASE}?b=2"),
        (f"{BASE}?showWelcomeOnShare=false", BASE),
        ("https://me.substack.com/p/x?r=1abc&page=2", "https://me.substack.com/p/x?page=2"),
    ],
)
def test_tracking_parameters_are_cut_out(written, after):
    given = entry(LinkState.ALIVE, url=written)
    finding = only(given)
    assert finding.fix.applicability is Applicability.UNSAFE
    assert finding.expected == after
    assert mended(given, finding) == f"1. Lovelace, A. (2019). *Notes*. {after}\n"


@pytest.mark.parametrize(
    "query", ["", "?", "?id=5", "?r=1", "?source=a", "?ref=x&page=2", "?autm_source=1", "?=utm_source"]
)
def test_parameters_that_choose_the_page_stay(query):
    assert findings(entry(LinkState.ALIVE, url=BASE + query)) == []


def test_cutting_is_safe_where_the_page_says_so_itself():
    tracked = f"{BASE}?utm_source=x"
    assert only(entry(LinkState.ALIVE, url=tracked, canonical=BASE)).fix.applicability is Applicability.SAFE
    assert (
        only(entry(LinkState.ALIVE, url=tracked, canonical=f"{BASE}/other")).fix.applicability is Applicability.UNSAFE
    )
    assert only(entry(LinkState.ALIVE, url=tracked, asked=False)).fix.applicability is Applicability.UNSAFE
