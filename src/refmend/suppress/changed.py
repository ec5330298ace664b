"""Findings outside the changed lines; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.model import Finding


def is_touched(finding: Finding, changed_lines: Mapping[str, Sequence[range]]) -> bool:
    """Tell whether a line of the finding or of its reference changed.

    An empty range stands for lines that were removed before its start: it touches what it lies inside of.
    """
    source = finding.reference.source
    places = [source.locate(finding.reference.span), source.locate(finding.span)]
    first = min(place.line for place in places)
    last = max(place.end_line - (place.end_column == 1 and place.end_line > place.line) for place in places)
    for lines in changed_lines.get(source.path, ()):
        if lines and lines.start <= last and first < lines.stop:
            return True
        if not lines and first < lines.start <= last:
            return True
    return False
