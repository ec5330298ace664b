"""What happened to a cited work: retracted, withdrawn, of concern, corrected, published, revised.

The records are invented; their notices have the shapes that Crossref deposits.
"""

from __future__ import annotations

import pytest

from refmend import sources
from refmend.model import (
    Applicability,
    Comparison,
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Name,
    Outcome,
    Record,
    RecordDate,
    Relation,
    Severity,
    SourceFile,
    Title,
    Update,
)
from refmend.rules import check_entry
from refmend.rules.base import Entry, Run

RULES = (
    "retracted-work",
    "withdrawn-preprint",
    "expression-of-concern",
    "corrected-work",
    "published-preprint",
    "outdated-version",
)
WORK, NOTICE = "10.1000/work", "10.1000/notice"
ENTRY = "Byron, A. (1843). On the analytical engine. Scientific Memoirs, 3(2), 666–731."


def by(kind, doi=NOTICE, source="publisher", date="2020-06-05"):
    return Update("updated-by", kind, doi, source, date)


def to(kind, doi=NOTICE, source="publisher", date="2020-06-05"):
    return Update("update-to", kind, doi, source, date)


def work(*updates, identifier=f"doi:{WORK}", title="On the analytical engine", type_="article-journal", **more):
    return Record(
        Identifier.parse(identifier),
        more.pop("registry", "crossref"),
        type_,
        titles=more.pop("titles", (Title(title),)),
        authors=(Name("Byron", "Ada"),),
        dates=(RecordDate("issued", 1843),),
        updates=updates,
        **more,
    )


def paper(identifier="arxiv:2401.00001", **more):
    return work(identifier=identifier, type_="article", registry="arxiv", **more)


def judged(*records, text=ENTRY, written="", same=True, others=()):
    named = records[0].identifier
    written = written or (f"https://doi.org/{named.value}" if named.kind == "doi" else f"arXiv:{named.value}")
    source = SourceFile("refs.md", "markdown", f"1. {text} {written}\n")
    (reference,) = sources.parse(source)
    asked = reference.mentions[0].identifier
    outcomes = {asked: Outcome(asked, Found(records), LinkStatus(LinkState.ALIVE))}
    outcomes |= {item.identifier: item for item in others}
    comparisons = {asked: Comparison(records[0], same_work=same)}
    return list(check_entry(Entry(reference, Run((reference,), outcomes, 2026), comparisons), RULES))


def rules(*records, **more):
    return [finding.rule for finding in judged(*records, **more)]


@pytest.mark.parametrize("kind", ["retraction", "withdrawal", "removal"])
def test_a_retraction_is_an_error_with_the_notices_doi_and_date(kind):
    (finding,) = judged(work(by(kind, source="retraction-watch")))
    assert (finding.rule, finding.severity) == ("retracted-work", Severity.ERROR)
    assert NOTICE in finding.message
    assert "2020-06-05" in finding.message


def test_a_work_known_only_to_retraction_watch_is_retracted():
    record = work(by("correction", "10.1000/c", "retraction-watch"), by("retraction", source="retraction-watch"))
    assert rules(record) == ["retracted-work"]


def test_a_new_version_deposited_to_itself_is_nothing():
    assert rules(work(by("new_version", WORK), to("new_version", WORK))) == []


def test_a_partial_retraction_to_itself_is_one():
    (finding,) = judged(work(by("partial_retraction", WORK), to("partial_retraction", WORK)))
    assert (finding.rule, finding.severity) == ("retracted-work", Severity.WARNING)


def test_a_paper_whose_notice_is_deposited_both_ways_is_retracted():
    record = work(
        by("retraction", source="retraction-watch"),
        by("retraction", "10.1000/other"),
        by("expression_of_concern", "10.1000/c", "retraction-watch"),
        to("retraction"),
        to("retraction", "10.1000/other"),
        to("retraction", "10.1000/c"),
        title="RETRACTED: On the analytical engine",
    )
    assert rules(record) == ["retracted-work"]


def test_the_notice_of_such_a_paper_is_not_accused():
    record = work(
        by("retraction"), to("retraction", source="retraction-watch"), to("erratum"), title="Retraction—On the engine"
    )
    assert rules(record) == []


@pytest.mark.parametrize(
    ("title", "expected"), [("RETRACTED: On the engine", ["retracted-work"]), ("On the engine", [])]
)
def test_where_nobody_outside_says_which_is_which_only_the_title_does(title, expected):
    assert rules(work(by("retraction"), to("retraction"), title=title)) == expected


def test_a_plain_notice_is_not_accused():
    assert rules(work(to("retraction", source="retraction-watch"), title="Retraction: On the engine")) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("RETRACTED ARTICLE: On the engine", ["retracted-work"]),
        ("[Retracted] On the engine", ["retracted-work"]),
        ("Withdrawn: on engines", ["retracted-work"]),
        ("Retraction Note: On the engine", []),
        ("Retracted neurons and their growth", []),
        ("Notice of retraction: on engines", []),
    ],
)
def test_a_title_tells_where_nothing_is_deposited(title, expected):
    assert rules(work(title=title)) == expected


def test_an_entry_that_tells_of_the_retraction_is_only_informed():
    (finding,) = judged(work(by("retraction")), text=f"{ENTRY} (Retraction published 2020)")
    assert finding.severity == Severity.INFO


