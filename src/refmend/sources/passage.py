"""A passage: the words of one block as a reader sees them, each character with its place in the file."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.model import FieldText, Span

if TYPE_CHECKING:
    from refmend.model import Mention, SourceFile

Range = tuple[int, int]


class Passage(Struct):
    """The plain text of a block, with markup and escapes taken out.

    `runs` holds (offset in `text`, offset in the file, length in the file) of pieces in order: a piece as long in
    the file as in the text stands there character for character, any other is one escaped unit. `italics` and
    `muted` (code, formulas: nothing is looked for there) are ranges in `text`; `links` are the link targets with the
    range of their link text. `cuts` are places in `text` that no identifier reaches across.
    """

    file: SourceFile
    text: str
    runs: list[tuple[int, int, int]]
    italics: list[Range] = field(default_factory=list)
    muted: list[Range] = field(default_factory=list)
    links: list[tuple[Range, Mention]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    shift: int | None = None
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note how far a passage without markup is from the file's own offsets."""
        if len(self.runs) == 1 and self.runs[0][2] == len(self.text):
            self.shift = self.runs[0][1]
        else:
            self.starts = [run[0] for run in self.runs]

    @classmethod
    def verbatim(cls, file: SourceFile, start: int, end: int) -> Passage:
        """Make a passage of a stretch of the file as it stands."""
        return cls(file, file.text[start:end], [(0, start, end - start)])

    def _run(self, index: int) -> tuple[int, int, int, int]:
        """Return text offset, file offset, file length and text length of the run that holds a character."""
        return self._run_at(max(0, bisect.bisect_right(self.starts, index) - 1) if self.starts else 0)

    def _run_at(self, at: int) -> tuple[int, int, int, int]:
        """Return the same of the run with this number."""
        start, place, length = self.runs[at]
        following = self.runs[at + 1][0] if at + 1 < len(self.runs) else len(self.text)
        return start, place, length, following - start

    def first(self, index: int) -> int:
        """Return the file offset at which the character `index` begins."""
        start, place, length, size = self._run(index)
        return place + (index - start if length == size else 0)

    def last(self, index: int) -> int:
        """Return the file offset at which the character before `index` ends."""
        start, place, length, size = self._run(index - 1)
        return place + (index - start if length == size else length)

    def place(self, start: int, end: int) -> Span:
        """Return the file span of `text[start:end]`."""
        if self.shift is not None:
            return Span(start + self.shift, end + self.shift)
        inside, place, length, size = self._run(start)
        if start < end <= inside + size and length == size:
            return Span(start + place - inside, end + place - inside)
        if end <= start:
            at = self.first(start) if start < len(self.text) else self.last(start)
            return Span(at, at)
        return Span(self.first(start), self.last(end))

    def field(self, start: int, end: int, value: str | None = None) -> FieldText:
        """Return `text[start:end]` as a field; `value` if it is to be read differently (then without offsets)."""
        if self.shift is not None:
            shifted = Span(start + self.shift, end + self.shift)
            return FieldText(self.text[start:end] if value is None else value, shifted)
        span = self.place(start, end)
        if value is not None or len(span) == end - start:
            return FieldText(self.text[start:end] if value is None else value, span)
        offsets, ends = self._places(start, end)
        return FieldText(self.text[start:end], span, (*offsets, span.end), tuple(ends))

    def _places(self, start: int, end: int) -> tuple[list[int], list[int]]:
        """Return where each character of `text[start:end]` begins and ends in the file."""
        offsets: list[int] = []
        ends: list[int] = []
        at = max(0, bisect.bisect_right(self.starts, start) - 1)
        while start < end:
            begin, place, length, size = self._run_at(at)
            last = min(end, begin + size)
            if length == size:
                offsets.extend(range(place + start - begin, place + last - begin))
                ends.extend(range(place + start - begin + 1, place + last - begin + 1))
            else:
                offsets.extend([place] * (last - start))
                ends.extend([place + length] * (last - start))
            start, at = last, at + 1
        return offsets, ends
