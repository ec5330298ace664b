"""Titles of web pages: the work's, without the site's name around it; empty where that cannot be told apart."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from refmend.resolvers import linked_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.resolvers.pages import Sources

SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • ", " ⋅ ", " / ")  # noqa: RUF001 - dashes as sites write them
MEANINGLESS = frozenset(
    {
        "home",
        "homepage",
        "untitled",
        "index",
        "document",
        "loading",
        "loading...",
        "error",
        "welcome",
        "blog",
        "title",
        "page",
    }
)
SHORTEST = 3
LONGEST = 400
CUT = ("...", "…")


def site_name(sources: Sources) -> str:
    """Return the name of the journal or site that a page belongs to, or an empty string."""
    named = sources.first(
        "citation_journal_title", "citation_conference_title", "citation_inbook_title", "prism.publicationname"
    )
    named = named or sources.first("og:site_name")
    if named:
        return html.unescape(named)[:LONGEST]
    for node in sources.graph:
        if "website" in linked_data.kinds(node) and (name := linked_data.text(node, "name")):
            return html.unescape(name)[:LONGEST]
    publisher = sources.article.get("publisher")
    return html.unescape(linked_data.text(publisher, "name"))[:LONGEST] if isinstance(publisher, dict) else ""


def title(sources: Sources, site: str) -> str:
    """Return the title of the work on a page, or an empty string.

    The first of the trusted sources counts, but one that stands as a heading on the page goes before it.
    """
    if sources.first("og:type").lower() == "object" and site.lower() == "github":
        return ""
    headings = _headings(sources)
    claims = [claim for claim in (_clean(text, sources, site) for text in _claims(sources)) if _means(claim)]
    for claim in claims:
        if _fold(claim) in {_fold(heading) for heading in headings}:
            return claim
    if claims:
        longer = (claim for claim in claims[1:] if _fold(claim).startswith(_fold(claims[0])))
        return next(longer, claims[0]) if claims[0].endswith(CUT) or len(claims[0]) >= 100 else claims[0]  # noqa: PLR2004 - search engines cut headlines at 110
    return _from_document(sources, site, headings)


def _claims(sources: Sources) -> Iterator[str]:
    """Yield the titles that a page states for machines, the most trusted first."""
    yield sources.first("citation_title", "bepress_citation_title", "wkhealth_title")
    yield linked_data.text(sources.article, "headline", "name")
    yield sources.first("og:title")
    yield sources.first("dc.title", "dcterms.title", "dc.title.main")
    yield sources.first("twitter:title", "parsely-title", "sailthru.title")


def _from_document(sources: Sources, site: str, headings: list[str]) -> str:
    """Return the document's title where a heading or the site's name shows which part of it is the work's."""
    written = next(
        (" ".join("".join(map(str, node.itertext()))[:2000].split()) for node in sources.root.iter("title")), ""
    )
    for heading in headings:
        if _means(heading) and _fold(heading) in _fold(written):
            return heading
    clean = _clean(written, sources, site)
    separated = any(separator in clean for separator in SEPARATORS)
    return clean if _means(clean) and not separated else ""


def _headings(sources: Sources) -> list[str]:
    """Return the texts of the first main headings."""
    found = []
    for element in sources.root.iter("h1"):
        words = " ".join("".join(map(str, element.itertext()))[:2000].split())
        if words and len(words) <= LONGEST:
            found.append(words)
        if len(found) == 3:  # noqa: PLR2004 - one is the rule
            break
    return found


def _clean(text: str, sources: Sources, site: str) -> str:
    """Return a title without the site's name before or after it."""
    text = " ".join(html.unescape(text)[:2000].split())
    if not any(separator in text for separator in SEPARATORS):
        return text
    names = _site_names(sources, site)
    for _ in range(3):
        for separator in SEPARATORS:
            head, _, tail = text.rpartition(separator)
            if head and _fold(tail) in names:
                text = head.strip()
            start, found, rest = text.partition(separator)
            if found and _fold(start) in names:
                text = rest.strip()
    return text


def _site_names(sources: Sources, site: str) -> set[str]:
    """Return the folded names by which a site may call itself in a title."""
    try:
        host = (urlsplit(sources.url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = host.split(".")
    names = {_fold(site), _fold(host), *(_fold(label) for label in labels[:-1] if len(label) > SHORTEST)}
    names.add(_fold(sources.first("citation_publisher", "application-name", "og:site_name")))
    return names - {""}


def _fold(text: str) -> str:
    """Return a text as two spellings of it are compared: letters and digits only, in lower case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _means(text: str) -> bool:
    """Tell whether a text can be the title of something."""
    return SHORTEST <= len(text) <= LONGEST and text.lower().strip(" .!") not in MEANINGLESS
