"""Pages: what a body of HTML shows, read once with lxml and bounded in every direction.

Bodies are hostile: nothing here raises for bad content, and no regular expression meets the markup.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from string import whitespace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from refmend.judge.encoding import decode
from refmend.judge.glance import glance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from refmend.model import Observation

MAX_TITLE = 400
MAX_TEXT = 20_000
MOST_HEADINGS = 5
MAX_ANCHORS = 20_000
SHELL_TEXT = 200
"""A page whose visible text is shorter than this and that loads scripts is filled in by them."""

INVISIBLE = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object"})
RECENT = 16
"""Pages kept while the judge goes over its observations again; by identity, as a body's hash costs a look at it."""

MARKUP_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")


class Page:
    """The parts of a page that a verdict rests on, each read when it is first looked at.

    Most pages show by title and length that they are what they claim to be; only the doubtful ones are read whole.
    """

    def __init__(self, body: bytes = b"", kind: str = "", url: str = "", refresh: str = "") -> None:
        """Take a body, its media type, the address it was read at and the `Refresh` header."""
        self._body = body
        self._kind = kind
        self._url = url
        self._refresh_header = refresh
        self._seen = 0  # characters of visible text that are known to be there
        self.is_html = bool(body) and is_markup(body, kind)
        self._glance = glance(body, kind) if self.is_html else None
        if self._glance is not None:  # it shows what the first looks at a page want to know
            self.title = self._glance.title[:MAX_TITLE]
            self.headings = tuple(heading[:MAX_TITLE] for heading in self._glance.headings[:MOST_HEADINGS])
            self.claims = (self.title.lower(), *map(str.lower, self.headings))

    @cached_property
    def _root(self) -> etree._Element | None:
        return parse(self._body, self._kind) if self.is_html else None

    @cached_property
    def title(self) -> str:
        """Return the document's title with white space folded."""
        return "" if self._root is None else _title(self._root)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Return the first main headings."""
        root = self._root
        return (
            () if root is None else tuple(_words(heading)[:MAX_TITLE] for heading in _first(root, "h1", MOST_HEADINGS))
        )

    @cached_property
    def text(self) -> str:
        """Return the visible text with white space folded, cut at `MAX_TEXT` characters."""
        return "" if self._root is None else visible_text(self._root)

    def says_more_than(self, length: int) -> bool:
        """Tell whether the visible text is longer than `length` characters, without reading it further."""
        if self._glance is not None and self._glance.length > length:
            return True
        if "text" not in self.__dict__ and length >= self._seen and length >= self._least_text:
            seen = "" if self._root is None else visible_text(self._root, length + 1)
            self._seen = len(seen)
            if self._seen <= length:
                self.text = seen  # all of it
        return length < max(self._seen, self._least_text) if "text" not in self.__dict__ else len(self.text) > length

    @cached_property
    def _least_text(self) -> int:
        """A length that the visible text certainly has; 0 where that takes reading."""
        return 0 if self._root is None else least_text(self._root)

    @cached_property
    def markup(self) -> str:
        """Return the raw text, in lower case."""
        return decode(self._body[:131_072], self._kind).lower() if self.is_html else ""

    @cached_property
    def refresh(self) -> tuple[float, str]:
        """Return delay (seconds) and absolute address of a refresh to another page, or (0, "")."""
        if self._refresh_header:
            return _refresh(self._refresh_header, self._url)
        return (0.0, "") if self._root is None else _meta_refresh(self._root, self._url)

    @cached_property
    def canonical(self) -> str:
        """Return the absolute address that the page calls its own, or an empty string."""
        if self._glance is not None and not self._glance.names_itself:
            return ""
        return "" if self._root is None else _canonical(self._root, self._url)

    @cached_property
    def asks_password(self) -> bool:
        """Tell whether there is a field for a password."""
        fields = () if self._root is None else _first(self._root, "input", 200)
        return any((element.get("type") or "").lower() == "password" for element in fields)

    @cached_property
    def is_shell(self) -> bool:
        """Tell whether scripts fill this page in, so that its markup says nothing about its content."""
        root = self._root
        scripted = root is not None and next(root.iter("script"), None) is not None
        return scripted and not self.says_more_than(SHELL_TEXT - 1)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Return what the page says of itself: its title and its first headings, in lower case."""
        return (self.title.lower(), *(heading.lower() for heading in self.headings))


