"""What a grammar read of an entry, before its parts get their places in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from refmend.model import FieldName
    from refmend.sources.names import WrittenNames

Range = tuple[int, int]


class Value(NamedTuple):
    """A field's range and, where the text is not the value itself, its value."""

    start: int
    end: int
    value: str | None = None


class Reading(Struct):
    """What was read: fields by name, and the authors apart because they have parts; `style` names the grammar."""

    fields: dict[FieldName, Value] = field(default_factory=dict)
    authors: WrittenNames | None = None
    authors_range: Range = (0, 0)
    title_first: bool = False
    style: str = "apa"

    def put(self, name: FieldName, start: int, end: int, value: str | None = None) -> None:
        """Keep a field unless it is empty."""
        if end > start:
            self.fields[name] = Value(start, end, value)


def trimmed(text: str, start: int, end: int, *, final: bool = False) -> Range:
    """Drop white space around and one final stop; that of an initial ("C. R. W.") only if it is `final`."""
    while start < end and text[start] in " \n\t\u00a0":
        start += 1
    while end > start and text[end - 1] in " \n\t\u00a0,":
        end -= 1
    if end > start and text[end - 1] == "." and (final or text[end - 3 : end - 2] not in {".", " "}):
        end -= 1
    return start, end
