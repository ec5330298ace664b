"""Second opinions: what another source may change, and what it may not."""

from __future__ import annotations

import pytest

from refmend.compare.opinion import doubted, weigh
from refmend.model import (
    Applicability,
    Comparison,
    Confidence,
    Edit,
    FieldCheck,
    Identifier,
    IdentifierKind,
    Name,
    Record,
    Span,
    Title,
    Verdict,
)

WORK = Identifier(IdentifierKind.DOI, "10.1000/x")
FIRST = Record(
    WORK, "crossref", titles=(Title("Engines and <i>looms</i> of Silver"),), authors=(Name("Compton", "R. N."),)
)


def record(title="Engines and looms of silver", *names):
    return Record(WORK, "openalex", titles=(Title(title),), authors=tuple(Name(literal=name) for name in names))


def checked(written, expected, field="title", **more):
    given = {"applicability": Applicability.UNSAFE, "confidence": Confidence.MEDIUM, "sources": ("crossref",)} | more
    edits = (Edit(Span(0, 1), "x"),)
    check = FieldCheck(field, Verdict.CONTRADICTED, "typing-slip", written, expected, Span(0, 9), edits, **given)
    return Comparison(FIRST, (check,))


def test_agreement_names_both_and_makes_surer_but_never_safe():
    check = weigh(checked("loosm", "looms"), record()).checks[0]
    assert check.sources == ("crossref", "openalex")
    assert (check.confidence, check.applicability) == (Confidence.HIGH, Applicability.UNSAFE)


def test_disagreement_shows_the_fix_only_and_names_both():
    check = weigh(checked("Compotn", "Compton", "authors"), record("Engines and looms", "Robert N. Compotn")).checks[0]
    assert (check.confidence, check.applicability) == (Confidence.LOW, Applicability.DISPLAY)
    assert check.message == "Crossref has 'Compton', but OpenAlex has 'Compotn' as well"
    assert check.sources == ("crossref",)


@pytest.mark.parametrize(
    ("comparison", "second"),
    [
        (checked("loosm", "looms"), record("Another work altogether, of looms")),
        (checked("loosm", "looms"), record("")),
        (checked("loosm", "looms"), record("Engines, loosm and looms of silver")),
        (checked("Compotn", "Compton", "authors"), record("Engines and looms of silver")),
        (checked("J.", "K.", "authors"), record("Engines and looms of silver", "K. Compton")),
        (checked("Müller", "Muller", "authors"), record("Engines and looms of silver", "Muller")),
        (checked("loosm", "looms", sources=("arxiv", "datacite")), record()),
        (checked("loosm", "looms", note=True), record()),
        (checked("1994", "1993", "year"), record()),
        (Comparison(FIRST, checked("loosm", "looms").checks, same_work=False), record()),
    ],
)
def test_what_proves_nothing_changes_nothing(comparison, second):
    assert weigh(comparison, second) == comparison


def test_only_a_word_of_a_title_or_name_is_worth_asking_about():
    assert doubted(checked("loosm", "looms"))
    assert not doubted(checked("12", "21", "volume"))
    assert not doubted(checked("", "Compton", "authors"))
    assert not doubted(Comparison(FIRST, ()))
