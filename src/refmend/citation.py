"""A record as a reference list shows it: one APA line (7th edition). Pure.

Only what the record says is written; a part it lacks is left out, but for the date ("n.d.").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.compare.fold import clean, collapse
from refmend.compare.names import family, given_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Name, Record

MOST_AUTHORS = 20
"""Beyond it the first 19, an ellipsis and the last are named (Publication Manual, section 9.8)."""

_WHOLE_WORKS = frozenset({"book", "report", "thesis", "dataset", "software", "standard", "article", "periodical"})
_BRACKETS = {"dataset": "Data set", "software": "Computer software", "thesis": "Doctoral dissertation"}
_END = (".", "?", "!")


def apa(record: Record, *, emphasis: str = "") -> str:
    """Return the APA entry of a work; `emphasis` (`*` in Markdown) goes around what is set in italics."""
    title = full_title(record)
    if record.type in _WHOLE_WORKS and not record.containers:
        title = f"{emphasis}{title}{emphasis}" if title else ""
    if record.identifier.kind == "arxiv":
        title = f"{title} (No. arXiv:{record.identifier.value})"
    elif bracket := _BRACKETS.get(record.type):
        title = f"{title} [{bracket}]"
    authors = people(record.authors) or people(record.editors)
    dated = f"({year(record)})."
    head = (_ended(authors), dated, _ended(title)) if authors else (_ended(title), dated)
    tail = (_ended(_source(record, emphasis)), web_address(record))
    return " ".join(part for part in (*head, *tail) if part)


def full_title(record: Record) -> str:
    """Return the main title with its subtitle, cleaned of markup."""
    title = collapse(clean(record.title))
    subtitle = next((collapse(clean(part.text)) for part in record.titles if part.kind == "subtitle"), "")
    if subtitle and subtitle.casefold() not in title.casefold():
        return f"{title}{'' if title.endswith(_END) else ':'} {subtitle}"
    return title


def year(record: Record) -> str:
    """Return the year a work is cited by, or "n.d."."""
    date = record.date("issued", "print", "published", "online", "posted", "submitted") or record.date()
    return str(date.year) if date else "n.d."


def person(name: Name) -> str:
    """Return a name as "Family, I. I.", or the whole name of a group."""
    if name.literal is not None or not name.given:
        return family(name)
    initials = given_forms(collapse(clean(name.given)))[0]
    return ", ".join(part for part in (family(name), initials, collapse(name.suffix or "")) if part)


def people(names: Sequence[Name]) -> str:
    """Return a list of authors with "&" before the last, shortened as APA shortens it."""
    written = [person(name) for name in names]
    if len(written) > MOST_AUTHORS:
        return ", ".join(written[: MOST_AUTHORS - 1]) + f", … {written[-1]}"
    if len(written) > 1:
        return ", ".join(written[:-1]) + f", & {written[-1]}"
    return written[0] if written else ""


def web_address(record: Record) -> str:
    """Return the DOI as an address, else the work's own address."""
    return f"https://doi.org/{record.doi}" if record.doi else record.url


def _source(record: Record, emphasis: str) -> str:
    if record.identifier.kind == "arxiv":
        return "arXiv"
    container = collapse(clean(record.containers[-1])) if record.containers else ""
    if not container:
        return collapse(clean(record.publisher))
    pages = (record.pages or record.article_number).replace("-", "\N{EN DASH}")
    name = f"{emphasis}{container}{emphasis}"
    if record.type in {"chapter", "entry"}:
        editors = people(record.editors)
        inside = f"In {editors} ({'Ed.' if len(record.editors) == 1 else 'Eds.'}), {name}" if editors else f"In {name}"
        inside += f" (pp. {pages})" if pages else ""
        return ". ".join(part for part in (inside, collapse(clean(record.publisher))) if part)
    volume = f"{emphasis}{record.volume}{emphasis}" if record.volume else ""
    numbers = f"{volume}({record.issue})" if record.issue else volume
    return ", ".join(part for part in (name, numbers, pages) if part)


def _ended(text: str) -> str:
    """Return a sentence with its full stop; none for an empty one."""
    bare = text.rstrip("*_")
    return text if not bare or bare.endswith(_END) else f"{text}."
