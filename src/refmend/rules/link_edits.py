"""Edits of addresses, shared by the link rules: only the characters that differ, in every mention of the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, Edit, Fix, IdentifierKind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refmend.model import LinkStatus, Mention, Outcome
    from refmend.rules.base import Entry

_UNSAFE_IN_LISTS = {letter: f"%{ord(letter):02X}" for letter in "<>[]{}|\\^`\"*' "}
"""Characters that end an address, or begin markup, in one of the formats that a list may be written in.

Parentheses are as common in addresses as they are safe in pairs, so only those without a partner are encoded.
"""

NOT_A_PAGE = frozenset({"soft-404", "parked"})
"""Notes of the judge on pages that the rule soft-404 speaks of, so that no other link rule does."""


def addresses(entry: Entry) -> Iterator[tuple[Mention, Outcome]]:
    """Yield the web addresses of an entry with what was learnt about them, one per address."""
    yield from entry.mentions(IdentifierKind.URL)


def written_for_lists(url: str) -> str:
    """Return an address from outside as it can be written in any list: printable ASCII, nothing that is markup."""
    alone = _parentheses_alone(url)
    kept = (
        f"%{ord(letter):02X}" if place in alone else _UNSAFE_IN_LISTS.get(letter, letter)
        for place, letter in enumerate(url)
    )
    return "".join(letter if letter.isascii() and letter.isprintable() else _encoded(letter) for letter in kept)


def _parentheses_alone(url: str) -> set[int]:
    """Return the places of the parentheses that have no partner."""
    open_places: list[int] = []
    alone: set[int] = set()
    for place, letter in enumerate(url):
        if letter == "(":
            open_places.append(place)
        elif letter == ")":
            if open_places:
                open_places.pop()
            else:
                alone.add(place)
    return alone.union(open_places)


def _encoded(text: str) -> str:
    """Return a text percent-encoded, unless it is so already."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def replace_everywhere(
    entry: Entry, mention: Mention, change: Callable[[str], str], title: str, applicability: Applicability
) -> Fix | None:
    """Return a fix that changes the address in all its mentions within an entry; None where nothing changes."""
    edits: list[Edit] = []
    for other in entry.reference.mentions:
        if other.identifier == mention.identifier and not any(edit.span.overlaps(other.span) for edit in edits):
            edits += narrow(other.span, other.as_written, change(other.as_written))
    return Fix(title, applicability, tuple(edits)) if edits else None


def archived_copy(entry: Entry, mention: Mention, link: LinkStatus) -> Fix | None:
    """Return the fix that puts an archived copy in an address's place, or None where none is known."""
    copy = written_for_lists(link.archived_url)
    if not copy:
        return None
    return replace_everywhere(entry, mention, lambda _: copy, "Use the archived copy", Applicability.UNSAFE)


def narrow(span: Span, old: str, new: str) -> list[Edit]:
    """Return the smallest single edit that turns `old`, which stands at `span`, into `new`; none if they are equal."""
    if old == new:
        return []
    if len(span) != len(old):
        return [Edit(span, new)]
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return [Edit(Span(span.start + start, span.end - end), new[start : len(new) - end])]
