"""The plainest command line: `refmend check`, paths, and options of settings, each whole and with its value.

That is what hooks and workflows run again and again, and to load typer, which would read it the same, takes as long as
to check a short list. Whatever is not quite plain (another command, `--help`, a misspelt option, a missing or an odd
value) is left to typer, which says what is wrong with it.
"""

from __future__ import annotations

import re
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from refmend.config.settings import types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SHORT = {"-f": "--format", "-q": "--quiet", "-v": "--verbose"}
_NO_OPTION = frozenset({"paths", "root", "exclude_urls", "second_opinion"})
"""Settings that no option sets."""
_TAKEN_APART = frozenset({"select", "ignore"})
"""Options whose values typer's callbacks change."""
_NUMBER = {int: re.compile(r"[0-9]{1,9}"), float: re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")}


def read(words: Sequence[str], environ: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the settings that a command line gives, by name, or None where it is not for here to read it."""
    if words[:1] != ["check"] or "_REFMEND_COMPLETE" in environ:
        return None
    given: dict[str, Any] = {}
    rest = iter(words[1:])
    for word in rest:
        if word == "-" or not word.startswith("-"):
            given["paths"] = (*given.get("paths", ()), word)
        elif not _take(word, rest, given):
            return None
    return given


def _take(word: str, rest: Iterator[str], given: dict[str, Any]) -> bool:
    """Put down what an option sets, its value taken off the rest where it needs one; tells whether it is plain."""
    option, equals, value = word.partition("=")
    option = _SHORT.get(option, option) if not equals else option
    name = option.removeprefix("--").replace("-", "_")
    kind = _plain_types().get(name) if option == f"--{name.replace('_', '-')}" else None
    if kind is bool:
        given[name] = True
        return not equals
    if not equals:
        value = next(rest, "")
    if kind is None or not value or value.startswith("-"):
        return False
    if kind is tuple:
        given[name] = (*given.get(name, ()), value)
    elif kind is str:
        given[name] = value
    else:
        given[name] = kind(value) if _NUMBER[kind].fullmatch(value) else None
    return given[name] is not None


@cache
def _plain_types() -> dict[str, type]:
    """Return what the options take: bool for a flag, tuple for one that can be repeated, else str, int or float."""
    plain = {name: _plain(kind) for name, kind in types().items() if name not in _NO_OPTION | _TAKEN_APART}
    return {name: kind for name, kind in plain.items() if kind in (bool, tuple, str, int, float)}


def _plain(kind: Any) -> type:
    """Return the type of the values that a setting's type allows, None aside."""
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return _plain(get_args(kind)[0])
    return str if origin is Literal else origin or kind
