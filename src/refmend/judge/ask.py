"""Asks: what a verdict may want to see, and what it is told beside observations."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Literal

from msgspec import Struct, field

from refmend.model import LinkStatus, Observation

HTML_FIRST = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ANYTHING = {"accept": "*/*"}
FRESH = {**HTML_FIRST, "cache-control": "no-cache", "pragma": "no-cache"}

CANARY = "canary"

PAGE_BYTES = 262_144

Network = Literal["unasked", "good", "silent", "captive"]


class JudgeContext(Struct):
    """What a verdict needs beside observations.

    `network` is what the canary told: `silent` (no answer from it) or `captive` (another answer than its own); it may
    be filled in when it is asked for. `accept` maps hosts to status codes that count as alive there. `budget` is the
    seconds for one link.
    """

    network: Network = "unasked"
    accept: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    budget: float = 20.0


class Ask(Struct, frozen=True):
    """The next step: send this after `wait` seconds. `purpose` says why; `canary` means our own network instead."""

    url: str
    purpose: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: HTML_FIRST)
    wait: float = 0.0
    max_bytes: int = PAGE_BYTES

    @property
    def about_network(self) -> bool:
        """Tell whether it is the canary that is asked for, not the URL."""
        return self.purpose == CANARY


Looking = Generator[Ask, Observation, LinkStatus]
"""A question under way: yields what it wants to see, is sent what was seen, returns the verdict."""
