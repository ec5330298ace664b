"""BibTeX and BibLaTeX: a tolerant reader that knows every character's place.

Braces inside values, concatenation, `@string`, comments, parentheses around entries and missing commas are read as
BibTeX and biber do; what cannot be read becomes a reference with a problem, and reading goes on at the next entry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.model import Reference, Span
from refmend.sources import bibfields, tex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import SourceFile

Piece = tuple[int, int]
encode = tex.encode

_ENTRY = re.compile(r"@[ \t]*([a-zA-Z][\w-]*)[ \t\n]*([{(])")
_KEY = re.compile(r"\s*([^\s,={}()\"#%]*)\s*(,|(?=[})]))")
_GAP = re.compile(r"(?:[\s,]+|%[^\n]*)+")
_FIELD = re.compile(r"([a-zA-Z_][\w.:+/-]*)\s*=\s*")
_BRACE = re.compile(r"[{}]|\n[ \t]*@[a-zA-Z]+[ \t]*[{(]")
_PLAIN_BRACE = re.compile(r"[{}]")
_QUOTED = re.compile(r"[{}\"]|\n[ \t]*@[a-zA-Z]+[ \t]*[{(]")
_SIMPLE = re.compile(r"[\s,]*([a-zA-Z_][\w.:+/-]*)\s*=\s*(?:\{([^{}@]*)\}|\"([^{}@\"]*)\"|([0-9]+))(?=\s*(?:[},]|$))")
_BARE = re.compile(r"[^\s,#{}()\"=%]+")
_JOIN = re.compile(r"\s*#\s*")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - twelve words read better so
_INHERITED = {"year", "date", "publisher", "editor", "volume", "series", "address", "isbn", "month"}


class Entry(Struct):
    """An entry as it stands: for each field the pieces of its value, as ranges without their quotes."""

    type: str
    key: str
    start: int
    end: int
    fields: dict[str, list[Piece]] = field(default_factory=dict)
    problem: str = ""


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a BibTeX file."""
    yield from parse_range(file, 0, len(file.text))


