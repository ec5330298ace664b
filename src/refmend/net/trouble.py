"""The one exception of this room: it carries a fault from where it shows to where it becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refmend.model import Fault


class Trouble(Exception):  # noqa: N818 - never leaves the room: `Net` turns it into an Observation
    """No usable answer: `fault` says which kind, `detail` is one clause for people."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        """Keep the fault and its detail."""
        super().__init__(detail or str(fault))
        self.fault = fault
        self.detail = detail
