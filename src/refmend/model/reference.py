"""References: one entry of a list, its fields and their places."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from msgspec import Struct

from refmend.model.text import SourceFile, Span

if TYPE_CHECKING:
    from refmend.model.identifier import Identifier, Mention

FieldName = Literal[
    "title",
    "authors",
    "year",
    "date",
    "venue",
    "volume",
    "issue",
    "pages",
    "publisher",
    "accessed",
    "edition",
    "bracket",
]


class Name(Struct, frozen=True):
    """A person (`family`, `given`, `suffix`; particles belong to `family`) or an organisation (`literal`)."""

    family: str | None = None
    given: str | None = None
    suffix: str | None = None
    literal: str | None = None

    def __str__(self) -> str:
        """Return the name as `Family, Given, Suffix`, or the literal."""
        if self.literal is not None:
            return self.literal
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)


class Author(Struct, frozen=True):
    r"""A written name and the places of its parts; `given` holds initials exactly as written ("J.-Y.").

    `spelt` holds the family name (of a literal, the whole) with the place of each character where the file escapes
    some of them (`{\'o}`, `\u00e9`, `&amp;`); None where it stands there letter by letter.
    """

    name: Name
    span: Span
    family_span: Span | None = None
    given_span: Span | None = None
    spelt: FieldText | None = None


class AuthorList(Struct, frozen=True):
    """The written authors in order.

    `ellipsis` is the index before which "…" stands (APA: 19 or 6 names, "…", the last one), else None;
    `et_al` is true for an open end ("et al.", "and others").
    """

    authors: tuple[Author, ...]
    ellipsis: int | None = None
    et_al: bool = False


class FieldText(Struct, frozen=True):
    """A field's decoded value and where it stands.

    `value` is a str; for `authors` an `AuthorList`. `year` is four digits, "n.d." or "in press" (a letter as in
    "2025a" is outside the span); `date` is ISO as far as written ("2025-06-19"). Where the source escapes text
    (JSON, BibTeX, Markdown), `offsets` maps each character of the value to its offset in the file, with one more
    element for the end; None means that character i stands at `span.start + i`. `ends` then holds where each
    character ends: markup between two characters belongs to neither.
    """

    value: str | AuthorList
    span: Span
    offsets: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def offset(self, index: int) -> int:
        """Return the file offset of the `index`-th character of a text value (the length gives the end)."""
        return self.span.start + index if self.offsets is None else self.offsets[index]

    def place(self, start: int, end: int) -> Span:
        """Return the file span of `value[start:end]`; an empty one is where something new belongs.

        Between two characters that markup divides that is beside the one that continues the word, inside the braces
        that protect it.
        """
        if self.ends is not None and end > start:
            return Span(self.offset(start), self.ends[end - 1])
        if self.ends is not None and start and not str(self.value)[start : start + 1].isalnum():
            return Span(self.ends[start - 1], self.ends[start - 1])
        return Span(self.offset(start), self.offset(end))


Part = Callable[["Reference"], Mapping[str, Any]]
"""How parts of a reference are read: the reference to the values of some of its attributes."""


PlainRow = tuple[tuple["Identifier", ...], tuple[int, int, int]]
"""What is particular to a plain reference: its identifiers and its bounds."""


class Parts(dict[str, Part]):
    """Who reads which attribute of the plain references of one file, and who counts them."""

    numbering: Numbering | None = None


@dataclass(frozen=True)
class Reference:
    """One entry of a list (or one link in running text) with whatever could be read of it with certainty.

    `kind` is `entry` (a bibliographic entry) or `link` (an identifier in running text). `style` names the grammar
    that read it (`apa`, `bibtex`, `csl-json`, …) or is empty. A field that is absent has no key. `problem` is the
    reason why the entry could not be read (rule unreadable-entry), else empty. `key` is the entry's own key,
    in a notebook its cell and line.
    `prose` holds the entry's words with their places where commands, tags or escapes stand between them (LaTeX, HTML,
    a notebook); None where the text is the words. `ordinal` tells equal texts of one file apart.

    What costs time to read may be put off until somebody asks: see `later`. A `plain` one is known to hold nothing but
    words and one sound DOI at its end, as `https://doi.org/…`; its `bounds` are the offsets where it begins, where the
    DOI's address begins and where both end.
    """

    source: SourceFile
    span: Span
    mentions: tuple[Mention, ...] = field(default_factory=tuple)  # a factory leaves nothing on the class
    fields: Mapping[FieldName, FieldText] = field(default_factory=dict)
    kind: Literal["entry", "link"] = "entry"
    style: str = field(default_factory=str)
    key: str = ""
    type: str = ""
    problem: str = ""
    ordinal: int = field(default_factory=int)
    prose: FieldText | None = field(default_factory=NoneType)
    plain: ClassVar[bool] = False
    bounds: ClassVar[tuple[int, int, int]] = (0, 0, 0)

    @classmethod
    def later(cls, parts: Mapping[str, Part], known: dict[str, Any]) -> Reference:
        """Return a reference of which only `known` is there yet; `parts` names who reads which other attribute.

        A part is read once, at the first question for one of its attributes, and may use anything in `known`, which
        need not be an attribute of every reference.
        """
        reference = cls.__new__(cls)
        known["_parts"] = parts
        object.__setattr__(reference, "__dict__", known)
        return reference

    @classmethod
    def plainly(cls, parts: Parts, source: SourceFile, rows: Iterable[PlainRow]) -> list[Reference]:
        """Return plain references of one file: to each its identifiers and bounds, the parts common to all."""
        make, dress = cls.__new__, object.__setattr__
        found = []
        for identifiers, bounds in rows:
            reference = make(cls)
            known = {"source": source, "plain": True, "identifiers": identifiers, "bounds": bounds, "_parts": parts}
            dress(reference, "__dict__", known)
            found.append(reference)
        return found

    if not TYPE_CHECKING:  # type checkers would take any attribute for granted

        def __getattr__(self, name: str) -> Any:
            """Read what was put off."""
            known = self.__dict__
            if name == "ordinal":
                known["ordinal"] = 0  # until the file's references are counted
                numbering = known["_parts"].numbering if self.plain else known.get("_numbering")
                if numbering is not None:
                    numbering.number()
            elif name in known.get("_parts", ()):
                known.update(known["_parts"][name](self))
            if name not in known:
                raise AttributeError(f"a reference has no {name}")
            return known[name]

    @property
    def is_read(self) -> bool:
        """Tell whether the fields are known by now; asking for one of them reads them."""
        return "fields" in self.__dict__

    @property
    def start(self) -> int:
        """The offset where the entry begins."""
        return self.bounds[0] if self.plain else self.span.start

    @property
    def text(self) -> str:
        """Return the entry exactly as it stands in the file."""
        if self.plain:
            start, _, end = self.bounds
            return self.source.text[start:end]
        return self.source.cut(self.span)

    @property
    def last_word(self) -> str:
        """The last word of the text."""
        if self.plain:
            _, start, end = self.bounds
            return self.source.text[start:end]
        return (self.text.split() or ("",))[-1]

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The identifiers of the mentions, in their order."""
        return tuple(mention.identifier for mention in self.mentions)

    @property
    def lead(self) -> tuple[str, str] | None:
        """Return all that stands before the entry's only identifier, and how that begins; None where more stands."""
        if self.plain:
            start, end, _ = self.bounds
            return self.source.text[start:end], "https://doi.org/"
        if not self.mentions or self.mentions[-1].span.end != self.span.end:
            return None
        mention = self.mentions[-1]
        before = self.source.text[self.span.start : mention.span.start]
        return before, mention.as_written.partition("10.")[0]

    @cached_property
    def id(self) -> str:
        """Return a name that is stable while the text is; `ordinal` tells equal texts of one file apart."""
        seed = f"{self.source.path}\0{' '.join(self.text.split())}\0{self.ordinal}"
        return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def words(self, name: FieldName) -> str:
        """Return a text field's value, or an empty string where there is none."""
        found = self.fields.get(name)
        return found.value if found is not None and isinstance(found.value, str) else ""

    @property
    def authors(self) -> AuthorList | None:
        """Return the written authors, or None where none were read with certainty."""
        found = self.fields.get("authors")
        return found.value if found is not None and isinstance(found.value, AuthorList) else None


