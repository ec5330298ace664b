"""Names: one person in many forms, and the lists they stand in."""

from __future__ import annotations

import pytest

from refmend.compare.lists import expected_indices, is_alphabetised, match_lists
from refmend.compare.names import forms, given_forms
from refmend.compare.people import grade
from refmend.model import Name


@pytest.mark.parametrize(
    ("written", "known", "expected"),
    [
        (Name("Müller", "J."), Name("Mueller", "Jan"), "same"),
        (Name("van den Berg", "J."), Name("Berg", "Jan van den"), "same"),
        (Name("García", "L."), Name("García Márquez", "Luis"), "same"),
        (Name("Kostić", "R."), Name("Kostic", "Radmila"), "same"),
        (Name("Sørensen", "Å."), Name("Soerensen", "Aage"), "same"),
        (Name("Li", "Xiang"), Name("Xiang", "Li"), "same"),
        (Name("Zhu", "J.-Y."), Name("Zhu", "Jun-Yan"), "same"),
        (Name("Smith", "J. Q."), Name("Smith", "John"), "same"),
        (Name("Tang", "Tianqi"), Name("0002", "Tianqi Tang"), "same"),
        (Name("Compton", "R."), Name("Conpton", "R. N."), "slip"),
        (Name("Compton", "K."), Name("Compton", "R. N."), "initial"),
        (Name("Compton", "R."), Name("Shea", "M. J."), "different"),
        (Name("Deng", "D."), Name("邓", "道盛"), "unknown"),
        (Name("Kovács", "I."), Name("Kov\ufffdcs", "I."), "unknown"),
        (Name("Rodriguoz-Mateos", "A."), Name("Rodriguez-Mateos", "Ana"), "slip"),
        (Name("García Lopera", "L."), Name("García Márquez", "Luis"), "different"),
        (Name("Perez García", "J."), Name("García Lopez", "Juan Perez"), "same"),
        (Name("de Souza e Silva", "J."), Name("Silva", "João de Souza"), "same"),
        (Name("van der Berg", "J."), Name("van den Berg", "Jan"), "same"),
        (Name("Xiang", "L."), Name("Li", "Xiang"), "same"),
        (Name("Xiang", "M."), Name("Li", "Xiang"), "different"),
        (Name(literal="World Bank"), Name(literal="Всемирный банк"), "unknown"),
        (Name("Smith", "J."), Name("Иванов", "И. И."), "different"),
        (Name("Iwanoff", "I."), Name("Иванов", "И. И."), "unknown"),
        (Name(literal="The ATLAS Collaboration"), Name("Aad", "G."), "unknown"),
    ],
)
def test_a_name_is_graded_against_a_record(written, known, expected):
    assert grade(written, known) == expected


def test_given_names_take_every_usual_form():
    found = given_forms("Jean-Pierre Marie")
    assert found[0] == "J.-P. M."
    assert {"J. M.", "J.", "J.-P.", "J. P. M.", "Jean-Pierre Marie", "JPM"} <= set(found)
    assert "M. J." in given_forms("MJ")


def test_particles_change_sides():
    assert ("Freitas", "C. G. de") in forms(Name("Freitas", "Carlos G. de"))
    assert ("Berg", "J. van den") in forms(Name("van den Berg", "Jan"))


def test_the_ellipsis_says_whom_to_expect():
    assert expected_indices(25, 20, ellipsis=19, et_al=False) == [*range(19), 24]
    assert expected_indices(8, 7, ellipsis=6, et_al=False) == [*range(6), 7]
    assert expected_indices(8, 1, ellipsis=None, et_al=True) == [0]
    assert expected_indices(3, 2, ellipsis=None, et_al=False) == [0, 1, 2]


PEOPLE = [Name("Shea", "M."), Name("Compton", "R."), Name("Ash", "B.")]


@pytest.mark.parametrize(
    ("order", "kinds"),
    [
        ([0, 1, 2], ["same", "same", "same"]),
        ([0, 2], ["same", "missing", "same"]),
        ([1, 0, 2], ["order", "same", "same"]),
        ([0, 1], ["same", "same", "missing"]),
    ],
)
def test_lists_are_set_side_by_side(order, kinds):
    found = match_lists([PEOPLE[index] for index in order], PEOPLE, range(len(PEOPLE)))
    assert sorted(match.kind for match in found) == sorted(kinds)


def test_a_stranger_is_extra():
    found = match_lists([*PEOPLE[:1], Name("Zimmermann", "K."), *PEOPLE[1:]], PEOPLE, range(3))
    assert [match.kind for match in found] == ["same", "extra", "same", "same"]


def test_an_alphabetised_list_says_nothing_of_order():
    assert is_alphabetised([Name("Ash", "B."), Name("Compton", "R."), Name("Shea", "M.")])
    assert not is_alphabetised(PEOPLE)
    assert not is_alphabetised(PEOPLE[1:])
