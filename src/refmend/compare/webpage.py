"""Web pages: an entry beside what the page says of itself, by gentler rules than a registry's record.

A page may be retitled, re-dated and signed by an account, so only what is plain is said, never as an error: a date
where the entry has none, an author where it has none or bare initials, a letter's slip, a site's name in a title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from refmend.compare.fold import key
from refmend.model import Applicability, Comparison, Confidence, Edit, FieldCheck, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import FieldName, Name, Record, RecordDate, Reference, Span

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SEPARATORS = (" | ", " - ", " \u2013 ", " \u2014 ", " \u00b7 ", " :: ")
LONG_WORD = 5
"""Letters from which a word that is one slip away from another is taken for the same word."""

MOST_NAMED = 3


def is_page(records: Sequence[Record]) -> bool:
    """Tell whether a web page alone speaks of itself, and no registry."""
    return bool(records) and all(record.registry == "web" for record in records)


def compare_page(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Return what a page's own metadata add to an entry; `same_work` is None where the titles tell nothing."""
    record = records[0]
    written, known = reference.words("title"), record.title
    titles = [*_title(reference, record)] if written and known else []
    if not titles:
        return Comparison(record, same_work=None)
    return Comparison(record, (*titles, *_date(reference, record), *_authors(reference, record)), same_work=True)


def _title(reference: Reference, record: Record) -> Iterator[FieldCheck]:
    """Yield the check of the title; nothing where the page's title is another one."""
    found, known = reference.fields["title"], record.title
    written = reference.words("title")
    if key(written) == key(known):
        yield FieldCheck("title", Verdict.CONFIRMED, as_written=written, expected=known, span=found.span)
    elif (end := _site_begins(written, known, record)) is not None:
        place = found.place(end, len(written))
        message = f"the page's own title ends before {written[end:].strip(' |-')!r}"
        yield _contradiction("title", "site-name", place, written[end:], "", message, note=True)
    elif (slip := _slip(written, known)) is not None:
        start, stop, word = slip
        message = f"the page has {word!r}"
        yield _contradiction("title", "typing-slip", found.place(start, stop), written[start:stop], word, message)


def _site_begins(written: str, known: str, record: Record) -> int | None:
    """Return where the name of the site begins that was copied along with a title, or None."""
    sites = {key(name) for name in (*record.containers, *record.url.partition("://")[2].partition("/")[0].split("."))}
    for separator in SEPARATORS:
        head, found, tail = written.rpartition(separator)
        if found and key(head) == key(known) and key(tail) in sites - {""}:
            return len(head)
    return None


def _slip(written: str, known: str) -> tuple[int, int, str] | None:
    """Return the one word of a title that is a letter away from the page's word in its place, or None."""
    ours, theirs = written.split(), known.split()
    wrong = [index for index, pair in enumerate(zip(ours, theirs, strict=False)) if key(pair[0]) != key(pair[1])]
    if len(ours) != len(theirs) or len(wrong) != 1:
        return None
    mine, word = ours[wrong[0]].strip(".,:;!?\"'()"), theirs[wrong[0]].strip(".,:;!?\"'()")
    if not mine.isalpha() or not word.isalpha() or not _is_slip(mine, word):
        return None
    before = "".join(ours[: wrong[0]])
    start = written.index(mine, len(before)) if before else written.index(mine)
    return start, start + len(mine), word.lower() if mine.islower() else word


def _is_slip(mine: str, other: str) -> bool:
    """Tell whether two words are one slip of the finger apart, and not singular and plural."""
    if min(len(mine), len(other)) < LONG_WORD or f"{mine}s" == other or f"{other}s" == mine:
        return False
    return OSA.distance(mine.lower(), other.lower()) == 1


def _date(reference: Reference, record: Record) -> Iterator[FieldCheck]:
    """Yield a missing date that the page knows."""
    date = record.date()
    stated = reference.words("year")
    if date is None or (stated and stated != "n.d.") or reference.words("date"):
        return
    expected = _in_words(date)
    field = reference.fields.get("year")
    message = f"the page is dated {expected}"
    span = field.span if field else reference.span
    yield _contradiction("year", "missing-date", span, stated, expected, message, mend=field is not None)


def _in_words(date: RecordDate) -> str:
    """Return a date as APA writes one of a web page: `2025, January 6`."""
    month = f", {MONTHS[date.month - 1]}" if date.month else ""
    return f"{date.year:04d}{month}{f' {date.day}' if date.day and month else ''}"


def _authors(reference: Reference, record: Record) -> Iterator[FieldCheck]:
    """Yield an author whom the entry leaves out, abbreviates beyond use, or misspells by a letter."""
    people = [name for name in record.authors if name.family]
    written = reference.authors
    if not people or len(people) != len(record.authors):
        return
    if written is None:
        names = ", ".join(_apa(name) for name in people[:MOST_NAMED])
        message = f"the page names {names} as its author" if len(people) == 1 else f"the page names {names} as authors"
        span = reference.span
        yield _contradiction("authors", "missing-authors", span, "", names, message, mend=False, note=True)
    elif len(written.authors) == len(people) == 1:
        author, name = written.authors[0], people[0]
        shown = reference.source.cut(author.span)
        if _is_initials(shown) and _initials(shown) == _initials(f"{name.given} {name.family}"):
            message = f"the page gives the whole name, {name.given} {name.family}"
            yield _contradiction("authors", "initial", author.span, shown, _apa(name), message)
        elif author.name.family and author.family_span and _is_slip(author.name.family, name.family or ""):
            message = f"the page has {name.family!r}"
            span, family = author.family_span, author.name.family
            yield _contradiction("authors", "name", span, family, name.family or "", message)


def _is_initials(text: str) -> bool:
    """Tell whether a name consists of initials alone."""
    words = text.replace("-", " ").split()
    return len(words) > 1 and all(len(word.rstrip(".")) == 1 and word[0].isupper() for word in words)


def _initials(text: str) -> str:
    """Return the first letters of the words of a name."""
    return "".join(word[0].upper() for word in text.replace("-", " ").split())


def _apa(name: Name) -> str:
    """Return a name as APA writes it: `Wolfe, C. R.`."""
    given = " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in (name.given or "").split())
    return ", ".join(part for part in (name.family, given, name.suffix) if part)


def _contradiction(  # noqa: PLR0913 - a check has this many parts
    field: FieldName,
    difference: str,
    span: Span,
    as_written: str,
    expected: str,
    message: str,
    *,
    mend: bool = True,
    note: bool = False,
) -> FieldCheck:
    """Return a contradicted check of medium confidence, with an unsafe fix where the place is known."""
    return FieldCheck(
        field,
        Verdict.CONTRADICTED,
        difference,
        as_written,
        expected,
        span,
        (Edit(span, expected),) if mend else (),
        Applicability.UNSAFE,
        Confidence.MEDIUM,
        ("web",),
        message,
        note,
    )
