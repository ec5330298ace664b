"""Findings outside the changed lines; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.model import Finding, SourceFile, Span


def is_touched(finding: Finding, changed_lines: Mapping[str, Sequence[range]]) -> bool:
    """Tell whether a line of the finding, of its reference or of an entry that it names too has changed.

    An empty range stands for lines that were removed before its start: it touches what it lies inside of.
    """
    reference = finding.reference
    if _is_changed(reference.source, (reference.span, finding.span), changed_lines):
        return True
    return any(_is_changed(other.source, (other.span,), changed_lines) for other in finding.related)


def _is_changed(source: SourceFile, spans: Sequence[Span], changed_lines: Mapping[str, Sequence[range]]) -> bool:
    """Tell whether a line changed from the first of the spans to the last."""
    places = [source.locate(span) for span in spans]
    first = min(place.line for place in places)
    last = max(place.end_line - (place.end_column == 1 and place.end_line > place.line) for place in places)
    for lines in changed_lines.get(source.path, ()):
        if lines and lines.start <= last and first < lines.stop:
            return True
        if not lines and first < lines.start <= last:
            return True
    return False
