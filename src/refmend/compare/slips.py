"""Slips: which differing runs of an alignment are mistakes, which are the author's style, and how each is mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from refmend.compare.align import Change
from refmend.compare.case import in_case_of
from refmend.compare.fold import fold
from refmend.compare.people import MOJIBAKE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.compare.fold import Folded
    from refmend.compare.reading import Placed, Reading

_LABEL = re.compile(r"[\s,;:.]*\(?(?:pp?\.|vol\.?|nos?\.|art(?:icle|\.)|issue|in:?)\s*", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[\s.-]{0,2}[^\W\d_]\.\s?)+|(?:[\s-][^\W\d_])+|(?:\.[\s-]{0,2}[^\W\d_])+")
_AND = frozenset({"&", "and", "und", "et", "e", "y", "en", "og", "och"})
_PREFIX = re.compile(r"\b(?:Mac|Mc|Vander|Fitz|D|O)$")
_SMALL = r"(?:of|and|to|in|on|the|by|for|or|as|at|with)"
_BEFORE_GAP, _AFTER_GAP = re.compile(rf"\w-{_SMALL}$"), re.compile(rf"{_SMALL}-\w")
_CLOSING = frozenset(":;,.?!)]")
_PROSE = ("title", "venue")
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINTS = frozenset("-/+=<>|~")
_WORDS = ("family", "title", "venue")
_NUMBERS = ("year", "volume", "issue", "pages")
_LONG, _MUCH, _MANY = 3, 12, 300
_RIGHT, _WRONG = 0.5, 2


class Slip(Struct, frozen=True):
    """One mistake: the change, the piece it belongs to, and its mending as (start, end, replacement) in the entry.

    `spacing` is true where only blanks are wrong, `case` where only a capital is, `gap` where the style's own signs
    between values are.
    """

    change: Change
    placed: Placed
    edits: tuple[tuple[int, int, str], ...]
    spacing: bool = False
    gap: bool = False
    case: bool = False


def slips(reading: Reading, *, joined_initials: bool = False) -> Iterator[Slip]:
    """Yield the mistakes of an entry in order; what is merely style, or beyond the record's knowledge, is left out."""
    extra = _extra_runs(reading)
    exact = reading.choice.layout.exact
    for whole in reading.alignment.changes:
        change = whole if reading.choice.signs_matter else _without_signs(whole)
        owners = owners_of(reading, change)
        if not owners or whole in extra or _is_style(reading, change, owners, joined_initials=joined_initials):
            continue
        if not exact and not (_is_inside(change, owners) or _continues_a_word(reading, change, owners)):
            continue
        owner = next((placed for placed in owners if placed.piece.role != "gap"), owners[0])
        if all(placed.piece.role == "gap" for placed in owners):
            owner = _named_gap(reading, owners[0])
        edits = mend(reading, change)
        if edits:
            gap = all(placed.piece.role == "gap" for placed in owners)
            yield Slip(change, owner, edits, spacing=change.is_spacing, gap=gap)


def _extra_runs(reading: Reading) -> frozenset[Change]:
    """Return the changes that together are something the record does not know, such as a translator in brackets.

    The alignment may tear such a run apart, because a sign of the style is found inside it.
    """
    clusters: list[list[Change]] = []
    for change in reading.alignment.changes:
        last = clusters[-1][-1] if clusters else None
        between = reading.alignment.written.text[last.i2 : change.i1] if last else ""
        if last and not any(char.isalnum() for char in between):
            clusters[-1].append(change)
        else:
            clusters.append([change])
    return frozenset(
        change for cluster in clusters if len(cluster) > 1 and _is_extra_cluster(reading, cluster) for change in cluster
    )


def _is_extra_cluster(reading: Reading, cluster: list[Change]) -> bool:
    """Tell whether runs between two values hold much more than was expected there."""
    written = sum(char.isalnum() for change in cluster for char in change.written)
    expected = sum(char.isalnum() for change in cluster for char in change.expected)
    if written < 2 * expected + _LONG:
        return False
    return any(placed.piece.role == "gap" for change in cluster for placed in owners_of(reading, change))


