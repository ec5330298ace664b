"""Pages: what a body of HTML shows, read once with lxml and bounded in every direction.

Bodies are hostile: nothing here raises for bad content, and no regular expression meets the markup.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import lxml.html
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Observation

MAX_TITLE = 400
MAX_TEXT = 20_000
MAX_ANCHORS = 20_000
SHELL_TEXT = 200
"""A page whose visible text is shorter than this and that loads scripts is filled in by them."""

INVISIBLE = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
MARKUP_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page that a verdict rests on.

    `text` is the visible text with white space folded, cut at `MAX_TEXT` characters. `refresh` is the absolute
    address of a `<meta http-equiv=refresh>` with its delay in seconds. `markup` is the raw text, in lower case.
    """

    is_html: bool = False
    title: str = ""
    headings: tuple[str, ...] = ()
    text: str = ""
    refresh: str = ""
    refresh_delay: float = 0.0
    asks_password: bool = False
    scripts: int = 0
    markup: str = field(default="", repr=False)

    @property
    def is_shell(self) -> bool:
        """Tell whether scripts fill this page in, so that its markup says nothing about its content."""
        return self.is_html and self.scripts > 0 and len(self.text) < SHELL_TEXT

    @property
    def claims(self) -> Iterator[str]:
        """Yield what the page says of itself: its title and its first headings, in lower case."""
        yield self.title.lower()
        yield from (heading.lower() for heading in self.headings)


def read(observation: Observation) -> Page:
    """Read the last answer's body; an empty page where it is not HTML."""
    answer = observation.last
    kind = answer.header("content-type") if answer else ""
    return _read(observation.body, kind, observation.final_url)


@lru_cache(maxsize=64)
def _read(body: bytes, kind: str, url: str) -> Page:
    root = parse(body, kind)
    if root is None:
        return Page()
    delay, refresh = _refresh(root, url)
    return Page(
        is_html=True,
        title=_title(root),
        headings=tuple(_words(heading)[:MAX_TITLE] for heading in _first(root, "h1", 5)),
        text=visible_text(root),
        refresh=refresh,
        refresh_delay=delay,
        asks_password=_asks_password(root),
        scripts=sum(1 for _ in _first(root, "script", 50)),
        markup=decode(body[:131_072], kind).lower(),
    )


def is_markup(body: bytes, kind: str) -> bool:
    """Tell whether a body is HTML by its media type, or by its look where there is none."""
    media = kind.partition(";")[0].strip().lower()
    if media:
        return media in MARKUP_TYPES
    start = body[:512].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<title", b"<body", b"<!--"))


def parse(body: bytes, kind: str) -> etree._Element | None:
    """Return the tree of an HTML body, or None where there is none."""
    if not body or not is_markup(body, kind):
        return None
    text = decode(body, kind).replace("\x00", "\ufffd")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def decode(body: bytes, kind: str) -> str:
    """Decode a body by its byte order mark, its header, its own declaration, or as UTF-8; never fails."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    name = _charset(kind) or _charset(body[:2048].decode("ascii", "replace")) or "utf-8"
    try:
        return body.decode(name, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _charset(text: str) -> str:
    """Return the known text encoding named after `charset=`, or an empty string."""
    _, found, rest = text.lower().partition("charset=")
    name = rest[:60].lstrip("\"' ") if found else ""
    for position, character in enumerate(name):
        if not (character.isalnum() or character in "-_:."):
            name = name[:position]
            break
    try:
        known = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    if known is None or not known._is_text_encoding:  # noqa: SLF001 - the only way to tell text encodings from hex and zip
        return ""
    return "cp1252" if known.name in {"iso8859-1", "ascii"} else known.name


def visible_text(root: etree._Element) -> str:
    """Return what a reader sees, white space folded, at most `MAX_TEXT` characters."""
    parts: list[str] = []
    length = 0
    for piece in _pieces(root):
        folded = " ".join(piece[:MAX_TEXT].split())
        if folded:
            parts.append(folded)
            length += len(folded) + 1
        if length > MAX_TEXT:
            break
    return " ".join(parts)[:MAX_TEXT]


def _pieces(root: etree._Element) -> Iterator[str]:
    """Yield the text nodes of a tree outside invisible elements, without recursion."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        invisible = element.tag in INVISIBLE
        if event == "start":
            hidden += invisible
            if not hidden and element.text:
                yield element.text
        else:
            hidden -= invisible
            if not hidden and element.tail:
                yield element.tail


def _first(root: etree._Element, tag: str, most: int) -> Iterator[etree._Element]:
    """Yield the first elements of a tag."""
    for count, element in enumerate(root.iter(tag)):
        if count == most:
            return
        yield element


def _words(element: etree._Element) -> str:
    """Return an element's text with white space folded."""
    return " ".join(" ".join(str(text) for text in element.itertext())[: 4 * MAX_TITLE].split())


def _title(root: etree._Element) -> str:
    """Return the document's title; one inside an SVG does not count."""
    for element in _first(root, "title", 5):
        parent = element.getparent()
        if parent is None or parent.tag not in {"svg", "g", "symbol"}:
            return _words(element)[:MAX_TITLE]
    return ""


def _refresh(root: etree._Element, url: str) -> tuple[float, str]:
    """Return delay and absolute address of a refresh to another page, or (0, "")."""
    for element in _first(root, "meta", 200):
        if (element.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        number, _, rest = (element.get("content") or "")[:2100].replace(",", ";", 1).partition(";")
        name, found, target = rest.partition("=")
        target = target.strip().strip("\"'").strip() if found and name.strip().lower() == "url" else ""
        delay = float(number.strip()) if number.strip().isdecimal() and len(number.strip()) < 6 else 0.0  # noqa: PLR2004 - a day and more is no redirect
        if target:
            return delay, _absolute(url, target)
    return 0.0, ""


def _absolute(base: str, target: str) -> str:
    """Return a target as an http address, or an empty string where it is none."""
    try:
        joined = urljoin(base, target)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _asks_password(root: etree._Element) -> bool:
    """Tell whether there is a field for a password."""
    return any((element.get("type") or "").lower() == "password" for element in _first(root, "input", 200))


def has_anchor(body: bytes, kind: str, fragment: str) -> bool | None:
    """Tell whether a page has the place a fragment names; None where that cannot be seen.

    Compared without regard to case, percent-encoding and GitHub's `user-content-` prefix: a browser may be
    stricter, but a reader of the list still finds the place.
    """
    root = parse(body, kind)
    if root is None:
        return None
    wanted = {fragment.lower(), unquote(fragment).lower()}
    wanted |= {f"user-content-{name}" for name in wanted}
    for count, element in enumerate(root.iter("*")):
        if count > MAX_ANCHORS:
            return None
        for name in (element.get("id"), element.get("name")):
            if name and (name.lower() in wanted or unquote(name).lower() in wanted):
                return True
    return False
