"""Encodings: a body's bytes as text, by byte order mark, header or the body's own declaration; never fails."""

from __future__ import annotations

import codecs
from functools import lru_cache

DECLARED = 2048
"""Bytes of a body in which its own declaration is looked for."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(body: bytes, kind: str) -> str:
    """Decode a body by its byte order mark, its header, its own declaration, or as UTF-8; never fails."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    return decode_part(body, encoding(body, kind))


def encoding(body: bytes, kind: str) -> str:
    """Return the name of the encoding that a header or the beginning of a body declares, else `utf-8`."""
    return charset(kind) or charset(body[:DECLARED].decode("ascii", "replace")) or "utf-8"


def is_wide(body: bytes) -> bool:
    """Tell whether the byte order mark says that characters are pairs of bytes."""
    return body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decode_part(part: bytes, name: str) -> str:
    """Decode bytes in a named encoding; never fails."""
    try:
        return part.decode(name, "replace")
    except (LookupError, ValueError):
        return part.decode("utf-8", "replace")


@lru_cache(maxsize=256)
def charset(text: str) -> str:
    """Return the known text encoding named after `charset=`, or an empty string."""
    _, found, rest = text.lower().partition("charset=")
    name = rest[:60].lstrip("\"' ") if found else ""
    for position, character in enumerate(name):
        if not (character.isalnum() or character in "-_:."):
            name = name[:position]
            break
    try:
        known = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    if known is None or not known._is_text_encoding:  # noqa: SLF001 - the only way to tell text encodings from hex and zip
        return ""
    return "cp1252" if known.name in {"iso8859-1", "ascii"} else known.name
