"""Record-guided reading: find each value of a record in the written entry by aligning the whole entry with it.

A grammar reads a damaged string wrongly; the record is known, so the entry is set beside what the record would look
like in the entry's own style. Two rounds: the first finds where each value stands, the second knows the form in
which each is written (initials or full names, with or without subtitle, page range in full or shortened).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from refmend.compare import pages
from refmend.compare.align import Alignment, align
from refmend.compare.crowd import choose_people, refine_people
from refmend.compare.dates import years
from refmend.compare.fold import Folded, fold, spell_greek, write_greek
from refmend.compare.template import LAYOUTS, Choice, Piece, build
from refmend.compare.titles import formula_places, title_forms
from refmend.compare.venues import is_same_venue, venue_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from refmend.model import Name, Record

_YEARISH = re.compile(r"\(?\s*(?:\d[\d\s]{2,4}|n\.\s?d)")
_UNSTOPPED = re.compile(r"[a-z\d]?\) ")
_SCORED = 1000  # characters of a form: two long periodic texts take the square of their length, and no title is longer
_PRESENT = 0.65
_TAIL, _LIKELY, _DAMAGED = 6, 0.7, 75
_EDITED = re.compile(r"\((?:eds?|hrsg|hg|dirs?|coords?)\b", re.IGNORECASE)
_FEW = 2
_HALF, _STRANGE = 0.5, 6
_IN_PRESS = 10
_POOR, _CLEARLY = 0.12, 0.8


class Placed(Struct, frozen=True):
    """A piece with its place: `j1:j2` in the expected text, `i1:i2` in the written one (folded characters).

    `likeness` is the share of the piece's characters that stand there in order, with nothing between them.
    """

    piece: Piece
    j1: int
    j2: int
    i1: int
    i2: int
    likeness: float


class Reading(Struct, frozen=True):
    """An entry read with a record's help: the alignment and the place of every piece."""

    alignment: Alignment
    pieces: tuple[Placed, ...]
    choice: Choice

    @property
    def distance(self) -> float:
        """Return how far the entry is from the expected text, as a share of its length."""
        wrong = sum(max(len(change.written), len(change.expected)) for change in self.alignment.changes)
        return wrong / max(1, len(self.alignment.written.text))

    def of(self, *roles: str) -> list[Placed]:
        """Return the pieces of the given roles in order."""
        return [placed for placed in self.pieces if placed.piece.role in roles]


def read(
    written: Folded, records: Sequence[Record], *, version: int | None = None, venue: Callable[[], str] = str
) -> Reading:
    """Read an entry's folded text (without its identifiers) beside what the records say.

    `venue` tells what a grammar takes for the venue, which may be a short form that no record has.
    """
    choice = first_choice(written, records, version=version, venue=venue)
    reading = place(written, choice)
    if _looks_foreign(reading) and (other := _other_layout(reading, records)) is not None:
        reading = place(written, other)
    better = refine(reading, records)
    return place(written, better) if better is not None else reading


def _looks_foreign(reading: Reading) -> bool:
    """Tell whether the entry may be in another style: far from the expected text, or its year set otherwise.

    APA puts it in brackets with a stop behind them; Harvard sets no stop.
    """
    if reading.distance > _POOR:
        return True
    year = next(iter(reading.of("year")), None)
    if year is None or reading.distance == 0:
        return False
    text = reading.alignment.written.text
    if _UNSTOPPED.match(text, year.i2):
        return True
    return text[max(0, year.i1 - 1) : year.i1] != "(" and text[year.i2 : year.i2 + 1] != ")"


def _other_layout(reading: Reading, records: Sequence[Record]) -> Choice | None:
    """Return the choice in another style, if that is clearly nearer to the entry."""
    written = reading.alignment.written.text
    head = _head(written, reading.choice.title)
    least = int(reading.distance * len(written) * _CLEARLY)
    best = None
    for layout in LAYOUTS:
        other = replace(reading.choice, layout=layout, people=[], joint="", et_al="", ellipsis=None)
        choose_people(other, head, people_of(records[0], head))
        expected = fold("".join(piece.text for piece in build(other))).text
        distance = Levenshtein.distance(written, expected, score_cutoff=least)
        if distance < least:
            least, best = distance, other
    return best


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


def first_choice(
    written: Folded, records: Sequence[Record], *, version: int | None, venue: Callable[[], str] = str
) -> Choice:
    """Return the forms that look right at first sight."""
    text = written.text
    title = with_greek(text, nearest(text, title_forms(records, version=version)))
    choice = Choice(
        title=title, formulas=formula_places(records, title), venue=_venue(text, venue_forms(records), venue)
    )
    head = _head(text, title)
    choose_people(choice, head, people_of(records[0], head))
    known = years(records)
    choice.year = next((value for value in known if value in text), known[0] if known else "n.d.")
    choice.volume = next(iter(pages.values(records, "volume")), "")
    choice.issue = next(iter(pages.values(records, "issue")), "")
    choice.pages = next(iter(pages.page_forms(records)), "")
    return choice


