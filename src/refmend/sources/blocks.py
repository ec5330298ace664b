"""Cutting Markdown into chunks by its lines, in one cheap pass: simple list items alone, the rest in bounded chunks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 16_384
_ITEM = re.compile(r"(?:\d{1,9}[.)]|[-*+])[ \t]{1,4}(?=\S)")
_FENCE = re.compile(r"[ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_RAW = re.compile(r" {0,3}<(?:!--|pre\b|script\b|style\b|textarea\b|\?|!\[CDATA\[|![A-Z])", re.IGNORECASE)
_RAW_END = re.compile(r"-->|</(?:pre|script|style|textarea)>|\?>|\]\]>", re.IGNORECASE)
# What makes a line more than the words it shows: emphasis, code, links, HTML, escapes, entities, tables, formulas.
_SIGNS = ("*", "\\", "`", "<", "[", "|", "~", "$", "\t")
_EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&#?\w+;")


class Chunk(NamedTuple):
    """A stretch of the text: the words of a one-line item (`simple`), or lines for the full parser."""

    start: int
    end: int
    simple: bool


def chunks(text: str, start: int, end: int) -> Iterator[Chunk]:
    """Yield the stretches of `text[start:end]` in order; front matter is left out."""
    at = first = _front_matter(text, start, end)
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
            if free and item is not None and _stands_alone(text, item.end(), stop, end):
                if first < at:
                    yield Chunk(first, at, simple=False)
                yield Chunk(item.end(), stop, simple=True)
                first = stop + 1
                items, blank = True, False
                at = stop + 1
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


def _front_matter(text: str, start: int, end: int) -> int:
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


def _stands_alone(text: str, begin: int, stop: int, end: int) -> bool:
    """Tell whether a one-line item holds no markup and nothing continues it."""
    following = stop + 1
    if following < end:
        line_end = text.find("\n", following, end)
        line_end = end if line_end < 0 else line_end
        if text[following:line_end].strip() and not _ITEM.match(text, following, line_end):
            return False
        if not text[following:line_end].strip() and text[line_end + 1 : line_end + 2] in {" ", "\t"}:
            return False
    line = text[begin:stop]
    if any(sign in line for sign in _SIGNS) or line.endswith("  "):
        return False
    if "_" in line and _EMPHASIS.search(line):
        return False
    return "&" not in line or _ENTITY.search(line) is None
