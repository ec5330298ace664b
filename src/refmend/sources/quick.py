"""The commonest items of a long list, read at a glance, each on one line.

Entries: words, then one `https://doi.org/…` at the end. Links: `[a few words](https://…)` and nothing else.

A list of a hundred thousand such lines is scanned in one pass over its bytes. What is taken here is what the way
through passages would make of the same line, or it is left alone: the line's words are still read by the grammar, when
somebody asks for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.identifiers import read
from refmend.identifiers.finding import NEEDLES, doi_address
from refmend.model import Identifier, IdentifierKind, Mention, Reference, Span
from refmend.model.reference import Parts
from refmend.sources.entries import fields_of
from refmend.sources.passage import Passage
from refmend.sources.plainness import FOLDED, SIGNS, is_plain, places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from refmend.model import SourceFile

_MARKER = rb"(?:\d{1,9}[.)]|[-*+])"
_LETTER = rb"[!->@-~\xa1-\xff]"  # what is surely no white space: a question mark stands for any letter beyond Latin-1
_SAFE = rb"[a-z0-9._;:/-]"
_SICI = rb"\|\d[a-z0-9.:-]{0,40}+>[a-z0-9.;-]{1,20}+"  # `<2529::aid-sim692>3.0.co;2-j`; the bar is a folded `<`
# An address that may be taken is marked with capitals, of which the folded text has none: what is left of the signs of
# an identifier are then the few that stand somewhere else.
_ADDRESS, _MARKED = b"https://doi.org/10.", b"HTTPS;//DOI;ORG/TEN"
_LINE = re.compile(
    rb"%(marker)s {1,4}(?=%(letter)s)()(?:[^ \n]++ ){4}[^\n]* (HTTPS;//DOI;ORG/"
    rb"(TEN\d{4,9}/(?:%(safe)s++|\((?!original|reprinted|accessed|retrieved)%(safe)s++\))++(?:%(sici)s)?(?<=[a-z0-9)])))"
    rb"(?:\?[a-z0-9_.-]{1,40}=[a-z0-9_.-]*(?<=[a-z0-9]))?"
    rb"\n(?=%(marker)s[ \t]{1,4}%(letter)s|\n(?![ \t])|\Z)"
    % {b"marker": _MARKER, b"letter": _LETTER, b"safe": _SAFE, b"sici": _SICI}
)
_LINK = re.compile(
    rb"%(marker)s {1,4}\[([a-z](?:[a-z0-9'-]|(?<! ) ){1,80})(?<! )\]\("
    rb"(https?://[a-z0-9][a-z0-9._~/:?=&%%+-]{1,400}(?<=[a-z0-9/]))\)"
    rb"\n(?=%(marker)s[ \t]{1,4}%(letter)s|\n(?![ \t])|\Z)" % {b"marker": _MARKER, b"letter": _LETTER}
)
_YEAR = re.compile(rb"\((?:(?:1[6-9]|20)\d\d[a-z]?[),]|n\. ?d\.)")
_PUBMED = re.compile(rb"pm(?:c?id|c\d)")  # the one sign of another identifier, glued to the first, whose case counts
_NEEDLES = tuple(needle.encode() for needle in NEEDLES if needle != "10.")
# Where an address, a bare DOI or an old arXiv id stands, there is a slash (or its code) as well.
_SLASHED = re.compile(rb"://|10\.\d{4}|/\d{7}")
_NAMED = re.compile(b"|".join(map(re.escape, _NEEDLES)))
_LOUD = (*SIGNS, *(needle for needle in _NEEDLES if needle != b"://"), b"%")
_EDGE = re.compile(rb"(?<!\w)_|_(?!\w)")
_WINDOW = 200_000
_LONGEST = 1000


class Quick:
    """A stretch of a file, ready to be read at a glance.

    The text is folded to one byte a character, window by window: what fits into a processor's cache is scanned several
    times as fast, and no second copy of a large file is kept.
    """

    def __init__(self, file: SourceFile, start: int, end: int, brackets: Callable[[], bool]) -> None:
        """Fold nothing yet; `brackets` tells that no definition makes a link of a bracket alone."""
        self._file = file
        self._end = end
        self._start = self._stop = start
        self._folded = b""
        self._loud: list[int] = []
        self._next = 0
        self._brackets = brackets
        self._known: dict[bytes, tuple[Identifier, ...]] = {}
        self._parts = Parts(_PARTS)

    def _fold(self, at: int) -> None:
        """Fold the window that begins at `at`, and note where markup or another identifier may stand in it."""
        text = self._file.text
        stop = text.find("\n", min(at + _WINDOW, self._end), self._end) + 1
        stop = stop or self._end
        folded = text[at:stop].encode("latin-1", "replace").translate(FOLDED).replace(_ADDRESS, _MARKED)
        self._folded = folded + (text[stop : stop + 20].encode("latin-1", "replace") if stop < self._end else b"")
        self._start, self._stop = at, stop
        self._loud = [*places_of(_LOUD, folded), len(self._folded)]
        self._next = 0

    def run(self, at: int) -> tuple[list[Reference], int]:
        """Return the items on the lines from `at` on, as far as they can be taken, and where the next line begins.

        At most a window is read, so that nobody holds very many of them at once.
        """
        if at >= self._stop:
            self._fold(at)
        if self._folded[at - self._start : at - self._start + 12].find(b"[") >= 0:
            return self._links(at)
        rows: list[tuple[tuple[Identifier, ...], tuple[int, int, int]]] = []
        folded, base, known, loud, sign = self._folded, self._start, self._known, self._loud, self._next
        at, end = at - base, self._stop - base
        while at < end and (match := _LINE.match(folded, at)):
            (_, stop), (begin, _), (first, _), _ = match.regs
            stop -= 1
            identifiers = known.get(match[3])
            if identifiers is None:
                identifiers = known[match[3]] = self._identified(match[3], first, stop)
            if not identifiers or stop - first > _LONGEST or not _YEAR.search(folded, begin, first):
                break
            while loud[sign] < begin:
                sign += 1
            if folded.find(b"/", begin, first) >= 0 and _SLASHED.search(folded, begin, first):
                break
            if loud[sign] < stop and not self._is_sound(begin, first, stop, loud[sign]):
                break
            rows.append((identifiers, (begin + base, first + base, stop + base)))
            at = stop + 1
        self._next = sign
        return Reference.plainly(self._parts, self._file, rows), at + base

    def _links(self, at: int) -> tuple[list[Reference], int]:
        """Return the links on the lines from `at` on, as `run` does."""
        found: list[Reference] = []
        folded, base = self._folded, self._start
        at, end = at - base, self._stop - base
        while at < end and (match := _LINK.match(folded, at)):
            start, stop = match.span(2)
            written = self._file.text[start + base : stop + base]
            mention = read(written)
            if (
                _NAMED.search(folded, *match.span(1))
                or mention is None
                or mention.identifier.kind != IdentifierKind.URL
            ):
                break  # the words name something as well
            span = Span(start + base, stop + base)
            link = Mention(mention.identifier, written, span, "url", mention.problem, link=True)
            found.append(Reference(self._file, span, (link,), kind="link"))
            at = match.end()
        return found, at + base

    def _identified(self, doi: bytes, first: int, stop: int) -> tuple[Identifier, ...]:
        """Return what the address is by the general way; nothing unless that takes it whole, as a sound DOI."""
        if _PUBMED.search(doi) or not self._is_as_folded(first, stop):
            return ()
        start, end = first + self._start, stop + self._start
        mention = doi_address(self._file.text, start, end)
        if mention is None or mention.span.end != end or mention.problem:
            return ()
        return (mention.identifier,)

    def _is_as_folded(self, first: int, stop: int) -> bool:
        """Tell whether the bar in an address stands for the angle bracket of a SICI, if there is one."""
        at = self._folded.find(b"|", first, stop)
        return at < 0 or self._file.text[at + self._start] == "<"

    def _is_sound(self, begin: int, first: int, stop: int, sign: int) -> bool:
        """Tell whether a line without slashes holds no other identifier, and nothing but the characters that it shows.

        `sign` is the first place in it where markup or another identifier may stand.
        """
        folded = self._folded
        if not self._is_as_folded(first, stop):
            return False
        if sign >= first:  # in the address itself an underscore is the only sign that can be one
            return not _EDGE.search(folded, first, stop)
        line = self._file.text[begin + self._start : stop + self._start]
        return _is_lone(folded[begin:first]) and is_plain(line, brackets=self._brackets)


def _is_lone(lead: bytes) -> bool:
    """Tell whether no other identifier stands in what comes before the address."""
    return not any(needle in lead for needle in _NEEDLES)


def _placed(reference: Reference) -> dict[str, object]:
    """Return where the entry and its address stand."""
    begin, first, stop = reference.__dict__["bounds"]
    written = reference.source.text[first:stop]
    (identifier,) = reference.identifiers
    return {"span": Span(begin, stop), "mentions": (Mention(identifier, written, Span(first, stop), form="url"),)}


def _words(reference: Reference) -> dict[str, object]:
    """Read the fields of the entry."""
    begin, first, stop = reference.__dict__["bounds"]
    passage = Passage.verbatim(reference.source, begin, stop)
    return fields_of(passage, [((first - begin, stop - begin), reference.mentions[0])], item=True)


_PARTS = dict.fromkeys(("span", "mentions"), _placed) | dict.fromkeys(("fields", "style", "prose"), _words)
