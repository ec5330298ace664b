"""Templates: what a record would look like as an entry of a list, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Role = Literal["gap", "family", "given", "year", "title", "venue", "volume", "issue", "pages"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the expected entry: a value of the record, or a `gap` that the style puts between values.

    `author` is the index in the record's list for names and for the gaps that follow them, else -1.
    """

    role: Role
    text: str
    author: int = -1


@dataclass(frozen=True, slots=True)
class Person:
    """One author in the form chosen for this entry."""

    index: int
    family: str
    given: str = ""
    suffix: str = ""


@dataclass(slots=True)
class Choice:
    """The forms chosen for one entry; an empty string leaves a piece out.

    `ellipsis` says how many of `people` stand before "…" (the last one follows it), None where there is none.
    `joint` stands before the last author. `et_al` closes the list instead. `bare`
    leaves out the signs between values.
    """

    people: list[Person] = field(default_factory=list)
    joint: str = ", & "
    ellipsis: int | None = None
    ellipsis_mark: str = ", \u2026 "
    et_al: str = ""
    year: str = ""
    title: str = ""
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    pages_mark: str = ""
    bare: bool = False


def build(choice: Choice) -> list[Piece]:
    """Return the pieces of an author-date entry (APA 6 and 7, Harvard), or of a bare value."""
    pieces = _authors(choice)
    if choice.bare:
        roles: tuple[Role, ...] = ("year", "title", "venue", "volume", "issue", "pages")
        return [*pieces, *(Piece(role, text) for role in roles if (text := getattr(choice, role)))]
    if choice.year:
        closing = " (" if not pieces or pieces[-1].text.endswith((".", ";")) else ". ("
        pieces += [Piece("gap", closing if pieces else "("), Piece("year", choice.year), Piece("gap", "). ")]
    elif pieces:
        pieces.append(Piece("gap", " " if pieces[-1].text.endswith(".") else ". "))
    if choice.title:
        ended = choice.title.rstrip()[-1:] in ".?!:"
        pieces += [Piece("title", choice.title), Piece("gap", " " if ended else ". ")]
    numbers = _numbers(choice)
    if choice.venue:
        pieces.append(Piece("venue", choice.venue))
        numbers = [Piece("gap", ", "), *numbers] if numbers else numbers
    pieces += numbers
    if not pieces:
        return pieces
    last = pieces[-1]
    if last.role == "gap" and last.text.endswith(" "):
        pieces[-1] = replace(last, text=last.text.rstrip())
    elif not last.text.endswith("."):
        pieces.append(Piece("gap", "."))
    return pieces


def _authors(choice: Choice) -> list[Piece]:
    """Return the pieces of the author list, without what follows it."""
    pieces: list[Piece] = []
    last = len(choice.people) - 1
    for place, person in enumerate(choice.people):
        if place:
            joint = ", "
            if choice.ellipsis is not None and place == choice.ellipsis:
                joint = choice.ellipsis_mark
            elif place == last and not choice.et_al and choice.ellipsis is None:
                joint = choice.joint
            pieces.append(Piece("gap", joint, choice.people[place - 1].index))
        pieces.append(Piece("family", person.family, person.index))
        for part in (person.given, person.suffix):
            if part:
                pieces += [Piece("gap", ", ", person.index), Piece("given", part, person.index)]
    if choice.et_al:
        pieces.append(Piece("gap", choice.et_al, last))
    return pieces


def _numbers(choice: Choice) -> list[Piece]:
    """Return the pieces of volume, issue and pages."""
    pieces: list[Piece] = []
    if choice.volume:
        pieces.append(Piece("volume", choice.volume))
    if choice.issue:
        pieces += [Piece("gap", "("), Piece("issue", choice.issue), Piece("gap", ")")]
    if choice.pages:
        if pieces:
            pieces.append(Piece("gap", ", "))
        pieces.append(Piece("pages", choice.pages_mark + choice.pages))
    return pieces
