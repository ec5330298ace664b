"""Author lists of BibTeX: names between "and", each `{Organisation}`, `von Last, Jr, First` or `First von Last`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Author, FieldText, Name, Span
from refmend.sources import tex

if TYPE_CHECKING:
    from refmend.model import SourceFile
    from refmend.sources.bibtex import Piece

_AND = re.compile(r"(?<!\s)\s+and(?=\s)", re.IGNORECASE)
_TOP = re.compile(r"[{}]|,|\s+and(?=\s)|\s+", re.IGNORECASE)
_JUNIOR = re.compile(r"(?:jr|sr|[ivx]{1,4}|\d(?:nd|rd|th))\.?", re.IGNORECASE)
_OTHERS = frozenset({"others", "et al.", "et al"})


def names(file: SourceFile, start: int, end: int) -> tuple[list[Author], bool]:
    """Return the names of an author field, and whether it says that there are others."""
    authors: list[Author] = []
    et_al = False
    for first, last in split(file.text, start, end):
        words = file.text[first:last]
        if words.lower() in _OTHERS:
            et_al = True
        elif last > first:
            authors.append(_simple(words, first) or _author(file, first, last))
    return authors, et_al


def _simple(words: str, start: int) -> Author | None:
    """Read "Family, Given" without markup, which nearly all names are; None for any other."""
    family, comma, given = words.partition(", ")
    if not comma or "," in given or not given or given[0].isspace() or not tex.is_plain(words, 0, len(words)):
        return None
    second, end = start + len(family) + 2, start + len(words)
    if not family or "," in family or family[-1].isspace():
        return None
    return Author(Name(family=family, given=given), Span(start, end), Span(start, second - 2), Span(second, end))


def split(text: str, start: int, end: int) -> list[Piece]:
    """Return the names between "and", braces respected."""
    parts: list[Piece] = []
    if text.find("{", start, end) < 0:
        first = start
        for match in _AND.finditer(text, start, end):
            parts.append(stripped(text, first, match.start()))
            first = match.end()
        return [*parts, stripped(text, first, end)]
    depth, first = 0, start
    for match in _TOP.finditer(text, start, end):
        sign = match.group()
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign.strip().lower() == "and":
            parts.append(stripped(text, first, match.start()))
            first = match.end()
    parts.append(stripped(text, first, end))
    return parts


def stripped(text: str, start: int, end: int) -> Piece:
    """Return a range without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _author(file: SourceFile, start: int, end: int) -> Author:
    """Read one name: `{Organisation}`, `von Last, Jr, First` or `First von Last`."""
    text = file.text
    commas, blanks, closed_early, depth = [], [], False, 0
    for match in _TOP.finditer(text, start, end):
        sign = match.group()
        depth += (sign == "{") - (sign == "}")
        closed_early = closed_early or (depth == 0 and sign == "}" and match.end() < end)
        if depth == 0 and sign == ",":
            commas.append(match.start())
        elif depth == 0 and sign.isspace():
            blanks.append(match.span())
    if text[start] == "{" and text[end - 1] == "}" and not closed_early:
        start, end = start + 1, end - 1
        return Author(Name(literal=_text(file, start, end)), Span(start, end), spelt=_spelt(file, start, end))
    if commas:
        return _divided(file, start, end, commas)
    return _undivided(file, start, end, blanks)


def _text(file: SourceFile, start: int, end: int) -> str:
    if tex.is_plain(file.text, start, end):
        return file.text[start:end].strip()
    passage = tex.decode(file, start, end).build()
    return passage.text if passage is not None else ""


def _spelt(file: SourceFile, start: int, end: int) -> FieldText | None:
    """Return a name with the place of each character; None where it stands there letter by letter."""
    if tex.is_plain(file.text, start, end):
        return None
    passage = tex.decode(file, start, end).build()
    return passage.field(0, len(passage.text)) if passage is not None else None


def _person(file: SourceFile, whole: Piece, family: Piece, given: Piece | None, suffix: Piece | None) -> Author:
    name = Name(
        family=_text(file, *family),
        given=_text(file, *given) or None if given else None,
        suffix=_text(file, *suffix) or None if suffix else None,
    )
    return Author(name, Span(*whole), Span(*family), Span(*given) if given else None, _spelt(file, *family))


def _divided(file: SourceFile, start: int, end: int, commas: list[int]) -> Author:
    family = stripped(file.text, start, commas[0])
    rest = stripped(file.text, commas[-1] + 1, end)
    suffix = None
    if len(commas) > 1:
        suffix = stripped(file.text, commas[0] + 1, commas[1])
        if not _JUNIOR.fullmatch(file.text[slice(*suffix)]) and _JUNIOR.fullmatch(file.text[slice(*rest)]):
            suffix, rest = rest, suffix
    return _person(file, (start, end), family, rest if rest[1] > rest[0] else None, suffix)


def _undivided(file: SourceFile, start: int, end: int, blanks: list[Piece]) -> Author:
    """Read "First von Last": the family begins at the first small word, or is the last word."""
    if not blanks:
        return _person(file, (start, end), (start, end), None, None)
    words = [(start, blanks[0][0])]
    words += [(blanks[at][1], blanks[at + 1][0]) for at in range(len(blanks) - 1)]
    words.append((blanks[-1][1], end))
    first = next((at for at, (a, _) in enumerate(words[:-1]) if at and file.text[a].islower()), len(words) - 1)
    family = (words[first][0], end)
    return _person(file, (start, end), family, (start, words[first - 1][1]), None)
