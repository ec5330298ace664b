"""Sentences of a reference: where one part ends and the next begins."""

from __future__ import annotations

import re

Range = tuple[int, int]

# Labels of numbers in other languages: a stop behind one of them ends nothing before a digit.
_LABEL = re.compile(
    r"(?<![^\W\d])(?:[A-Za-z\u0441\u0421\u0422\u0442]|vols?|n\u00fam|num|[Pp]\u00e1gs?|nr|bde?|jg|abt|Nr|Bde?|Jg|\u0441\u0442\u0440)\.$"
)
_STOP = re.compile(
    r"[.?!][\"\u201d\u2019']{0,2}(?:(?P<gap>\s+)(?=[^\s])|(?=[\u3008-\u300f\u3040-\u9fff\uac00-\ud7af]))"
)
_ABBREVIATED = re.compile(
    r"(?<![\w.])(?:[A-Z]|St|Ste|Bros|Univ|Dept|Assn|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|vs|Vs|etc|cf|ca|approx|No|Nos|Vol|Vols|pp|Fig|"
    r"Eq|Eds?|ed|Rev|Ser|Suppl|Pt|Sect|Sec|Ch|Chap|Inc|Ltd|Co|Corp|Mt|Ft|e\.g|i\.e|al|sp|spp|Cat|Ph\.D|M\.D|var|subsp|cv|nov|"
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
    depth, at = 0, start
    for match in _STOP.finditer(text, start, end):
        following, stop = match.end(), match.end() if match["gap"] is None else match.start("gap")
        depth = max(0, depth + _opened(text, at, stop))
        at = stop
        if following >= end or stop < after or (depth and _closes(text, stop, end)):
            continue
        if text[following].islower() and not _eponym(text, following):
            continue
        point = text[match.start()] == "." and stop == match.start() + 1
        if point and text[following].isdigit() and _LABEL.search(text, max(start, stop - 6), stop):
            continue
        if point and _ABBREVIATED.search(text, max(start, stop - 14), stop):
            if not text[stop - 3 : stop - 1].strip().isalpha() or text[stop - 3] == " ":
                weak.append((stop, following))
            continue
        found.append((stop, following))
    return _joined(text, found, end) if found else weak[-1:]


def _opened(text: str, start: int, end: int) -> int:
    """Return how many brackets are opened and not closed between two places."""
    opened = text.count("(", start, end) + text.count("[", start, end)
    return opened - text.count(")", start, end) - text.count("]", start, end)


def _closes(text: str, at: int, end: int) -> bool:
    """Tell whether the bracket that is open at `at` is closed soon."""
    near = min(end, at + 300)
    return text.find(")", at, near) >= 0 or text.find("]", at, near) >= 0


def _eponym(text: str, at: int) -> bool:
    """Tell whether a name begins with one small letter ("eLife", "iScience", "bioRxiv", "arXiv")."""
    word = text[at : at + 12].split(" ", maxsplit=1)[0]
    return word[1:2].isupper() or any(character.isupper() for character in word[1:])


_LISTED = re.compile(r"(?:[A-Z][a-z]{0,7}\.\s?)+")
_ABBREVIATION = re.compile(r"[A-Z][\w]{0,9}\.?(?: (?:[A-Z][\w.]{0,9}|of|the|in|and|&))?[.,]?(?=,|\s*$|,?\s*\d)")
_SECTION = re.compile(
    r"(?:Series|Ser|Section|Sect|Part|Suppl\w*|Serie|S\u00e9rie|\w{4,20} Abteilung|[A-D])\b[.:]?[^,]{0,40}(?:,|$)"
)
_HEADING = re.compile(
    r"(?:Conference |Technical )?(?:Proceedings|Abstracts?|Digest|Record|Summaries)(?: [^.]{0,30})?\.\s*"
)
_NUMBERED = re.compile(r"[IVX]{1,5}\.\s+(?=\S)")


def _joined(text: str, ends: list[Range], end: int) -> list[Range]:
    """Put right the last boundary: not inside an abbreviated title or a series, but behind a lone number."""
    kept = list(ends)
    if len(kept) > 1 and _SECTION.match(text, kept[-1][1], end):
        kept.pop()
    while len(kept) > 1 and _HEADING.fullmatch(text[kept[-2][1] : kept[-1][1]]):
        kept.pop()
    while len(kept) > 1 and _LISTED.fullmatch(text[kept[-2][1] : kept[-1][0]]):
        if not _ABBREVIATION.match(text[kept[-1][1] : end]):
            break
        kept.pop()
    if kept and (number := _NUMBERED.match(text, kept[-1][1], end)):
        kept[-1] = (number.start() + len(number.group().rstrip()), number.end())
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
