"""Alignment: the minimal differing runs between what is written and what was expected, exact to the character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from refmend.compare.fold import Folded


@dataclass(frozen=True, slots=True)
class Change:
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


@dataclass(frozen=True, slots=True)
class Alignment:
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
    """Align two folded texts (Levenshtein); runs next to each other are one change."""
    runs: list[list[int]] = []
    a, b = written.text, expected.text
    for step in Levenshtein.opcodes(a, b):
        if step.tag == "equal":
            continue
        i1, i2, j1, j2 = step.src_start, step.src_end, step.dest_start, step.dest_end
        if runs and (runs[-1][1] == i1 or _is_moved_blank(a, b, [*runs[-1], i1, i2, j1, j2])):
            runs[-1][1], runs[-1][3] = i2, j2
        else:
            runs.append([i1, i2, j1, j2])
    changes = tuple(Change(i1, i2, j1, j2, a[i1:i2], b[j1:j2]) for i1, i2, j1, j2 in runs)
    return Alignment(written, expected, changes)


def _is_moved_blank(a: str, b: str, runs: list[int]) -> bool:
    """Tell whether two runs only move a sign across the blank between them (" ." for ". ")."""
    i1, before, j1, _, after, i2, _, j2 = runs
    if a[before:after].strip():
        return False
    written, expected = a[i1:i2], b[j1:j2]
    return written.replace(" ", "") == expected.replace(" ", "") != ""
