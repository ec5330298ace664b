"""Answered: a page is there, but is it the page, is it still that page, and is it where it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refmend.judge import likeness, redirects, refusal, taxonomy, urls
from refmend.judge import page as pages
from refmend.judge.ask import FRESH, Ask
from refmend.judge.looks import SECOND_LOOK
from refmend.judge.unanswered import verdict
from refmend.model import LinkState, LinkStatus

if TYPE_CHECKING:
    from collections.abc import Generator

    from refmend.judge.ask import Looking
    from refmend.judge.page import Page
    from refmend.model import Observation

REFRESH_DELAY = 10.0
STUB_TEXT = 400


def read(url: str, look: Observation) -> Looking:
    """Judge a page: is it a wall, a door, an empty promise, and is it where it was?"""
    page = pages.read(look)
    if wall := refusal.find_wall(look, page):
        return verdict(LinkState.BLOCKED, f"a robot check by {wall}", look, "bot-wall")
    if door := refusal.find_door(url, look, page) or refusal.is_login(url, page):
        return verdict(LinkState.BLOCKED, f"leads to {door}", look, "door")
    if not page.says_more_than(STUB_TEXT) and page.refresh[1] and page.refresh[0] <= REFRESH_DELAY:
        look, page, ended = yield from _refreshed(url, look, page)
        if ended:
            return ended
    doubt = yield from _doubt(url, look, page)
    return _placed(url, look, page, doubt) if isinstance(doubt, str) else doubt


def _refreshed(
    url: str, look: Observation, page: Page
) -> Generator[Ask, Observation, tuple[Observation, Page, LinkStatus | None]]:
    """Follow a stub's own redirect once; where its target is gone (twice), so is the stub."""
    target = urls.without_fragment(page.refresh[1])
    if target in {answer.url for answer in look.answers}:
        return look, page, None
    after = yield Ask(target, "the page's own redirect")
    if after.status_code in taxonomy.GONE:
        after = yield Ask(target, "second look", headers=FRESH, wait=SECOND_LOOK)
        if after.status_code in taxonomy.GONE:
            reason = f"sends on to a page that answers {after.status_code} twice"
            return look, page, verdict(LinkState.DEAD, reason, look)
    if after.status_code is None or not taxonomy.is_success(after.status_code):
        return look, page, verdict(LinkState.UNKNOWN, "sends on to a page that could not be read", look)
    joined = replace(after, url=look.url, answers=(*look.answers, *after.answers))
    there = pages.read(joined)
    door = refusal.find_door(url, joined, there)
    blocked = verdict(LinkState.BLOCKED, f"leads to {door}", joined, "door") if door else None
    return joined, there, blocked


def _doubt(url: str, look: Observation, page: Page) -> Generator[Ask, Observation, LinkStatus | str]:
    """Ask for a page that cannot exist where this one looks like a soft 404; returns a verdict or a note ("")."""
    final = look.final_url
    phrase = likeness.not_found_phrase(page)
    parked = page.is_html and likeness.is_parked(page, url, final)
    default = likeness.is_default(page)
    redirected = len(look.answers) > 1 and page.is_html and redirects.loses_its_way(url, final)
    if not (phrase or parked or default or redirected or likeness.looks_like_front(page)):
        return ""
    if urls.is_home(urls.cut(url)) and not (parked or default):
        return ""
    probe = yield Ask(urls.sibling(url), "soft-404 probe", max_bytes=65_536)
    if probe.status_code is None or probe.status_code not in {200, 203, *taxonomy.GONE}:
        return "soft-404" if phrase and likeness.says_only(page, phrase) else ""
    if probe.status_code in taxonomy.GONE:
        return _honest(url, look, page, phrase)
    return _soft(look, page, probe, Signs(phrase=phrase, parked=parked, default=default, redirected=redirected))


class Signs(Struct, frozen=True):
    """What made a page suspicious."""

    phrase: str
    parked: bool
    default: bool
    redirected: bool


