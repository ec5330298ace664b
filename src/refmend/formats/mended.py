"""An entry with its mistake and its mending side by side, as far as a stored report holds the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.formats import patch
from refmend.formats.safety import has_unsafe
from refmend.formats.view import View, difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model.report import FindingView, ReferenceView

_LONGEST = 3000
_MOST_CHANGED = 1000
_NEIGHBOURS = 1


def entry_steps(view: View, finding: FindingView) -> list[tuple[str, str]]:
    """Return the entry in pieces: `same`, and `del` with `ins` where the fix changes it, or `mark` for the place."""
    reference = view.references.get(finding.reference)
    if reference is None:
        return []
    fixed = _fixed(reference, reference.text, finding)
    if fixed is not None and fixed != reference.text:
        return _short(_changes(reference.text, fixed))
    start = _offset(reference, finding.line, finding.column)
    end = _offset(reference, finding.end_line, finding.end_column)
    text = reference.text
    if start is None or end is None or end < start:
        return _short([("same", text)])
    return _short([("same", text[:start]), ("mark", text[start:end]), ("same", text[end:])])


def _changes(old: str, new: str) -> list[tuple[str, str]]:
    """Return the difference word by word, what both have at their ends left aside first."""
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    pairs = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), most)
    while start and old[start - 1].isalnum():
        start -= 1
    while same and old[len(old) - same].isalnum():
        same -= 1
    middle, changed = old[start : len(old) - same], new[start : len(new) - same]
    if max(len(middle), len(changed)) > _MOST_CHANGED:
        steps = [("del", middle), ("ins", changed)]
    else:
        steps = difference(middle, changed)
    return [("same", old[:start]), *steps, ("same", old[len(old) - same :])]


def _short(steps: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the steps without empty ones, and with the far ends of a very long entry cut off."""
    kept = [(kind, text) for kind, text in steps if text]
    cut = []
    for index, (kind, text) in enumerate(kept):
        if len(text) <= _LONGEST:
            cut.append((kind, text))
        elif index == 0 and len(kept) > 1:
            cut.append((kind, "…" + text[-_LONGEST:]))
        else:
            cut.append((kind, text[:_LONGEST] + "…"))
    return cut


def patch_of(view: View, finding: FindingView) -> str:
    """Return the fix as a unified diff; empty where the report does not hold whole lines."""
    reference = view.references.get(finding.reference)
    if not finding.fix or reference is None or reference.before is None or reference.after is None:
        return ""
    if reference.file != finding.file or len(reference.before) != reference.column - 1:
        return ""
    whole = reference.before + reference.text + reference.after
    text = _fixed(reference.model_copy(update={"text": whole, "column": 1}), whole, finding)
    if text is None or text == whole or has_unsafe(text):
        return ""
    old, new = whole.split("\n"), text.split("\n")
    above = _neighbours(view, finding.file, reference.line - 1, -1)[::-1]
    below = _neighbours(view, finding.file, reference.line + len(old), 1)
    lines = [f"{line}\n" for line in (*above, *old, *below)]
    change = patch.Change(len(above), len(above) + len(old), tuple(f"{line}\n" for line in new))
    return patch.header(finding.file) + patch.hunks(lines, [change], above=reference.line - 1 - len(above))


def _neighbours(view: View, path: str, number: int, step: int) -> list[str]:
    """Return the lines that the report holds next to a line, nearest first; one is enough for git."""
    found: list[str] = []
    while len(found) < _NEIGHBOURS and (line := view.lines.get((path, number))) is not None and not has_unsafe(line):
        found.append(line)
        number += step
    return found


def _fixed(reference: ReferenceView, text: str, finding: FindingView) -> str | None:
    """Return the text with the edits of the finding's fix; None where there are none or one lies outside."""
    if not finding.fix or not finding.fix.edits:
        return None
    for edit in sorted(finding.fix.edits, key=lambda item: (item.start_line, item.start_column), reverse=True):
        start = _offset(reference, edit.start_line, edit.start_column)
        end = _offset(reference, edit.end_line, edit.end_column)
        if start is None or end is None or end < start:
            return None
        text = text[:start] + edit.replacement + text[end:]
    return text


def _offset(reference: ReferenceView, line: int, column: int) -> int | None:
    """Return the offset in the entry's text of a place in its file; None where it lies outside."""
    lines = reference.text.split("\n")
    index = line - reference.line
    at = column - (reference.column if index == 0 else 1)
    if not 0 <= index < len(lines) or not 0 <= at <= len(lines[index]):
        return None
    return sum(len(text) + 1 for text in lines[:index]) + at
