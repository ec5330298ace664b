"""Secrets that people leave in URLs: masked before anything is printed, logged or exported.

A mask has the length of what it hides, so that columns and spans stay true.
"""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=://)[^\s/@?#]{1,512}(?=@)")
# Any parameter is looked at and its name judged in code: an alternation inside the pattern would backtrack.
_PARAMETER = re.compile(r"([?&;#])([A-Za-z0-9_.\-\[\]%]{1,64})=([^&#;\s<>\"')\]}]+)")
_TOKEN = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,64}|xox[abprs]-[\w-]{10,200}"
    r"|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,2000}\.[\w-]{10,2000}\.[\w-]{10,2000}|sk-[A-Za-z0-9]{20,200})"
)
_SHORTEST = 15  # characters of a token
_SECRET_PARTS = (
    "token",
    "secret",
    "passw",
    "passwd",
    "apikey",
    "api_key",
    "api-key",
    "signature",
    "credential",
    "session",
    "jwt",
    "auth",
)
_SECRET_NAMES = frozenset({"key", "sig", "sid", "pwd", "pass", "code", "hmac", "policy", "se", "sas", "ticket"})
_HARMLESS = frozenset({"author", "authors", "authority", "authorid", "author_id"})


def _is_secret(name: str) -> bool:
    """Tell whether a query parameter's name promises a secret."""
    name = name.lower()
    if name in _HARMLESS:
        return False
    return name in _SECRET_NAMES or any(part in name for part in _SECRET_PARTS)


def _mask_parameter(match: re.Match[str]) -> str:
    mark, name, value = match.groups()
    return f"{mark}{name}={'*' * len(value)}" if _is_secret(name) else match.group()


def redact(text: str) -> str:
    """Mask passwords, tokens and signatures in the URLs of a text; everything else and every length stays.

    Runs in linear time on any input.
    """
    if "://" in text and "@" in text:
        text = _USERINFO.sub(lambda match: "*" * len(match.group()), text)
    if "=" in text:
        text = _PARAMETER.sub(_mask_parameter, text)
    # The signs of tokens are looked for one by one, the commonest letters last: every text of a report comes by here.
    if len(text) >= _SHORTEST and (
        "_" in text
        or ("-" in text and ("xox" in text or "sk-" in text or "glpat-" in text))
        or "eyJ" in text
        or "AKIA" in text
    ):
        text = _TOKEN.sub(lambda match: "*" * len(match.group()), text)
    return text
