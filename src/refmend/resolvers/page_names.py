"""Authors of web pages: people and organisations as the page names them; anything doubtful is left out."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from refmend.model import Name
from refmend.resolvers import linked_data

if TYPE_CHECKING:
    from refmend.resolvers.pages import Sources

MOST_AUTHORS = 200
MOST_WORDS = 6
LONGEST = 120

PARTICLES = frozenset(
    "van von der den de del della di da dos du la le ter ten zu zur af al bin ibn el".split()  # noqa: SIM905 - reads better
)
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
TITLES = frozenset({"dr", "dr.", "prof", "prof.", "professor", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "sir"})
DEGREES = frozenset(
    {"phd", "md", "msc", "mba", "bsc", "dphil", "jd", "cfa", "pe", "ma", "ms", "mph", "facp", "rn", "esq"}
)
NOBODY = frozenset(
    "admin,administrator,author,authors,editor,editors,staff,guest,unknown,anonymous,user,root,webmaster,none,null,"  # noqa: SIM905
    "undefined,n/a,team,contributor,contributors,wordpress,by,test,default,info,marketing,newsroom,press,the editors,"
    "editorial team,editorial staff,content team,guest author,guest post,the team".split(",")
)
"""Names of accounts, not of authors."""

_MARKED = etree.XPath("//*[@rel or @itemprop][self::a or self::span or self::address or self::p or self::div]")


def authors(sources: Sources, site: str) -> tuple[Name, ...]:
    """Return the authors in order, from the most trusted source that has any."""
    scholarly = sources.all("citation_author", "citation_authors", "bepress_citation_author")
    if scholarly:
        pieces = [piece for value in scholarly for piece in (value.split(";") if ";" in value else [value])]
        return tuple(name for name in (person(piece) for piece in pieces[:MOST_AUTHORS]) if name)
    linked = linked_data.people(sources.article, sources.graph)
    if linked:
        return _known(linked, site)
    stated = sources.all("article:author", "author", "parsely-author", "sailthru.author", "byl")
    stated = stated or sources.all("dc.creator", "dcterms.creator", "dc.contributor.author") or _marked(sources)
    return _known([(value, True) for value in stated], site)


def _marked(sources: Sources) -> list[str]:
    """Return the texts of the elements that are marked as the author's name, where there is exactly one such text."""
    found: dict[str, None] = {}
    if not sources.holds(b"author"):
        return []
    for element in cast("list[Any]", _MARKED(sources.root))[:500]:
        marks = {(element.get("rel") or "").lower(), (element.get("itemprop") or "").lower()}
        if "author" in marks:
            text = " ".join("".join(map(str, element.itertext()))[:LONGEST].split())
            found.setdefault(text)
    return list(found) if len(found) == 1 else []


def _known(stated: list[tuple[str, bool]], site: str) -> tuple[Name, ...]:
    """Return the names that certainly are names."""
    found: list[Name] = []
    for written, is_person in stated[:MOST_AUTHORS]:
        text = _clean(written)
        if not is_person or (site and _fold(text) == _fold(site)):
            found += [Name(literal=text)] if text and text.lower() not in NOBODY else []
            continue
        found += [name for piece in _split(text) if (name := person(piece))]
    return tuple(dict.fromkeys(found))


def _split(text: str) -> list[str]:
    """Return the single names of a text such as `A. Smith, B. Jones and C. Lee`."""
    rest = (
        text.replace(" & ", ", ").replace(" and ", ", ").replace(";", ",").replace(" und ", ", ").replace(" et ", ", ")
    )
    pieces = [piece.strip() for piece in rest.split(",") if piece.strip()]
    names = [piece for piece in pieces if not _is_degree(piece) and piece.lower() not in SUFFIXES]
    return names if len(names) > 1 and all(" " in name for name in names) else [text]


def person(text: str) -> Name | None:
    """Return one written name cut into family and given name, or None where it is no person's name.

    `Family, Given` is taken at its word; otherwise the last word is the family name, with the particles before it.
    One word alone is kept whole, as a literal.
    """
    text = _clean(text)
    head, comma, tail = text.partition(",")
    if comma and _is_degree(tail.strip().partition(",")[0]):
        text, comma = head.strip(), ""
    if not text or text.lower() in NOBODY or len(text.split()) > MOST_WORDS or any(mark in text for mark in "@/|:()<>"):
        return None
    if any(letter.isdigit() for letter in text):
        return None
    if comma and tail.strip().lower() not in SUFFIXES:
        return Name(family=head.strip(), given=tail.strip()) if head.strip() and "," not in tail else None
    return _cut(text.replace(",", " ").split())


def _cut(words: list[str]) -> Name | None:
    """Cut the words of a name written in reading order."""
    while words and (words[0].lower() in TITLES):
        words = words[1:]
    while words and _is_degree(words[-1]):
        words = words[:-1]
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in SUFFIXES else None  # noqa: PLR2004 - given, family, suffix
    if not words:
        return None
    if len(words) == 1:
        return Name(literal=words[0])
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES and words[start - 1].islower():
        start -= 1
    return Name(family=" ".join(words[start:]), given=" ".join(words[:start]), suffix=suffix)


def _clean(text: str) -> str:
    """Return a name without entities, a leading "By" and addresses."""
    text = " ".join(html.unescape(text)[:LONGEST].split())
    for begin in ("by ", "By ", "BY ", "Written by ", "written by ", "von ", "par ", "por "):
        text = text.removeprefix(begin) if not begin.startswith("von ") else text
    return "" if "://" in text or text.startswith("www.") else text.strip(" ,;|")


def _is_degree(text: str) -> bool:
    """Tell whether a word is an academic degree."""
    return text.replace(".", "").replace(" ", "").lower() in DEGREES


def _fold(text: str) -> str:
    """Return a name as two spellings of it are compared."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
