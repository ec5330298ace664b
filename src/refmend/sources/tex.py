"""TeX as words: braces, accents and escapes undone, every character with its place; and the way back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from refmend.sources.builder import Builder

if TYPE_CHECKING:
    from refmend.model import SourceFile

_SPECIAL = re.compile(r"[\\{}~$]|--|``|''|\s+")
_UNPLAIN = re.compile(r"[\\{}~$]|--|``|''|[^\S ]|  ")
_COMMAND = re.compile(r"\\(?:([a-zA-Z]+)[ \t]*|([^a-zA-Z]))")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_LETTERS = {
    "ss": "\u00df", "o": "\u00f8", "O": "\u00d8", "l": "\u0142", "L": "\u0141", "ae": "\u00e6", "AE": "\u00c6",
    "oe": "\u0153", "OE": "\u0152", "aa": "\u00e5", "AA": "\u00c5", "i": "\u0131", "j": "\u0237", "dh": "\u00f0",
    "DH": "\u00d0", "th": "\u00fe", "TH": "\u00de", "dj": "\u0111", "DJ": "\u0110", "ng": "\u014b", "S": "\u00a7",
    "P": "\u00b6", "copyright": "\u00a9", "ldots": "\u2026", "dots": "\u2026", "textellipsis": "\u2026",
    "textendash": "\u2013", "textemdash": "\u2014", "textquoteright": "\u2019", "textquoteleft": "\u2018",
    "textquotedblleft": "\u201c", "textquotedblright": "\u201d", "textbackslash": "\\", "textasciitilde": "~",
    "textunderscore": "_", "textregistered": "\u00ae", "texttrademark": "\u2122", "textdegree": "\u00b0",
    "textasciicircum": "^", "textgreater": ">", "textless": "<", "textbar": "|", "slash": "/", "aleph": "\u2135",
    "alpha": "\u03b1", "beta": "\u03b2", "gamma": "\u03b3", "delta": "\u03b4", "epsilon": "\u03b5", "kappa": "\u03ba",
    "lambda": "\u03bb", "mu": "\u03bc", "pi": "\u03c0", "sigma": "\u03c3", "tau": "\u03c4", "omega": "\u03c9",
}  # fmt: skip
_ESCAPES = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}"}
_ESCAPES |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_PENALTY = re.compile(r"-?\d{1,5} ?")
_ARGUMENT = re.compile(r"[ \t]*(?:\{\s*(?:\\([ij])(?![a-zA-Z])\s*|([^{}\\]))\}|\\([ij])(?![a-zA-Z])[ \t]*|([^\s{}\\]))")
_QUOTES = {"--": "\u2013", "``": "\u201c", "''": "\u201d"}


def encode(text: str) -> str:
    """Return `text` with the characters escaped that TeX reads as commands."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def is_plain(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch holds nothing that TeX reads as anything but itself, and single blanks only."""
    return _UNPLAIN.search(text, start, end) is None


def decode(
    file: SourceFile,
    start: int,
    end: int,
    into: Builder | None = None,
    *,
    verbatim: bool = False,
    joined: bool = False,
) -> Builder:
    r"""Append the words of `file.text[start:end]` to a builder.

    With `verbatim` (addresses) only escapes and braces are undone, dashes and tildes stay; with `joined` (one address
    alone) the ends of lines inside it are left out, as `\url` does.
    """
    builder = into if into is not None else Builder(file)
    text, at = file.text, start
    while match := _SPECIAL.search(text, at, end):
        builder.add(text[at : match.start()], at, match.start())
        if joined and "\n" in match.group():
            at = match.end()
            continue
        at = _special(builder, text, match, end, verbatim=verbatim)
    builder.add(text[at:end], at, end)
    return builder


def _special(builder: Builder, text: str, match: re.Match[str], end: int, *, verbatim: bool) -> int:
    """Take one special sign; return where reading goes on."""
    sign, start, stop = match.group(), match.start(), match.end()
    if sign == "\\":
        return _command(builder, text, start, end)
    if sign == "{" and text.startswith("\\", stop):
        return _group(builder, text, start, end)
    if sign in "{}":
        builder.cut()
        return stop
    if sign.isspace():
        builder.add(" ", start, stop)
    elif sign == "$":
        return _formula(builder, text, start, end)
    elif verbatim:
        builder.add(sign, start, stop)
    elif sign == "~":
        builder.add("\u00a0", start, stop)
    elif sign == "--" and text.startswith("-", stop) and stop < end:
        builder.add("\u2014", start, stop + 1)
        return stop + 1
    else:
        builder.add(_QUOTES[sign], start, stop)
    return stop


def _group(builder: Builder, text: str, start: int, end: int) -> int:
    r"""Take a brace before a command: `{\'e}` is one letter, braces and all; of others only the brace is gone."""
    inner = Builder(builder.file)
    stop = _command(inner, text, start + 1, end)
    if inner.length == 1 and stop < end and text[stop] == "}":
        builder.add(inner.parts[0], start, stop + 1)
        return stop + 1
    return start + 1


def _formula(builder: Builder, text: str, start: int, end: int) -> int:
    """Keep a formula as it is written; a lone dollar sign is one character."""
    close = text.find("$", start + 1, min(end, start + 2000))
    stop = close + 1 if close > 0 else start + 1
    builder.add(text[start:stop], start, stop)
    return stop


def _command(builder: Builder, text: str, start: int, end: int) -> int:
    """Undo an accent, a letter or an escape; of any other command only its argument stays."""
    match = _COMMAND.match(text, start, end)
    if match is None:
        builder.add("\\", start, start + 1)
        return start + 1
    name, sign = match[1], match[2]
    mark = _ACCENTS.get(name or sign)
    if mark and (argument := _ARGUMENT.match(text, match.end(), end)):
        letter = argument[1] or argument[2] or argument[3] or argument[4]
        builder.add(unicodedata.normalize("NFC", letter + mark), start, argument.end())
        return argument.end()
    if name == "penalty" and (number := _PENALTY.match(text, match.end(), end)):
        return number.end()
    if name:
        if name in _LETTERS:
            stop = match.end() + (2 if text.startswith("{}", match.end()) else 0)
            builder.add(_LETTERS[name], start, min(stop, end))
            return min(stop, end)
        return match.end()
    if sign.isspace() or sign in ",;:!/-@\\":
        builder.add("" if sign in "!/-@" else " ", start, match.end())
    else:
        builder.add(sign, start, match.end())
    return match.end()
