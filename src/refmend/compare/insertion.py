"""Insertion: a name that a list leaves out is put in its place, in the style of the names beside it.

Only where the style can be seen: the parts of another name, and what stands between two names.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from refmend.compare import names
from refmend.model import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from refmend.compare.lists import Match
    from refmend.model import Author, AuthorList, Name, SourceFile

_JOINT = re.compile(r"[\s,;]*(?:(?:&|and|und|et|y|e)\s+)?|\s*\n(?:AU|A1) {2}- ", re.IGNORECASE)
_ELLIPSIS = re.compile(r"\u2026|\.\s?\.\s?\.")
_LAST = re.compile(r"\s*(?:&|and|und|et|y|e)\s+$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+(?:[\s-]{0,2}(?:[^\W\d_]\.)+)*")
_BARE = re.compile(r"[^\W\d_]{1,4}")
_MOST_SHOWN = 20
"""APA shows so many; more are cut short, which no insertion can do."""


def insertions(
    written: AuthorList, known: Sequence[Name], found: Sequence[Match], source: SourceFile, style: str
) -> tuple[Edit, ...]:
    """Return the edits that put the missing names in; none where the entry's own style cannot be told."""
    authors = written.authors
    groups, total = _places(known, found)
    render, joints = _renderer(authors, source), _joints(authors, source, style)
    if render is None or joints is None or (style == "apa" and len(authors) + total > _MOST_SHOWN):
        return ()
    removed = _pushed_out(written, found, groups, total)
    if removed is None:
        return ()
    plain, final = joints
    last = -1 if written.et_al or written.ellipsis is not None else len(authors) - 1
    edits = [Edit(Span(authors[at - 1].span.end, authors[at].span.end), "") for at in removed]
    for at, people in groups.items():
        shown = list(map(render, people))
        if not all(shown):
            return ()
        if at == last and last >= 0:
            edits += _appended(authors, shown, plain, final)
        elif at < 0:
            alone = final if last == 0 else plain
            text = plain.join(shown) + alone
            edits.append(Edit(Span(authors[0].span.start, authors[0].span.start), text))
        else:
            end = authors[at].span.end
            edits.append(Edit(Span(end, end), "".join(plain + name for name in shown)))
    return tuple(sorted(edits))


def _places(known: Sequence[Name], found: Sequence[Match]) -> tuple[dict[int, list[Name]], int]:
    """Return the missing names by the written index that they follow (-1 for the front), and their number."""
    groups: dict[int, list[Name]] = {}
    last = -1
    for match in found:
        if match.written is not None:
            last = match.written
        elif match.kind == "missing" and match.known is not None:
            groups.setdefault(last, []).append(known[match.known])
    return groups, sum(map(len, groups.values()))


def _pushed_out(
    written: AuthorList, found: Sequence[Match], groups: dict[int, list[Name]], total: int
) -> list[int] | None:
    """Return the written names before an ellipsis that had moved up; None where it is not that simple."""
    if written.ellipsis is None:
        return None if written.et_al and len(written.authors) - 1 in groups else []
    strays = [match.written for match in found if match.kind in ("elsewhere", "extra") and match.written is not None]
    expected = list(range(written.ellipsis - total, written.ellipsis))
    moved = strays == expected and all(at > 0 for at in expected)
    return strays if moved and all(at < written.ellipsis - total for at in groups) else None


def _joints(authors: Sequence[Author], source: SourceFile, style: str) -> tuple[str, str] | None:
    """Return what stands between names, and before the last one; None where that cannot be seen."""
    between = [source.text[one.span.end : other.span.start] for one, other in pairwise(authors)]
    between = [text for text in between if not _ELLIPSIS.search(text)]
    if not all(text.strip(" ") and _JOINT.fullmatch(text) for text in between):
        return None
    if style == "bibtex":
        return (" and ", " and ") if all(text.split() == ["and"] for text in between) else None
    if not between:
        return (", ", ", & ") if style == "apa" else None
    first, final = between[0], between[-1]
    if style == "apa" and not _LAST.search(final) and len(between) == len(authors) - 1:
        return None  # the sign before the last name is lost, or there was an ellipsis
    if len(between) > 1:
        return (first, final) if not _LAST.search(first) else None
    plain = _LAST.sub("", first)
    return (plain.rstrip() or ",") + " " if _LAST.search(first) else first, final


def _appended(authors: Sequence[Author], shown: Sequence[str], plain: str, final: str) -> list[Edit]:
    """Return the edits that put names behind the last one, which then is no longer the last."""
    edits = []
    if len(authors) > 1 and plain != final:
        edits.append(Edit(Span(authors[-2].span.end, authors[-1].span.start), plain))
    end = authors[-1].span.end
    text = "".join(plain + name for name in shown[:-1]) + final + shown[-1]
    return [*edits, Edit(Span(end, end), text)]


def _renderer(authors: Sequence[Author], source: SourceFile) -> Callable[[Name], str] | None:
    """Return how a name is written beside these; None where none of them shows its parts."""
    model = next((author for author in authors if author.family_span and author.given_span), None)
    if model is None or model.family_span is None or model.given_span is None:
        return None
    family, given = model.family_span, model.given_span
    first, second = sorted((family, given))
    text, between = source.text, source.text[first.end : second.start]
    if first.start != model.span.start or second.end > model.span.end or between.strip(" ,"):
        return None
    in_capitals = all(
        len(text[author.family_span.start : author.family_span.end]) > 1
        and text[author.family_span.start : author.family_span.end].isupper()
        for author in authors
        if author.family_span
    )
    shorten = _shortening(text[given.start : given.end], joined=_are_joined(authors, source))

    def render(name: Name) -> str:
        last, initials = names.family(name), shorten(names.given(name))
        last = last.upper() if in_capitals else last
        if not last or not initials or name.literal is not None:
            return last if source.format != "bibtex" else ""
        parts = (last, initials) if family < given else (initials, last)
        return between.join(parts) + (f", {name.suffix}" if name.suffix and family < given else "")

    return render


def _are_joined(authors: Sequence[Author], source: SourceFile) -> bool:
    """Tell whether the list writes "J.A." and not "J. A."."""
    shown = [source.cut(author.given_span) for author in authors if author.given_span]
    return any(re.search(r"\.[^\W\d_]", text) for text in shown)


def _shortening(sample: str, *, joined: bool) -> Callable[[str], str]:
    """Return how given names are written that stand beside a sample: in initials with or without dots, or in full."""
    if _INITIALS.fullmatch(sample):
        return lambda given: names.given_forms(given)[0].replace(" " if joined else "\0", "")
    if _BARE.fullmatch(sample) and sample.isupper():
        return lambda given: re.sub(r"[^\w]", "", names.given_forms(given)[0])
    return lambda given: given
