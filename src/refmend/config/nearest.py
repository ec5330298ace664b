"""The nearest known word, for "did you mean"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word most like the given one, or an empty string where none is near."""
    import difflib  # noqa: PLC0415 - only a slip needs it

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")
