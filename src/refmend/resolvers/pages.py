"""What a web page says of itself: author, date, title, site and canonical address, as a record.

Read in the order in which the sources can be trusted: `citation_*`, JSON-LD, OpenGraph and its relatives, Dublin Core,
`<time>`, visible text. What is ambiguous stays empty: a missing field costs nothing, a wrong one accuses an author.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from refmend.judge.page import parse
from refmend.model import Record, Title
from refmend.resolvers import linked_data, page_dates, page_names, page_titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from refmend.model import Identifier, Observation

MAX_VALUE = 2000
MAX_METAS = 500


@dataclass(frozen=True)
class Sources:
    """A page taken apart: `metas` by lower-cased name (property, itemprop), `article` the JSON-LD node about it.

    `raw` is the body in lower case, in which it is cheap to see that there is nothing to look for.
    """

    root: etree._Element
    url: str
    metas: dict[str, list[str]]
    article: dict[str, Any] = field(default_factory=dict)
    graph: list[dict[str, Any]] = field(default_factory=list)
    raw: bytes = field(default=b"", repr=False)

    def holds(self, word: bytes) -> bool:
        """Tell whether a lower-case word stands anywhere in the markup; true where the markup is not known."""
        return not self.raw or word in self.raw

    def first(self, *names: str) -> str:
        """Return the first non-empty value of the named meta elements, in the order of the names."""
        if not self.metas:
            return ""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")

    def all(self, *names: str) -> list[str]:
        """Return every value of the first named meta element that has one."""
        return next((self.metas[name] for name in names if self.metas.get(name)), [])


def read(identifier: Identifier, look: Observation) -> Record | None:
    """Return the record that a page gives of itself, or None where it gives neither title, author nor date."""
    kind = look.last.header("content-type") if look.last else ""
    root = parse(look.body, kind)
    if root is None:
        return None
    sources = replace(take_apart(root, look.final_url), raw=look.body.lower())
    site = page_titles.site_name(sources)
    title = page_titles.title(sources, site)
    authors = page_names.authors(sources, site)
    date = page_dates.published(sources)
    if not (title or authors or date):
        return None
    return Record(
        identifier=identifier,
        registry="web",
        type=_type(sources),
        titles=(Title(title),) if title else (),
        authors=authors,
        dates=(date,) if date else (),
        containers=(site,) if site else (),
        publisher=sources.first("citation_publisher", "dc.publisher"),
        url=canonical(sources),
    )


def take_apart(root: etree._Element, url: str) -> Sources:
    """Collect the meta elements and the JSON-LD of a page."""
    metas: dict[str, list[str]] = defaultdict(list)
    for count, element in enumerate(root.iter("meta")):
        if count == MAX_METAS:
            break
        value = " ".join((element.get("content") or "")[:MAX_VALUE].split())
        for attribute in ("name", "property", "itemprop"):
            name = (element.get(attribute) or "").strip().lower()
            if name and value and value not in metas[name]:
                metas[name].append(value)
    bare = Sources(root, url, dict(metas))
    graph = list(linked_data.nodes(root))
    article = linked_data.about(graph, {_bare(url), _bare(canonical(bare))})
    return Sources(root, url, dict(metas), article, graph)


def canonical(sources: Sources) -> str:
    """Return the address a page calls its own: on the same site, not its front page; else the one it was read at."""
    own = sources.url.partition("#")[0]
    for value in (*_links(sources.root, "canonical"), sources.first("og:url")):
        try:
            there, here = urlsplit(urljoin(own, value)), urlsplit(own)
        except ValueError:
            continue
        same = (there.hostname or "").removeprefix("www.") == (here.hostname or "").removeprefix("www.")
        front = there.path in {"", "/"} and here.path not in {"", "/"}
        if value and same and there.scheme in {"http", "https"} and not front:
            return there._replace(fragment="").geturl()
    return own


def _links(root: etree._Element, relation: str) -> Iterator[str]:
    """Yield the targets of the `<link>` elements of a relation."""
    for count, element in enumerate(root.iter("link")):
        if count == MAX_METAS:
            return
        if relation in (element.get("rel") or "").lower().split():
            yield (element.get("href") or "").strip()[:MAX_VALUE]


def _bare(url: str) -> str:
    """Return an address as two spellings of it are compared: no scheme, `www.`, query, fragment and last slash."""
    bare = url.partition("#")[0].partition("?")[0].partition("://")[2].rstrip("/").lower()
    return bare.removeprefix("www.")


def _type(sources: Sources) -> str:
    """Return CSL's word for the kind of page."""
    kinds = linked_data.kinds(sources.article)
    if sources.first("citation_journal_title") or "scholarlyarticle" in kinds:
        return "article-journal"
    if "blogposting" in kinds:
        return "post-weblog"
    return "webpage"
