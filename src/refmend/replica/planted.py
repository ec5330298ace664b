"""Planted mistakes: our own list with slips made in it, and whether a run found them."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from refmend.replica.works import stored, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LIST_FILE, PLANTED_FILE = "chapter-01.md", "planted.json"
AROUND = 3
LONG = 30


class Planted(Struct, frozen=True):
    """One mistake, the 1-based line it stands on, and the rules of which one has to report it."""

    name: str
    line: int
    rules: tuple[str, ...]

    def findings(self, run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the findings of a JSON run that report this mistake where it stands."""
        here = (one for one in run["findings"] if one["line"] <= self.line <= one["end_line"])
        return [one for one in here if one["rule"] in self.rules and not one["suppressed_by"]]


def true_list() -> str:
    """Return our own reading list as it is packaged."""
    return text(LIST_FILE)


def plant(original: str) -> tuple[str, tuple[Planted, ...]]:
    """Return a list with the slips made and the entries added, and what was planted where.

    Raises `ValueError` where a slip does not fit the list any more.
    """
    content = stored(PLANTED_FILE)
    lines = original.replace("# ", "# With planted mistakes: ", 1).rstrip("\n").split("\n")
    planted = []
    for slip in content["slips"]:
        number = next(at for at, line in enumerate(lines) if line.startswith(f"{slip['entry']}. "))
        if slip["find"] not in lines[number]:
            raise ValueError(f"entry {slip['entry']} does not hold {slip['find']!r}")
        lines[number] = lines[number].replace(slip["find"], slip["put"])
        planted.append(Planted(slip["name"], number + 1, tuple(slip["rules"])))
    entries = sum(line[:1].isdigit() for line in lines)
    for number, entry in enumerate(content["entries"], entries + 1):
        lines.append(f"{number}. {entry['text']}")
        planted.append(Planted(entry["name"], len(lines), tuple(entry["rules"])))
    return "\n".join(lines) + "\n", tuple(planted)


def changes(diff: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the changed places of a unified diff of one-line entries: pairs of text and style, cut to what matters."""
    removed: list[str] = []
    for line in diff.splitlines():
        if line.startswith("-") and not line.startswith("---"):
            removed.append(line[1:])
        elif line.startswith("+") and not line.startswith("+++") and removed:
            yield from _line_changes(removed.pop(0), line[1:])
        elif line.startswith("@@"):
            removed.clear()


def _line_changes(old: str, new: str) -> Iterator[list[tuple[str, str]]]:
    """Yield each changed place of an entry, under the entry's number and with a few words around it."""
    before, after = old.split(), new.split()
    for start, end, new_start, new_end in _places(before, after):
        gone, come = " ".join(before[start:end]), " ".join(after[new_start:new_end])
        left, right = " ".join(before[max(1, start - AROUND) : start]), " ".join(before[end : end + AROUND])
        same = [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(gone, come, strict=False))]
        if len(same) > LONG:
            left, gone, come = "".join(same[-LONG:]), gone[len(same) :], come[len(same) :]
        elif left:
            left += " "
        changed = [(gone, "red strike"), (" " if gone and come else "", ""), (come, "green")]
        yield [(f"{before[0]:>4} ", "bold"), (f"…{left}", "dim"), *changed, (f" {right}…" if right else "", "dim")]


def _places(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the word ranges that differ; two with few words between them are one."""
    found: list[tuple[int, int, int, int]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        near = found.pop() if found and start - found[-1][1] <= AROUND else (start, end, new_start, new_end)
        found.append((near[0], end, near[2], new_end))
    return found
