"""Putting a passage together piece by piece while a parser walks through markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.sources.passage import Passage, Range

if TYPE_CHECKING:
    from refmend.model import Mention, SourceFile


class Builder(Struct):
    """A passage in the making; `length` is the length of its text so far."""

    file: SourceFile
    parts: list[str] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    italics: list[Range] = field(default_factory=list)
    muted: list[Range] = field(default_factory=list)
    links: list[tuple[Range, Mention]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    length: int = 0

    def cut(self) -> None:
        """Note that markup stands here, which no identifier reaches across."""
        self.cuts.append(self.length)

    def add(self, text: str, start: int, end: int) -> None:
        """Append words that stand at `start` to `end` in the file."""
        if not text:
            return
        size = end - start
        if self.runs and size == len(text):
            at, place, length = self.runs[-1]
            if place + length == start and length == self.length - at:
                self.runs[-1] = (at, place, length + size)
                self.parts.append(text)
                self.length += size
                return
        self.runs.append((self.length, start, size))
        self.parts.append(text)
        self.length += len(text)

    def mute(self, text: str, start: int, end: int) -> None:
        """Append words in which no identifier is looked for."""
        self.muted.append((self.length, self.length + len(text)))
        self.add(text, start, end)

    def ends_inside_address(self) -> bool:
        """Tell whether the text so far ends in the middle of a web address or a DOI."""
        tail = "".join(self.parts[-6:])[-400:]
        word = tail[max(tail.rfind(" "), tail.rfind("\n")) + 1 :]
        return "://" in word or word.lower().startswith(("10.", "doi:10.", "www."))

    def build(self, *, keep_space: bool = False) -> Passage | None:
        """Return the passage without white space at its ends, or None where nothing is in it."""
        text = "".join(self.parts)
        if not self.links and not (text if keep_space else text.strip()):
            return None
        passage = Passage(self.file, text, self.runs or [(0, 0, 0)], self.italics, self.muted, self.links, self.cuts)
        return passage if keep_space else _stripped(passage)


def _stripped(passage: Passage) -> Passage:
    """Take white space off the ends."""
    text = passage.text
    lead = len(text) - len(text.lstrip())
    last = max(len(text.rstrip()), lead)
    if lead == 0 and last == len(text):
        return passage
    runs = []
    for at, (start, place, length) in enumerate(passage.runs):
        size = (passage.runs[at + 1][0] if at + 1 < len(passage.runs) else len(text)) - start
        first, end = max(start, lead), min(start + size, last)
        if first >= end:
            continue
        if size == length:
            runs.append((first - lead, place + first - start, end - first))
        else:
            runs.append((first - lead, place, length))

    def moved(places: list[Range]) -> list[Range]:
        return [(max(0, first - lead), max(0, min(end, last) - lead)) for first, end in places]

    links = [((max(0, a - lead), max(0, min(b, last) - lead)), mention) for (a, b), mention in passage.links]
    cuts = [at - lead for at in passage.cuts if lead < at < last]
    whole = runs or [(0, passage.runs[0][1], 0)]
    return Passage(passage.file, text[lead:last], whole, moved(passage.italics), moved(passage.muted), links, cuts)