def _is_inside(change: Change, owners: list[Placed]) -> bool:
    """Tell whether a change lies inside one value, away from the signs of a style that is not known well."""
    placed = owners[0]
    return len(owners) == 1 and placed.piece.role != "gap" and placed.j1 < change.j2 and change.j1 < placed.j2


def _without_signs(change: Change) -> Change:
    """Return a change without the signs around the letters and digits of both sides: the style may have others."""
    if change.is_punctuation:
        return change
    (a, b), (c, d) = _letters_in(change.written), _letters_in(change.expected)
    if c == d:
        c = d = 0 if a == 0 else len(change.expected)
    elif a == b:
        a = b = 0 if c == 0 else len(change.written)
    written, expected = change.written[a:b], change.expected[c:d]
    return Change(change.i1 + a, change.i1 + b, change.j1 + c, change.j1 + d, written, expected)


def _letters_in(text: str) -> tuple[int, int]:
    """Return the range from the first letter or digit to the last; an empty one where there is none."""
    found = [at for at, char in enumerate(text) if char.isalnum()]
    return (found[0], found[-1] + 1) if found else (0, 0)


def _continues_a_word(reading: Reading, change: Change, owners: list[Placed]) -> bool:
    """Tell whether a letter too many is glued to a name, a title or a venue, or a digit to a number."""
    if change.expected or not change.written or len(change.written) >= _LONG:
        return False
    roles = _WORDS if change.written.isalpha() else _NUMBERS if change.written.isdigit() else ()
    placed = next((one for one in owners if one.piece.role in roles), None)
    text = reading.alignment.written.text
    before, after = text[max(0, change.i1 - 1) : change.i1].isalnum(), text[change.i2 : change.i2 + 1].isalnum()
    if placed is None or before == after:
        return False
    return change.j1 == (placed.j2 if before else placed.j1)


def owners_of(reading: Reading, change: Change) -> list[Placed]:
    """Return the pieces that a change touches; for an insertion between two, the one that it damages."""
    touched = [placed for placed in reading.pieces if placed.j1 < change.j2 and placed.j2 > change.j1]
    if touched:
        return touched
    beside = [placed for placed in reading.pieces if placed.j1 <= change.j1 <= placed.j2]
    inside = [placed for placed in beside if placed.j1 < change.j1 < placed.j2]
    return inside or beside


def _named_gap(reading: Reading, gap: Placed) -> Placed:
    """Return the value that a gap follows, for want of a name of its own."""
    at = reading.pieces.index(gap)
    return reading.pieces[at - 1] if at else gap


def _is_style(reading: Reading, change: Change, owners: list[Placed], *, joined_initials: bool) -> bool:
    """Tell whether a change is a matter of taste, or says something that the record cannot know."""
    if change.is_spacing:
        doubled = not reading.choice.signs_matter and _doubles_a_blank(reading, change)
        return doubled or _is_spacing_style(reading, change, owners, joined_initials=joined_initials)
    if change.is_punctuation and not is_half_hyphened(reading.alignment.written.text, change):
        return True
    if any(_is_fuller(reading, placed) or _is_damaged(placed) for placed in owners):
        return True
    if owners[0].piece.role in _PROSE and (_is_formula(reading, change, owners) or _is_and(change)):
        return True
    if change.j1 == change.j2 == 0:
        return not change.written.isalpha() or len(change.written) >= _LONG
    return _is_extra(change, owners) or _is_more_initials(reading, change, owners) or _is_absent(change, owners)


def is_half_hyphened(written: str, change: Change) -> bool:
    """Tell whether a compound lost one of its two hyphens: nobody means "chain of-thought"."""
    if (change.written, change.expected) != (" ", "-"):
        return False
    before, after = written[max(0, change.i1 - 8) : change.i1], written[change.i2 : change.i2 + 8]
    return bool(_BEFORE_GAP.search(before) or _AFTER_GAP.match(after))


