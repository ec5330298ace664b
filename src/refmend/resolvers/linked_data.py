"""JSON-LD: the node of a page's linked data that is about the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

MAX_SCRIPTS = 1000
MAX_JSON = 200_000
MAX_NODES = 500

ARTICLES = frozenset(
    {
        "article",
        "newsarticle",
        "blogposting",
        "techarticle",
        "scholarlyarticle",
        "report",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "reportagenewsarticle",
        "medicalscholarlyarticle",
        "socialmediaposting",
        "liveblogposting",
        "advertisercontentarticle",
        "reviewnewsarticle",
        "thesis",
        "chapter",
        "book",
        "dataset",
    }
)
"""schema.org types of works that a reference may mean."""

PAGES = frozenset({"webpage", "itempage", "aboutpage", "faqpage"})
"""Types whose dates are the page's, but whose names are often the site's."""


def nodes(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the top-level nodes of all JSON-LD scripts, `@graph` and lists opened, parts of other nodes not."""
    total = 0
    for count, script in enumerate(root.iter("script")):
        text = script.text or ""
        if count == MAX_SCRIPTS:
            return
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > MAX_JSON:
            continue
        for node in _opened(_loaded(text)):
            total += 1
            if total > MAX_NODES:
                return
            yield node


def _loaded(text: str) -> Any:
    """Return the value of a JSON text, or None where it is none (also too deep)."""
    try:
        return json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _opened(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a document: a node, a list of them, a `@graph` of them."""
    for item in value[:MAX_NODES] if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        graph = item.get("@graph")
        if isinstance(graph, list):
            yield from (node for node in graph[:MAX_NODES] if isinstance(node, dict))
        else:
            yield item


def kinds(node: dict[str, Any]) -> frozenset[str]:
    """Return a node's types in lower case, without a vocabulary's address."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return frozenset(name.rpartition("/")[2].lower() for name in names[:10] if isinstance(name, str))


def about(graph: list[dict[str, Any]], addresses: set[str]) -> dict[str, Any]:
    """Return the article node about the page: the one that names its address, or the only one; else an empty node."""
    articles = [node for node in graph if kinds(node) & ARTICLES]
    named = [node for node in articles if _addresses(node) & addresses]
    chosen = named or articles
    return chosen[0] if len(chosen) == 1 or named else {}


def _addresses(node: dict[str, Any]) -> set[str]:
    """Return the addresses by which a node names its page, as `pages` compares them."""
    found = set()
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        text = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(text, str):
            bare = text.partition("#")[0].partition("?")[0].partition("://")[2].rstrip("/").lower()
            found.add(bare.removeprefix("www."))
    return found - {""}


def text(node: dict[str, Any], *keys: str) -> str:
    """Return the first text value among keys; of a list of texts the first."""
    for key in keys:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value.strip():
            return " ".join(value[:2000].split())
    return ""


def people(node: dict[str, Any], graph: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """Return the authors of a node as (name, is a person); references into the graph are followed once."""
    value = node.get("author") or node.get("creator")
    items = value if isinstance(value, list) else [value]
    known = {other["@id"]: other for other in graph if isinstance(other.get("@id"), str)}
    found = []
    for item in items[:200]:
        if isinstance(item, str):
            found.append((item, True))
        if isinstance(item, dict):
            whole = known.get(item["@id"], item) if isinstance(item.get("@id"), str) and "name" not in item else item
            found.append((text(whole, "name"), "organization" not in kinds(whole)))
    return [(name, person) for name, person in found if name]
