"""Prose in other styles than APA: only what the punctuation of the style makes certain.

Vancouver ("2019;12(3):45-67"), and the styles that put the title in quotation marks: IEEE, MLA, Chicago, Harvard.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.names import WrittenName, WrittenNames
from refmend.sources.reading import Range, Reading, trimmed
from refmend.sources.segments import sentence_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import FieldName

_DASH = "-\u2010\u2011\u2012\u2013"
_PAGES = rf"[A-Za-z]?\d[\w.]{{0,12}}(?:\s?[{_DASH}]\s?[A-Za-z]?\d[\w.]{{0,12}}(?<!\.))?"
_VANCOUVER = re.compile(
    rf"(?P<year>(?:1[6-9]|20)\d\d)(?:\s[A-Z][a-z]{{2}}\w{{0,6}}(?:[ /{_DASH}][A-Z][a-z]{{2}})?(?:\s\d{{1,2}})?)?\s?;\s?"
    rf"(?P<volume>[A-Za-z]?\d{{1,5}}[A-Za-z]?)(?:\s?\((?P<issue>[^()\s]{{1,20}}(?: [^()\s]{{1,12}})?)\))?"
    rf"(?:\s?:\s?(?P<pages>{_PAGES}))?"
)
_SHORT_NAME = re.compile(
    r"(?P<family>[^\W\d_][^\W\d_'\u2019 -]*(?:[ '\u2019-][^\W\d_]+){0,3}) (?P<given>[A-Z]{1,4})"
    r"(?=[,.;]|\s(?:Jr|Sr|et al)|$)"
)
_NEXT = re.compile(r",\s+")
_QUOTED = re.compile(r"[\"\u201c](?P<title>[^\"\u201c\u201d]{8,400}?)[.,?!]?[\"\u201d]")
_SINGLE = re.compile(r"(?<=[\s(])['\u2018](?P<title>[^'\u2018\u2019]{8,300})['\u2019](?=[,.])")
_NUMBERS: tuple[FieldName, ...] = ("year", "volume", "issue", "pages")
_LABELLED: dict[FieldName, re.Pattern[str]] = {
    "volume": re.compile(r"\bvol\.\s?(?P<value>[A-Z]?\d{1,5}[A-Z]?)\b", re.IGNORECASE),
    "issue": re.compile(r"\bno\.\s?(?P<value>\d{1,5}(?:[-\u2013/]\d{1,5})?)\b", re.IGNORECASE),
    "pages": re.compile(rf"\bpp?\.\s?(?P<value>{_PAGES})"),
}
_CHICAGO = re.compile(
    rf"\s(?P<volume>\d{{1,5}})(?:,\sno\.\s(?P<issue>\d{{1,5}})|\s?\((?P<issue2>\d{{1,5}}(?:[-\u2013/]\d{{1,5}})?)\))?(?:\s\([^()]{{0,24}}\))?"
    rf"(?::\s?(?P<pages>{_PAGES}))?"
)
_YEAR = re.compile(r"(?<![\d/.-])(?P<year>(?:1[6-9]|20)\d\d)(?![\d/-])")


def read_other(text: str, mentions: Sequence[Range], italics: Sequence[Range]) -> tuple[Reading, str] | None:
    """Read an entry in another style; return what is certain and the name of the style."""
    end = min((start for start, _ in mentions), default=len(text))
    if (match := _VANCOUVER.search(text, 0, end)) is not None:
        return _vancouver(text, match), "vancouver"
    quoted = list(_QUOTED.finditer(text, 0, end)) or list(_SINGLE.finditer(text, 0, end))
    if len(quoted) == 1 and quoted[0].start() > 0:
        return _quoted(text, quoted[0], end, italics), "quoted"
    return None


def _vancouver(text: str, match: re.Match[str]) -> Reading:
    """Read "Smith J, Doe AB. Title. J Mol Biol. 2019;12(3):45-67."."""
    reading = Reading()
    for label in _NUMBERS:
        if match[label]:
            reading.put(label, *match.span(label))
    at = 0
    names: list[WrittenName] = []
    et_al = False
    while name := _SHORT_NAME.match(text, at, match.start()):
        names.append(WrittenName(name.start(), name.end(), name.span("family"), name.span("given")))
        at = name.end()
        if not (comma := _NEXT.match(text, at)):
            break
        at = comma.end()
    if text.startswith("et al", at):
        et_al, at = True, at + 5
    if not names or not text.startswith(". ", at):
        return reading
    reading.authors = WrittenNames(names, None, et_al, len(names))
    reading.authors_range = (names[0].start, names[-1].end)
    ends = sentence_ends(text, at + 2, match.start())
    if ends:
        reading.put("title", *trimmed(text, at + 2, ends[-1][0], final=True))
        reading.put("venue", *trimmed(text, ends[-1][1], match.start(), final=True))
    return reading


def _quoted(text: str, match: re.Match[str], end: int, italics: Sequence[Range]) -> Reading:
    """Read a title in quotation marks, the emphasised name behind it, labelled numbers and the only year."""
    reading = Reading()
    reading.put("title", *match.span("title"))
    after = match.end()
    venue = next(
        ((a, b) for a, b in italics if after <= a < end and text[after:a].strip(" ,.") in {"", "in", "In"}), None
    )
    if venue is not None:
        reading.put("venue", *trimmed(text, *venue, final=True))
        if numbers := _CHICAGO.match(text, venue[1], end):
            for part in _NUMBERS[1:]:
                group = "issue2" if part == "issue" and numbers["issue2"] else part
                if numbers[group]:
                    reading.put(part, *numbers.span(group))
    for label, pattern in _LABELLED.items():
        if label not in reading.fields and (found := pattern.search(text, after, end)):
            reading.put(label, *found.span("value"))
    outside = [year for year in _YEAR.finditer(text, 0, end) if not _covered(year.span(), reading)]
    if len({year["year"] for year in outside}) == 1:
        reading.put("year", *outside[-1].span("year"))
    return reading


def _covered(place: Range, reading: Reading) -> bool:
    return any(value.start <= place[0] < value.end for value in reading.fields.values())
