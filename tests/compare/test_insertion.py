"""Names left out are put in their place in the entry's own style; abridged lists are checked name by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.compare import compare
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Confidence,
    Fix,
    Identifier,
    IdentifierKind,
    Name,
    Record,
    RecordDate,
    SourceFile,
    Title,
    Verdict,
)
from refmend.sources import parse

DOI = "10.1000/birds"
TITLE = "Slow rivers carry sediment near northern coasts"
PEOPLE = (
    Name("Shea", "Mary Jane"),
    Name("van den Berg", "Jan-Pieter"),
    Name("García Márquez", "Luis"),
    Name("Zhu", "Jun-Yan"),
)
LETTERS = st.text("abcdefghiklmnoprstuvwy", min_size=5, max_size=9).map(str.title)
CROWD = st.lists(st.builds(Name, LETTERS, LETTERS), min_size=2, max_size=9, unique_by=lambda name: name.family[:3])


def record_of(people, **more):
    identifier = Identifier(IdentifierKind.DOI, DOI)
    return Record(
        identifier,
        "crossref",
        "article-journal",
        titles=(Title(TITLE),),
        authors=tuple(people),
        dates=(RecordDate("issued", 1993),),
        containers=("Journal of Rivers",),
        volume="4",
        issue="2",
        pages="11-19",
        **more,
    )


def initials(name):
    return " ".join("-".join(f"{part[0]}." for part in word.split("-")) for word in (name.given or "").split() if word)


def listed(people, joint=", ", last=", & "):
    shown = [f"{name.family}, {initials(name)}" for name in people]
    return shown[0] if len(shown) == 1 else joint.join(shown[:-1]) + last + shown[-1]


def entry_of(authors):
    return f"{authors} (1993). {TITLE}. *Journal of Rivers*, *4*(2), 11–19. https://doi.org/{DOI}"


def judged(text, record, form="markdown"):
    """Return the file, its first reference's contradictions, and the comparison."""
    file = SourceFile("refs", form, text)
    comparison = compare(next(iter(parse(file))), (record,))
    return file, [check for check in comparison.checks if check.verdict == Verdict.CONTRADICTED]


def mended(text, record, form="markdown"):
    file, checks = judged(text, record, form)
    fixes = [Fix("", check.applicability, check.edits) for check in checks if check.edits]
    assert all(fix.applicability == Applicability.UNSAFE for fix in fixes)
    return apply(file, fixes).raw


@pytest.mark.parametrize("gone", [(0,), (1,), (2,), (3,), (0, 1), (1, 2), (2, 3), (0, 3), (1, 2, 3)])
def test_a_name_left_out_is_put_back_as_the_entry_writes_names(gone):
    whole = f"# References\n\n1. {entry_of(listed(PEOPLE))}\n"
    short = f"# References\n\n1. {entry_of(listed([name for at, name in enumerate(PEOPLE) if at not in gone]))}\n"
    _, checks = judged(short, record_of(PEOPLE))
    assert [check.difference for check in checks] == ["missing-author"]
    assert mended(short, record_of(PEOPLE)) == whole
    assert judged(whole, record_of(PEOPLE))[1] == []


@given(CROWD, st.data())
def test_any_name_left_out_anywhere_comes_back(people, data):
    gone = data.draw(st.integers(0, len(people) - 1))
    short = f"1. {entry_of(listed([*people[:gone], *people[gone + 1 :]]))}\n"
    assert mended(short, record_of(people)) == f"1. {entry_of(listed(people))}\n"


