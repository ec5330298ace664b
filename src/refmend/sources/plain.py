"""Plain text: one entry a line, or one a paragraph where lines are wrapped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.entries import references_in
from refmend.sources.passage import Passage
from refmend.sources.wraps import DIVIDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile

_BLANK = re.compile(r"\n[ \t\u00a0]*(?=\n)")
_MARKER = re.compile(r"[ \t]*(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,7}[.)]|[•*\u2013-])[ \t]+")
_START = re.compile(r"[ \t]*[^\W\d_][^\n]{0,3000}?[(\uff08](?:\d{4}[a-z]?|n\.\s?d\.|in press)[,)\uff09]")
_ENDED = re.compile(r"(?:[.?!)\]]|https?://\S+|\d)[ \t]*$")


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of a plain text file."""
    text, at = file.text, 0
    while at < len(text):
        blank = _BLANK.search(text, at)
        end = blank.start() if blank else len(text)
        yield from parse_block(file, at, end)
        at = blank.end() if blank else len(text)


def parse_block(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the references of lines without a blank one between them."""
    text, first, at = file.text, start, start
    while at <= end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        following = stop + 1
        if following >= end or begins_entry(text, first, stop, following, end):
            yield from _lines(file, first, stop if following < end else end)
            first = following
        at = following


def begins_entry(text: str, first: int, stop: int, following: int, end: int) -> bool:
    """Tell whether the line at `following` begins an entry of its own, given the lines before it."""
    if _MARKER.match(text, following, end):
        return True
    line_end = text.find("\n", following, end)
    line_end = end if line_end < 0 else line_end
    if text[following] in " \t" and text[first] not in " \t":
        return False
    if not _ENDED.search(text, max(first, stop - 400), stop) or DIVIDED.search(text, max(first, stop - 400), stop):
        return False
    return _START.match(text, following, line_end) is not None or "://" in text[first:stop]


def _lines(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    text = file.text
    marker = _MARKER.match(text, start, end)
    if marker:
        start = marker.end()
    while start < end and text[start] in " \t\n\u00a0":
        start += 1
    while end > start and text[end - 1] in " \t\n\u00a0":
        end -= 1
    if end > start:
        yield from references_in(Passage.verbatim(file, start, end), item=marker is not None)