def test_nothing_is_said_of_another_works_identifier():
    assert rules(work(by("retraction")), same=False) == []


def test_concern_and_corrections_are_weaker_than_a_retraction():
    (concern,) = judged(work(by("expression_of_concern", source="retraction-watch"), by("expression_of_concern")))
    assert (concern.rule, concern.severity) == ("expression-of-concern", Severity.WARNING)
    (corrected,) = judged(work(by("erratum")))
    assert (corrected.rule, corrected.severity) == ("corrected-work", Severity.INFO)
    assert rules(work(by("erratum"), by("expression_of_concern"), by("retraction"))) == ["retracted-work"]


@pytest.mark.parametrize(
    "comment",
    [
        "This paper is withdrawn. The manuscript is incomplete",
        "This submission has been withdrawn by arXiv administrators due to copyright",
        "Withdrawn by the authors",
        "withdrawn",
        "12 pages; this article has been withdrawn due to an error in Lemma 2",
        "The authors have withdrawn this paper",
        "Paper withdrawn because of a gap",
    ],
)
def test_a_withdrawn_paper_says_so_in_its_comment(comment):
    (finding,) = judged(paper(comment=comment))
    assert (finding.rule, finding.severity) == ("withdrawn-preprint", Severity.ERROR)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "8 pages, 3 figures. Accepted at ICML",
        "v2 was withdrawn and is replaced here",
        "A previous version was withdrawn due to an error; this one is corrected",
        "On money withdrawn from banks",
    ],
)
def test_other_comments_say_nothing(comment):
    assert rules(paper(comment=comment)) == []


def test_a_preprint_withdrawn_at_crossref():
    assert rules(work(by("withdrawal"), type_="article")) == ["withdrawn-preprint"]
    assert rules(work(type_="article", title="WITHDRAWN: On the engine")) == ["withdrawn-preprint"]


def published(**more):
    return work(
        identifier="doi:10.1000/pub",
        title="On the analytical engine",
        containers=("IEEE Micro",),
        volume="44",
        issue="3",
        pages="33-39",
        **more,
    )


TIE = (Relation("is-preprint-of", Identifier.parse("doi:10.1000/pub")),)


def test_a_published_preprint_offers_the_whole_new_reference():
    (finding,) = judged(paper(relations=TIE), published())
    assert (finding.rule, finding.severity, finding.expected) == (
        "published-preprint",
        Severity.INFO,
        "https://doi.org/10.1000/pub",
    )
    assert finding.fix.applicability == Applicability.DISPLAY
    (edit,) = finding.fix.edits
    assert edit.span == finding.reference.span
    assert (
        edit.replacement
        == "Byron, A. (1843). On the analytical engine. IEEE Micro, 44(3), 33–39. https://doi.org/10.1000/pub"
    )


def test_a_published_preprint_without_the_record_names_the_doi():
    (finding,) = judged(paper(relations=TIE))
    assert (finding.expected, finding.fix) == ("https://doi.org/10.1000/pub", None)


def test_a_journal_reference_is_told_as_it_stands():
    (finding,) = judged(paper(journal_ref="Proc. ICML 2025, PMLR 267", url="https://arxiv.org/abs/2401.00001"))
    assert (finding.rule, finding.expected) == ("published-preprint", "Proc. ICML 2025, PMLR 267")
    (edit,) = finding.fix.edits
    line = "Byron, A. (1843). On the analytical engine. Proc. ICML 2025, PMLR 267. https://arxiv.org/abs/2401.00001"
    assert edit.replacement == line


def test_an_entry_that_names_both_is_not_told():
    assert rules(paper(relations=TIE), written="arXiv:2401.00001. https://doi.org/10.1000/pub") == []


def test_datacites_word_counts_for_arxiv_and_not_for_data_sets():
    tie = (Relation("is-version-of", Identifier.parse("doi:10.1000/pub")),)
    assert rules(paper(relations=tie)) == ["published-preprint"]
    assert rules(work(type_="article", relations=tie)) == []
    assert rules(work(type_="dataset", relations=tie)) == []


def test_a_title_of_an_earlier_version_is_told():
    titles = (Title("Gaussian units", "main", 3), Title("On the analytical engine", "version", 1))
    (finding,) = judged(paper(titles=titles, version=3))
    assert finding.rule == "outdated-version"
    assert "Gaussian units" in finding.message


def test_a_cited_version_is_compared_with_the_latest():
    titles = (Title("On the analytical engine", "main", 1), Title("Gaussian units", "version", 3))
    assert rules(paper(titles=titles, version=3), written="arXiv:2401.00001v1") == ["outdated-version"]
    same = (Title("On the analytical engine", "main", 1), Title("On the Analytical Engine", "version", 3))
    assert rules(paper(titles=same, version=3), written="arXiv:2401.00001v1") == []
    assert rules(paper(titles=titles[:1], version=1), written="arXiv:2401.00001v1") == []


def test_other_authors_of_the_latest_version_are_told():
    records = (paper(titles=(Title("On the analytical engine", "main", 1),), version=2), paper(version=2))
    assert rules(*records, written="arXiv:2401.00001v1") == ["outdated-version"]
