"""What the structured formats share: a field that holds an identifier, words that may hold some, names with commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.identifiers import find, read
from refmend.model import Author, Identifier, IdentifierKind, Mention, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.sources.passage import Passage

_LABELLED = frozenset({"pmid", "isbn"})
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{1,4})\.?", re.IGNORECASE)


def field_mention(passage: Passage, label: str) -> Iterator[Mention]:
    """Yield the identifier of a field that is meant to hold one; a DOI field without a DOI gets a problem."""
    text = passage.text
    mention = read(f"{label.upper()} {text}" if label in _LABELLED else text)
    if label == "doi" and (mention is None or mention.identifier.kind == IdentifierKind.URL):
        identifier = Identifier(IdentifierKind.DOI, text.lower())
        yield Mention(identifier, text, passage.place(0, len(text)), "field", "a DOI starts with 10.")
    elif mention is None:
        yield from found_in(passage)
    else:
        link = mention.identifier.kind == IdentifierKind.URL
        form = form_of(mention, label)
        yield Mention(mention.identifier, text, passage.place(0, len(text)), form, mention.problem, link)


def form_of(mention: Mention, label: str) -> str:
    """Return in what form a field holds its identifier: a work's address in a field for addresses is one."""
    is_work = mention.identifier.kind in (IdentifierKind.DOI, IdentifierKind.ARXIV)
    return "url" if label == "url" and is_work and mention.form == "url" else "field"


def found_in(passage: Passage) -> Iterator[Mention]:
    """Yield the identifiers among the words of a field."""
    for mention in find(passage.text):
        span = passage.place(mention.span.start, mention.span.end)
        yield Mention(mention.identifier, mention.as_written, span, mention.form, mention.problem)


def divided_name(passage: Passage) -> Author:
    """Read "Family, Given, Suffix"; a name without a comma is kept as it is."""
    text = passage.text
    parts = [part for part in text.split(",") if part.strip()]
    whole = passage.place(0, len(text))
    if len(parts) < 2:  # noqa: PLR2004 - family and given
        spelt = None if passage.shift is not None else passage.field(0, len(text))
        return Author(Name(literal=text.strip(" ,")), whole, spelt=spelt if text == text.strip(" ,") else None)
    family, given = text.partition(",")[0], parts[1]
    suffix = parts[2].strip() if len(parts) > 2 and _SUFFIX.fullmatch(parts[2].strip()) else None  # noqa: PLR2004
    start = text.index(given, len(family) + 1) + len(given) - len(given.lstrip())
    end = start + len(given.strip())
    name = Name(family=family.strip(), given=given.strip(), suffix=suffix)
    stop = len(family.rstrip())
    spelt = None if passage.shift is not None or family != family.strip() else passage.field(0, stop)
    return Author(name, whole, passage.place(0, stop), passage.place(start, end), spelt)
