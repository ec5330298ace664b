"""Templates: what a record would look like as an entry of a list, piece by piece, in the styles that are about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from msgspec import Struct, field

Role = Literal["gap", "family", "given", "year", "title", "venue", "volume", "issue", "pages"]
Shape = Literal["comma", "plain", "natural"]
Part = tuple[str, bool]

VALUES: tuple[Role, ...] = ("year", "title", "venue", "volume", "issue", "pages")


class Layout(Struct, frozen=True):
    """How a citation style sets an entry.

    `text` names the values in braces; what stands in brackets is left out where its value is missing. `first` and
    `rest` are the shapes of names (`Shea, M. J.`, `Shea MJ`, `M. J. Shea`), `given` is `dotted`, `bare` or `full`.
    `joint` stands between names, `last` before the last one. Only of an `exact` layout are the signs between values
    known well enough to be put right.
    """

    text: str
    first: Shape = "comma"
    rest: Shape = "comma"
    given: Literal["dotted", "bare", "full"] = "dotted"
    joint: str = ", "
    last: str = ", & "
    exact: bool = False


APA = Layout("{authors}. ({year}). [{title}. ][{venue}][, {volume}][({issue})][, {pages}].", exact=True)
LAYOUTS = (
    Layout("[{title}. ]({year}). [{venue}][, {volume}][({issue})][, {pages}].", exact=True),
    Layout("{authors} ({year}) [\u2018{title}\u2019, ][{venue}][, {volume}][({issue})][, pp. {pages}].", last=" and "),
    Layout("{authors} ({year}) [{title}, ][{venue}][, {volume}][({issue})][, pp. {pages}].", last=" and "),
    Layout("[“{title}.” ][{year}. ][{venue}][ {volume}][ ({issue})][: {pages}]."),
    Layout("{authors}. [{year}. ][“{title}.” ][{venue}][ {volume}][ ({issue})][: {pages}].",
           rest="natural", given="full", last=", and "),
    Layout("{authors}. [“{title}.” ][{venue}][, vol. {volume}][, no. {issue}][, {year}][, pp. {pages}].",
           rest="natural", given="full", last=", and "),
    Layout("{authors}. [{title}. ][{venue}. ][{year}][;{volume}][({issue})][:{pages}].",
           first="plain", rest="plain", given="bare", last=", "),
    Layout("{authors} ({year}) [{title}. ][{venue}][ {volume}][({issue})][:{pages}].",
           first="plain", rest="plain", given="bare", last=", "),
    Layout("{authors}, [“{title},” ][{venue}][, vol. {volume}][, no. {issue}][, pp. {pages}][, {year}].",
           first="natural", rest="natural", last=", and "),
    Layout("{authors}, [“{title},” ][{venue}][ {volume}][, no. {issue}][ ({year})][: {pages}].",
           first="natural", rest="natural", given="full", last=", and "),
    Layout("{authors}. [“{title}.” ][{venue}][ {volume}][, no. {issue}][ ({year})][: {pages}].",
           rest="natural", given="full", last=", and "),
    Layout("{authors}. [{title}. ][{venue}][ {year}][, {volume}][ ({issue})][, {pages}].", joint="; ", last="; "),
    Layout("{authors}. [{title}. ][{venue}][ {volume}][, {pages}][ ({year})].", last=" & "),
    Layout("{authors}. [{year}. ][{title}. ][{venue}][ {volume}][({issue})][:{pages}].",
           first="plain", rest="plain", given="bare", last=", "),
    Layout("{authors}. [{title}. ][{venue}][, {year}][, {volume}][({issue})][: {pages}].", last=", "),
)  # fmt: skip
"""Title first (nobody signs) in APA and in Chicago, Harvard with quotation marks and without, Chicago author-date, MLA,
Vancouver, Springer, IEEE,
Chicago notes and bibliography, ACS, Nature, CSE, GOST."""


class Piece(Struct, frozen=True):
    """A stretch of the expected entry: a value of the record, or a `gap` that the style puts between values.

    `author` is the index in the record's list for names and for the gaps that follow them, else -1.
    """

    role: Role
    text: str
    author: int = -1


class Person(Struct, frozen=True):
    """One author in the form chosen for this entry."""

    index: int
    family: str
    given: str = ""
    suffix: str = ""


class Choice(Struct):
    """The forms chosen for one entry; an empty string leaves a piece out.

    `ellipsis` says how many of `people` stand before "…" (the last one follows it), None where there is none.
    `joint` stands before the last author where the layout's own does not. `et_al` closes the list instead. `bare`
    leaves out the signs between values. `formulas` are the title's, as ranges of its letters and digits.
    """

    people: list[Person] = field(default_factory=list)
    layout: Layout = APA
    joint: str = ""
    ellipsis: int | None = None
    ellipsis_mark: str = ", \u2026 "
    et_al: str = ""
    year: str = ""
    title: str = ""
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    bare: bool = False
    formulas: tuple[tuple[int, int], ...] = ()

    @property
    def signs_matter(self) -> bool:
        """Tell whether a whole entry is read whose style is known to the sign."""
        return self.layout.exact and not self.bare


def build(choice: Choice) -> list[Piece]:
    """Return the pieces of an entry in the chosen layout, or of a bare value."""
    pieces = _authors(choice)
    if choice.bare:
        return [*pieces, *(Piece(role, text) for role in VALUES if (text := getattr(choice, role)))]
    for group in _groups(choice.layout.text):
        _add_group(pieces, choice, group)
    if pieces and pieces[-1].role == "gap":
        pieces[-1] = Piece("gap", pieces[-1].text.rstrip() or " ", pieces[-1].author)
    return pieces


@lru_cache(maxsize=32)
def _groups(text: str) -> tuple[tuple[Part, ...], ...]:
    """Return a layout's groups: literal and value parts that stand or fall together."""
    found = []
    for group in re.findall(r"\[[^\]]*\]|[^\[\]]+", text):
        parts = re.findall(r"\{(\w+)\}|([^{}]+)", group.strip("[]") if group[0] == "[" else group)
        found.append(tuple((name or literal, bool(name)) for name, literal in parts))
    return tuple(found)


