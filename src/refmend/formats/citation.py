"""Works as citations: what a registry says, as text, an APA entry or BibTeX."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from refmend.citation import apa as render_apa
from refmend.formats.safety import inert, visible
from refmend.formats.view import registry

if TYPE_CHECKING:
    from refmend.model import Name, Outcome, Record, RecordDate

_TAG = re.compile(r"<[^<>]{0,200}>")
_MOST_AUTHORS = 20
_TYPES = {
    "article-journal": "article",
    "journal-article": "article",
    "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings",
    "book": "book",
    "chapter": "incollection",
    "book-chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
}
_TEX = {char: f"\\{char}" for char in "#$%&_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def text(outcome: Outcome) -> str:
    """Return what is known of an identifier, for people: the state, then each record on its own lines."""
    link = outcome.link
    lines = [f"{outcome.identifier}  {link.state}" + (f": {link.reason}" if link.reason else "")]
    if link.final_url and link.final_url != outcome.identifier.value:
        lines.append(f"  leads to    {link.final_url}")
    lines += [f"  archived    {link.archived_url}"] if link.archived_url else []
    told = (str(link.state), link.reason) == (str(outcome.resolution.state), outcome.resolution.reason)
    if not outcome.records and outcome.resolution.reason and not told:
        lines.append(f"  registry    {outcome.resolution.state}: {outcome.resolution.reason}")
    for record in outcome.records:
        lines += [f"  {label:11} {value}" for label, value in _facts(record) if value]
    return inert("".join(f"{visible(line)}\n" for line in lines))


def _facts(record: Record) -> list[tuple[str, str]]:
    """Return the record's parts with their labels."""
    date = _issued(record)
    day = "-".join(f"{part:02}" for part in (date.year, date.month, date.day) if part) if date else ""
    volume = record.volume + (f"({record.issue})" if record.issue else "")
    shown = [_name_text(name) for name in record.authors[:_MOST_AUTHORS]]
    more = [f"and {len(record.authors) - _MOST_AUTHORS} more"] if len(record.authors) > _MOST_AUTHORS else []
    notices = ", ".join(f"{item.kind} {item.doi}" for item in record.updates if item.direction == "updated-by")
    return [
        (registry(record.registry), str(record.identifier)),
        ("title", _plain(record.title)),
        ("authors", "; ".join(shown + more)),
        ("date", day),
        ("venue", _plain(record.containers[0]) if record.containers else ""),
        ("volume", volume),
        ("pages", record.pages or record.article_number),
        ("publisher", _plain(record.publisher)),
        ("notices", notices),
    ]


def apa(record: Record) -> str:
    """Return the record as an APA 7 entry in Markdown, as far as the record goes."""
    return inert(visible(render_apa(record, emphasis="*"), limit=20_000))


def bibtex(record: Record) -> str:
    """Return the record as a BibTeX entry; everything that TeX would read as a command is escaped."""
    date = _issued(record)
    kind = _TYPES.get(record.type, "misc")
    venue = "booktitle" if kind in {"inproceedings", "incollection"} else "journal"
    arxiv = record.identifier.kind == "arxiv"
    fields = {
        "title": _plain(record.title),
        "author": " and ".join(_bibtex_name(name) for name in record.authors),
        "year": str(date.year) if date else "",
        venue: _plain(record.containers[0]) if record.containers else "",
        "volume": record.volume,
        "number": record.issue,
        "pages": record.pages.replace("\N{EN DASH}", "-").replace("-", "--") or record.article_number,
        "publisher": _plain(record.publisher),
        "eprint": record.identifier.value if arxiv else "",
        "archiveprefix": "arXiv" if arxiv else "",
        "doi": record.doi,
        "url": "" if record.doi else record.url,
    }
    written = [f"  {name} = {{{_braced(name, value)}}},\n" for name, value in fields.items() if value]
    return inert(f"@{kind}{{{_key(record, date)},\n{''.join(written)}}}\n")


def _braced(field: str, value: str) -> str:
    """Return a value for between braces: TeX's own characters escaped, in addresses only what would end it."""
    if field == "author":
        return visible(value, limit=100_000)
    if field in {"doi", "url"}:
        return visible(value).translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"})
    return _escaped(value)


def _escaped(value: str) -> str:
    return "".join(_TEX.get(char, char) for char in visible(value))


def _bibtex_name(name: Name) -> str:
    """Return a name in BibTeX's order; an organisation in braces of its own."""
    if name.literal is not None:
        return f"{{{_escaped(_plain(name.literal))}}}"
    parts = (name.family, name.suffix, name.given) if name.suffix else (name.family, name.given)
    return ", ".join(_escaped(part) for part in parts if part)


def _key(record: Record, date: RecordDate | None) -> str:
    """Return an entry key of letters and digits: family name, year, first word of the title."""
    first = record.authors[0] if record.authors else None
    name = (first.family or first.literal or "") if first else ""
    words = [word for word in re.findall(r"\w+", _plain(record.title)) if len(word) > 3]  # noqa: PLR2004 - "the"
    parts = (name.split(" ")[-1], str(date.year) if date else "", words[0] if words else "")
    folded = unicodedata.normalize("NFKD", "".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", folded)[:60] or "work"


def _issued(record: Record) -> RecordDate | None:
    return record.date("issued", "published", "print", "online", "posted", "submitted") or record.date()


def _name_text(name: Name) -> str:
    return _plain(str(name))


def _plain(value: str) -> str:
    """Return a registry's text without its markup and with single spaces."""
    return " ".join(unescape(_TAG.sub("", value)).split())


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".?!" else f"{sentence}."
