"""A text inside another file: read by its own module, then every place is carried back into the file."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from refmend.model import AuthorList, FieldText, SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Author, Reference
    from refmend.sources.passage import Passage


class Embedded(Struct):
    """The inner text with the place of each character in the file around it."""

    file: SourceFile
    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, passage: Passage) -> None:
        """Append the words of a passage."""
        self.parts.append(passage.text)
        self.starts.extend(passage.first(at) for at in range(len(passage.text)))
        self.ends.extend(passage.last(at + 1) for at in range(len(passage.text)))

    def fill(self, text: str, at: int) -> None:
        """Append words that stand nowhere, such as a blank line between two parts."""
        self.parts.append(text)
        self.starts.extend(at for _ in text)
        self.ends.extend(at for _ in text)

    def parse(self, module: str, format_: str) -> Iterator[Reference]:
        """Yield the references of the inner text, placed in the file."""
        inner = SourceFile(self.file.path, format_, "".join(self.parts))
        if len(inner.text) != len(self.starts):
            return  # carriage returns inside an escaped text: places would be wrong
        for reference in import_module(module).parse(inner):
            yield self._placed(reference)

    def _span(self, span: Span) -> Span:
        if not self.starts:
            return Span(0, 0)
        start = self.starts[min(span.start, len(self.starts) - 1)]
        return Span(start, max(start, self.ends[span.end - 1] if span.end > span.start else start))

    def _field(self, old: FieldText) -> FieldText:
        span = self._span(old.span)
        if isinstance(old.value, AuthorList):
            authors = tuple(self._author(author) for author in old.value.authors)
            return FieldText(replace(old.value, authors=authors), span)
        if len(old.span) != len(old.value) and old.offsets is None:
            return FieldText(old.value, span)
        places = [old.place(at, at + 1) for at in range(len(old.value))]
        starts = tuple(self.starts[place.start] for place in places)
        ends = tuple(self.ends[max(place.end, place.start + 1) - 1] for place in places)
        if starts == tuple(range(span.start, span.end)):
            return FieldText(old.value, span)
        return FieldText(old.value, span, (*starts, span.end), ends)

    def _author(self, author: Author) -> Author:
        return replace(
            author,
            span=self._span(author.span),
            family_span=self._span(author.family_span) if author.family_span else None,
            given_span=self._span(author.given_span) if author.given_span else None,
            spelt=self._field(author.spelt) if author.spelt else None,
        )

    def _placed(self, reference: Reference) -> Reference:
        mentions = tuple(replace(mention, span=self._span(mention.span)) for mention in reference.mentions)
        fields = {name: self._field(value) for name, value in reference.fields.items()}
        span = self._span(reference.span)
        prose = self._field(FieldText(reference.text, reference.span))
        return dataclasses.replace(
            reference, source=self.file, span=span, mentions=mentions, fields=fields, prose=prose
        )