def _add_group(pieces: list[Piece], choice: Choice, group: tuple[Part, ...]) -> None:
    """Add one group, unless its value is missing."""
    names = [text for text, is_value in group if is_value and text != "authors"]
    missing = [name for name in names if not getattr(choice, name)]
    if missing and len(missing) == len(names):
        group = tuple(part for part in group if part[0] == "authors")
        if pieces and names == ["year"]:
            pieces.append(Piece("gap", " " if pieces[-1].text.endswith(".") else ". "))
    for text, is_value in group:
        if not is_value:
            lone = choice.layout.exact and text == "(" and pieces and pieces[-1].role == "venue"
            _add_literal(pieces, f", {text}" if lone else text)
        elif text != "authors":
            pieces.append(Piece(cast("Role", text), getattr(choice, text)))


_ENDS = {"title": ".?!:", "family": ".;", "given": ".;"}


def _add_literal(pieces: list[Piece], text: str) -> None:
    """Add the signs between two values: none is doubled, and none stands first but a bracket."""
    before = pieces[-1] if pieces else None
    if before is None:
        text = text.lstrip(". ,")
    elif text[0] == "." and before.text.rstrip()[-1:] in tuple(_ENDS.get(before.role, ".")):
        text = text[1:]
    elif before.role == "gap" and before.text.endswith(" "):
        text = text.lstrip(", :;")
    if text and before is not None and before.role == "gap":
        pieces[-1] = Piece("gap", before.text + text, before.author)
    elif text:
        pieces.append(Piece("gap", text))


def name_pieces(person: Person, shape: Shape) -> list[Piece]:
    """Return the pieces of one name."""
    family = Piece("family", person.family, person.index)
    blank, comma = Piece("gap", " ", person.index), Piece("gap", ", ", person.index)
    given = Piece("given", person.given, person.index)
    suffix = [comma, Piece("given", person.suffix, person.index)] if person.suffix else []
    if not person.given:
        return [family, *suffix]
    if shape == "natural":
        return [given, blank, family, *suffix]
    return [family, comma if shape == "comma" else blank, given, *suffix]


def _authors(choice: Choice) -> list[Piece]:
    """Return the pieces of the author list, without what follows it."""
    pieces: list[Piece] = []
    layout = choice.layout
    last = len(choice.people) - 1
    for place, person in enumerate(choice.people):
        if place:
            joint = layout.joint
            if choice.ellipsis is not None and place == choice.ellipsis:
                joint = choice.ellipsis_mark
            elif place == last and not choice.et_al and choice.ellipsis is None:
                joint = choice.joint or layout.last
            pieces.append(Piece("gap", joint, choice.people[place - 1].index))
        pieces += name_pieces(person, layout.rest if place else layout.first)
    if choice.et_al and choice.people:
        pieces.append(Piece("gap", choice.et_al, choice.people[-1].index))
    return pieces
