"""Record-guided reading: find each value of a record in the written entry by aligning the whole entry with it.

A grammar reads a damaged string wrongly; the record is known, so the entry is set beside what the record would look
like in the entry's own style. Two rounds: the first finds where each value stands, the second knows the form in
which each is written (initials or full names, with or without subtitle, page range in full or shortened).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from refmend.compare import names, pages
from refmend.compare.align import Alignment, align
from refmend.compare.dates import years
from refmend.compare.fold import Folded, fold, spell_greek, write_greek
from refmend.compare.template import Choice, Person, Piece, build
from refmend.compare.titles import title_forms
from refmend.compare.venues import venue_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from refmend.model import Name, Record

_ELLIPSIS = re.compile(r"\.\s?\.\s?\.|\u2026")
_ET_AL = re.compile(r"(?:,\s*)?\bet\.?\s+al\b\.?|,?\s+and others\b")
_YEARISH = re.compile(r"\(?\s*(?:\d[\d\s]{2,4}|n\.\s?d)")
_AND = re.compile(r",?\s+and\s+(?=\S+,)", re.IGNORECASE)
_MOST_PEOPLE = 60
_LONE = re.compile(r"(?<=[\s,.])[^\s,.&](?=\s+[^\W\d_])")
_MOST_BEFORE, _LONGER = 6, 1.08
_PRESENT = 0.65
_INITIALS, _FEW = 3, 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece with its place: `j1:j2` in the expected text, `i1:i2` in the written one (folded characters).

    `likeness` is the share of the piece's characters that stand there in order, with nothing between them.
    """

    piece: Piece
    j1: int
    j2: int
    i1: int
    i2: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry read with a record's help: the alignment and the place of every piece."""

    alignment: Alignment
    pieces: tuple[Placed, ...]
    choice: Choice

    def of(self, *roles: str) -> list[Placed]:
        """Return the pieces of the given roles in order."""
        return [placed for placed in self.pieces if placed.piece.role in roles]


def read(written: Folded, records: Sequence[Record], *, version: int | None = None) -> Reading:
    """Read an entry's folded text (without its identifiers) beside what the records say."""
    choice = first_choice(written, records, version=version)
    reading = place(written, choice)
    better = refine(reading, records)
    return place(written, better) if better is not None else reading


def place(written: Folded, choice: Choice) -> Reading:
    """Align the entry with the chosen forms and find the place of every piece."""
    pieces = build(choice)
    expected = fold("".join(piece.text for piece in pieces))
    alignment = align(written, expected)
    placed = []
    at = start = 0
    for piece in pieces:
        at += len(piece.text)
        end = _folded_index(expected, at, start)
        i1, i2 = alignment.window(start, end)
        placed.append(Placed(piece, start, end, i1, i2, _likeness(alignment, start, end)))
        start = end
    return Reading(alignment, tuple(placed), choice)


def _folded_index(expected: Folded, raw: int, start: int) -> int:
    """Return the first folded index at or after `start` that begins at or past a raw offset."""
    if isinstance(expected.starts, range):
        return raw
    starts = expected.starts
    while start < len(starts) and starts[start] < raw:
        start += 1
    return start


def _likeness(alignment: Alignment, j1: int, j2: int) -> float:
    """Return the share of `j1:j2` that agrees, the less the more stands between its characters."""
    if j2 == j1:
        return 1.0
    wrong = extra = 0
    for change in alignment.changes:
        if change.j1 >= j2:
            break
        if change.j2 > j1:
            wrong += min(change.j2, j2) - max(change.j1, j1)
        if change.j1 > j1 and change.j2 < j2:
            extra += max(0, len(change.written) - len(change.expected))
    return (j2 - j1 - wrong) / (j2 - j1 + extra)


