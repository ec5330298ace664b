# ruff: noqa: RUF001 - the tables are about letters that look alike
"""Scripts: may a name in Latin letters be a romanisation of one in Cyrillic or Greek?

Schemes differ (Чебышёв: Chebyshev, Tschebyscheff, Čebyšev), so both names are reduced to the classes of their
consonants; only names of which these hardly agree are surely two. Other scripts are not compared at all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Indel

from refmend.compare.fold import fold

_CLASSES = str.maketrans({
    **dict.fromkeys("bpбпπ", "p"), **dict.fromkeys("fvwвфβφ", "v"), **dict.fromkeys("dtдтδτθ", "t"),
    **dict.fromkeys("cgkqsxzгґжзксхцчшщξγζκσχψђћџљњ", "k"), "l": "l", "л": "l", "λ": "l", "m": "m", "м": "m",
    "μ": "m", "n": "n", "н": "n", "ν": "n", "r": "r", "р": "r", "ρ": "r",
})  # fmt: skip
_CLASS = re.compile(r"[^klmnprtv]")
_HISSED = re.compile(r"tk+")
_RUN = re.compile(r"(.)\1+")
_ALPHABETS = frozenset({"CYRILLIC", "GREEK"})
_ENOUGH = 2


def script(text: str) -> str:
    """Return the name of the script of the first letter: `LATIN`, `CYRILLIC`, `CJK`, …; empty without letters."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "").split(" ", maxsplit=1)[0] if letter else ""


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """Return the classes of a word's consonants; a hiss is one of them however it is spelt (ts, tsch, ц, ч)."""
    classes = _CLASS.sub("", fold(word).text.translate(_CLASSES))
    return _RUN.sub(r"\1", _HISSED.sub("k", classes))


def likeness(one: str, other: str) -> float:
    """Return how much of two names in different alphabets agrees, 0 to 1; 1 where that cannot be told."""
    if not {script(one), script(other)} & _ALPHABETS or "LATIN" not in {script(one), script(other)}:
        return 1.0
    a, b = _skeleton(one), _skeleton(other)
    return Indel.normalized_similarity(a, b) if min(len(a), len(b)) >= _ENOUGH else 1.0
