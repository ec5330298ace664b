"""Sentences of a reference: where one part ends and the next begins."""

from __future__ import annotations

import re

Range = tuple[int, int]

_STOP = re.compile(r"[.?!\u3002](?:[\"\u201d\u2019')\]]{0,2})(?P<gap>\s+)(?=[^\s])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[\u201c\"'-])(?:[A-Z]|St|Ste|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|vs|Vs|etc|cf|ca|approx|No|Nos|Vol|Vols|pp|Fig|"
    r"Eq|Eds?|ed|Rev|Ser|Suppl|Pt|Sect|Sec|Ch|Chap|Inc|Ltd|Co|Corp|Mt|Ft|e\.g|i\.e|al|sp|spp|var|subsp|cv|nov|"
    r"[A-Z](?:\.[A-Z])+)\.$"
)
# Words of abbreviated journal titles: a stop behind one of them does not end a sentence when another follows.
_SHORT = re.compile(r"(?:^|\s)(?:[A-Z][\w]{0,7}\.)\s+$")


def sentence_ends(text: str, start: int, end: int, *, after: int = 0) -> list[Range]:
    """Return the inner boundaries of `text[start:end]` as (end of the part, start of the next), in order.

    Stops behind initials and common abbreviations are none; so is one before a small letter. Boundaries before
    `after` are left out.
    """
    found: list[Range] = []
    weak: list[Range] = []
    for match in _STOP.finditer(text, start, end):
        following = match.end("gap")
        stop = match.start("gap")
        if following >= end or stop < after:
            continue
        character = text[following]
        if character.islower() and not _eponym(text, following):
            continue
        point = text[match.start()] == "." and stop == match.start() + 1
        if point and _ABBREVIATED.search(text, max(start, stop - 14), stop):
            weak.append((stop, following))
            continue
        found.append((stop, following))
    return _joined(text, found) if found else weak[-1:]


def _eponym(text: str, at: int) -> bool:
    """Tell whether a name begins with one small letter ("eLife", "iScience", "bioRxiv", "arXiv")."""
    word = text[at : at + 12].split(" ", maxsplit=1)[0]
    return word[1:2].isupper() or any(character.isupper() for character in word[1:])


_LISTED = re.compile(r"[A-Z][a-z]{0,7}\.")


def _joined(text: str, ends: list[Range]) -> list[Range]:
    """Take out the boundaries inside an abbreviated journal title ("Proc. Natl. Acad. Sci.")."""
    kept = list(ends)
    while len(kept) > 1 and _LISTED.fullmatch(text[kept[-2][1] : kept[-1][0]]):
        kept.pop()
    return kept


def split_source(text: str, start: int, end: int) -> list[Range]:
    """Return the parts of `text[start:end]` as ranges."""
    ends = sentence_ends(text, start, end)
    parts, at = [], start
    for stop, following in ends:
        parts.append((at, stop))
        at = following
    if text[at:end].strip(" .\n\t"):
        parts.append((at, end))
    return parts
