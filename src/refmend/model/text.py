"""Text and places in it: the only module that knows about bytes, newlines and encodings."""

from __future__ import annotations

import bisect
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

BOM = "\ufeff"


class Span(Struct, frozen=True, order=True):
    """A half-open range of character offsets into `SourceFile.text`.

    `start` is included, `end` is not; both count characters from 0.
    """

    start: int
    end: int

    def __len__(self) -> int:
        """Return the number of characters covered."""
        return self.end - self.start

    def shifted(self, by: int) -> Span:
        """Return the same range moved by `by` characters."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share at least one character."""
        return self.start < other.end and other.start < self.end


class Location(Struct, frozen=True):
    """A place as people and CI systems count: 1-based, columns in characters, ends exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class SourceFile:
    """One input: its text with LF newlines and no byte order mark, and what is needed to write it back.

    `raw` is the decoded file as it is on disk (byte order mark removed, CRLF kept). Spans count in `text`,
    where every CRLF is one LF; a lone CR stays a character. `path` is what reports print: relative to the
    working directory where possible, with forward slashes, or `-` for standard input.
    """

    path: str
    format: str
    raw: str
    has_bom: bool = False
    digest: str = ""
    text: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive the LF text once."""
        object.__setattr__(self, "text", self.raw.replace("\r\n", "\n") if "\r" in self.raw else self.raw)

    @classmethod
    def from_bytes(cls, path: str, format_: str, data: bytes) -> SourceFile:
        """Decode UTF-8 (with or without a byte order mark).

        Raises `UnicodeDecodeError` for anything else: guessing an encoding would change bytes on write-back.
        """
        raw = data.decode("utf-8")
        has_bom = raw.startswith(BOM)
        digest = hashlib.sha256(data).hexdigest()
        return cls(path, format_, raw.removeprefix(BOM), has_bom=has_bom, digest=digest)

    def to_bytes(self, raw: str) -> bytes:
        """Encode `raw` as this file was encoded."""
        return ((BOM if self.has_bom else "") + raw).encode("utf-8")

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets in `text` at which lines begin; the first is 0."""
        found = [0]
        find, add = self.text.find, found.append
        at = find("\n") + 1
        while at:
            add(at)
            at = find("\n", at) + 1
        return tuple(found)

    @cached_property
    def _carriage_returns(self) -> tuple[int, ...]:
        """For each CRLF, the offset in `text` of its LF."""
        found: list[int] = []
        at = self.raw.find("\r\n")
        while at >= 0:
            found.append(at - len(found))
            at = self.raw.find("\r\n", at + 2)
        return tuple(found)

    def point(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of a character offset."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of a 1-based line and column."""
        return self.line_starts[line - 1] + column - 1

    def locate(self, span: Span) -> Location:
        """Return the 1-based place of a span."""
        line, column = self.point(span.start)
        end_line, end_column = self.point(span.end)
        return Location(line, column, end_line, end_column)

    def raw_offset(self, offset: int) -> int:
        """Translate an offset in `text` into one in `raw`."""
        return offset + bisect.bisect_left(self._carriage_returns, offset)

    def cut(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]