class Numbering:
    """The references of one file, counted among those with the same text when somebody asks for an ordinal.

    Texts that are equal, their white space folded, end with the same word: until a second text does, none is folded.
    """

    def __init__(self) -> None:
        self._waiting: list[Reference] = []
        self._first: dict[str, Reference | None] = {}
        self._counts: dict[int, int] = {}

    def take(self, references: Sequence[Reference]) -> None:
        """Put off the ordinals of some references that follow each other; all of them are plain, or none is."""
        if references and references[0].plain:
            references[0].__dict__["_parts"].numbering = self
        else:
            for reference in references:
                held = reference.__dict__
                held.pop("ordinal", None)
                held["_numbering"] = self
        self._waiting.extend(references)

    def number(self) -> None:
        """Give every reference its ordinal: how many before it have the same text."""
        waiting, self._waiting = self._waiting, []
        for reference in waiting:
            word = reference.last_word
            if word not in self._first:
                self._first[word] = reference
                continue
            first = self._first[word]
            if first is not None:
                self._first[word] = None
                self._count(first)
            if ordinal := self._count(reference):
                reference.__dict__["ordinal"] = ordinal

    def _count(self, reference: Reference) -> int:
        """Count a text; return how many there were before."""
        words = hash(_folded(reference.text))
        before = self._counts.get(words, 0)
        self._counts[words] = before + 1
        return before


def _folded(text: str) -> str:
    """Return the text with its white space folded, as references name themselves by it."""
    if text.isascii() and "\n" not in text and "  " not in text and "\t" not in text:
        return text
    return " ".join(text.split())
