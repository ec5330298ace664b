"""Addresses: the small questions that a verdict asks of a URL; none of them raises."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from refmend.judge import quirks

TOKEN_LENGTH = 22
_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")
LANGUAGE_LETTERS = (2, 3)
LANGUAGES = frozenset(
    [
        "aa",
        "af",
        "am",
        "ar",
        "az",
        "be",
        "bg",
        "bn",
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fr",
        "ga",
        "gl",
        "gu",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "lo",
        "lt",
        "lv",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "my",
        "nb",
        "ne",
        "nl",
        "nn",
        "no",
        "pa",
        "pl",
        "ps",
        "pt",
        "ro",
        "ru",
        "si",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "zh",
    ]
)
"""ISO 639-1 codes by which sites name a language; two-letter words that are mostly something else are left out."""


class Parts(NamedTuple):
    """A URL cut into pieces; `host` is in lower case, `port` 0 where none is written."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def segments(self) -> tuple[str, ...]:
        """Return the decoded, non-empty segments of the path in lower case."""
        return tuple(unquote(segment).lower() for segment in self.path.split("/")[:60] if segment)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the decoded parameters, names in lower case; a path's `;name=value` counts as one."""
        try:
            pairs = parse_qsl(self.query[:8192], keep_blank_values=True, max_num_fields=200)
        except ValueError:
            pairs = []
        pairs += [pair.split("=", 1) for pair in self.path.split(";")[1:20] if "=" in pair]  # type: ignore[misc]
        return tuple((name.lower(), value) for name, value in pairs)


@lru_cache(maxsize=4096)
def cut(url: str) -> Parts:
    """Return the pieces of a URL; all empty for one that is malformed."""
    try:
        split = urlsplit(url)
        return Parts(
            split.scheme.lower(),
            (split.hostname or "").lower().rstrip("."),
            split.port or 0,
            split.path,
            split.query,
            split.fragment,
        )
    except ValueError:
        return Parts("", "", 0, "", "", "")


def without_fragment(url: str) -> str:
    """Return a URL up to its `#`."""
    return url.partition("#")[0]


def with_fragment(url: str, fragment: str) -> str:
    """Return a URL with an inherited fragment, unless it has one of its own (RFC 9110, 10.2.2)."""
    return url if not fragment or "#" in url else f"{url}#{fragment}"


def upgraded(url: str) -> str:
    """Return a plain http address on the default port as https, or an empty string."""
    parts = cut(url)
    return f"https{without_fragment(url)[4:]}" if parts.scheme == "http" and not parts.port and parts.host else ""


def site(host: str) -> str:
    """Return a host without its `www.`."""
    return host.removeprefix("www.")


def is_home(parts: Parts) -> bool:
    """Tell whether an address is a site's front page, in whatever language."""
    segments = [name for name in parts.segments if name not in quirks.load().redirects.home_files]
    return all(is_language(name) for name in segments[:2]) and len(segments) < 2 and not parts.query  # noqa: PLR2004 - one language


def is_language(name: str) -> bool:
    """Tell whether a path segment or label is a language tag such as `en`, `en-us`, `zh_hans`."""
    primary, _, rest = name.lower().replace("_", "-").partition("-")
    return len(primary) in LANGUAGE_LETTERS and primary in LANGUAGES and len(rest) <= 4  # noqa: PLR2004 - hans, us


def stem(segment: str) -> str:
    """Return a path segment without its extension."""
    name, dot, extension = segment.rpartition(".")
    return name if dot and name and len(extension) <= 5 else segment  # noqa: PLR2004 - .shtml


def token(url: str) -> str:
    """Return letters that no page is named after: the same for the same address, so that a run can be repeated."""
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:TOKEN_LENGTH].translate(_LETTERS)


def sibling(url: str) -> str:
    """Return an address beside `url` that nobody has ever used: the last segment replaced by its `token`."""
    split = urlsplit(url)
    folder, _, name = split.path.rstrip("/").rpartition("/")
    _, dot, extension = name.rpartition(".")
    ending = f".{extension}" if dot and extension.isalnum() and len(extension) <= 5 else ""  # noqa: PLR2004 - .shtml
    slash = "/" if split.path.endswith("/") and name else ""
    return urlunsplit((split.scheme, split.netloc, f"{folder}/{token(without_fragment(url))}{ending}{slash}", "", ""))
