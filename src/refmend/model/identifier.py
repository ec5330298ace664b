"""Identifiers: what may be asked about, and where it was written."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from refmend.model.text import Span  # noqa: TC001 - evaluated by msgspec


class IdentifierKind(StrEnum):
    """The kinds of thing a reference can point to."""

    DOI = "doi"
    ARXIV = "arxiv"
    URL = "url"
    ISBN = "isbn"
    PMID = "pmid"
    PMCID = "pmcid"


class Identifier(Struct, frozen=True, order=True):
    """The thing to ask about; two equal identifiers are one question to the network.

    `value` is canonical: a lower-cased decoded DOI, an arXiv id without prefix and class (`vN` only where cited),
    a URL with the normalisations that cannot change its meaning.
    """

    kind: IdentifierKind
    value: str

    def __str__(self) -> str:
        """Return the form used in reports, e.g. `doi:10.1000/182`."""
        return f"{self.kind}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """Read the form written by `str()`; raises `ValueError` for another kind or no colon."""
        kind, _, value = text.partition(":")
        return cls(IdentifierKind(kind), value)


class Mention(Struct, frozen=True):
    """One occurrence of an identifier in a text.

    `as_written` is the text of `span`, decoded where the format escapes it (`&amp;` in HTML). `form` says how it was
    written: `url` (a doi.org or arxiv.org address or any web address), `prefixed` (`doi:…`, `arXiv:…`), `bare`,
    `field` (a field of a structured format).
    `problem` is empty, or says in a few words why the text cannot be asked about ("no suffix after the prefix").
    `link` is true where the document makes it a hyperlink, false where it is only text.
    """

    identifier: Identifier
    as_written: str
    span: Span
    form: str = "bare"
    problem: str = ""
    link: bool = False
