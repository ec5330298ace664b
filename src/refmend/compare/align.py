"""Alignment: the minimal differing runs between what is written and what was expected, exact to the character."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from refmend.compare.fold import Folded


_NEAR = 3


class Change(Struct, frozen=True):
    """One differing run: folded characters `i1:i2` as written stand where `j1:j2` were expected."""

    i1: int
    i2: int
    j1: int
    j2: int
    written: str
    expected: str

    @property
    def is_spacing(self) -> bool:
        """Tell whether only blanks differ."""
        return self.written.replace(" ", "") == self.expected.replace(" ", "")

    @property
    def is_punctuation(self) -> bool:
        """Tell whether no letter and no digit is involved on either side."""
        return not any(char.isalnum() for char in self.written + self.expected)


class Alignment(Struct, frozen=True):
    """Two folded texts side by side; `changes` are in order and at least one agreeing character apart."""

    written: Folded
    expected: Folded
    changes: tuple[Change, ...]

    def window(self, j1: int, j2: int) -> tuple[int, int]:
        """Return the folded range of the written text that stands for `expected.text[j1:j2]`.

        A run that crosses the border is given to the range with all it holds.
        """
        return self.start_of(j1), self.end_of(j2)

    def start_of(self, j: int) -> int:
        """Return where the written characters for expected `j` and later begin."""
        shift = 0
        for change in self.changes:
            if change.j1 >= j:
                break
            if change.j2 > j:
                return min(change.i1 + j - change.j1, change.i2)
            shift = change.i2 - change.j2
        return j + shift

    def end_of(self, j: int) -> int:
        """Return where the written characters for what is expected before `j` end."""
        shift = 0
        for change in self.changes:
            if change.j1 > j or change.j1 == j < change.j2:
                break
            if change.j2 > j:
                return max(change.i2 - (change.j2 - j), change.i1)
            shift = change.i2 - change.j2
        return j + shift


def align(written: Folded, expected: Folded) -> Alignment:
    """Align two folded texts (Levenshtein); runs next to each other are one change, and whole words stay whole."""
    runs: list[list[int]] = []
    a, b = written.text, expected.text
    for step in Levenshtein.opcodes(a, b):
        if step.tag == "equal":
            continue
        run = [step.src_start, step.src_end, step.dest_start, step.dest_end]
        if runs and (runs[-1][1] == run[0] or _is_moved_blank(a, b, runs[-1], run)):
            runs[-1][1], runs[-1][3] = run[1], run[3]
        elif runs and (whole := _joined(a, b, runs[-1], run)):
            runs[-1] = whole
        else:
            runs.append(run)
    for run in runs:
        _slide(a, b, run)
    changes = tuple(Change(i1, i2, j1, j2, a[i1:i2], b[j1:j2]) for i1, i2, j1, j2 in runs)
    return Alignment(written, expected, changes)


def _is_moved_blank(a: str, b: str, first: list[int], second: list[int]) -> bool:
    """Tell whether two runs only move a sign across the blank between them (" ." for ". ")."""
    if a[first[1] : second[0]].strip():
        return False
    written, expected = a[first[0] : second[1]], b[first[2] : second[3]]
    return written.replace(" ", "") == expected.replace(" ", "") != ""


def _joined(a: str, b: str, first: list[int], second: list[int]) -> list[int] | None:
    """Return two insertions (or two removals) as one, if what stands between them can as well stand beside them."""
    if second[0] - first[1] > _NEAR:
        return None
    written, expected = a[first[0] : second[1]], b[first[2] : second[3]]
    if first[2] == first[3] and second[2] == second[3] and written.endswith(expected):
        return [first[0], second[1] - len(expected), first[2], first[2]]
    if first[0] == first[1] and second[0] == second[1] and expected.endswith(written):
        return [first[0], first[0], first[2], second[3] - len(written)]
    return None


def _slide(a: str, b: str, run: list[int]) -> None:
    """Move an insertion or a removal of several characters to the left, if it then begins with a word."""
    i1, i2, j1, j2 = run
    text, start, end = (a, i1, i2) if j1 == j2 else (b, j1, j2)
    if (i1 < i2 and j1 < j2) or end - start <= 1:
        return
    for back in range(min(end - start, i1, j1) + 1):
        if back and text[start - back] != text[end - back]:
            return
        if not text[start - back - 1 : start - back].isalnum() and text[start - back].isalnum():
            run[:] = [i1 - back, i2 - back, j1 - back, j2 - back]
            return
