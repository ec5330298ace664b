"""The one place that makes hostile text inert: every format passes what it did not write itself through here.

Titles, reasons and addresses come from the network, paths and entries from pull requests. Whatever they hold
must neither move a terminal's cursor, nor open a link, an image or a formula, nor speak to a CI system.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")
# Format characters that belong to the spelling of words (joiners, soft hyphen) or are visible signs of a script.
_SPELLING = frozenset("\u00ad\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_LEAD = re.compile(r"(?m)^([^\S\n]*):(?=:)")
_BRACKET = re.compile(r"(?<=##)\[|(?<=!)\[")
_MARKDOWN = frozenset("&<>[]*_`~|\\#@${}")
_FORMULA = re.compile(r"\s*[=+\-@\x00\uff1d\uff0b\uff0d\uff20]")


def _is_unsafe(char: str) -> bool:
    """Tell whether a character controls something instead of being read."""
    code = ord(char)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:  # noqa: PLR2004 - Unicode's noncharacters
        return True
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in _SPELLING


class _Visible(dict[int, str]):
    """A translation table that fills itself: a space for blanks, `⟨U+001B⟩` for what must not act."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shown = f"⟨U+{code:04X}⟩" if _is_unsafe(char) else char
        self[code] = " " if char in _BLANKS else shown
        return self[code]


class _Escaped(dict[int, str]):
    """A translation table for JSON: unsafe characters as escapes; the newline of the layout stays.

    A surrogate without its other half becomes U+FFFD: most readers refuse the whole file for it.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char == "\n" or not _is_unsafe(char):
            shown = char
        elif 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the surrogates
            shown = "\\ufffd"
        elif code > 0xFFFF:  # noqa: PLR2004 - beyond the basic plane JSON writes two surrogates
            rest = code - 0x10000
            shown = f"\\u{0xD800 + (rest >> 10):04x}\\u{0xDC00 + (rest & 0x3FF):04x}"
        else:
            shown = f"\\u{code:04x}"
        self[code] = shown
        return shown


_VISIBLE = _Visible()
_ESCAPED = _Escaped()


def visible(text: str, limit: int = 2000) -> str:
    """Return one line in which nothing acts: blanks become spaces, control and bidi characters are spelt out.

    Each character is treated by itself, so a part of the text becomes the same part of the result. What is longer
    than `limit` characters is cut.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return text if text.isprintable() else text.translate(_VISIBLE)


def has_unsafe(text: str) -> bool:
    """Tell whether the text holds a character that controls instead of being read (newline and tab aside)."""
    rest = text.replace("\n", "").replace("\t", "")
    return not rest.isprintable() and any(map(_is_unsafe, rest))


def inert(text: str) -> str:
    """Return lines that no CI system takes for a command and no Markdown reader for an image; lengths stay.

    GitHub's runner obeys a line that starts with `::` after any blanks, and `##[…]` anywhere in a line.
    """
    if "::" in text:
        text = _LEAD.sub("\\1\N{RATIO}", text)
    return _BRACKET.sub("⁅", text) if "[" in text else text


def plain(text: str, limit: int = 2000) -> str:
    """Return one line fit for a terminal and a CI log, as for messages on standard error."""
    return inert(visible(text, limit))


def json_text(dumped: str) -> str:
    """Return the same JSON value written so that it can be printed anywhere: to a terminal, to a CI log."""
    if not dumped.isascii() or "\x7f" in dumped:  # JSON itself escapes the other controls of ASCII
        dumped = dumped.translate(_ESCAPED)
    return _BRACKET.sub(r"\\u005b", dumped) if "![" in dumped or "##[" in dumped else dumped


def html(text: str) -> str:
    """Return the text escaped for HTML and XML, in content and in quoted attributes."""
    from html import escape  # noqa: PLC0415 - it comes with a table that other formats do not need

    return _BRACKET.sub("&#91;", escape(visible(text, limit=1_000_000)))


def markdown(text: str, limit: int = 2000) -> str:
    """Return the text as plain Markdown prose: no link, image, mention, issue number, table cell or HTML in it."""
    safe = "".join(f"&#{ord(char)};" if char in _MARKDOWN else char for char in visible(text, limit))
    safe = safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")
    return safe.replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")


def markdown_code(text: str, limit: int = 2000) -> str:
    """Return the text as inline code, which GitHub searches for neither mentions nor addresses.

    For Markdown lines only; inside an HTML block (a `<summary>`) use `<code>` around `html`.
    """
    shown = visible(text, limit).strip() or " "
    if any(char in shown for char in "`|<"):
        safe = "".join(f"&#{ord(char)};" if char in _MARKDOWN else char for char in shown)
        return f"<code>{safe.replace('://', '&#58;//').replace('www.', 'www&#46;')}</code>"
    return f"`{shown}`"


def cell(text: str) -> str:
    """Return the text for a spreadsheet's cell: one line, never a formula."""
    safe = inert(visible(text))
    return f"'{safe}" if _FORMULA.match(safe) or _FORMULA.match(text) else safe


def command_data(text: str) -> str:
    """Return the text as the message of a GitHub workflow command; newlines survive as `%0A`."""
    lines = "\n".join(visible(line) for line in text.split("\n"))
    return _BRACKET.sub("⁅", lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return the text as a property of a GitHub workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")
