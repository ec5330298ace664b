"""From a passage to references: what is an entry, what is only a link in running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from refmend.identifiers import find
from refmend.model import Author, AuthorList, FieldText, IdentifierKind, Mention, Name, Reference, Span
from refmend.sources.wraps import rejoined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refmend.model import FieldName
    from refmend.sources.names import WrittenName
    from refmend.sources.passage import Passage, Range
    from refmend.sources.reading import Reading

Found = list[tuple[tuple[int, int], Mention]]

_WORKS = frozenset({IdentifierKind.DOI, IdentifierKind.ARXIV, IdentifierKind.PMID, IdentifierKind.PMCID})
_YEAR = re.compile(r"(?<![\d./-])(?:1[6-9]|20)\d\d[a-z]?(?![\d/-])|\bn\.\s?d\.|in press")
_AUTHORLIKE = re.compile(r"[^\W\d_][\w'\u2019-]+(?:,\s?| )(?:[A-Z]\.|[A-Z]{1,3}\b)|\bet al\b")
_SHORTEST = 4
_BEGINNING = 80
_LONGEST_HEAD = 400
_SHORT_HEAD = 200
_BROKEN_OFF = ("/", "-", "_", "/j", "/J")
_ENDED = tuple(".?!)]\u201d\u3002")


def references_in(passage: Passage, *, item: bool) -> Iterator[Reference]:
    """Yield the references of one block: one entry, or each link of running text.

    `item` says that the block is an element of a list (or table, or footnotes), where an entry needs less proof.
    """
    found = _found(passage)
    if not found and not passage.links and "(" not in passage.text and not (item and _is_constitution(passage.text)):
        return
    mentions = _merge(passage, found)
    if _is_other_entry(passage, mentions, item=item):  # an entry in any case: what its words are can wait
        yield _entry(passage, mentions, lambda: _read(passage, mentions, item=item))
        return
    reading, style = _read(passage, mentions, item=item)
    if reading is not None:
        yield _entry(passage, mentions, lambda: (reading, style))
        return
    for _, mention in mentions:
        yield Reference(passage.file, mention.span, (mention,), kind="link")


def _is_constitution(text: str) -> bool:
    """Tell whether a block cites a constitution, which has neither a date nor an address."""
    if "Const." not in text and "Charter" not in text:
        return False
    from refmend.sources.legal import is_constitution  # noqa: PLC0415 - as the rest of the grammar

    return is_constitution(text)


def _read(passage: Passage, mentions: Found, *, item: bool) -> tuple[Reading | None, str]:
    """Read the words of a block as an entry, in APA style or else in another; also return the style."""
    from refmend.sources.apa import read_apa  # noqa: PLC0415 - the grammar is loaded once somebody asks for fields

    shown = [place for place, _ in mentions if place[1] > place[0] and not _is_whole(passage.text, place)]
    reading = read_apa(passage.text, shown, passage.italics)
    if reading is not None and not _is_entry(passage.text, reading, mentions, item=item):
        reading = None
    style = reading.style if reading is not None else ""
    if reading is None or (style == "harvard" and "title" not in reading.fields):
        reading, style = _other(passage, mentions, reading, item=item)
    return reading, style


def _is_whole(text: str, place: Range) -> bool:
    """Tell whether a link's words are the whole entry: then they are no address at its end."""
    return place[0] == 0 and " " in text and not text[place[1] :].strip(" .")


def _found(passage: Passage) -> list[Mention]:
    """Find the identifiers that the words show; none reaches across markup."""
    found = find(passage.text) if not passage.cuts else _between_cuts(passage)
    if any(mention.as_written.endswith(_BROKEN_OFF) for mention in found):
        return rejoined(passage, found)
    return found


def _between_cuts(passage: Passage) -> list[Mention]:
    found, at = [], 0
    text = passage.text
    for cut in (*passage.cuts, len(text)):
        if cut > at and not _is_between(text, cut):
            found.extend(find(passage.text, at, cut))
            at = cut
    return found


def _is_between(text: str, cut: int) -> bool:
    """Tell whether white space stands at a cut anyway, behind at most one stop."""
    if cut == len(text):
        return False
    after = text[cut + 1 : cut + 2] if text[cut] in ",.;:!?" else text[cut]
    return after in {"", " ", "\n"} or text[cut - 1] == " "


def _merge(passage: Passage, found: list[Mention]) -> Found:
    """Return every occurrence once: link targets, and what the text itself shows."""
    merged: Found = []
    targets = {mention.span for _, mention in passage.links}
    muted, labels = _Places(passage.muted), _Places([place for place, _ in passage.links])
    for mention in found:
        start, end = mention.span.start, mention.span.end
        if muted.around(end - 1, start + 1):
            continue
        span = passage.place(start, end)
        if span in targets or _is_label(passage, mention, labels):
            continue
        merged.append(
            (
                (start, end),
                Mention(mention.identifier, mention.as_written, span, mention.form, mention.problem),
            )
        )
    merged.extend((place, mention) for place, mention in passage.links)
    merged.sort(key=lambda pair: (pair[1].span.start, pair[1].span.end))
    return merged


def _is_label(passage: Passage, mention: Mention, labels: _Places) -> bool:
    """Tell whether an address is only part of the words of a link: the target is what the link asks about."""
    if mention.identifier.kind != IdentifierKind.URL:
        return False
    label = labels.around(mention.span.start, mention.span.end)
    return label is not None and passage.text[label[0] : label[1]].strip(" .,") != mention.as_written


