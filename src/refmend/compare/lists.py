"""Lists of authors: who is missing, who is too many, who is misspelt, who stands in the wrong place."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from refmend.compare.people import grade, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Name

Kind = Literal["same", "slip", "initial", "different", "missing", "extra", "order", "elsewhere", "unknown"]

_COST = {"same": 0, "unknown": 1, "slip": 3, "initial": 5, "different": 15}
_GAP = 8
_ALPHABETISED = 3
_MOST = 400
_PAIR, _SIX, _TEN = 2, 6, 10


class Match(Struct, frozen=True):
    """One line of two lists set side by side: indices of the written and of the record's name, or None."""

    kind: Kind
    written: int | None
    known: int | None


def expected_indices(total: int, count: int, *, ellipsis: int | None, et_al: bool) -> list[int]:
    """Return which of the record's authors a written list of `count` names should hold."""
    if ellipsis is not None and total > ellipsis:
        return [*range(ellipsis), *range(max(ellipsis, total - (count - ellipsis)), total)]
    return list(range(min(count, total) if et_al else total))


def match_lists(written: Sequence[Name], known: Sequence[Name], indices: Sequence[int]) -> list[Match]:
    """Set two lists side by side; equal order is tried first, then the cheapest alignment."""
    if len(written) > _MOST or len(indices) > _MOST:
        return []
    shown = {person(name).script for name in written}
    mixed = len(shown) > 1 and bool(shown & {person(known[j]).script for j in indices})
    if len(written) == len(indices):
        straight = [
            Match(grade(name, known[j], mixed=mixed), i, j)
            for i, (name, j) in enumerate(zip(written, indices, strict=True))
        ]
        if all(match.kind in ("same", "unknown", "slip", "initial") for match in straight):
            return straight
    found = _cheapest(written, known, indices, mixed=mixed)
    return _reordered(found, written, known)


def _cheapest(written: Sequence[Name], known: Sequence[Name], indices: Sequence[int], *, mixed: bool) -> list[Match]:
    """Return the alignment with the least cost (edit distance over names)."""
    rows, columns = len(written), len(indices)
    grades = [[grade(name, known[j], mixed=mixed) for j in indices] for name in written]
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i and j:
                pair = cost[i - 1][j - 1] + _COST[grades[i - 1][j - 1]]
                cost[i][j] = min(pair, cost[i - 1][j] + _GAP, cost[i][j - 1] + _GAP)
            else:
                cost[i][j] = (i + j) * _GAP
    found: list[Match] = []
    i, j = rows, columns
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + _COST[grades[i - 1][j - 1]]:
            i, j = i - 1, j - 1
            found.append(Match(grades[i][j], i, indices[j]))
        elif i and (not j or cost[i][j] == cost[i - 1][j] + _GAP):
            i -= 1
            found.append(Match("extra", i, None))
        else:
            j -= 1
            found.append(Match("missing", None, indices[j]))
    return found[::-1]


def _reordered(found: list[Match], written: Sequence[Name], known: Sequence[Name]) -> list[Match]:
    """Return the matches with names that are in both lists at different places marked as order."""
    spare = [match for match in found if match.kind in ("missing", "different") and match.known is not None]
    out: list[Match] = []
    taken: set[int] = set()
    for match in found:
        if match.kind not in ("extra", "different") or match.written is None:
            out.append(match)
            continue
        home = next(
            (other.known for other in spare
             if other.known is not None and other.known not in taken
             and grade(written[match.written], known[other.known]) == "same"), None)  # fmt: skip
        if home is None:
            out.append(
                Match("elsewhere", match.written, match.known) if _is_known(written[match.written], known) else match
            )
            continue
        taken.add(home)
        out.append(Match("order", match.written, home))
    return [match for match in out if not (match.kind == "missing" and match.known in taken)]


def _is_known(name: Name, known: Sequence[Name]) -> bool:
    """Tell whether a name is in the record at all, though not where the entry needs it."""
    return any(grade(name, other) == "same" for other in known[:_MOST])


def tells_order(written: Sequence[Name], known: Sequence[Name]) -> bool:
    """Tell whether the order of a record's list is the work's own.

    Some deposits are sorted by family name whatever the work says. Such a list tells the order only of a work that
    is itself nearly sorted: two names swapped or one moved among six, two moved among ten, are hardly ever chance.
    """
    if not is_alphabetised(known):
        return True
    keys = [_sorting_key(name) for name in written]
    moved = len(keys) - _longest_rise(keys)
    displaced = sum(key != other for key, other in zip(keys, sorted(keys), strict=True))
    return (len(keys) >= _SIX and (moved <= 1 or displaced <= _PAIR)) or (len(keys) >= _TEN and moved <= _PAIR)


def _longest_rise(keys: Sequence[str]) -> int:
    """Return the length of the longest subsequence that does not fall (patience sorting)."""
    ends: list[str] = []
    for key in keys:
        at = bisect.bisect_right(ends, key)
        ends[at : at + 1] = [key]
    return len(ends)


def _sorting_key(name: Name) -> str:
    """Return what a list of names is sorted by."""
    return max(person(name).wholes, key=len, default="")


def is_alphabetised(known: Sequence[Name]) -> bool:
    """Tell whether a record's list is sorted by family name, so that its order says nothing."""
    keys = [_sorting_key(name) for name in known]
    return len(keys) >= _ALPHABETISED and keys == sorted(keys)
