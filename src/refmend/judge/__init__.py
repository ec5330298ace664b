"""The judge: from observations of a URL to a verdict, or to what must be asked next. Pure: no socket, no clock.

Dead needs the origin, the registry or DNS to say so, twice; silence, refusal and our own network never make dead.

`steps` is the decision, `taxonomy` what codes and faults mean, `refusal` walls and doors, `redirects` what a move is,
`likeness` soft 404s, `page` what a body shows, `quirks.toml` what is known of particular servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.judge.ask import Ask, JudgeContext
from refmend.judge.steps import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import LinkStatus, Observation

__all__ = ["Ask", "JudgeContext", "decide", "judge"]


def judge(url: str, seen: Sequence[Observation], context: JudgeContext) -> LinkStatus | Ask:
    """Return the verdict on `url`, or the next thing to see before there is one.

    `seen` holds the observations made so far, in the order in which they were asked for. The same arguments give
    the same answer. An `Ask` with `about_network` is answered by another call with `context.network` filled in. Who
    looks while judging goes along the steps of `decide` instead, which need not be taken again for each observation.
    """
    steps = decide(url, context)
    try:
        ask = next(steps)
        for observation in seen:
            ask = steps.send(observation)
    except StopIteration as end:
        status: LinkStatus = end.value
        return status
    return ask
