"""The identifier rules: malformed, unregistered, old forms, missing, twice in a list."""

from __future__ import annotations

import pytest

from refmend import sources
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Missing,
    Name,
    NotApplicable,
    Outcome,
    Record,
    RecordDate,
    Relation,
    Severity,
    SourceFile,
    Title,
    Unknown,
)
from refmend.rules import check_entry, worth_checking
from refmend.rules.base import Entry, Run

RULES = (
    "malformed-doi",
    "unregistered-doi",
    "non-canonical-doi",
    "malformed-arxiv-id",
    "unknown-arxiv-id",
    "missing-doi",
    "duplicate-reference",
    "unreadable-entry",
)
ENTRY = "Byron, A., & Babbage, C. (1843). On the analytical engine. Scientific Memoirs, 3(2), 666–731."


def record(identifier="doi:10.1000/x", title="On the analytical engine", relations=()):
    return Record(
        Identifier.parse(identifier),
        "crossref",
        "article-journal",
        titles=(Title(title),),
        authors=(Name("Byron", "Ada"), Name("Babbage", "Charles")),
        dates=(RecordDate("issued", 1843),),
        containers=("Scientific Memoirs",),
        volume="3",
        issue="2",
        pages="666-731",
        relations=tuple(Relation(kind, Identifier.parse(target)) for kind, target in relations),
    )


def outcome(identifier, resolution, state=LinkState.ALIVE):
    return Outcome(Identifier.parse(identifier), resolution, LinkStatus(state))


def found(identifier, *records):
    return outcome(identifier, Found(records))


def judged(text, *outcomes, suggested=None, form="markdown", name="refs.md"):
    """Return the findings of the identifier rules on every entry of a list."""
    source = SourceFile(name, form, text)
    references = list(sources.parse(source))
    known = {item.identifier: item for item in outcomes}
    suggestions = {reference.id: (suggested,) for reference in references} if suggested else {}
    run = Run(references, known, 2026, suggestions)
    findings = []
    for reference in references:
        findings += check_entry(Entry(reference, run), RULES)
    return source, findings


def only(text, *outcomes, **more):
    source, findings = judged(text, *outcomes, **more)
    assert len(findings) == 1, [f"{item.rule}: {item.message}" for item in findings]
    return source, findings[0]


def mended(source, finding):
    applied = apply(source, [finding.fix])
    assert applied.refused == ()
    return applied.raw


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("https://doi.org/10.1000/", "malformed-doi"),
        ("doi:11.1000/abc", "malformed-doi"),
        ("arXiv:2413.00001", "malformed-arxiv-id"),
        ("arXiv:24.01", "malformed-arxiv-id"),
    ],
)
def test_what_cannot_be_asked_about_is_an_error(written, rule):
    source, finding = only(f"1. {ENTRY} {written}\n")
    assert (finding.rule, finding.severity, finding.fix) == (rule, Severity.ERROR, None)
    assert source.cut(finding.span) == written


def test_an_unregistered_doi_is_an_error_and_an_outage_is_not():
    text = f"1. {ENTRY} https://doi.org/10.1000/x\n"
    _, finding = only(text, outcome("doi:10.1000/x", Missing("doi", "doi.org: DOI does not exist"), LinkState.DEAD))
    assert (finding.rule, finding.severity) == ("unregistered-doi", Severity.ERROR)
    for resolution in (Unknown("Crossref: answered 503"), NotApplicable()):
        assert judged(text, outcome("doi:10.1000/x", resolution, LinkState.UNKNOWN))[1] == []


def test_numbers_that_only_look_like_dois_are_no_error():
    _, finding = only(
        f"1. {ENTRY} https://doi.org/10.5555/3295222\n", outcome("doi:10.5555/3295222", Missing("doi", "no"))
    )
    assert finding.severity == Severity.INFO


def test_an_unregistered_doi_is_replaced_by_the_one_a_search_found():
    text = f"1. {ENTRY} https://doi.org/10.1000/xxx\n"
    gone = outcome("doi:10.1000/xxx", Missing("doi", "no"), LinkState.DEAD)
    source, finding = only(text, gone, suggested=found("doi:10.1000/a<b", record("doi:10.1000/a<b")))
    assert finding.expected == "10.1000/a<b"
    assert finding.fix.applicability == Applicability.UNSAFE
    assert mended(source, finding) == f"1. {ENTRY} https://doi.org/10.1000/a%3Cb\n"