@pytest.mark.parametrize(
    ("form", "short", "whole"),
    [
        (
            "bibtex",
            "@article{a, author = {Shea, Mary Jane and Zhu, Jun-Yan}, title = {%s}, doi = {%s}}",
            "@article{a, author = {Shea, Mary Jane and van den Berg, Jan-Pieter and García Márquez, Luis and Zhu, Jun-Yan}, title = {%s}, doi = {%s}}",
        ),
        (
            "ris",
            "TY  - JOUR\nAU  - Shea, M. J.\nAU  - van den Berg, J.-P.\nAU  - Zhu, J.-Y.\nTI  - %s\nDO  - %s\nER  - \n",
            "TY  - JOUR\nAU  - Shea, M. J.\nAU  - van den Berg, J.-P.\nAU  - García Márquez, L.\nAU  - Zhu, J.-Y.\nTI  - %s\nDO  - %s\nER  - \n",
        ),
    ],
)
def test_other_formats_have_their_own_joints(form, short, whole):
    assert mended(short % (TITLE, DOI), record_of(PEOPLE), form) == whole % (TITLE, DOI)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csl-json", '[{"id": "a", "author": [{"family": "Shea", "given": "M. J."}, {"family": "Zhu", "given": "J."}], "title": "%s", "DOI": "%s"}]'),
        ("markdown", "1. Shea, M. J. (Ed.), & Zhu, J.-Y. (1993). %s. *Journal of Rivers*, *4*(2), 11–19. https://doi.org/%s\n"),
    ],
)  # fmt: skip
def test_where_the_style_cannot_be_seen_nothing_is_inserted(form, text):
    _, checks = judged(text % (TITLE, DOI), record_of(PEOPLE), form)
    assert [(check.difference, check.edits) for check in checks] == [("missing-author", ())]


CROWDED = tuple(
    Name(family, given)
    for family, given in zip(
        ("Ode", "Marsh", "Quill", "Brandt", "Ivers", "Tolland", "Weber", "Cray", "Nolte", "Abel"),
        "ABCDEFGHJK",
        strict=True,
    )
)


def abridged(before, last):
    return entry_of(", ".join(f"{name.family}, {name.given}." for name in before) + f", … {last.family}, {last.given}.")


def test_a_name_left_out_before_the_ellipsis_pushes_the_last_one_back_behind_it():
    right = f"1. {abridged(CROWDED[:6], CROWDED[-1])}\n"
    wrong = f"1. {abridged([*CROWDED[:2], *CROWDED[3:7]], CROWDED[-1])}\n"
    assert judged(right, record_of(CROWDED))[1] == []
    assert mended(wrong, record_of(CROWDED)) == right


@pytest.mark.parametrize(
    ("before", "last", "confidence"),
    [
        ([*CROWDED[:3], CROWDED[7], *CROWDED[4:6]], CROWDED[-1], Confidence.HIGH),
        (CROWDED[:6], CROWDED[7], Confidence.MEDIUM),
    ],
)
def test_a_name_from_behind_the_ellipsis_is_no_name_before_it_and_not_the_last(before, last, confidence):
    _, checks = judged(f"1. {abridged(before, last)}\n", record_of(CROWDED))
    assert [(check.difference, check.note, check.confidence) for check in checks] == [("order", False, confidence)]


def test_a_nameless_author_may_be_the_last_one():
    text = f"1. {abridged(CROWDED[:5], CROWDED[5])}\n"
    _, checks = judged(text, record_of(CROWDED, unnamed=1))
    assert all(check.note for check in checks)
    _, checks = judged(text, record_of(CROWDED))
    assert not all(check.note for check in checks)


SORTED = tuple(sorted(CROWDED, key=lambda name: name.family))


def test_a_sorted_record_tells_the_order_of_a_list_that_is_nearly_sorted():
    swapped = [SORTED[0], SORTED[4], *SORTED[2:4], SORTED[1], *SORTED[5:]]
    _, checks = judged(f"1. {entry_of(listed(swapped))}\n", record_of(SORTED))
    assert [check.difference for check in checks] == ["order"]
    _, checks = judged(f"1. {entry_of(listed(CROWDED))}\n", record_of(SORTED))
    assert checks == []


CYRILLIC = tuple(Name(family, "И. А.") for family in ("Чебышёв", "Хрущёв", "Цветков", "Гептнер"))


@pytest.mark.parametrize("family", ["Tschebyscheff", "Chebyshev", "Čebyšëv", "Chebychev"])
def test_a_romanised_name_is_no_stranger(family):
    authors = listed([Name(family, "I."), *CYRILLIC[1:]])
    assert judged(f"1. {entry_of(authors)}\n", record_of(CYRILLIC))[1] == []


def test_a_latin_name_that_romanises_nobody_is_a_stranger():
    _, checks = judged(f"1. {entry_of(listed([*CYRILLIC[:3], Name('Deacon', 'C.')]))}\n", record_of(CYRILLIC))
    assert [(check.difference, check.expected, check.edits) for check in checks] == [("name", "Гептнер, И. А.", ())]
    assert checks[0].confidence == Confidence.MEDIUM
