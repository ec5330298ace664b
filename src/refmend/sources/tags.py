"""HTML tags: one at a place, its attributes with their places, and the link it makes."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from refmend.identifiers import read
from refmend.model import Mention, Span

TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)([^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_:@][\w:.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_TARGETS = {
    "src": frozenset({"img", "audio", "video", "source", "iframe", "embed", "track", "input", "frame", "image"}),
    "cite": frozenset({"blockquote", "q", "ins", "del"}),
    "poster": frozenset({"video"}),
    "data": frozenset({"object"}),
    "longdesc": frozenset({"img"}),
}
# Relations that are hints to a browser and no reference of the author's.
_HINTS = frozenset({"preconnect", "dns-prefetch", "preload", "prefetch", "modulepreload", "nofollow"})


class Tag(NamedTuple):
    """A tag; `attributes` maps lower-case names to (value as written, start, end)."""

    name: str
    closing: bool
    start: int
    end: int
    attributes: dict[str, tuple[str, int, int]]


def tag_at(text: str, start: int, end: int) -> Tag | None:
    """Read the tag that begins at `start`."""
    match = TAG.match(text, start, end)
    return tag_of(match) if match else None


def tag_of(match: re.Match[str]) -> Tag:
    """Read a match of `TAG`."""
    attributes: dict[str, tuple[str, int, int]] = {}
    body = match.string
    if match[3].strip(" /\t\n"):
        for found in _ATTRIBUTE.finditer(body, match.start(3), match.end(3)):
            group = next((number for number in (2, 3, 4) if found[number] is not None), 0)
            if group:
                attributes.setdefault(found[1].lower(), (found[group], *found.span(group)))
    return Tag(match[2].lower(), bool(match[1]), match.start(), match.end(), attributes)


def link_of(tag: Tag) -> Mention | None:
    """Return the mention of the absolute address that a tag points to."""
    found = tag.attributes.get("href")
    if found is None:
        found = next(
            (tag.attributes[key] for key, names in _TARGETS.items() if tag.name in names and key in tag.attributes),
            None,
        )
    relation = tag.attributes.get("rel")
    if found is None or (relation and not _HINTS.isdisjoint(relation[0].lower().split())):
        return None
    written, start, end = found
    lead = len(written) - len(written.lstrip())
    written = written.strip()
    start += lead
    end = start + len(written)
    meant = html.unescape(written) if "&" in written else written
    mention = read(meant)
    if mention is None or ("://" not in meant[:40] and not mention.problem and mention.identifier.kind == "url"):
        return None
    return Mention(mention.identifier, meant, Span(start, end), "url", mention.problem, link=True)