def test_an_unknown_arxiv_id_says_why():
    reason = "arXiv: 2401.00001 has no version 9, the latest is 2"
    _, finding = only(f"1. {ENTRY} arXiv:2401.00001v9\n", outcome("arxiv:2401.00001v9", Missing("arxiv", reason)))
    assert (finding.rule, finding.message) == ("unknown-arxiv-id", reason)


def test_an_unknown_arxiv_id_is_replaced_in_every_form_by_the_one_a_search_found():
    body = "Byron, A. (2024). On the analytical engine (No. arXiv:2401.{0}). arXiv. https://doi.org/10.48550/arXiv.2401.{0}\n"
    gone = outcome("arxiv:2401.99999", Missing("arxiv", "arXiv: no such paper"), LinkState.DEAD)
    source, finding = only(
        "1. " + body.format("99999"), gone, suggested=found("arxiv:2401.00001", record("arxiv:2401.00001"))
    )
    assert finding.fix.applicability == Applicability.UNSAFE
    assert mended(source, finding) == "1. " + body.format("00001")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("http://dx.doi.org/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("https://dx.doi.org/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("http://doi.org/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("https://www.doi.org/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("HTTPS://DOI.ORG/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("doi:10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("DOI: 10.1000/AbC", "https://doi.org/10.1000/AbC"),
        ("doi:https://doi.org/10.1000/AbC", "https://doi.org/10.1000/AbC"),
        (
            "doi:10.1002/(SICI)1097(1998)49:8<693::AID>3.0",
            "https://doi.org/10.1002/(SICI)1097(1998)49:8%3C693::AID%3E3.0",
        ),
        ("http://dx.doi.org/10.48550/ARXIV.2502.01677", "https://doi.org/10.48550/ARXIV.2502.01677"),
    ],
)
def test_old_forms_become_the_address_and_the_doi_keeps_its_letters(written, right):
    source, finding = only(f"1. {ENTRY} {written}\n")
    assert (finding.rule, finding.severity, finding.expected) == ("non-canonical-doi", Severity.INFO, right)
    assert finding.fix.applicability == Applicability.SAFE
    assert mended(source, finding) == f"1. {ENTRY} {right}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"1. {ENTRY} https://doi.org/10.1000/x\n",
        f"1. {ENTRY} 10.1000/x\n",
        "We used doi:10.1000/x and 10.1000/y in the text.\n",
        f"1. {ENTRY} arXiv:2401.00001\n",
        f"1. {ENTRY} [doi:10.1000/x](https://doi.org/10.1000/x)\n",
    ],
)
def test_the_right_form_and_other_styles_are_left_alone(text):
    assert judged(text)[1] == []


def test_a_missing_doi_is_added_in_the_entrys_own_style():
    work = found("doi:10.1000/x", record())
    source, finding = only(f"1. {ENTRY}\n", suggested=work)
    assert (finding.rule, finding.expected) == ("missing-doi", "https://doi.org/10.1000/x")
    assert finding.fix.applicability == Applicability.UNSAFE
    assert mended(source, finding) == f"1. {ENTRY} https://doi.org/10.1000/x\n"


def test_a_missing_doi_follows_the_files_labels_and_ends_the_sentence():
    other = "2. Menabrea, L. (1842). Notions sur la machine. Bibliothèque, 41, 352–376. doi:10.1000/m\n"
    text = f"1. {ENTRY.removesuffix('.')}\n{other}"
    source, findings = judged(text, suggested=found("doi:10.1000/x", record()))
    finding = next(item for item in findings if item.rule == "missing-doi")
    assert mended(source, finding) == f"1. {ENTRY} doi:10.1000/x\n{other}"


def test_a_missing_doi_becomes_a_bibtex_field():
    text = "@article{b,\n  title = {On the analytical engine},\n  author = {Byron, Ada},\n  year = 1843\n}\n"
    source, finding = only(text, suggested=found("doi:10.1000/x", record()), form="bibtex", name="refs.bib")
    assert mended(source, finding) == text.replace("1843\n", "1843,\n  doi = {10.1000/x}\n")


def test_an_entry_with_an_identifier_misses_none():
    text = f"1. {ENTRY} https://doi.org/10.1000/x\n"
    assert judged(text, found("doi:10.1000/x", record()), suggested=found("doi:10.1000/x", record()))[1] == []