class _Places:
    """Ranges of a text that can be asked without looking at each: a paragraph may hold as many as it has words."""

    def __init__(self, places: list[Range]) -> None:
        """Put the ranges in order and note how far those up to each reach."""
        self._places = sorted(places)
        self._starts = [first for first, _ in self._places]
        self._reach = list(accumulate((last for _, last in self._places), max))

    def around(self, first: int, last: int) -> Range | None:
        """Return a range that begins at `first` or before and ends at `last` or behind, or None."""
        at = bisect_right(self._starts, first) - 1
        while at >= 0 and self._reach[at] >= last:
            if self._places[at][1] >= last:
                return self._places[at]
            at -= 1
        return None


def _other(passage: Passage, mentions: Found, reading: Reading | None, *, item: bool) -> tuple[Reading | None, str]:
    """Read the entry in another style, if it is one for certain."""
    ranges = [place for place, _ in mentions if place[1] > place[0]]
    from refmend.sources.styles import read_other  # noqa: PLC0415 - as the grammar of APA

    found = read_other(passage.text, ranges, passage.italics) if item or mentions else None
    if found is None:
        return reading, "harvard"
    other, style = found
    whole = {"title", "year", "venue"} <= other.fields.keys()
    works = {mention.identifier for _, mention in mentions if mention.identifier.kind in _WORKS}
    named = item and len(works) == 1 and "title" in other.fields
    if not whole and not named and not _is_other_entry(passage, mentions, item=item):
        return reading, "harvard"
    return other, style


def _is_entry(text: str, reading: Reading, mentions: Found, *, item: bool) -> bool:
    """Tell whether a reading is a bibliographic entry and no sentence with a year in parentheses."""
    persons = reading.authors is not None and reading.authors.persons > 0
    if reading.style == "legal" and item and not reading.fields:
        return True
    if not {"title", "bracket"} & reading.fields.keys() and not ((persons or reading.style == "legal") and mentions):
        return False
    if persons or (reading.style == "legal" and item and bool(mentions)):
        return True
    year = reading.fields.get("year")
    if year is None or year.start > _LONGEST_HEAD:
        return False
    known = reading.authors is not None or reading.title_first
    if item:
        return known or year.start < _SHORT_HEAD
    before = text[: max(0, text.rfind("(", 0, year.start))].rstrip()
    return known and bool(mentions) and before[-1:] in _ENDED


def _is_other_entry(passage: Passage, mentions: Found, *, item: bool) -> bool:
    """Tell whether a block in another style is an entry: it names a work and says something about it."""
    works = {mention.identifier for _, mention in mentions if mention.identifier.kind in _WORKS}
    if len(works) != 1:
        return False
    words = passage.text.split(None, _SHORTEST + 1)
    if len(words) <= _SHORTEST:
        return False
    dated = _YEAR.search(passage.text) is not None
    if item:  # a slip may have spoilt the year: "(197K)"
        return dated or _AUTHORLIKE.search(passage.text, 0, _BEGINNING) is not None
    return dated and _AUTHORLIKE.match(passage.text) is not None


def _entry(passage: Passage, mentions: Found, read: Callable[[], tuple[Reading | None, str]]) -> Reference:
    """Return the reference of one entry, its words still to be read."""
    span = passage.place(0, len(passage.text))
    for _, mention in mentions:
        span = Span(min(span.start, mention.span.start), max(span.end, mention.span.end))
    return Reference.later(
        _PARTS,
        {
            "source": passage.file,
            "span": span,
            "mentions": tuple(mention for _, mention in mentions),
            "block": (passage, read),
        },
    )


def _words(reference: Reference) -> dict[str, object]:
    """Read the fields of an entry, once somebody asks for them."""
    passage, read = reference.__dict__.pop("block")
    return _fields_of(passage, *read())


def fields_of(passage: Passage, mentions: Found, *, item: bool) -> dict[str, object]:
    """Return what the grammar makes of an entry: the values of `fields`, `style` and `prose`."""
    return _fields_of(passage, *_read(passage, mentions, item=item))


def _fields_of(passage: Passage, reading: Reading | None, style: str) -> dict[str, object]:
    return {
        "fields": _fields(passage, reading) if reading else {},
        "style": style if reading else "",
        "prose": passage.field(0, len(passage.text)) if _is_wrapped(passage) else None,
    }


_PARTS = dict.fromkeys(("fields", "style", "prose"), _words)


def _is_wrapped(passage: Passage) -> bool:
    """Tell whether commands, tags or escapes stand between the words, which is more than the stars of Markdown."""
    return passage.shift is None and passage.file.format not in {"markdown", "plain"}


def _fields(passage: Passage, reading: Reading) -> dict[FieldName, FieldText]:
    """Give the fields of a reading their places in the file."""
    fields: dict[FieldName, FieldText] = {}
    if reading.authors is not None:
        authors = AuthorList(
            tuple(_author(passage, name) for name in reading.authors.names),
            reading.authors.ellipsis,
            reading.authors.et_al,
        )
        fields["authors"] = FieldText(authors, passage.place(*reading.authors_range))
    for name, (start, end, value) in reading.fields.items():
        fields[name] = passage.field(start, end, value)
    return fields


def _author(passage: Passage, name: WrittenName) -> Author:
    text, place = passage.text, passage.place
    span = place(name.start, name.end)
    if name.family is None or name.given is None:
        return Author(Name(literal=text[name.start : name.end]), span)
    suffix = text[slice(*name.suffix)] if name.suffix else None
    written = Name(family=text[slice(*name.family)], given=text[slice(*name.given)], suffix=suffix)
    return Author(written, span, place(*name.family), place(*name.given))
