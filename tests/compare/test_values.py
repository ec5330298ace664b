"""Venues, pages and dates: the same value in other clothes."""

from __future__ import annotations

import pytest

from refmend.compare.dates import is_plausible_year, years
from refmend.compare.pages import expand, page_forms
from refmend.compare.venues import is_same_venue, judge_venue
from refmend.model import Identifier, IdentifierKind, Record, RecordDate, Relation, Verdict

WORK = Identifier(IdentifierKind.DOI, "10.1000/x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phys. Rev. B", "Physical Review B"),
        ("J. Am. Chem. Soc.", "Journal of the American Chemical Society"),
        ("Proc. Natl. Acad. Sci.", "Proceedings of the National Academy of Sciences"),
        ("CVPR", "2023 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"),
        ("NeurIPS", "Advances in Neural Information Processing Systems"),
        ("Nature", "Nature"),
        ("Biomedicine and Pharmacotherapy", "Biomedicine & Pharmacotherapy"),
    ],
)
def test_one_venue_has_many_names(one, other):
    assert is_same_venue(one, other)


@pytest.mark.parametrize(("one", "other"), [("Nature", "Nature Communications"), ("ICML", "ICLR"), ("Cell", "Science")])
def test_like_names_are_not_one_venue(one, other):
    assert not is_same_venue(one, other)


@pytest.mark.parametrize(
    ("written", "containers", "verdict"),
    [
        ("arXiv", ["Physical Review B"], Verdict.NOT_COMPARABLE),
        ("Proceedings of ECCV 2020", ["Lecture Notes in Computer Science"], Verdict.NOT_COMPARABLE),
        ("物理学报", ["Acta Physica Sinica"], Verdict.NOT_COMPARABLE),
        ("Physical Review B", [], Verdict.NOT_COMPARABLE),
        ("Journal of Silver Studies", ["Physical Review B"], Verdict.CONTRADICTED),
        ("Phys. Rev. B", ["Physical Review B"], Verdict.CONFIRMED),
    ],
)
def test_a_venue_is_judged_three_ways(written, containers, verdict):
    assert judge_venue(written, [Record(WORK, "crossref", containers=tuple(containers))]) == verdict


def test_a_preprint_that_was_published_does_not_contradict_its_journal():
    published = (Relation("is-preprint-of", Identifier(IdentifierKind.DOI, "10.1000/y")),)
    record = Record(WORK, "crossref", containers=("bioRxiv",), relations=published)
    assert judge_venue("Nature", [record]) == Verdict.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("short", "full"),
    [("1353-66", "1353-1366"), ("1353–1366", "1353-1366"), ("S12-S15", "S12-S15"), ("S12-5", "S12-S15"), ("7", "7")],
)
def test_page_ranges_are_written_in_full(short, full):
    assert expand(short) == full


def test_pages_take_every_usual_form():
    found = page_forms([Record(WORK, "crossref", pages="1353-1366", article_number="e12")])
    assert found[0] == "1353–1366"
    assert {"1353", "1353–66", "e12"} <= set(found)


def test_any_date_of_the_record_is_right():
    record = Record(WORK, "crossref", dates=(RecordDate("print", 2020), RecordDate("online", 2019)))
    assert years([record]) == ("2020", "2019")
    assert is_plausible_year("2018", years([record]), [record])
    assert not is_plausible_year("2011", years([record]), [record])
