"""`REFMEND_…` variables: texts become the values that the settings expect."""

from __future__ import annotations

import typing
from types import UnionType
from typing import TYPE_CHECKING, Any

from refmend.config.nearest import nearest
from refmend.config.settings import Config, Registries, types
from refmend.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "REFMEND_"
SECRET_PREFIX = "REFMEND_SECRET_"  # noqa: S105 - the name of a variable, not its value
_APART = "__"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_OTHER = frozenset({"REFMEND_CONFIG", "REFMEND_ISOLATED"})


def read(environ: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """Return the settings found in the environment: dotted key to (variable, value).

    An empty variable counts as not set. Raises `ConfigError` for a value that cannot be read and for a variable
    that looks like a misspelt setting; other `REFMEND_…` variables may be somebody else's and are left alone.
    """
    found: dict[str, tuple[str, Any]] = {}
    for variable in sorted(environ):
        text = environ[variable].strip()
        if not variable.startswith(PREFIX) or variable.startswith(SECRET_PREFIX) or variable in _OTHER or not text:
            continue
        outer, _, inner = variable.removeprefix(PREFIX).lower().partition(_APART)
        if outer not in Config.__struct_fields__:
            _refuse_misspelling(variable, outer)
        elif inner:
            found[_inner_key(variable, outer, inner)] = (variable, text)
        else:
            found[outer] = (variable, _value(variable, outer, text))
    return found


def is_list(name: str) -> bool:
    """Tell whether a setting holds several texts."""
    return typing.get_origin(types()[name]) is tuple


def is_table(name: str) -> bool:
    """Tell whether a setting holds values by name."""
    annotation = types()[name]
    return annotation is Registries or typing.get_origin(annotation) is dict


def _is_flag(name: str) -> bool:
    annotation = types()[name]
    members = typing.get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return bool in members


def _value(variable: str, name: str, text: str) -> Any:
    """Return a variable's text as the value of a setting."""
    if is_list(name):
        # One item a line, as in a workflow file; a comma may then be part of an item (a regular expression).
        return tuple(item.strip() for item in text.split("\n" if "\n" in text else ",") if item.strip())
    if is_table(name):
        import json  # noqa: PLC0415 - few variables hold a table

        try:
            return json.loads(text)
        except ValueError as error:
            raise ConfigError(f"{variable}: not valid JSON: {error}", hint='write it as {"name": …}') from error
    if _is_flag(name):
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise ConfigError(f"{variable}: {text!r} is neither true nor false", hint="write 1 or 0")
    return text


def _inner_key(variable: str, outer: str, inner: str) -> str:
    """Return the dotted key of a nested variable (`REFMEND_REGISTRIES__CROSSREF`, `REFMEND_SEVERITY__DEAD_LINK`)."""
    if outer == "registries":
        if inner not in Registries.__struct_fields__:
            near = nearest(inner, Registries.__struct_fields__, 0.0).upper()
            raise ConfigError(f"there is no setting {variable}", hint=f"did you mean {PREFIX}REGISTRIES{_APART}{near}?")
        return f"{outer}.{inner}"
    if outer == "severity":
        return f"{outer}.{inner.replace('_', '-')}"
    raise ConfigError(f"there is no setting {variable}", hint=f"give {PREFIX}{outer.upper()} as JSON")


def _refuse_misspelling(variable: str, outer: str) -> None:
    """Raise `ConfigError` for a name that is nearly a setting's."""
    if near := nearest(outer, Config.__struct_fields__, 0.75):
        raise ConfigError(f"there is no setting {variable}", hint=f"did you mean {PREFIX}{near.upper()}?")
