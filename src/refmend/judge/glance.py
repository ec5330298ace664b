"""A glance at a page: title, main headings and a length of visible text, read off the bytes without a tree.

Nearly every page is what it claims to be, and a tree of it costs ten times what its transport does. A glance stops
where title, heading and enough text are seen. Where the markup is odd there is none, and the tree decides.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from refmend.judge.encoding import decode_part, encoding, is_wide

ENOUGH = 1_500
"""Characters of visible text from which on a page has said enough: no bound of the judge's asks for more."""

LONGEST = 4_096
"""Bytes of a title or heading; a longer one is none that anybody wrote."""

FIRST_STEP = 3_072
"""Bytes that are looked at together; as much again each time that was not enough."""

LOOKS = (4_096, 16_384, 65_536)
"""Bytes of a longer body that are looked at first, where its head ends in their first half; then all of it."""

MOST_SKIPPED = 400
"""Comments, scripts and headings that are passed over; a page with more of them is one for the tree."""

_SPECIAL = re.compile(rb"<(?=[thsnio!])(?:(title|h1|s(?:cript|tyle|vg)|noscript|template|iframe|object)(?=[\s/>])|!--)")
_TEXT = re.compile(rb">([^<]+)<")
_TAG = re.compile(rb"<[^<>]*>")
_SPACE = b" \t\n\r\f\v\x1c\x1d\x1e\x1f"
_RAW = frozenset({b"script", b"style"})
_HELD = (b"<h1", b"<title")


class Glance(NamedTuple):
    """What is seen of a page at once.

    `title` and `headings` are as a tree gives them, white space folded; a heading that comes after `ENOUGH` characters
    and a first heading is not looked for. `length` is one that the visible text certainly has (characters other than
    white space). `names_itself` tells whether the head may hold the address that the page calls its own.
    """

    title: str
    headings: tuple[str, ...]
    length: int
    names_itself: bool


def glance(body: bytes, kind: str) -> Glance | None:
    """Look at a body of HTML of media type `kind`; None where a tree is needed to tell."""
    if is_wide(body) or b"\x00" in body:
        return None
    name = encoding(body, kind)
    if name.startswith(("utf-16", "utf-32", "utf_16", "utf_32", "utf-7", "utf_7")):
        return None
    first = [size for size in LOOKS if size < len(body) and body.find(b"</head", 0, size // 2) >= 0]
    for size in (*first, len(body)):
        look = _Look(body[:size], name)
        sure = look.scan()
        if sure and look.has_seen_enough():
            break
    if not sure:
        return None
    title = _words(look.titles[0], name) if look.titles else ""
    return Glance(title, tuple(_words(heading, name) for heading in look.headings), look.length, look.names_itself)


class _Look:
    """A body being gone through: contents of titles and headings, and how much a reader sees."""

    __slots__ = ("_at", "_body", "_encoding", "_low", "_start", "headings", "length", "names_itself", "titles")

    def __init__(self, body: bytes, name: str) -> None:
        """Find where the head ends."""
        self._body = body
        self._encoding = name
        self._low = low = body.lower()
        self._at = 0  # up to here everything is taken account of
        found = [at for at in (low.find(b"<body", 0, 65_536), low.find(b"</head", 0, 65_536)) if at >= 0]
        self._start = min(found, default=-1)  # from here on text is visible; -1: nobody says where
        self.names_itself = low.find(b"canonical", 0, self._start if found else len(low)) >= 0
        self.titles: list[bytes] = []
        self.headings: list[bytes] = []
        self.length = 0

    def scan(self) -> bool:
        """Go through the body until enough is seen; False where only a tree can tell."""
        at, edge, left = 0, 0, MOST_SKIPPED
        while edge < len(self._low) and not self.has_seen_enough():
            edge += max(edge, FIRST_STEP)
            while at < edge and (match := _SPECIAL.search(self._low, at, edge + 16)):
                name = match[1]
                end = self._end(name, match.end())
                left -= 1
                if end < 0 or not left or not self._take(name, match.end(), end):
                    return False
                if name != b"h1":
                    self._see(match.start())
                    self._at = end
                at = end
            at = max(at, edge)
            self._see(edge)
        return True

    def has_seen_enough(self) -> bool:
        """Tell whether what comes after this could change nothing."""
        return self.length > ENOUGH and bool(self.headings)

    def _end(self, name: bytes | None, start: int) -> int:
        """Return where an element or comment ends, or -1 where that is not clear."""
        if name is not None:
            return self._low.find(b"</" + name, start)
        return -1 if self._low.startswith((b">", b"->"), start) else self._low.find(b"-->", start)

    def _take(self, name: bytes | None, start: int, end: int) -> bool:
        """Keep a title or heading; False for one that is odd, or that may hide in what is passed over."""
        if name is None or name in _RAW:
            return True
        if name not in {b"title", b"h1"}:
            nested = self._low.find(b"<" + name, start, end) >= 0
            held = any(self._low.find(tag, start, end) >= 0 for tag in _HELD)
            return not nested and (not held or (name == b"svg" and bool(self.titles)))
        opened = self._low.find(b">", start, end)
        content = self._body[opened + 1 : end]
        if b"<" in content and name != b"title":
            content = _TAG.sub(b" ", content)
        if opened < 0 or end - opened > LONGEST or b"<" in content or b">" in content:
            return False
        (self.titles if name == b"title" else self.headings).append(content)
        return True

    def _see(self, end: int) -> None:
        """Count what a reader sees up to `end`."""
        start = max(self._at, self._start)
        if start < end and self.length <= ENOUGH and self._start >= 0:
            self.length += self._count(_TEXT.findall(self._body, start, end))
            opened = self._low.rfind(b">", start, end)
            if opened > self._low.rfind(b"<", start, end):
                end = opened  # a text, or a sign inside an attribute's value, that goes on: the next stretch tells
        self._at = max(self._at, end)

    def _count(self, pieces: list[bytes]) -> int:
        """Return how many characters other than white space there are in what stands between tags."""
        text = b" ".join(pieces)
        if b">" in text:  # one inside an attribute's value: what stands before the last one is no text
            text = b" ".join(piece.rpartition(b">")[2] for piece in pieces)
        if text.isascii() and b"&" not in text:
            return len(text.translate(None, _SPACE))
        return len("".join(html.unescape(decode_part(text, self._encoding)).split()))


def _words(content: bytes, name: str) -> str:
    """Return a title or heading as text, white space folded."""
    text = decode_part(content, name)
    return " ".join((html.unescape(text) if "&" in text else text).split())
