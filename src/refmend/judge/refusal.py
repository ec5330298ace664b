"""Refusals: bot walls, logins and other doors, told from the pages behind them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from refmend.judge import quirks, urls
from refmend.judge.glance import ENOUGH

if TYPE_CHECKING:
    from refmend.judge.page import Page
    from refmend.judge.quirks import Wall
    from refmend.model import Answer, Observation

OWN_TEXT = ENOUGH
"""A page with more visible text than this is taken to have something to say; walls have less (characters)."""

GONE = (404, 410)
REFUSED = 400


def find_wall(observation: Observation, page: Page) -> str:
    """Return the name of the bot wall that answered, or an empty string."""
    answer = observation.last
    if answer is None:
        return ""
    unmarked = _marking_headers().isdisjoint(name for name, _ in answer.headers)
    if unmarked and page.says_more_than(OWN_TEXT):
        return ""
    return next((wall.name for wall in quirks.load().walls if _stands(wall, answer, page)), "")


@cache
def _marking_headers() -> frozenset[str]:
    """Return the names of all headers by which some wall shows itself."""
    return frozenset(name for wall in quirks.load().walls for name, _ in (*wall.headers, *wall.refusal_headers))


def _stands(wall: Wall, answer: Answer, page: Page) -> bool:
    """Tell whether one wall shows itself in an answer."""
    if any(_has(answer, header) for header in wall.headers):
        return True
    refused = answer.status_code >= REFUSED
    if refused and answer.status_code not in GONE and any(_has(answer, header) for header in wall.refusal_headers):
        return True
    if page.says_more_than(OWN_TEXT):
        return False
    title = page.title.lower().lstrip()
    titled = any(title.startswith(begin) for begin in wall.titles)
    marked = any(part in page.markup for part in wall.body)
    if wall.all or (not refused and wall.titles):
        return titled and (marked or not wall.body)
    return titled or marked


def _has(answer: Answer, header: tuple[str, str]) -> bool:
    """Tell whether an answer has a header with the given part in its value."""
    name, part = header
    return any(key == name and part in value.lower() for key, value in answer.headers)


def refuses_robots(host: str, status_code: int) -> bool:
    """Tell whether a host is known to refuse robots with this status."""
    return status_code in (quirks.of_host(quirks.load().refusals, host) or ())


def find_door(url: str, observation: Observation, page: Page) -> str:
    """Return what stands before the page ("a login", "a consent page", …) after a redirect, or an empty string."""
    if len(observation.answers) < 2:  # noqa: PLR2004 - a redirect and its end
        return ""
    final = urls.cut(observation.final_url)
    cited = urls.cut(url)
    if (final.host, final.path) == (cited.host, cited.path):
        return ""
    door = door_of(final)
    if door and not door_of(cited):
        return door
    titled = any(claim.strip(" .:!").startswith(quirks.load().doors.titles) for claim in page.claims)
    if page.asks_password and titled:
        return "a login"
    return "a login" if titled and _comes_back(final) and not page.says_more_than(OWN_TEXT - 1) else ""


def is_login(url: str, page: Page) -> str:
    """Return "a login" for a page that shows nothing else, at an address that is none."""
    if page.says_more_than(OWN_TEXT // 3):
        return ""
    titled = any(claim.strip(" .:!").startswith(quirks.load().doors.titles) for claim in page.claims)
    shown = titled and page.asks_password
    names = {urls.stem(segment) for segment in urls.cut(url).segments}
    return "a login" if shown and not names & quirks.load().doors.login else ""


def door_of(parts: urls.Parts) -> str:
    """Return what kind of door an address names, or an empty string."""
    doors = quirks.load().doors
    names = {urls.stem(segment) for segment in parts.segments}
    label = parts.host.split(".", 1)[0]
    if names & doors.consent or label in doors.consent_hosts:
        return "a consent page"
    last = urls.stem(parts.segments[-1]) if parts.segments else ""
    plain = last in doors.login - doors.ambiguous or (last in doors.ambiguous and bool(parts.query))
    if plain or (names & doors.login and _comes_back(parts)):
        return "a login"
    if label in doors.login_hosts and (_comes_back(parts) or label not in {"id", "cas", "auth"}):
        return "a login"
    if names & doors.subscribe and _comes_back(parts):
        return "a payment page"
    return ""


def _comes_back(parts: urls.Parts) -> bool:
    """Tell whether an address carries another one to come back to."""
    back = quirks.load().doors.return_to
    return any(name in back and ("/" in value or "%2f" in value.lower()) for name, value in parts.parameters)