def _honest(url: str, look: Observation, page: Page, phrase: str) -> LinkStatus | str:
    """Judge a suspicious page on a host that answers 404 for what it does not have."""
    final = urls.cut(look.final_url)
    cited = urls.cut(url)
    if phrase and redirects.is_error(final) and not redirects.is_error(cited):
        return verdict(LinkState.DEAD, "redirects to the host's own error page", look, "soft-404")
    if urls.is_home(final) and not urls.is_home(cited) and urls.site(final.host) == urls.site(cited.host):
        return verdict(LinkState.UNKNOWN, "leads to the front page now; a person must look", look, "soft-404")
    return "soft-404" if phrase and likeness.says_only(page, phrase) else ""


def _soft(look: Observation, page: Page, probe: Observation, signs: Signs) -> LinkStatus | str:
    """Judge a suspicious page on a host that also answered for a page that cannot exist."""
    other = pages.read(probe)
    same_place = len(probe.answers) > 1 and _bare(probe.final_url) == _bare(look.final_url)
    if not same_place and not likeness.alike(page, look.url, other, probe.url):
        if signs.parked and likeness.is_parked(other, look.url, probe.final_url):
            return verdict(LinkState.DEAD, "the domain is parked or for sale", look, "parked")
        return ""
    if page.is_shell and not signs.parked:
        return ""
    return _same_everywhere(look, signs)


def _same_everywhere(look: Observation, signs: Signs) -> LinkStatus:
    """Judge a suspicious page that its host shows for any address."""
    if signs.parked:
        return verdict(LinkState.DEAD, "the domain is parked or for sale", look, "parked")
    if signs.phrase:
        return verdict(LinkState.DEAD, "says that there is no such page, with status 200", look, "soft-404")
    if signs.default:
        return verdict(LinkState.UNKNOWN, "shows the server's default page for any address", look, "soft-404")
    return verdict(LinkState.UNKNOWN, "leads where any address of this host leads", look, "soft-404")


def _bare(url: str) -> tuple[str, str]:
    """Return host and path, by which two ends of a redirect are one place."""
    parts = urls.cut(url)
    return parts.host, parts.path


def _placed(url: str, look: Observation, page: Page, note: str) -> LinkStatus:
    """Judge a page that is there: at its own address, or at another one for good."""
    notes = [note] if note else []
    fragment = urls.cut(url).fragment if "#" in url else ""
    if fragment and _lacks(look, page, fragment):
        notes.append("fragment-missing")
    if look.last and look.last.url.startswith("http://") and url.startswith("https://"):
        notes.append("http-only")
    target = "" if note else redirects.permanent_target(url, look.answers)
    if target:
        codes = ", ".join(str(answer.status_code) for answer in look.answers[:-1][:3])
        moved = verdict(LinkState.MOVED, f"moved for good ({codes})", look, *notes)
        return replace(moved, final_url=target)
    reason = f"answered {look.status_code}"
    if "fragment-missing" in notes:
        reason = "the place on the page was not found"
    return verdict(LinkState.ALIVE, reason, look, *notes)


def _lacks(look: Observation, page: Page, fragment: str) -> bool:
    """Tell whether a page certainly does not have the place that a fragment names."""
    name = fragment.partition(":~:")[0]
    if not name or name.lower() == "top" or look.truncated or page.is_shell or not page.is_html or page.refresh[1]:
        return False
    if name.startswith(("/", "!", "page=", "t=", "xywh=", "zoom=", "nameddest=", "?")) or _is_line(name) or "=" in name:
        return False
    kind = look.last.header("content-type") if look.last else ""
    return pages.has_anchor(look.body, kind, name) is False


def _is_line(name: str) -> bool:
    """Tell whether a fragment names lines of code (`L10`, `L10-L20`, `L3C1-L5C2`), which scripts make."""
    pieces = name.split("-")
    return all(
        piece[:1] in {"L", "l"} and piece[1:2].isdecimal() and piece[1:].replace("C", "").isalnum() for piece in pieces
    )
