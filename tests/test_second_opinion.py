"""A second opinion from files to findings, against the embedded registries."""

import asyncio

import pytest

from refmend.check import check_files
from refmend.config import Config
from refmend.ledger import Ledger
from refmend.model import Applicability, Confidence, Severity, SourceFile
from refmend.replica import openalex

TEXT = "1. Lovelace, A. (1993). Notes on the analytical engnie. *Journal of Looms*, *4*(2), 1-9. {}\n"
DOI = "10.1000/engine.1"


@pytest.fixture
def work(replica):
    replica.holdings.add_crossref(
        {
            "DOI": DOI,
            "type": "journal-article",
            "title": ["Notes on the analytical engine"],
            "author": [{"family": "Lovelace", "given": "Ada"}],
            "container-title": ["Journal of Looms"],
            "issued": {"date-parts": [[1993]]},
            "volume": "4",
            "issue": "2",
            "page": "1-9",
        }
    )
    return replica


def check(tail="https://doi.org/" + DOI, *, ledger=None, **settings):
    file = SourceFile.from_bytes("list.md", "markdown", ("# References\n\n" + TEXT.format(tail)).encode())
    checked, answers = asyncio.run(check_files([file], Config(**settings), ledger=ledger))
    return [finding for finding in checked.findings if finding.rule == "title-mismatch"], answers


def asked(replica, host="api.openalex.org"):
    return [one for one in replica.log if one.request.host == host]


def test_two_registries_that_agree_are_both_named(work):
    (finding,), _ = check()
    assert (finding.as_written, finding.expected) == ("engnie", "engine")
    assert finding.sources == ("crossref", "openalex")
    assert len(asked(work)) == 1


def test_one_that_has_what_is_written_leaves_the_fix_to_people(work, monkeypatch):
    known = openalex._from_crossref
    monkeypatch.setattr(
        openalex, "_from_crossref", lambda record: known({**record, "title": ["Notes on the analytical engnie"]})
    )
    (finding,), _ = check()
    assert finding.fix.applicability == Applicability.DISPLAY
    assert (finding.confidence, finding.severity) == (Confidence.LOW, Severity.WARNING)
    assert "OpenAlex has 'engnie'" in finding.message


def test_it_can_be_turned_off_and_nothing_changes_without_it(work):
    (finding,), _ = check(second_opinion=False)
    assert not asked(work)
    assert finding.sources == ("crossref",)
    assert finding.fix.applicability != Applicability.DISPLAY


def test_nobody_is_asked_about_what_agrees(work):
    check("https://doi.org/10.1000/nothing.here")
    assert not asked(work)


def test_the_ledger_remembers_it(work, tmp_path):
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        first, _ = check(ledger=ledger)
        again, answers = check(ledger=ledger)
    assert not answers.requests
    assert again[0].sources == first[0].sources == ("crossref", "openalex")


def test_a_book_is_found_by_its_isbn_and_never_held_against_an_entry(work):
    work.numbers.add_book("978-3-16-148410-0", {"title": "Something else altogether", "publish_date": "1711"})
    findings, answers = check("ISBN 978-3-16-148410-0")
    (outcome,) = (one for one in answers.outcomes.values() if one.identifier.kind == "isbn")
    assert outcome.records[0].title == "Something else altogether"
    assert not findings
