"""Redirects: which of them say that a thing has a new address."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from refmend.judge import quirks, urls
from refmend.judge.refusal import door_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Answer

PERMANENT = (301, 308)
MAX_TARGET = 2000
MOBILE = frozenset({"m", "mobile", "amp", "touch", "wap"})
SEARCHES = frozenset(
    {"search", "suche", "recherche", "buscar", "ricerca", "zoeken", "find", "results", "szukaj", "sok"}
)


def permanent_target(url: str, answers: Sequence[Answer]) -> str:
    """Return the address that every hop so far calls the lasting one, with the cited fragment; else "".

    Only the permanent prefix of a chain counts: 301 then 302 leads to the address that answers 302. Targets that
    are no better address (login, front page, session, language, error page, http for https) are none.
    """
    target = ""
    for hop, following in pairwise(answers):
        if hop.status_code not in PERMANENT or "accept-language" in hop.header("vary").lower():
            break
        if not _is_lasting(url, following.url):
            break
        target = following.url
    if not target or urls.without_fragment(target) == urls.without_fragment(url):
        return ""
    return urls.with_fragment(target, urls.cut(url).fragment)


def _is_lasting(cited: str, target: str) -> bool:
    """Tell whether a permanent redirect's target may stand in a list in the cited address's place."""
    old, new = urls.cut(cited), urls.cut(target)
    if len(target) > MAX_TARGET or not new.host or "@" in target.partition("://")[2].partition("/")[0]:
        return False
    if old.scheme == "https" and new.scheme != "https":
        return False
    if urls.is_home(new) and not urls.is_home(old):
        return False
    if (door_of(new) and not door_of(old)) or (is_error(new) and not is_error(old)):
        return False
    if new.host.split(".", 1)[0] in MOBILE and urls.site(old.host) == new.host.partition(".")[2]:
        return False
    return not _adds_passing_parameters(old, new) and not only_language_differs(old, new)


def _adds_passing_parameters(old: urls.Parts, new: urls.Parts) -> bool:
    """Tell whether a target carries a session, a signature, a ticket or a campaign that the cited address did not."""
    data = quirks.load().redirects
    added = {name for name, _ in new.parameters} - {name for name, _ in old.parameters}
    tracking = quirks.load().tracking
    if any(name in tracking.names or name.startswith(tracking.prefixes) for name in added):
        return True
    return bool(added & (data.session_parameters | data.signature_parameters | data.language_parameters))


def only_language_differs(old: urls.Parts, new: urls.Parts) -> bool:
    """Tell whether two addresses are the same but for a language segment, label or parameter."""
    if urls.site(old.host) != urls.site(new.host):
        labels = (old.host.split("."), new.host.split("."))
        longer = max(labels, key=len)
        same = urls.is_language(longer[0]) and longer[1:] in (min(labels, key=len), min(labels, key=len)[1:])
        return same and old.segments == new.segments
    bare = tuple(_without_language(parts.segments) for parts in (old, new))
    return old.segments != new.segments and bare[0] == bare[1] and old.query == new.query


def _without_language(segments: tuple[str, ...]) -> tuple[str, ...]:
    """Return path segments without language tags among the first three."""
    return tuple(name for place, name in enumerate(segments) if place > 2 or not urls.is_language(name))  # noqa: PLR2004


def is_error(parts: urls.Parts) -> bool:
    """Tell whether an address names itself an error page."""
    names = quirks.load().redirects.error_segments
    last = urls.stem(parts.segments[-1]) if parts.segments else ""
    return last in names or any(name in {"aspxerrorpath", "404"} for name, _ in parts.parameters)


def loses_its_way(cited: str, final: str) -> bool:
    """Tell whether a redirect dropped what the cited address named, so that any address might lead there."""
    old, new = urls.cut(cited), urls.cut(final)
    if not old.segments or old[1:4] == new[1:4]:
        return False
    name = urls.stem(old.segments[-1])
    if SEARCHES & {urls.stem(segment) for segment in new.segments} - set(old.segments):
        return True
    return all(name not in segment for segment in new.segments) and name not in new.query.lower()