def _is_and(change: Change) -> bool:
    """Tell whether an ampersand stands for a word."""
    sides = {change.written.strip(), change.expected.strip()}
    return "&" in sides and sides <= _AND


def _is_formula(reading: Reading, change: Change, owners: list[Placed]) -> bool:
    """Tell whether a change lies in a formula of the title, which is written in as many ways as there are writers."""
    places, placed = reading.choice.formulas, owners[0]
    if not places or placed.piece.role != "title":
        return False
    text = reading.alignment.expected.text
    low, high = (sum(map(str.isalnum, text[placed.j1 : j])) for j in (change.j1, change.j2))
    return any(start <= high and low <= end for start, end in places)


def _is_fuller(reading: Reading, placed: Placed) -> bool:
    """Tell whether the entry writes a given name in full of which the record has the initial, or its ruins."""
    if placed.piece.role != "given":
        return False
    if "\ufffd" in reading.alignment.written.text[placed.i1 : placed.i2]:
        return True
    written = _LETTERS.findall(reading.alignment.written.text[placed.i1 : placed.i2])
    known = _LETTERS.findall(fold(placed.piece.text).text)
    if not any(len(word) >= _LONG for word in written) or any(len(word) > 1 for word in known):
        return False
    return all(word[0] == initial for word, initial in zip(written, known, strict=False))


def _is_damaged(placed: Placed) -> bool:
    """Tell whether the record's own name is broken by a wrong decoding, so that it can correct nothing."""
    return placed.piece.role == "family" and bool(MOJIBAKE.search(placed.piece.text))


def _is_extra(change: Change, owners: list[Placed]) -> bool:
    """Tell whether the entry says more than the record between two values: an edition, an editor, a label."""
    at_border = len(owners) > 1 or owners[0].piece.role == "gap"
    if change.j1 == change.j2:
        placed = owners[0]
        at_border = at_border or change.j1 in (placed.j1, placed.j2)
    letters = sum(char.isalnum() for char in change.written)
    expected = sum(char.isalnum() for char in change.expected)
    if not at_border:  # more than the value itself: then its first letters were seen in other words
        return letters - expected > max(_MUCH, owners[0].j2 - owners[0].j1)
    if _LABEL.fullmatch(change.written):
        return True
    return len(change.written) >= _LONG and letters >= 2 * expected + 2


def _is_more_initials(reading: Reading, change: Change, owners: list[Placed]) -> bool:
    """Tell whether the entry gives an initial that the record does not have: not confirmed, but no mistake."""
    first = reading.pieces.index(owners[0])
    roles = {placed.piece.role for placed in (*reading.pieces[max(0, first - 1) : first + 1], *owners)}
    return "given" in roles and not change.expected and bool(_INITIALS.fullmatch(change.written))


def _is_absent(change: Change, owners: list[Placed]) -> bool:
    """Tell whether a value of the record is not in the entry at all."""
    if any(char.isalnum() for char in change.written):
        return False
    return any(placed.piece.role != "gap" and change.j1 <= placed.j1 and placed.j2 <= change.j2 for placed in owners)


def _is_spacing_style(reading: Reading, change: Change, owners: list[Placed], *, joined_initials: bool) -> bool:
    """Tell whether blanks differ as a matter of taste: on both sides of a dash, between initials."""
    written, expected = reading.alignment.written, reading.alignment.expected
    if change.i1 < change.i2 and written.raw[written.starts[change.i1] : written.ends[change.i1]] == "\u00a0":
        return True
    if change.i1 == 0 or change.i2 == len(written.text):
        return True
    if _is_balanced(written.text, expected.text, change):
        return True
    if owners[0].piece.role in _PROSE and _is_typesetting(reading, change):
        return True
    if owners[0].piece.role == "family" and not change.written and _is_joined_prefix(written, change):
        return True
    given = owners[0].piece.role == "given" and len(owners) == 1
    return joined_initials and given and not change.written


