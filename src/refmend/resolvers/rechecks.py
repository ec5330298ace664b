"""Rechecks: a page that was alive is asked whether it has changed; where it has not, its body is not sent again.

Conditional requests as RFC 9110, section 13, has them. Only an answer of the page's own address counts, and only for
some months: after that the page is looked at as if for the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.model import UNREAD, LinkState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import LinkStatus, Observation, Outcome

LONGEST_VALIDATOR = 200
TRUSTED_FOR = 90 * 86_400.0
"""Seconds for which a page's own word that nothing has changed is taken."""

_OK, _NOT_MODIFIED = 200, 304


def with_validators(status: LinkStatus, seen: Sequence[Observation]) -> LinkStatus:
    """Return the verdict with what the page gave for asking again whether it has changed, if it gave any."""
    look = seen[-1] if seen else None
    if look is None or status.state is not LinkState.ALIVE or status.notes or len(look.answers) != 1:
        return status
    (answer,) = look.answers
    validators = answer.header("etag"), answer.header("last-modified")
    if answer.status_code != _OK or not any(validators) or not all(map(_is_sound, validators)):
        return status
    return replace(status, validators=validators)


def question(earlier: Outcome | None, url: str, now: float, *, wanted: bool) -> dict[str, str]:
    """Return the headers that ask whether a page has changed since; none where it must be read again.

    `wanted` tells that an entry describes the page, so that what it says of itself has to be known.
    """
    if earlier is None or not any(earlier.link.validators) or earlier.link.final_url != url:
        return {}
    if now - earlier.link.checked_at > TRUSTED_FOR or (wanted and earlier.resolution == UNREAD):
        return {}
    names = ("if-none-match", "if-modified-since")
    return {name: value for name, value in zip(names, earlier.link.validators, strict=True) if value}


def unchanged(earlier: Outcome, look: Observation, now: float) -> Outcome | None:
    """Return what was known of a page that says that it has not changed; None where it was sent again, or nothing."""
    if look.status_code != _NOT_MODIFIED or len(look.answers) != 1:
        return None
    link = replace(earlier.link, reason="answered 304, unchanged", status_code=_NOT_MODIFIED, checked_at=now)
    return replace(earlier, link=link, from_ledger=False)


def _is_sound(value: str) -> bool:
    """Tell whether a validator can be sent back as it came."""
    return len(value) <= LONGEST_VALIDATOR and value.isascii() and (value.isprintable() or not value)
