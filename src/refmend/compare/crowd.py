"""The author list of an entry: who is named in it, in which forms, and how the list is cut short."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rapidfuzz.distance import Levenshtein

from refmend.compare import names
from refmend.compare.fold import fold
from refmend.compare.template import Choice, Layout, Person, Shape, name_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.compare.reading import Reading
    from refmend.model import Name

_ELLIPSIS = re.compile(r"\.\s?\.\s?\.|\u2026")
_ET_AL = re.compile(r"(?:,\s*)?\bet\.?\s+al\b\.?|(?:,\s+|(?<![\s,])\s+)and others\b")
_AND = re.compile(r"(?:,\s+|(?<![\s,])\s+)and\s+(?=\S+,)", re.IGNORECASE)
_LONE = re.compile(r"(?<=[\s,.])[^\s,.&](?=\s+[^\W\d_])")
_MOST_BEFORE, _LONGER = 6, 1.08
_MOST_PEOPLE = 60
_INITIALS, _FEW = 3, 2


def choose_people(choice: Choice, head: str, authors: Sequence[Name]) -> None:
    """Choose who is named in the entry, and how the list is joined; `head` is the folded text before the title."""
    people = [_person(index, name, choice.layout, head) for index, name in enumerate(authors)]
    people = [person for person in people if person.family]
    if (mark := _ELLIPSIS.search(head)) and len(people) > _FEW:
        _choose_ellipsis(choice, head, mark, people)
    elif found := _ET_AL.search(head):
        choice.people = people[: _count(head[: found.start()], people, choice.layout)]
        choice.et_al = ", et al."
    elif (mark := _hidden_ellipsis(head, people)) is not None:
        _choose_ellipsis(choice, head, mark, people)
        choice.ellipsis_mark = ", \u2026 "
    else:
        choice.people = people[:_MOST_PEOPLE]
        if choice.layout.exact:
            choice.joint = _joint(head)


def _person(index: int, name: Name, layout: Layout, head: str) -> Person:
    """Return a person in the form that the layout, or the entry, prefers."""
    family, given = names.family(name), names.given(name)
    if not family:
        return Person(index, given)
    form = names.given_forms(given)[0]
    spelt = len(given) > _INITIALS and "." not in given and fold(f"{family}, {given}").text in head
    if layout.given == "full" or (layout.exact and spelt):
        form = given
    elif layout.given == "bare":
        form = re.sub(r"[^\w]", "", form)
    return Person(index, family, form, names.suffix(name))


def _joint(head: str) -> str:
    """Return how the entry joins its last author; empty for the layout's own way."""
    if found := _AND.search(head):
        return ", and " if found[0].startswith(",") else " and "
    return " & " if re.search(r"[^\W\d_]{2}\s+&|\.\s*&", head) else ""


def _hidden_ellipsis(head: str, people: Sequence[Person]) -> re.Match[str] | None:
    """Return the place of a damaged ellipsis: a lone sign between names, in a list far too short to be whole."""
    if len(people) <= _MOST_BEFORE or _length(people) < _LONGER * len(head) or "&" in head:
        return None
    return next((found for found in _LONE.finditer(head) if found.start() > len(head) // 2), None)


def _length(people: Sequence[Person]) -> int:
    """Return the length of the list as it would be written."""
    return sum(len(one.family) + len(one.given) + 4 for one in people)


def _choose_ellipsis(choice: Choice, head: str, mark: re.Match[str], people: list[Person]) -> None:
    """Choose how many names stand before the ellipsis: as many as fill the text there."""
    count = min(_count(head[: mark.start()], people, choice.layout), len(people) - 1)
    choice.people = [*people[:count], people[-1]]
    choice.ellipsis = count
    choice.ellipsis_mark = f", {mark[0]} "
    if re.search(r"&|\band\b", head[mark.end() : mark.end() + 5]):
        choice.ellipsis_mark += "& "


def _count(text: str, people: Sequence[Person], layout: Layout) -> int:
    """Return how many names of the list make up a text, by its length first and then by its letters."""
    rendered: list[str] = []
    lengths: list[int] = []
    total = 0
    for person in people:
        rendered.append(render(person, layout.rest if rendered else layout.first))
        total += len(rendered[-1]) + 2
        lengths.append(total)
        if total > len(text) + 60:
            break
    near = sorted(range(len(lengths)), key=lambda i: abs(lengths[i] - len(text)))[:3]

    def distance(index: int) -> int:
        return int(Levenshtein.distance(fold(", ".join(rendered[: index + 1])).text, text.rstrip(" ,")))

    return min(near, key=distance) + 1 if near else 0


def render(person: Person, shape: Shape) -> str:
    """Return a name as it is written in a list."""
    return "".join(piece.text for piece in name_pieces(person, shape))


def refine_people(reading: Reading, authors: Sequence[Name]) -> list[Person]:
    """Return the people in the forms that the entry uses."""
    spans: dict[int, tuple[int, int]] = {}
    clean: dict[int, bool] = {}
    for placed in reading.of("family", "given"):
        index = placed.piece.author
        low, high = spans.get(index, (placed.i1, placed.i2))
        spans[index] = (min(low, placed.i1), max(high, placed.i2))
        whole = placed.likeness == 1.0 and placed.i2 - placed.i1 == placed.j2 - placed.j1
        clean[index] = clean.get(index, True) and whole
    layout, written = reading.choice.layout, reading.alignment.written.text
    people = []
    for place, person in enumerate(reading.choice.people):
        if clean.get(person.index, True):
            people.append(person)
            continue
        shape = layout.rest if place else layout.first
        window = written[slice(*spans[person.index])].strip()
        people.append(_refine_person(window, person, authors[person.index], shape))
    return people


def _refine_person(window: str, person: Person, name: Name, shape: Shape) -> Person:
    """Return a person in the form nearest to what is written."""
    if not any(char.isalnum() for char in window):
        return person
    forms = [replace(person, family=family, given=given) for family, given in names.forms(name)]
    if names.suffix(name):  # "Barros Neto, J." and "Smith Jr., A."
        joined = f"{names.family(name)} {name.suffix}"
        forms += [Person(person.index, joined, given) for given in names.given_forms(names.given(name))[:6]]
    return min([person, *forms], key=lambda form: Levenshtein.distance(window, fold(render(form, shape)).text))
