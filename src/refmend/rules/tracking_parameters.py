"""A web address that tells where its writer came from.

## What it does

Reports parameters that only serve to count visitors: `utm_source`, `fbclid`, `gclid`, `showWelcomeOnShare` and their
like. Parameters that choose what is shown are left alone.

## Why is this bad

They make an address long, report every reader to a campaign, and hide that two entries cite one page.

## Example

```markdown
1. Lovelace, A. (2024). *Notes on the engine*. https://example.org/notes?utm_source=newsletter&page=2
```

## Use instead

```markdown
1. Lovelace, A. (2024). *Notes on the engine*. https://example.org/notes?page=2
```

## Fix safety

Safe where the page itself names the address without these parameters as its own (`rel=canonical`), unsafe otherwise.

## References

- [RFC 6596: the canonical link relation](https://www.rfc-editor.org/rfc/rfc6596)
- [Google Analytics: campaign parameters](https://support.google.com/analytics/answer/10917952)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refmend.judge import quirks, urls
from refmend.model import Applicability, Edit, Fix, Found, IdentifierKind, LinkState, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention, Outcome
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO


class _Piece(NamedTuple):
    """One parameter of a query and where it stands in the written address."""

    name: str
    start: int
    end: int


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each address with tracking parameters."""
    done = set()
    for mention in entry.reference.mentions:
        if mention.identifier.kind is not IdentifierKind.URL or mention.identifier in done:
            continue
        names = [piece.name for piece in _tracking(mention)]
        if not names:
            continue
        done.add(mention.identifier)
        yield entry.finding(
            "tracking-parameters",
            SEVERITY,
            mention.span,
            f"carries tracking parameters: {', '.join(dict.fromkeys(names))[:200]}",
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=_cleaned(mention),
            fix=_fix(entry, mention),
        )


def _tracking(mention: Mention) -> list[_Piece]:
    """Return the tracking parameters of a written address, in their order."""
    written = mention.as_written
    host = urls.cut(mention.identifier.value).host
    own = quirks.of_host(quirks.load().tracking.hosts, host) or frozenset()
    return [piece for piece in _pieces(written) if _is_tracking(piece.name, own)]


def _is_tracking(name: str, own: frozenset[str]) -> bool:
    """Tell whether a parameter only tells where a reader came from."""
    tracking = quirks.load().tracking
    lower = name.lower()
    return lower in tracking.names or lower in own or lower.startswith(tracking.prefixes)


def _pieces(written: str) -> Iterator[_Piece]:
    """Yield the parameters of a written address; `&amp;` separates them as `&` does."""
    start = written.find("?") + 1
    end = written.find("#", start)
    end = len(written) if end < 0 else end
    while 0 < start < end:
        stop = written.find("&", start, end)
        stop = end if stop < 0 else stop
        begin = start + 4 if written.startswith("amp;", start) else start
        yield _Piece(written[begin:stop].partition("=")[0], start, stop)
        start = stop + 1


def _cuts(mention: Mention) -> list[tuple[int, int]]:
    """Return the ranges of a written address to take out, each with one separator; neighbours are one range."""
    pieces = list(_pieces(mention.as_written))
    doomed = set(_tracking(mention))
    if not doomed:
        return []
    if len(doomed) == len(pieces):
        return [(pieces[0].start - 1, pieces[-1].end)]
    cuts: list[tuple[int, int]] = []
    leading = True
    for piece in pieces:
        leading = leading and piece in doomed
        if piece not in doomed:
            continue
        start, end = (piece.start, piece.end + 1) if leading else (piece.start - 1, piece.end)
        if leading and mention.as_written.startswith("amp;", end):
            end += len("amp;")
        if cuts and cuts[-1][1] >= start:
            cuts[-1] = (cuts[-1][0], end)
        else:
            cuts.append((start, end))
    return cuts


def _cleaned(mention: Mention) -> str:
    """Return a written address without its tracking parameters."""
    kept, at = [], 0
    for start, end in _cuts(mention):
        kept.append(mention.as_written[at:start])
        at = end
    return "".join([*kept, mention.as_written[at:]])


def _fix(entry: Entry, mention: Mention) -> Fix | None:
    """Return the fix for all mentions of the address in the entry; None where the text is not as it stands."""
    edits: list[Edit] = []
    for other in entry.reference.mentions:
        if other.identifier != mention.identifier or len(other.span) != len(other.as_written):
            continue
        edits += [Edit(Span(other.span.start + start, other.span.start + end), "") for start, end in _cuts(other)]
    same = _is_same_page(mention, entry.outcome(mention))
    applicability = Applicability.SAFE if same else Applicability.UNSAFE
    return Fix("Remove the tracking parameters", applicability, tuple(dict.fromkeys(edits))) if edits else None


def _is_same_page(mention: Mention, outcome: Outcome | None) -> bool:
    """Tell whether the page itself calls the address without tracking parameters its own."""
    if outcome is None or outcome.link.state is not LinkState.ALIVE or not isinstance(outcome.resolution, Found):
        return False
    own = outcome.resolution.record.url
    cleaned = _cleaned(mention).replace("&amp;", "&")
    return bool(own) and urls.without_fragment(own) == urls.without_fragment(cleaned)
