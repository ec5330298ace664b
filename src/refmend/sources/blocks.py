"""Cutting Markdown into chunks by its lines, in one cheap pass: simple list items alone, the rest in bounded chunks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from refmend.sources.plainness import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from refmend.model import Reference

CHUNK = 16_384
_ITEM = re.compile(r"(?:\d{1,9}[.)]|[-*+])[ \t]{1,4}(?=\S)")
_FENCE = re.compile(r"[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_RAW = re.compile(r" {0,3}<(?:!--|pre\b|script\b|style\b|textarea\b|\?|!\[CDATA\[|![A-Z])", re.IGNORECASE)
_RAW_END = re.compile(r"-->|</(?:pre|script|style|textarea)>|\?>|\]\]>", re.IGNORECASE)


class Chunk(NamedTuple):
    """A stretch of the text: the words of a one-line item (`simple`), or lines for the full parser.

    Lines that were read at a glance come with their `references`.
    """

    start: int
    end: int
    simple: bool
    references: Sequence[Reference] = ()


def chunks(
    text: str,
    start: int,
    end: int,
    run: Callable[[int], tuple[Sequence[Reference], int]],
    *,
    brackets: Callable[[], bool],
) -> Iterator[Chunk]:
    """Yield the stretches of `text[start:end]` in order; front matter is left out.

    `run` reads what it can of the items that begin at a place, and tells where it stopped. `brackets` tells that no
    definition makes a link of a bracket alone.
    """
    at = first = front_matter(text, start, end)
    fence, raw = "", False
    items = blank = True
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        head = text[at : at + 1]
        if fence or raw:
            fence, raw = _closed(text, at, stop, fence, raw=raw)
            blank = False
        elif not text[at:stop].strip():
            blank = True
        else:
            item = _ITEM.match(text, at, stop) if head in "0123456789-*+" else None
            free = (blank and head not in " \t") or (item is not None and items)
            if free and item is not None and (lone := _lone(text, at, item.end(), stop, end, run, brackets=brackets)):
                if first < at:
                    yield Chunk(first, at, simple=False)
                yield lone[0]
                first = at = lone[1]
                items, blank = True, False
                continue
            if free and at - first >= CHUNK:
                yield Chunk(first, at, simple=False)
                first = at
            fence, raw = _opened(text, at, stop)
            items = item is not None or (items and head in " \t")
            blank = False
        at = stop + 1
    if first < end:
        yield Chunk(first, end, simple=False)


def front_matter(text: str, start: int, end: int) -> int:
    """Return where the text begins behind YAML or TOML front matter."""
    mark = text[start : start + 3]
    if start or mark not in {"---", "+++"} or text[3:4] not in {"\n", "\r", " "}:
        return start
    for close in (f"\n{mark}\n", "\n...\n"):
        at = text.find(close, 3, min(end, 200_000))
        if at >= 0:
            return at + len(close)
    return start


def _opened(text: str, at: int, stop: int) -> tuple[str, bool]:
    """Return the fence or the raw block that a line opens and does not close."""
    if match := _FENCE.match(text, at, stop):
        mark = match[1]
        if mark[0] == "~" or "`" not in text[match.end() : stop]:
            return mark, False
    if (match := _RAW.match(text, at, stop)) and not _RAW_END.search(text, match.end(), stop):
        return "", True
    return "", False


def _closed(text: str, at: int, stop: int, fence: str, *, raw: bool) -> tuple[str, bool]:
    """Return what is still open behind a line inside a fence or a raw block."""
    if fence:
        line = text[at:stop].strip(" \t>")
        return ("" if line.startswith(fence) and not line.strip(fence[0]) else fence), False
    return "", raw and not _RAW_END.search(text, at, stop)


def _lone(  # noqa: PLR0913 - a line, its range and how it is read
    text: str,
    at: int,
    begin: int,
    stop: int,
    end: int,
    run: Callable[[int], tuple[Sequence[Reference], int]],
    *,
    brackets: Callable[[], bool],
) -> tuple[Chunk, int] | None:
    """Return the chunk of the items from a line on that need no parser, and where the next line begins, or None."""
    references, following = run(at)
    if references:
        return Chunk(at, following, simple=True, references=references), following
    if _stands_alone(text, begin, stop, end, brackets=brackets):
        return Chunk(begin, begin + len(text[begin:stop].rstrip()), simple=True), stop + 1
    return None


def _stands_alone(text: str, begin: int, stop: int, end: int, *, brackets: Callable[[], bool]) -> bool:
    """Tell whether a one-line item holds no markup and nothing continues it."""
    following = stop + 1
    if following < end:
        line_end = text.find("\n", following, end)
        line_end = end if line_end < 0 else line_end
        if text[following:line_end].strip() and not _ITEM.match(text, following, line_end):
            return False
        if not text[following:line_end].strip() and text[line_end + 1 : line_end + 2] in {" ", "\t"}:
            return False
    return is_plain(text[begin:stop], brackets=brackets)
