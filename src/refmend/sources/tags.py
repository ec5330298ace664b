"""HTML tags: one at a place, its attributes with their places, and the links it makes."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from refmend.identifiers import read
from refmend.model import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)([^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_:@][\w:.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_TARGETS = {
    "src": frozenset({"img", "audio", "video", "source", "iframe", "embed", "track", "input", "frame", "image"}),
    "cite": frozenset({"blockquote", "q", "ins", "del"}),
    "poster": frozenset({"video"}),
    "data": frozenset({"object"}),
    "longdesc": frozenset({"img"}),
}
_SCHEMELESS = re.compile(r"//[\w-]+(?:\.[\w-]+)+(?:[/:?#]|$)")
_OWN = frozenset({"data:", "javas", "about", "blob:"})  # a page's own content and code
_REFERENCE = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,30}(?:;|(?P<parameter>(?==))|))")
_WORD = re.compile(r"[^\s,]\S*")
# Relations that are hints to a browser, which fetches nothing there, or that the author does not vouch for at all.
_HINTS = frozenset({"preconnect", "dns-prefetch"})
_DISOWNED = "nofollow"


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


def links_of(tag: Tag) -> Iterator[Mention]:
    """Yield the mentions of the absolute addresses that a tag points to: `href` first, then sources and candidates."""
    relation = tag.attributes.get("rel")
    kinds = relation[0].lower().split() if relation else []
    if tag.closing or kinds == [_DISOWNED] or not _HINTS.isdisjoint(kinds):
        return
    for name in ("href", "xlink:href"):
        if name in tag.attributes:
            yield from _mention(*tag.attributes[name])
    for name, elements in _TARGETS.items():
        if tag.name in elements and name in tag.attributes:
            yield from _mention(*tag.attributes[name])
    for name in ("srcset", "imagesrcset"):
        if name in tag.attributes:
            yield from _candidates(*tag.attributes[name])


def _mention(written: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the mention of an attribute's value; lines' ends inside it are left out, as browsers do."""
    if written.lstrip()[:5].lower() in _OWN:
        return
    start += len(written) - len(written.lstrip())
    end -= len(written) - len(written.rstrip())
    written = written.strip()
    meant = _REFERENCE.sub(_undone, written) if "&" in written else written
    if "\n" in meant or "\t" in meant:
        meant = meant.replace("\n", "").replace("\t", "")
    mention = read("https:" + meant if _SCHEMELESS.match(meant) else meant)
    if mention is None or ("//" not in meant[:40] and not mention.problem and mention.identifier.kind == "url"):
        return
    yield Mention(mention.identifier, meant, Span(start, end), "url", mention.problem, link=True)


def _undone(match: re.Match[str]) -> str:
    """Undo a character reference as attributes have it: `&copy=1` is a parameter and no sign (HTML, 13.2.5.73)."""
    name = match.group()
    if name[1] == "#" or name[-1] == ";":
        return html.unescape(name)
    return name if match["parameter"] is not None or name[1:] not in html5 else html.unescape(name)


def _candidates(written: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the images of a `srcset`: addresses, each with a width or a density behind it, between commas."""
    at = 0
    while word := _WORD.search(written, at, end - start):
        address = word.group().rstrip(",")
        at = word.end()
        if address == word.group():
            comma = written.find(",", at)
            at = len(written) if comma < 0 else comma + 1
        yield from _mention(address, start + word.start(), start + word.start() + len(address))