def _head(text: str, title: str) -> str:
    """Return the folded text before the title, or before the year where the title cannot be seen."""
    at = text.find(fold(title).text) if title else -1
    year = _YEARISH.search(text)
    return text[: at if at > 0 else (year.start() if year else len(text) // 2)]


def nearest(text: str, forms: Sequence[str]) -> str:
    """Return the form that is in the text, or else the one most like a part of it."""
    if not forms:
        return ""
    folded = [fold(form).text for form in forms]
    present = [form for form, plain in zip(forms, folded, strict=True) if plain in text]
    if present:
        best = max(present, key=lambda form: len(form.replace(" ", "")))
        return _extended(text, fold(best).text, dict(zip(forms, folded, strict=True))) or best
    if len(forms) == 1:
        return forms[0]
    scored = [
        (fuzz.partial_ratio(plain[:_SCORED], text), len(plain.replace(" ", "")), -i) for i, plain in enumerate(folded)
    ]
    least = max(score for score, _, _ in scored) - 3
    chosen = max((length, score, index) for score, length, index in scored if score >= least)
    return forms[-chosen[2]]


def _extended(text: str, head: str, forms: Mapping[str, str]) -> str:
    """Return the form that goes on around `head` as the text does, a few slips aside; empty where none does."""
    at = text.find(head) + len(head)
    for form, plain in forms.items():
        rest = len(plain) - len(head)
        if rest < _TAIL:
            continue
        sides = (
            (plain.startswith(head), plain[len(head) :], text[at : at + rest]),
            (
                plain.endswith(head),
                plain[:rest],
                text[max(0, at - len(plain)) : at - len(head)],
            ),
        )
        if any(
            goes_on and OSA.normalized_similarity(more[:_SCORED], shown[:_SCORED]) >= _LIKELY
            for goes_on, more, shown in sides
        ):
            return form
    return ""


def _venue(text: str, forms: Sequence[str], venue: Callable[[], str]) -> str:
    """Return the form of the venue that the entry has: what it shows there, where that is short for one of them."""
    best = nearest(text, forms)
    if not best or fold(best).text in text or fuzz.partial_ratio(fold(best).text[:_SCORED], text) >= _DAMAGED:
        return best  # the name is there, perhaps with slips
    shown = venue()
    if not shown or fold(shown).text not in text:
        return best
    return shown if any(is_same_venue(shown, form) for form in forms) else best


def people_of(record: Record, text: str) -> tuple[Name, ...]:
    """Return whom an entry names: the authors, or the editors of a volume that says so."""
    return record.editors if not record.authors and _EDITED.search(text) else record.authors


def with_greek(text: str, title: str) -> str:
    """Return the title with Greek letters spelt out, or written as letters, if the entry does it so."""
    for other in (spell_greek(title), write_greek(title)):
        one, two = (fold(form[:_SCORED]).text for form in (other, title))
        if other != title and fuzz.partial_ratio(one, text) > fuzz.partial_ratio(two, text):
            return other
    return title


def refine(reading: Reading, records: Sequence[Record]) -> Choice | None:
    """Return the choice with the forms that the entry really uses, or None where nothing would change."""
    choice = reading.choice
    updated = replace(choice)
    head = _head(reading.alignment.written.text, choice.title)
    updated.people = refine_people(reading, people_of(records[0], head))
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
    if role == "venue" and _is_beside(reading, placed):
        return ""
    if role in ("title", "venue"):
        lost = (1 - placed.likeness) * (placed.j2 - placed.j1)
        return text if placed.likeness >= _PRESENT or lost < _FEW + 1 else ""
    forms = pages.page_forms(records) if role == "pages" else pages.values(records, role, window)
    return closest(window, forms) or text


def _is_beside(reading: Reading, placed: Placed) -> bool:
    """Tell whether the entry has another name there, of which a few letters happen to agree."""
    near = [change for change in reading.alignment.changes if placed.j1 - _FEW <= change.j2 and change.j1 <= placed.j2]
    extra = sum(sum(map(str.isalnum, change.written)) - len(change.expected) for change in near)
    return extra > (placed.j2 - placed.j1) * _HALF and extra > _STRANGE


def _refine_year(reading: Reading, placed: Placed, known: Sequence[str]) -> str:
    """Return the year as the entry has it, where that is one of the right ones, or a letter follows it."""
    written = reading.alignment.written.text
    window = written[placed.i1 : placed.i2 + 1]
    lettered = re.match(r"\s*(\d{4}[a-z])\b(?=[),])", written[placed.i1 : placed.i2 + 2])
    if lettered and lettered[1][:4] in known:
        return lettered[1]
    if not any(char.isalnum() for char in window):
        return ""
    if not known:
        stated = re.search(r"\d{4}[a-z]?|in press", window)
        return stated[0] if stated else "n.d."
    dateless = ("n.d.", "in press") if len(window) <= _IN_PRESS else ()
    return closest(written[placed.i1 : placed.i2], (*known, *dateless)) or placed.piece.text


def closest(window: str, forms: Iterable[str]) -> str:
    """Return the form with the fewest slips; of equals the one of the same length, else the first."""

    def slips(form: str) -> tuple[int, int]:
        folded = fold(form).text
        return Levenshtein.distance(window, folded), abs(len(window) - len(folded))

    return min(forms, key=slips, default="")
