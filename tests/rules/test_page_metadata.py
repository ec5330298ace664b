"""An entry beside its web page: what is plain is offered, gently; everything else is left alone."""

from __future__ import annotations

import pytest

from refmend import sources
from refmend.compare import compare
from refmend.model import Applicability, Name, Record, RecordDate, Severity, SourceFile, Title
from refmend.rules import check_entry
from refmend.rules.base import Entry, Run

RULES = (
    "title-mismatch",
    "author-mismatch",
    "year-mismatch",
    "venue-mismatch",
    "missing-author",
    "missing-date",
    "missing-title",
)
URL = "https://weblog.example/notes"


def found(text, *, title="What a Cache Line Costs", authors=(), date=None, site="Example Weblog"):
    """Return the findings about an entry and the text after all fixes, set beside one page."""
    source = SourceFile("refs.md", "markdown", f"1. {text} {URL}\n")
    (reference,) = sources.parse(source)
    names = tuple(Name(family, given) if given else Name(literal=family) for family, given in authors)
    identifier = reference.mentions[0].identifier
    dates = (RecordDate("published", *date),) if date else ()
    record = Record(identifier, "web", titles=(Title(title),), authors=names, dates=dates, containers=(site,), url=URL)
    entry = Entry(reference, Run((reference,), {}, 2026), {identifier: compare(reference, (record,))})
    findings = list(check_entry(entry, RULES))
    after = source.text
    for edit in sorted((edit for finding in findings if finding.fix for edit in finding.fix.edits), reverse=True):
        after = after[: edit.span.start] + edit.replacement + after[edit.span.end :]
    assert all(finding.severity < Severity.ERROR and finding.sources == ("web",) for finding in findings)
    assert all(finding.fix.applicability is Applicability.UNSAFE for finding in findings if finding.fix)
    return [finding.rule for finding in findings], after.removeprefix("1. ").removesuffix(f" {URL}\n")


@pytest.mark.parametrize(
    ("date", "words"),
    [((2023, 5, 17), "2023, May 17"), ((2023, 5), "2023, May"), ((2023,), "2023")],
)
def test_a_date_that_the_page_knows(date, words):
    text = "What a cache line costs. (n.d.). Example Weblog."
    assert found(text, date=date) == (["missing-date"], f"What a cache line costs. ({words}). Example Weblog.")
    assert found(text) == ([], text)


def test_a_stated_date_is_left_alone():
    for stated in ("2023, May 17", "2022, January 1", "2019"):
        text = f"What a cache line costs. ({stated}). Example Weblog."
        assert found(text, date=(2023, 5, 17)) == ([], text)


def test_bare_initials_become_a_name():
    rules, after = found(
        "C. R. W. (2025, January 6). Scaling Laws for LLMs [Substack newsletter]. Deep Focus.",
        title="Scaling Laws for LLMs",
        authors=[("Wolfe", "Cameron R.")],
        date=(2025, 1, 6),
    )
    assert rules == ["author-mismatch"]
    assert after.startswith("Wolfe, C. R. (2025, January 6).")


def test_other_initials_are_somebody_else():
    text = "C. R. X. (2025). Scaling Laws for LLMs. Deep Focus."
    assert found(text, title="Scaling Laws for LLMs", authors=[("Wolfe", "Cameron R.")]) == ([], text)


def test_an_author_is_named_where_the_entry_has_none():
    text = "What a cache line costs. (2023). Example Weblog."
    assert found(text, authors=[("King", "Ada")]) == (["missing-author"], text)
    assert found(text, authors=[("Example Weblog", None)]) == ([], text)


def test_a_slip_in_a_name_but_not_another_person():
    written = "{}, A. (2023). What a cache line costs. Example Weblog."
    assert found(written.format("Srigely"), authors=[("Srigley", "Ada")])[0] == ["author-mismatch"]
    for other in ("Srigley", "Smith", "King"):
        assert found(written.format(other), authors=[("Srigley", "Ada")])[0] == []


def test_the_sites_name_does_not_belong_to_the_title():
    rules, after = found(
        "Patterns That Actually Work | WillDom. (2025, April 24).", title="Patterns That Actually Work", site="WillDom"
    )
    assert rules == ["title-mismatch"]
    assert after == "Patterns That Actually Work. (2025, April 24)."


def test_a_slip_in_a_title():
    rules, after = found("What a cahce line costs. (2023). Example Weblog.")
    assert rules == ["title-mismatch"]
    assert after == "What a cache line costs. (2023). Example Weblog."


@pytest.mark.parametrize(
    "title",
    [
        "A different thing",
        "What a Cache Line Really Costs",
        "What Cache Lines Cost",
        "Error",
        "What a Cache Line Costs, Part Two",
    ],
)
def test_another_title_says_nothing_at_all(title):
    text = "What a cache line costs. (n.d.). Example Weblog."
    assert found(text, title=title, date=(2023, 5, 17), authors=[("King", "Ada")]) == ([], text)


def test_case_quotes_and_dashes_are_no_difference():
    text = "What a “cache line” costs – a study. (2023). Example Weblog."
    assert found(text, title="What a 'Cache Line' Costs - A Study") == ([], text)