def parse_range(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of a stretch of BibTeX."""
    macros: dict[str, list[Piece]] = {}
    entries = list(_entries(file.text, start, end, macros))
    parents = {entry.key.lower(): entry for entry in entries if entry.key}
    for entry in entries:
        if entry.problem:
            last = min(entry.end, entry.start + 2000)
            yield Reference(file, Span(entry.start, last), key=entry.key, style="bibtex", problem=entry.problem)
            continue
        _inherit(file.text, entry, parents)
        reference = bibfields.reference(file, entry)
        if reference is not None:
            yield reference


def _entries(text: str, start: int, end: int, macros: dict[str, list[Piece]]) -> Iterator[Entry]:
    """Yield the entries in order; `@string` fills `macros`, `@comment` and `@preamble` are passed over."""
    at = closed = start
    while match := _ENTRY.search(text, at, end):
        kind = match[1].lower()
        line = text.rfind("\n", at, match.start()) + 1
        if "%" in text[max(line, at) : match.start()]:
            at = _line_end(text, match.start(), end)
            continue
        if kind == "comment":  # with all that its braces hold; without its own, the rest is read on
            closed = _comment_end(text, match, end) if closed >= start else closed
            at = max(match.end(), closed)
            continue
        if kind == "preamble":
            at = _balanced(text, match.end(), end)[0]
            continue
        entry = Entry(kind, "", match.start(), match.end())
        at = _read_entry(text, match.end(), end, entry, macros)
        entry.end = at
        if kind == "string":
            macros.update({name.lower(): pieces for name, pieces in entry.fields.items()})
        elif entry.fields or entry.problem:
            yield entry


def _comment_end(text: str, match: re.Match[str], end: int) -> int:
    """Return where a comment's braces are closed, or -1: then no other comment is, and none needs to be looked at."""
    depth = 1
    for brace in _PLAIN_BRACE.finditer(text, match.end(), end):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.end()
    return -1


def _line_end(text: str, at: int, end: int) -> int:
    stop = text.find("\n", at, end)
    return end if stop < 0 else stop


def _balanced(text: str, at: int, end: int) -> tuple[int, bool]:
    """Return where the group ends that was opened before `at`, and whether it was closed."""
    depth = 1
    while match := _BRACE.search(text, at, end):
        sign = match.group()
        if sign[0] == "\n":
            return match.start(), False
        depth += 1 if sign == "{" else -1
        at = match.end()
        if depth == 0:
            return at, True
    return end, False


def _read_entry(text: str, at: int, end: int, entry: Entry, macros: dict[str, list[Piece]]) -> int:
    """Read key and fields; return where the entry ends."""
    if entry.type != "string":
        key = _KEY.match(text, at, end)
        if key is None and not _FIELD.match(text, (gap.end() if (gap := _GAP.match(text, at, end)) else at), end):
            entry.problem = "no key after the opening brace"
            return _next_entry(text, at, end)
        if key is not None:
            entry.key, at = key[1], key.end()
    fields = entry.fields
    while at < end:
        if simple := _SIMPLE.match(text, at, end):
            fields.setdefault(simple[1].lower(), [simple.span(simple.lastindex or 0)])
            at = simple.end()
            continue
        gap = _GAP.match(text, at, end)
        at = gap.end() if gap else at
        if at < end and text[at] in "})":
            return at + 1
        name = _FIELD.match(text, at, end)
        if name is None:
            return _give_up(text, at, end, entry)
        pieces, at, problem = _value(text, name.end(), end, macros)
        if problem:
            entry.problem = f"{problem} in the field {name[1]}"
            return _next_entry(text, at, end)
        fields.setdefault(name[1].lower(), pieces)
    entry.problem = "the entry is never closed"
    return end


def _give_up(text: str, at: int, end: int, entry: Entry) -> int:
    """Say why a field cannot be read; return where the next entry may begin."""
    following = _next_entry(text, at, end)
    if text.startswith("@", at) or at >= end:
        entry.problem = "the entry is never closed"
        return at
    word = text[at : at + 24].split("\n", maxsplit=1)[0].strip()
    entry.problem = f"no field name and equals sign at \u201c{word}\u201d"
    return following


def _next_entry(text: str, at: int, end: int) -> int:
    match = re.compile(r"\n[ \t]*@[a-zA-Z]+[ \t]*[{(]").search(text, max(at - 1, 0), end)
    return match.start() + 1 if match else end


def _value(text: str, at: int, end: int, macros: dict[str, list[Piece]]) -> tuple[list[Piece], int, str]:
    """Read a value and what is joined to it with `#`."""
    pieces: list[Piece] = []
    while True:
        sign = text[at : at + 1]
        if sign == "{":
            stop, closed = _balanced(text, at + 1, end)
            if not closed:
                return pieces, stop, "a brace is never closed"
            pieces.append((at + 1, stop - 1))
        elif sign == '"':
            stop = _unquoted(text, at + 1, end)
            if stop < 0:
                return pieces, at, "a quotation mark is never closed"
            pieces.append((at + 1, stop - 1))
        elif word := _BARE.match(text, at, end):
            stop = word.end()
            pieces.extend(_macro(word, macros))
        else:
            return pieces, at, "no value"
        joined = _JOIN.match(text, stop, end)
        if joined is None:
            return pieces, stop, ""
        at = joined.end()


def _macro(word: re.Match[str], macros: dict[str, list[Piece]]) -> list[Piece]:
    """Return the pieces of a bare word: a number stands for itself, a name for its definition."""
    return macros.get(word.group().lower(), [word.span()])


def _unquoted(text: str, at: int, end: int) -> int:
    """Return where a quoted value ends, or -1; quotation marks inside braces do not count."""
    depth = 0
    while match := _QUOTED.search(text, at, end):
        sign = match.group()
        at = match.end()
        if sign[0] == "\n":
            return -1
        if sign == '"' and depth == 0:
            return at
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return -1
    return -1


def _inherit(text: str, entry: Entry, parents: dict[str, Entry]) -> None:
    """Take over what `crossref` and `xdata` lend."""
    for name in ("crossref", "xdata"):
        for first, last in entry.fields.get(name, ()):
            for key in text[first:last].lower().split(","):
                parent = parents.get(key.strip())
                if parent is None or parent is entry:
                    continue
                for label, pieces in parent.fields.items():
                    if name == "xdata" or label in _INHERITED:
                        entry.fields.setdefault(label, pieces)
                if name == "crossref" and "title" in parent.fields:
                    entry.fields.setdefault("booktitle", parent.fields["title"])