def _is_typesetting(reading: Reading, change: Change) -> bool:
    """Tell whether the registry's blanks are the odd ones: one before a colon, or none around what was emphasised.

    "ofAg+ions" is known by a capital inside a word that begins small, where the entry has a blank.
    """
    expected = reading.alignment.expected
    if not change.written:
        return expected.text[change.j2 : change.j2 + 1] in _CLOSING
    start, end = expected.text.rfind(" ", 0, change.j1) + 1, expected.text.find(" ", change.j1)
    end = end if end > 0 else len(expected.text)
    word = "".join(expected.raw[expected.starts[j]] for j in range(start, end))
    inside = (other.j1 - start for other in reading.alignment.changes if other.is_spacing and other.written)
    if len(reading.alignment.changes) > _MANY:  # every change is held against the others: no entry has so many
        return False
    return not change.expected and any(
        1 < at < len(word) and word[:at].islower() and word[at].isupper() for at in inside
    )


def _is_joined_prefix(written: Folded, change: Change) -> bool:
    """Tell whether a name is written in one word that the record divides: McDonald, VanderPlas."""
    at = written.raw_start(change.i1)
    return written.raw[at : at + 1].isupper() and bool(_PREFIX.search(written.raw, max(0, at - 8), at))


def _is_balanced(written: str, expected: str, change: Change) -> bool:
    """Tell whether a dash or the like beside the change has blanks on both sides, or on neither, in either text."""
    for i, j in ((change.i1 - 1, change.j1 - 1), (change.i2, change.j2)):
        if not (0 < i < len(written) - 1 and 0 < j < len(expected) - 1) or written[i] not in _JOINTS:
            continue
        as_written = written[i - 1] == " ", written[i + 1] == " "
        as_expected = expected[j - 1] == " ", expected[j + 1] == " "
        return as_written[0] == as_written[1] and as_expected[0] == as_expected[1]
    return False


def _doubles_a_blank(reading: Reading, change: Change) -> bool:
    """Tell whether one side only has more blanks where the other has one: deposited titles do, and nobody means it."""
    text = reading.alignment.written.text
    if change.written.strip() or change.expected.strip():
        return False
    return " " in (text[max(0, change.i1 - 1) : change.i1], text[change.i2 : change.i2 + 1])


def mend(reading: Reading, change: Change) -> tuple[tuple[int, int, str], ...]:
    """Return the edits (start, end, replacement) in the entry's text that undo a change.

    Emphasis marks and other signs that folding ignores are left where they are.
    """
    written, expected = reading.alignment.written, reading.alignment.expected
    right = _expected_text(reading, change, expected)
    if change.i1 == change.i2:
        at = _insertion_point(written, change, right)
        return ((at, at, right),) if right else ()
    chunks: list[list[int]] = []
    for index in range(change.i1, change.i2):
        start, end = written.starts[index], written.ends[index]
        if chunks and start <= chunks[-1][1]:
            chunks[-1][1] = max(end, chunks[-1][1])
        else:
            chunks.append([start, end])
    edits = [(start, end, "") for start, end in chunks]
    edits[0] = (edits[0][0], edits[0][1], right)
    return tuple(edit for edit in edits if written.raw[edit[0] : edit[1]] != edit[2])


def _expected_text(reading: Reading, change: Change, expected: Folded) -> str:
    """Return the expected characters in the case that the entry uses there."""
    if change.j1 == change.j2:
        return ""
    start, end = expected.raw_start(change.j1), expected.raw_end(change.j2)
    return in_case_of(reading, change, expected.raw[start:end])


def _insertion_point(written: Folded, change: Change, right: str) -> int:
    """Return where to insert: inside an emphasised word, or outside the marks that end one."""
    before, after = written.raw_end(change.i1), written.raw_start(change.i1)
    if before == after:
        return before
    following = written.text[change.i1 : change.i1 + 1]
    return after if right[-1:].isalnum() and following.isalnum() else before
