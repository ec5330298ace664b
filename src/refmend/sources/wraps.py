"""DOIs that the end of a line divides: joined again where nothing else can be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.identifiers import find
from refmend.model import IdentifierKind, Span

if TYPE_CHECKING:
    from refmend.model import Mention
    from refmend.sources.passage import Passage

# What no line of a list ends with, unless a DOI goes on in the next one.
DIVIDED = re.compile(r"(?:doi\.org/|\b10\.\d{4,9}/(?:[a-z]\.|\S{0,200}[_-])?)[ \t]*$", re.IGNORECASE)
_STUB = re.compile(r"10\.\d{4,9}/[a-z]?$", re.IGNORECASE)
_BREAK = re.compile(r"(\.?)\s{1,40}(?=\S)")
_NUMBERED = re.compile(r"[^\s\d]{0,40}\d")
_LONGEST = 400


def rejoined(passage: Passage, found: list[Mention]) -> list[Mention]:
    """Return the mentions with each divided DOI whole; its `as_written` has no line's end, its span has.

    A DOI goes on in the next line if it breaks off behind the slash or the first letter of its suffix
    (`10.1016/j.`), or behind a hyphen or an underscore and what follows holds a digit.
    """
    whole: list[Mention] = []
    behind = 0
    for mention in found:
        if mention.span.start < behind:
            continue
        longer = _longer(passage, mention) if mention.identifier.kind == IdentifierKind.DOI else None
        whole.append(longer or mention)
        behind = whole[-1].span.end
    return whole


def _longer(passage: Passage, mention: Mention) -> Mention | None:
    """Return the mention with what stands of it in the next line, or None where it is whole."""
    text, end = passage.text, mention.span.end
    gap = _BREAK.match(text, end)
    stub = _STUB.search(mention.as_written) is not None
    if gap is None or (gap[1] and not stub) or not (stub or mention.as_written[-1] in "-_"):
        return None
    place = passage.place(gap.start(), gap.end())
    if "\n" not in passage.file.cut(Span(place.start, place.end)):
        return None
    if not stub and not _NUMBERED.match(text, gap.end()):
        return None
    first = mention.as_written + gap[1]
    joined = find(first + text[gap.end() : gap.end() + _LONGEST])
    if not joined or joined[0].span.start or joined[0].span.end <= len(first) or joined[0].problem:
        return None
    span = Span(mention.span.start, gap.end() + joined[0].span.end - len(first))
    return replace(joined[0], span=span, form=mention.form)