def test_one_doi_in_two_entries_is_a_duplicate():
    text = f"1. {ENTRY} https://doi.org/10.1000/x\n2. Other, O. (2000). Else. Journal, 1, 2.\n3. {ENTRY} https://doi.org/10.1000/X\n"
    _, finding = only(text, found("doi:10.1000/x", record()))
    assert (finding.rule, finding.severity) == ("duplicate-reference", Severity.WARNING)
    assert "line 1" in finding.message
    assert finding.reference.ordinal or finding.span.start > len(text) // 2


def test_a_preprint_and_its_published_version_are_one_work():
    paper = record("arxiv:2401.00001", relations=[("is-preprint-of", "doi:10.1000/x")])
    text = f"1. {ENTRY} https://doi.org/10.1000/x\n2. {ENTRY} arXiv:2401.00001v2\n"
    _, finding = only(text, found("doi:10.1000/x", record()), found("arxiv:2401.00001v2", paper))
    assert (finding.rule, finding.severity) == ("duplicate-reference", Severity.INFO)
    assert "version" in finding.message


def test_nearly_the_same_words_without_identifiers_are_a_duplicate():
    _, finding = only(f"1. {ENTRY}\n2. {ENTRY.replace('analytical engine', 'analytcal engine')}\n")
    assert finding.rule == "duplicate-reference"


@pytest.mark.parametrize(
    "second",
    [
        ENTRY.replace("3(2)", "4(2)"),
        ENTRY.replace("On the analytical engine", "On the analytical engine, Part 2"),
        ENTRY.replace("Byron, A., & Babbage, C.", "Menabrea, L."),
        ENTRY.replace("1843", "1844"),
    ],
)
def test_what_tells_two_works_apart_is_respected(second):
    assert judged(f"1. {ENTRY}\n2. {second}\n")[1] == []


def test_chapters_of_one_book_are_no_duplicates():
    text = (
        "1. Byron, A. (1843). On the analytical engine. In C. Babbage (Ed.), Memoirs (pp. 1–9). Taylor. https://doi.org/10.1000/book\n"
        "2. Byron, A. (1843). Numbers of Bernoulli and their use. In C. Babbage (Ed.), Memoirs (pp. 10–19). Taylor. https://doi.org/10.1000/book\n"
    )
    assert judged(text)[1] == []


def test_the_same_work_in_another_file_is_no_duplicate():
    first, second = (
        SourceFile(name, "markdown", f"1. {ENTRY} https://doi.org/10.1000/x\n") for name in ("a.md", "b.md")
    )
    references = [reference for source in (first, second) for reference in sources.parse(source)]
    run = Run(references, {}, 2026)
    assert [item for reference in references for item in check_entry(Entry(reference, run), RULES)] == []


def test_many_copies_are_told_once_in_the_second_place_with_the_lines_of_all():
    _, findings = judged("".join(f"{number}. {ENTRY} https://doi.org/10.1000/x\n" for number in range(1, 9)))
    (finding,) = findings
    assert (finding.rule, finding.reference.source.point(finding.span.start)[0]) == ("duplicate-reference", 2)
    assert finding.message.endswith("in line 1, and again in lines 3, 4, 5, 6, 7 and 1 more")
    assert [item.source.point(item.span.start)[0] for item in finding.related] == [1, 3, 4, 5, 6, 7, 8]


def test_another_copy_is_another_finding_for_a_baseline():
    copies = [f"{number}. {ENTRY} https://doi.org/10.1000/x\n" for number in range(1, 5)]
    prints = [judged("".join(copies[:count]))[1][0].fingerprint for count in (2, 3, 4)]
    assert len(set(prints)) == 3


def test_no_field_of_a_long_list_is_read_to_find_its_copies():
    text = "".join(f"{number}. {ENTRY} https://doi.org/10.1000/x.{number % 40}\n" for number in range(120))
    references = list(sources.parse(SourceFile("list.md", "markdown", text.replace("*", ""))))
    run = Run(references, {}, 2026)
    found = [finding for item in worth_checking(run) for finding in check_entry(Entry(item, run))]
    assert [len(finding.related) for finding in found] == [2] * 40
    assert not any(item.is_read for item in references)


def test_a_misread_copy_of_an_identifier_is_told_apart_among_many():
    other = ENTRY.replace("On the analytical engine", "Numbers of Bernoulli and how to weave them")
    text = "".join(
        f"{n}. {entry} https://doi.org/10.1000/x\n" for n, entry in enumerate((ENTRY, other, ENTRY, other), 1)
    )
    places = [(item.reference.source.point(item.span.start)[0], item.message[-6:]) for item in judged(text)[1]]
    assert places == [(3, "line 1"), (4, "line 2")]
