"""Likeness: does a host show the same page for an address that cannot exist? All of it linear in the text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from refmend.judge import quirks, urls
from refmend.judge.refusal import OWN_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.judge.page import Page

SAME = 0.8
"""Share of three-word runs in common from which two pages are the same page."""

RUN = 3

TITLE_MARKS = (" | ", " - ", " \u2013 ")


def alike(page: Page, url: str, other: Page, other_url: str) -> bool:
    """Tell whether two pages show the same text, with echoed addresses, numbers and nonces taken out of both."""
    echoes = sorted({*_echoes(url), *_echoes(other_url)}, key=len, reverse=True)
    mine, theirs = set(_runs(page, echoes)), set(_runs(other, echoes))
    if not mine or not theirs:
        return mine == theirs
    return 2 * len(mine & theirs) >= SAME * (len(mine) + len(theirs))


def _echoes(url: str) -> set[str]:
    """Return the ways in which a page may repeat the address it was asked for."""
    parts = urls.cut(url)
    written = {url, parts.path, unquote(parts.path), *parts.segments[-4:]}
    return {text.lower() for text in written if len(text) > RUN}


def _runs(page: Page, echoes: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of words of a page; a shorter page is one run."""
    text = f"{page.title} {page.text}".lower()
    for echo in echoes:
        text = text.replace(echo, " ")
    words = [word for word in text.split() if not any(letter.isdigit() for letter in word)]
    if len(words) <= RUN:
        yield tuple(words)
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


def not_found_phrase(page: Page) -> str:
    """Return the words in title or headings by which a page says that there is no page, or an empty string."""
    return _spoken(page, "phrases")


def says_only(page: Page, phrase: str) -> bool:
    """Tell whether the phrase is most of a title or heading, not a few words of a longer one."""
    return any(phrase in claim and len(claim) <= 3 * len(phrase) for claim in page.claims)


def is_default(page: Page) -> bool:
    """Tell whether a server shows the page it came with."""
    return any(claim.startswith(quirks.load().default_titles) for claim in page.claims)


def looks_like_front(page: Page) -> bool:
    """Tell whether a page calls itself a front page, by its title or by the address it calls its own."""
    return _names_front(page.title) or bool(page.canonical and urls.is_home(urls.cut(page.canonical)))


@lru_cache(maxsize=4096)
def _names_front(title: str) -> bool:
    """Tell whether a title, or one end of it, is a name of front pages."""
    title = title.lower().strip()
    ends = {title, *(part.strip() for mark in TITLE_MARKS for part in (title.split(mark)[0], title.split(mark)[-1]))}
    return not ends.isdisjoint(quirks.load().front_titles)


def is_parked(page: Page, cited_url: str, final_url: str) -> bool:
    """Tell whether a page offers its domain for sale, shows a parking service's advertisements, or led to one."""
    data = quirks.load()
    if final_url != cited_url and _led_to_one(cited_url, final_url):
        return True
    if _spoken(page, "parked_titles"):
        return True
    return not page.says_more_than(OWN_TEXT) and any(part in page.markup for part in data.parked_body)


def _led_to_one(cited_url: str, final_url: str) -> bool:
    """Tell whether a redirect led to a parking service's host."""
    host = urls.cut(final_url).host
    return host != urls.cut(cited_url).host and any(_is_at(host, name) for name in quirks.load().parked_hosts)


def _spoken(page: Page, table: Literal["phrases", "parked_titles"]) -> str:
    """Return the first phrase of a table of quirks that title or headings hold."""
    return next((phrase for claim in page.claims if (phrase := _first_in(claim, table))), "")


@lru_cache(maxsize=4096)
def _first_in(claim: str, table: Literal["phrases", "parked_titles"]) -> str:
    """Return the first phrase that a claim holds; pages of one site share their headings."""
    phrases: tuple[str, ...] = getattr(quirks.load(), table)
    return next((phrase for phrase in phrases if phrase in claim), "")


def _is_at(host: str, name: str) -> bool:
    """Tell whether a host is a domain or below it; a name with a dot at its end is the beginning of a host."""
    return host.startswith(name) if name.endswith(".") else host == name or host.endswith(f".{name}")
