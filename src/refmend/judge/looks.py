"""Looks: ask until there is an answer that can be judged, again after a hiccup, twice before anything is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.judge import taxonomy, urls
from refmend.judge.ask import ANYTHING, FRESH, PAGE_BYTES, Ask

if TYPE_CHECKING:
    from collections.abc import Generator

    from refmend.judge.ask import JudgeContext
    from refmend.model import Observation

FRAGMENT_BYTES = 524_288
FILE_BYTES = 16_384
FILE_ENDINGS = tuple(".pdf .zip .gz .tgz .mp4 .mp3 .png .jpg .jpeg .epub .docx .pptx .exe".split())  # noqa: SIM905 - reads better

LOOKS = 3
SECOND_LOOK = 1.0
BACK_OFF = (1.0, 2.5, 5.0)
LONGEST_WAIT = 10.0
"""The longest Retry-After (seconds) that is waited for; a longer one ends in `unknown` at once."""


def look_at(url: str, context: JudgeContext) -> Generator[Ask, Observation, list[Observation]]:
    """Ask until an answer can be judged: again after a transient fault, twice before anything is called gone."""
    ask: Ask | None = Ask(urls.without_fragment(url), "first look", max_bytes=_bytes(url))
    looks: list[Observation] = []
    waited = 0.0
    while ask is not None:
        looks.append((yield ask))
        ask = _again(ask, looks, waited, context)
        waited += ask.wait if ask else 0.0
    return looks


def _bytes(url: str) -> int:
    """Return how much of a body is worth reading: little of a file, more where a place on the page is named."""
    place = url.partition("#")[0].partition("?")[0].partition("://")[2]
    if place.lower().endswith(FILE_ENDINGS) and "/" in place:
        return FILE_BYTES
    return FRAGMENT_BYTES if "#" in url else PAGE_BYTES


def _again(ask: Ask, looks: list[Observation], waited: float, context: JudgeContext) -> Ask | None:
    """Return the repetition that the looks so far call for, or None when they can be judged."""
    last = looks[-1]
    if len(looks) >= LOOKS or last.status_code == taxonomy.OK:
        return None
    if last.status_code in {406, 415} and ask.headers is not ANYTHING:
        return replace(ask, purpose="Accept */*", headers=ANYTHING, wait=0.0)
    spent = waited + sum(look.elapsed for look in looks)
    wait = SECOND_LOOK if _says_gone(last) else _back_off(last, len(looks), context.budget - spent)
    if wait is None or sum(_says_gone(look) for look in looks) > 1:
        return None
    return replace(ask, purpose="second look", headers=FRESH, wait=wait)


def _says_gone(look: Observation) -> bool:
    """Tell whether an origin or DNS says that there is nothing."""
    return look.status_code in taxonomy.GONE or look.fault in taxonomy.NO_NAME


def _back_off(last: Observation, count: int, left: float) -> float | None:
    """Return the seconds to wait after a transient fault, or None where another look would be of no use."""
    if last.fault in taxonomy.SLOW_FAULT:
        return BACK_OFF[0] if count == 1 else None
    if last.fault in taxonomy.TRANSIENT_FAULT or last.status_code in taxonomy.TRANSIENT_STATUS:
        wait = max(BACK_OFF[count - 1], last.retry_after or 0.0)
        return wait if wait <= LONGEST_WAIT and wait < left else None
    return None
