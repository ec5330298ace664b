# ruff: noqa: RUF001 - the table is about the very letters that look alike
"""Folding: the same words look the same, and every folded character still knows where it stood.

What folding removes is what never makes a citation wrong: case, accents, the kind of dash or quote, markup, TeX,
entities, emphasis marks, soft hyphens. Letters, digits and blanks stay, so that whatever differs after folding is a
real difference, and its place in the written text is exact.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = {
    "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "İ": "i",
    "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h",
    "ŋ": "n", "ſ": "s", "ə": "e", "Ə": "e", "µ": "μ", "×": "x", "…": "…", "ς": "σ", "ϵ": "ε", "ϑ": "θ", "ϕ": "φ",
}  # fmt: skip
"""Letters that canonical decomposition keeps, and look-alikes; a Greek letter stays one character."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u2039\u203a\u02b9\u02bb\u02bc\u02c8"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d\u300e\u300f"
_PLAIN = str.maketrans(
    dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, "'") | {'"': "'"}
)
_IGNORED = frozenset("*_\\${}\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f~")
_SLOW = re.compile(r"[<*_\\${}~\n\r\t\x00-\x1f]|&[#a-zA-Z]")
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?[a-zA-Z][^<>&]{0,60}&(?:amp;)?gt;")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--[^<>]{0,300}-->")
_LONE_GREEK = re.compile(r"(?<![\u0370-\u03ff])[\u0370-\u03ff](?![\u0370-\u03ff])")
_GREEK_WORD = re.compile(r"[\u0370-\u03ff]{3}")
_GREEK_NAME = re.compile(
    rf"(?<![a-z])(?!XI|NU|MU|PI)(?i:{'|'.join(sorted(_GREEK.values(), key=len, reverse=True))})(?=[A-Z0-9]|\b)"
)  # also in NF-kappaB and TNFalpha, not in the number XXIII
_ENTITY = re.compile(r"&(?:amp;){0,2}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BREAK = re.compile(r"(?:(?<![ \t])[ \t]+)?[\r\n][\s>]*")
_MATH = re.compile(r"<(?:mml:)?math\b.{0,8000}?</(?:mml:)?math>", re.DOTALL)
_BLANKS = re.compile(r"\s+")


class Folded(Struct, frozen=True):
    """A folded text: character i of `text` comes from `raw[starts[i]:ends[i]]`."""

    text: str
    raw: str
    starts: Sequence[int]
    ends: Sequence[int]

    def raw_start(self, index: int) -> int:
        """Return where the `index`-th folded character begins in `raw` (the end of `raw` past the last)."""
        return self.starts[index] if index < len(self.starts) else len(self.raw)

    def raw_end(self, index: int) -> int:
        """Return where the characters before folded `index` end in `raw`."""
        return self.ends[index - 1] if index else 0


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Return what one character folds to: nothing, one character, or several."""
    if char in _IGNORED:
        return ""
    if (special := _SPECIAL.get(char) or _SPECIAL.get(char.lower())) is not None:
        return special
    plain = char.translate(_PLAIN)
    if plain.isspace():
        return " "
    if plain.isascii():
        return plain.lower() if plain.isprintable() else ""
    decomposed = unicodedata.normalize("NFKD", plain)
    base = "".join(part for part in decomposed if not unicodedata.combining(part))
    if not base and unicodedata.combining(char):
        return ""
    folded = "".join(_SPECIAL.get(part, part) for part in base.translate(_PLAIN).casefold())
    return "".join(" " if part.isspace() else part for part in folded if part.isprintable() or part.isspace())


def fold(raw: str, skip: Sequence[tuple[int, int]] = ()) -> Folded:
    """Fold a text and keep the place of every character; linear in its length.

    A line break with the blanks around it counts as one blank; every other blank stays one of its own. The ranges of
    `skip` (in order) are passed over.
    """
    plain = raw.translate(_PLAIN)
    if not skip and plain.isascii() and not _SLOW.search(plain):
        return Folded(plain.lower(), raw, range(len(raw)), range(1, len(raw) + 1))
    return _fold_slowly(raw, skip)


def _fold_slowly(raw: str, skip: Sequence[tuple[int, int]]) -> Folded:
    """Fold a text that holds markup, accents, line breaks, or parts to be passed over."""
    over = iter([*skip, (len(raw) + 1, 0)])
    passed = next(over)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(raw):
        char = raw[at]
        end, piece = at + 1, ""
        if at >= passed[0]:
            end, passed = max(passed[1], at), next(over)
        elif (char == "<" and (tag := _TAG.match(raw, at))) or (char == "&" and (tag := _ESCAPED_TAG.match(raw, at))):
            end = tag.end()
        elif char == "&" and (entity := _ENTITY.match(raw, at)):
            end = entity.end()
            decoded = html.unescape(html.unescape(html.unescape(entity[0])))
            if decoded == entity[0]:
                decoded, end = char, at + 1
            piece = "".join(map(_fold_char, decoded))
        elif char in " \t\r\n" and (gap := _BREAK.match(raw, at)):
            end, piece = gap.end(), " "
        else:
            piece = _fold_char(char)
            if not piece and ends and unicodedata.combining(char):
                ends[-1] = end
        for part in piece:
            out.append(part)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(out), raw, starts, ends)


@lru_cache(maxsize=2048)
def clean(text: str) -> str:
    """Return a registry's text as a citation would show it: entities decoded twice, markup and TeX gone.

    Blanks are kept as deposited (a citation formatter may have kept them too); line breaks become one blank.
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _MATH.sub(lambda found: _BLANKS.sub("", _TAG.sub("", found[0])), text)
        text = _TAG.sub("", text)
    if "\\" in text or "$" in text:
        text = _without_tex(text)
    return _BREAK.sub(" ", text).strip()


def _without_tex(text: str) -> str:
    """Return TeX as plain characters; what the converter cannot read stays as it is."""
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - slow to import and rarely needed

    try:
        plain: str = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(text)
    except Exception:  # noqa: BLE001 - hostile TeX may raise anything; the text itself is the fallback
        return text
    return plain


@lru_cache(maxsize=4096)
def collapse(text: str) -> str:
    """Return a text with every run of blanks made one, and none at the ends."""
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return only the folded letters and digits of a cleaned text: what must agree for two texts to be one."""
    return "".join(char for char in fold(spell_greek(text)).text if char.isalnum())


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return re.findall(r"[^\W_]+", fold(text).text)


def spell_greek(text: str) -> str:
    """Return a text with single Greek letters spelt out: `TGF-β` becomes `TGF-beta`."""
    if _GREEK_WORD.search(text):
        return text
    return _LONE_GREEK.sub(lambda found: _GREEK.get(fold(found[0]).text, found[0]), text)


def write_greek(text: str) -> str:
    """Return a text with the names of Greek letters written as letters: `TGF-beta` becomes `TGF-β`."""
    letters = {name: letter for letter, name in _GREEK.items()}
    return _GREEK_NAME.sub(lambda found: letters[found[0].lower()], text)