def first_choice(written: Folded, records: Sequence[Record], *, version: int | None) -> Choice:
    """Return the forms that look right at first sight."""
    text = written.text
    title = with_greek(text, nearest(text, title_forms(records, version=version)))
    at = text.find(fold(title).text) if title else -1
    year = _YEARISH.search(text)
    head = text[: at if at > 0 else (year.start() if year else len(text) // 2)]
    choice = Choice(title=title, venue=nearest(text, venue_forms(records)))
    _choose_people(choice, head, records[0].authors)
    known = years(records)
    choice.year = next((value for value in known if value in text), known[0] if known else "n.d.")
    choice.volume = next(iter(pages.values(records, "volume")), "")
    choice.issue = next(iter(pages.values(records, "issue")), "")
    choice.pages = next(iter(pages.page_forms(records)), "")
    return choice


def nearest(text: str, forms: Sequence[str]) -> str:
    """Return the form that is in the text, or else the one most like a part of it."""
    if not forms:
        return ""
    folded = [fold(form).text for form in forms]
    present = [form for form, plain in zip(forms, folded, strict=True) if plain in text]
    if present:
        return max(present, key=lambda form: len(form.replace(" ", "")))
    if len(forms) == 1:
        return forms[0]
    scored = [(fuzz.partial_ratio(plain, text), len(plain.replace(" ", "")), -i) for i, plain in enumerate(folded)]
    best = max(score for score, _, _ in scored)
    chosen = max((length, index) for score, length, index in scored if score >= best - 3)
    return forms[-chosen[1]]


def with_greek(text: str, title: str) -> str:
    """Return the title with Greek letters spelt out, or written as letters, if the entry does it so."""
    for other in (spell_greek(title), write_greek(title)):
        if other != title and fuzz.partial_ratio(fold(other).text, text) > fuzz.partial_ratio(fold(title).text, text):
            return other
    return title


def _choose_people(choice: Choice, head: str, authors: Sequence[Name]) -> None:
    """Choose who is named in the entry, and how the list is joined."""
    listed = [(index, name) for index, name in enumerate(authors) if names.family(name) or names.given(name)]
    people = [Person(index, names.family(name), names.given_forms(names.given(name))[0], name.suffix or "")
              for index, name in listed]  # fmt: skip
    people = [person if person.family else replace(person, family=person.given, given="") for person in people]
    full = [(names.family(name), names.given(name)) for _, name in listed[:3]]
    if any(
        len(given) > _INITIALS and "." not in given and fold(f"{family}, {given}").text in head
        for family, given in full
    ):
        people = [replace(person, given=names.given(name) or person.given)
                  for person, (_, name) in zip(people, listed, strict=True)]  # fmt: skip
    if (mark := _ELLIPSIS.search(head)) and len(people) > _FEW:
        _choose_ellipsis(choice, head, mark, people)
    elif found := _ET_AL.search(head):
        choice.people = people[: _count(head[: found.start()], people)]
        choice.et_al = ", et al."
    elif (mark := _hidden_ellipsis(head, people)) is not None:
        _choose_ellipsis(choice, head, mark, people)
        choice.ellipsis_mark = ", \u2026 "
    else:
        choice.people = people[:_MOST_PEOPLE]
        if found := _AND.search(head):
            choice.joint = ", and " if found[0].startswith(",") else " and "
        elif re.search(r"[^\W\d_]{2}\s+&|\.\s*&", head):
            choice.joint = " & "


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
    count = min(_count(head[: mark.start()], people), len(people) - 1)
    choice.people = [*people[:count], people[-1]]
    choice.ellipsis = count
    choice.ellipsis_mark = f", {mark[0]} "
    if re.search(r"&|\band\b", head[mark.end() : mark.end() + 5]):
        choice.ellipsis_mark += "& "


def _count(text: str, people: Sequence[Person]) -> int:
    """Return how many names of the list make up a text, by its length first and then by its letters."""
    lengths, total = [], 0
    for person in people:
        total += len(person.family) + len(person.given) + len(person.suffix) + (4 if person.given else 2)
        lengths.append(total)
        if total > len(text) + 60:
            break
    near = sorted(range(len(lengths)), key=lambda i: abs(lengths[i] - len(text)))[:3]
    if not near:
        return 0

    def distance(index: int) -> int:
        rendered = ", ".join(f"{one.family}, {one.given}" if one.given else one.family for one in people[: index + 1])
        return int(Levenshtein.distance(fold(rendered).text, text.rstrip(" ,")))

    return min(near, key=distance) + 1


def refine(reading: Reading, records: Sequence[Record]) -> Choice | None:
    """Return the choice with the forms that the entry really uses, or None where nothing would change."""
    choice = reading.choice
    updated = replace(choice)
    updated.people = _refine_people(reading, records[0].authors)
    for placed in reading.pieces:
        role = placed.piece.role
        if role in ("volume", "issue", "pages", "year", "venue", "title"):
            setattr(updated, role, _refine_value(reading, placed, records))
    return None if updated == choice else updated


def _window(reading: Reading, i1: int, i2: int) -> str:
    """Return written folded characters."""
    return reading.alignment.written.text[i1:i2]


def _refine_value(reading: Reading, placed: Placed, records: Sequence[Record]) -> str:
    """Return the form of a value that the entry uses; empty where the entry does not have it."""
    role, text = placed.piece.role, placed.piece.text
    if placed.likeness == 1.0 and role != "year":
        return text
    window = _window(reading, placed.i1, placed.i2)
    if role == "year":
        return _refine_year(reading, placed, years(records))
    if not any(char.isalnum() for char in window):
        return ""
    if role in ("title", "venue"):
        lost = (1 - placed.likeness) * (placed.j2 - placed.j1)
        return text if placed.likeness >= _PRESENT or lost < _FEW + 1 else ""
    forms = pages.page_forms(records) if role == "pages" else pages.values(records, role)
    return closest(window, forms) or text


def _refine_year(reading: Reading, placed: Placed, known: Sequence[str]) -> str:
    """Return the year as the entry has it, where that is one of the right ones, or a letter follows it."""
    written = reading.alignment.written.text
    window = written[placed.i1 : placed.i2 + 1]
    lettered = re.match(r"\s*(\d{4}[a-z])\b(?=[),])", written[placed.i1 : placed.i2 + 2])
    if lettered and lettered[1][:4] in known:
        return lettered[1]
    if not any(char.isalnum() for char in window):
        return ""
    return closest(written[placed.i1 : placed.i2], (*known, "n.d.", "in press"))


def closest(window: str, forms: Iterable[str]) -> str:
    """Return the form with the fewest slips; the first of equals."""
    return min(forms, key=lambda form: Levenshtein.distance(window, fold(form).text), default="")


def _refine_people(reading: Reading, authors: Sequence[Name]) -> list[Person]:
    """Return the people in the forms that the entry uses."""
    spans: dict[int, tuple[int, int]] = {}
    clean: dict[int, bool] = {}
    for placed in reading.of("family", "given"):
        index = placed.piece.author
        low, high = spans.get(index, (placed.i1, placed.i2))
        spans[index] = (min(low, placed.i1), max(high, placed.i2))
        whole = placed.likeness == 1.0 and placed.i2 - placed.i1 == placed.j2 - placed.j1
        clean[index] = clean.get(index, True) and whole
    people = []
    for person in reading.choice.people:
        if clean.get(person.index, True):
            people.append(person)
            continue
        people.append(_refine_person(_window(reading, *spans[person.index]), person, authors[person.index]))
    return people


def _refine_person(window: str, person: Person, name: Name) -> Person:
    """Return a person in the form nearest to what is written."""
    if not any(char.isalnum() for char in window):
        return person
    forms = [Person(person.index, family, given, person.suffix) for family, given in names.forms(name)]

    def distance(form: Person) -> int:
        text = ", ".join(part for part in (form.family, form.given, form.suffix) if part)
        return int(Levenshtein.distance(window, fold(text).text))

    return min([person, *forms], key=distance)