_recent: dict[int, tuple[Observation, Page]] = {}


def read(observation: Observation) -> Page:
    """Read the last answer's body; an empty page where it is not HTML."""
    answer = observation.last
    if answer is None:
        return Page()
    known = _recent.get(id(observation))
    if known is not None and known[0] is observation:
        return known[1]
    kind, refresh = answer.header("content-type"), answer.header("refresh")
    page = Page(observation.body, kind, observation.final_url, refresh)
    _recent[id(observation)] = observation, page
    if len(_recent) > RECENT:
        del _recent[next(iter(_recent))]
    return page


def is_markup(body: bytes, kind: str) -> bool:
    """Tell whether a body is HTML by its media type, or by its look where there is none."""
    media = kind.partition(";")[0].strip().lower()
    if media:
        return media in MARKUP_TYPES
    start = body[:512].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<title", b"<body", b"<!--"))


@lru_cache(maxsize=8)
def parse(body: bytes, kind: str) -> etree._Element | None:
    """Return the tree of an HTML body, or None where there is none; it is shared, so nobody may change it."""
    if not body or not is_markup(body, kind):
        return None
    from lxml import etree  # noqa: PLC0415 - most runs' pages are judged at a glance

    text = decode(body, kind).replace("\x00", "\ufffd")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def visible_text(root: etree._Element, most: int = MAX_TEXT) -> str:
    """Return what a reader sees, white space folded, at most `most` characters."""
    parts: list[str] = []
    length = 0
    for piece in _pieces(root):
        folded = " ".join(piece[:MAX_TEXT].split())
        if folded:
            parts.append(folded)
            length += len(folded) + 1
        if length > most:
            break
    return " ".join(parts)[:most]


def least_text(root: etree._Element) -> int:
    """Return a length that the visible text certainly has, found cheaply; 0 where that takes reading."""
    from lxml import etree  # noqa: PLC0415 - most runs' pages are judged at a glance

    body = _plain_body(root)
    if body is None:
        return 0
    text = etree.tostring(body, method="text", encoding="unicode", with_tail=False)
    if text.isascii():
        return len(text) - sum(map(text.count, whitespace)) - sum(map(text.count, "\x1c\x1d\x1e\x1f"))
    return len("".join(text[:MAX_TEXT].split()))


def _plain_body(root: etree._Element) -> etree._Element | None:
    """Return the body of a document that has nothing invisible in it, or None."""
    body = root.find("body")
    return body if body is not None and next(body.iter(*INVISIBLE), None) is None else None


def _pieces(root: etree._Element) -> Iterator[str]:
    """Yield the text nodes of a tree outside invisible elements, without recursion."""
    body = _plain_body(root)
    if body is not None:
        yield from map(str, body.itertext())
        return
    from lxml import etree  # noqa: PLC0415 - most runs' pages are judged at a glance

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


def _meta_refresh(root: etree._Element, url: str) -> tuple[float, str]:
    """Return delay and absolute address of a refresh to another page, or (0, "")."""
    for element in _first(root, "meta", 200):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            delay, target = _refresh(element.get("content") or "", url)
            if target:
                return delay, target
    return 0.0, ""


def _refresh(value: str, url: str) -> tuple[float, str]:
    """Read `0; url=…`; a delay of a day and more, or none that is a number, counts as none."""
    number, _, rest = value[:2100].replace(",", ";", 1).partition(";")
    name, found, target = rest.partition("=")
    target = target.strip().strip("\"'").strip() if found and name.strip().lower() == "url" else ""
    number = number.strip()
    delay = float(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0.0  # noqa: PLR2004
    return (delay, _absolute(url, target)) if target else (0.0, "")


def _canonical(root: etree._Element, url: str) -> str:
    """Return the address that a page calls its own, or an empty string."""
    for element in _first(root, "link", 300):
        if "canonical" in (element.get("rel") or "").lower().split():
            return _absolute(url, (element.get("href") or "").strip()[:2100])
    return ""


def _absolute(base: str, target: str) -> str:
    """Return a target as an http address, or an empty string where it is none."""
    try:
        joined = urljoin(base, target)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


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
