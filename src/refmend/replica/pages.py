"""Web pages with the metadata habits of well-known publishing systems, written by us after their kind.

Each habit is a function `Facts → HTML`. A fact that is not known is left out, never made up.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PARAGRAPH = "<p>" + "This page stands in for the real one; only its metadata are of interest here. " * 12 + "</p>"


class Facts(Struct, frozen=True):
    """What a page says of itself. `authors` are "Family, Given" or one name; `published` is an ISO 8601 date."""

    title: str
    url: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    site: str = ""
    body: str = ""

    @property
    def names(self) -> list[str]:
        """Return the authors as a page prints them: given name first."""
        return [" ".join(reversed(name.split(", ", 1))) for name in self.authors]


def page(window_title: str, head: list[str], facts: Facts) -> str:
    """Return a page with the given head elements."""
    elements = "\n".join(element for element in head if element)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(window_title)}</title>\n'
        f"{elements}\n</head>\n<body>\n<article>\n<h1>{escape(facts.title)}</h1>\n{facts.body}{PARAGRAPH}\n</article>\n"
        "</body>\n</html>\n"
    )


def meta(name: str, content: str, *, attribute: str = "name") -> str:
    """Return a meta element, or nothing where the content is not known."""
    return f'<meta {attribute}="{escape(name)}" content="{escape(content)}">' if content else ""


def open_graph(facts: Facts, kind: str = "article") -> list[str]:
    """Return the OpenGraph elements."""
    values = {"og:type": kind, "og:title": facts.title, "og:url": facts.url, "og:site_name": facts.site}
    return [meta(name, value, attribute="property") for name, value in values.items()]


def canonical(facts: Facts) -> str:
    """Return the canonical link, or nothing."""
    return f'<link rel="canonical" href="{escape(facts.url)}">' if facts.url else ""


def linked_data(value: Mapping[str, Any]) -> str:
    """Return a JSON-LD script; `<` is escaped so that no value can end it."""
    harmless = json.dumps(value).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{harmless}</script>'


def plain(facts: Facts) -> str:
    """Return a page that has a window title and nothing else."""
    return page(f"{facts.title} :: {facts.site}" if facts.site else facts.title, [], facts)


def dateline(facts: Facts) -> str:
    """Return a page that shows its date and author below the heading and states them nowhere else."""
    dated = f'<time datetime="{facts.published}">{facts.published}</time>' if facts.published else ""
    by = f" by {escape(', '.join(facts.names))}" if facts.authors else ""
    return plain(replace(facts, body=f"<p>{dated}{by}</p>\n{facts.body}"))


def substack(facts: Facts) -> str:
    """Return a newsletter's post: JSON-LD with date and author, the newsletter in the window title."""
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": facts.title,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": facts.site},
    }
    if facts.authors:
        article["author"] = [{"@type": "Person", "name": name} for name in facts.names]
    if facts.published:
        article["datePublished"] = f"{facts.published}T12:02:11+00:00"
    window = f"{facts.title} - by {facts.names[0]}" if facts.authors else facts.title
    head = [canonical(facts), *open_graph(facts), meta("author", ", ".join(facts.names)), linked_data(article)]
    return page(window, head, facts)


def medium(facts: Facts) -> str:
    """Return a post whose window title ends with author and site."""
    parts = [facts.title, *(f"by {name}" for name in facts.names[:1]), facts.site or "Medium"]
    head = [
        canonical(facts),
        *open_graph(facts),
        meta("author", ", ".join(facts.names)),
        meta("article:published_time", facts.published and f"{facts.published}T09:31:20.713Z", attribute="property"),
    ]
    return page(" | ".join(parts), head, facts)


def hugging_face(facts: Facts) -> str:
    """Return a blog post of Hugging Face's kind: OpenGraph, and the date only as text in the body."""
    dated = f'<div class="text-sm"><span>Published</span> <time datetime="{facts.published}T00:00:00"></time></div>'
    shown = Facts(facts.title, facts.url, facts.authors, facts.published, "", dated if facts.published else "")
    return page(facts.title, [meta("og:title", facts.title, attribute="property"), canonical(facts)], shown)


def wordpress(facts: Facts) -> str:
    """Return a post with the elements that WordPress' SEO plug-in writes: OpenGraph and a JSON-LD graph."""
    node: dict[str, Any] = {"@type": "WebPage", "@id": facts.url, "url": facts.url, "name": facts.title}
    if facts.published:
        node["datePublished"] = f"{facts.published}T08:00:00+00:00"
    graph: list[dict[str, Any]] = [node]
    if facts.authors:
        node["author"] = {"@id": f"{facts.url}#person"}
        graph.append({"@type": "Person", "@id": f"{facts.url}#person", "name": facts.names[0]})
    head = [
        canonical(facts),
        *open_graph(facts),
        meta("article:published_time", facts.published and f"{facts.published}T08:00:00+00:00", attribute="property"),
        meta("author", ", ".join(facts.names)),
        linked_data({"@context": "https://schema.org", "@graph": graph}),
    ]
    return page(f"{facts.title} | {facts.site}" if facts.site else facts.title, head, facts)


def highwire(facts: Facts, extra: Mapping[str, str] | None = None, window_title: str = "") -> str:
    """Return a scholarly page with `citation_*` elements, one for each author."""
    head = [
        canonical(facts),
        meta("citation_title", facts.title),
        *(meta("citation_author", name) for name in facts.authors),
        meta("citation_date", facts.published.replace("-", "/")),
        *(meta(name, value) for name, value in (extra or {}).items()),
        *open_graph(facts, "website"),
    ]
    return page(window_title or facts.title, head, facts)


HABITS: dict[str, Callable[[Facts], str]] = {
    "plain": plain,
    "dateline": dateline,
    "substack": substack,
    "medium": medium,
    "hugging-face": hugging_face,
    "wordpress": wordpress,
    "highwire": highwire,
}
