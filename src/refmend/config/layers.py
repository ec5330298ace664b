"""Flag over environment over nearest file over default, and where each value came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from msgspec import ValidationError, convert, to_builtins
from msgspec.structs import replace

from refmend.config import environment, files
from refmend.config.nearest import nearest
from refmend.config.settings import Config, Registries, types
from refmend.errors import ConfigError, RefmendError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Origins = dict[str, str]
"""Dotted setting (`timeout`, `registries.crossref`) to where its value came from; a default has no entry.

Of a setting that holds values by name, the name alone has an entry too: where the last of them came from.
"""

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,127})\}")
_FILES_ONLY = {"html": ".html", "junit": ".xml", "csv": ".csv"}
_MASK = "***"


def load(
    flags: Mapping[str, Any],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    config_path: str | None = None,
    isolated: bool = False,
) -> tuple[Config, Origins]:
    """Return the effective configuration and where each value came from.

    `flags` holds what was given on the command line, by setting name; None counts as not given. `config_path` (or
    `REFMEND_CONFIG`) names a file instead of the nearest one, `isolated` (or `REFMEND_ISOLATED`) wants none.
    Raises `UsageError` for a bad flag and `ConfigError` for a bad variable, file or key, with the place and a hint.
    """
    values: dict[str, Any] = {}
    origins: Origins = {}
    config_path = config_path or environ.get("REFMEND_CONFIG") or None
    isolated = isolated or environ.get("REFMEND_ISOLATED", "").lower() in ("1", "true", "yes", "on")
    if not isolated and (found := _file(config_path, cwd)):
        path, table = found
        settings = _snake(table, path)
        values["root"] = str(path.parent)
        for key, value in _dotted(files.relocated(settings, path.parent, cwd)):
            _set(values, key, value)
            origins[key] = origins[key.partition(".")[0]] = str(path)
    for key, (variable, value) in environment.read(environ).items():
        for inner, part in _dotted({key: value}):
            _set(values, inner, part)
            origins[inner] = origins[inner.partition(".")[0]] = f"variable {variable}"
    for name, value in flags.items():
        if value is not None:
            values[name] = value
            origins[name] = f"flag --{name.replace('_', '-')}"
    return _finished(_validated(values, origins), origins, environ), origins


def shown(config: Config) -> dict[str, Any]:
    """Return the settings as plain values fit for printing: what headers carry is masked."""
    values: dict[str, Any] = to_builtins(config, builtin_types=())
    del values["root"]
    values["headers"] = {host: dict.fromkeys(headers, _MASK) for host, headers in config.headers.items()}
    return values


def _file(config_path: str | None, cwd: Path) -> tuple[Path, dict[str, Any]] | None:
    if not config_path:
        return files.find(cwd)
    path = cwd / config_path
    return path, files.read(path, explicit=True) or {}


def _snake(table: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return a file's table with the settings' own names; raises `ConfigError` for a key that is none."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in Config.__struct_fields__ or name == "root":
            raise ConfigError(f"{path}: there is no setting {key!r}", hint=_key_hint(key))
        if name == "registries" and isinstance(value, dict):
            known = {inner.replace("-", "_"): inner for inner in value}
            for inner, written in known.items():
                if inner not in Registries.__struct_fields__:
                    near = nearest(inner, Registries.__struct_fields__, 0.0)
                    raise ConfigError(f"{path}: there is no registry {written!r}", hint=f"did you mean {near!r}?")
            value = {inner: value[written] for inner, written in known.items()}  # noqa: PLW2901 - same value, own names
        if isinstance(value, str) and environment.is_list(name):
            value = [value]  # noqa: PLW2901 - one text where several may stand
        result[name] = value
    return result


def _key_hint(key: str) -> str:
    if key == "tool":
        return "only a pyproject.toml needs [tool.refmend]; here the keys stand at the top"
    kebab = [name.replace("_", "-") for name in Config.__struct_fields__ if name != "root"]
    near = nearest(key.replace("_", "-"), kebab)
    return f"did you mean {near!r}?" if near else "refmend config lists them all"


def _dotted(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the settings, those that hold values by name one by one (`accept.example.org` stays one step deep)."""
    for name, value in settings.items():
        if isinstance(value, dict) and name in Config.__struct_fields__ and environment.is_table(name):
            for inner, part in value.items():
                yield f"{name}.{inner}", part
        else:
            yield name, value


def _set(values: dict[str, Any], key: str, value: Any) -> None:
    outer, dot, inner = key.partition(".")
    if not dot:
        values[outer] = value
        return
    if not isinstance(values.get(outer), dict):
        values[outer] = {}
    values[outer][inner] = value


def _validated(values: dict[str, Any], origins: Origins) -> Config:
    """Return the values as a `Config`; raises the error that names the first bad one and its place."""
    try:
        return convert(values, Config, strict=False)
    except ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        where, given = _blamed(path, values)
        choices = _words(types()[where[0]])
        if message.startswith("Invalid enum value"):
            message = f"expected {', '.join(map(repr, choices[:-1]))} or {choices[-1]!r}"
        shown = _MASK if where[0] == "headers" else given
        raise _refusal(where, origins, f"{message} (not {shown!r:.80})", given, choices) from error


def _blamed(path: str, values: Mapping[str, Any]) -> tuple[list[str], Any]:
    """Return the steps to the value that a path of msgspec's means, and the value; it names no keys of tables."""
    name = path.partition("[")[0].rstrip("`").partition(".")[0]
    where, given = [name], values[name]
    for step in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", path):
        key = step[0] or step[1]
        if key == "..." and len(where) == 1:
            key = next(key for key in given if not _fits({key: given[key]}, name))
        elif key == "...":
            break
        where.append(str(key))
        given = given[int(key) if step[1].isdigit() else key]
    return where, given


def _fits(value: Any, name: str) -> bool:
    """Tell whether a setting can hold a value."""
    try:
        convert(value, types()[name], strict=False)
    except ValidationError:
        return False
    return True


def _words(kind: Any) -> list[str]:
    """Return the words that a setting's type lists."""
    return [word for part in get_args(kind) for word in ([part] if isinstance(part, str) else _words(part))]


def _refusal(where: list[str], origins: Origins, message: str, given: Any, choices: list[str]) -> RefmendError:
    """Return the error for a bad value, in the words of the layer that it came from."""
    origin = next((found for key in (".".join(where[:2]), where[0]) if (found := origins.get(key))), "default")
    near = nearest(str(given), choices)
    hint = f"did you mean {near!r}?" if near else "refmend config shows every setting"
    if where[0] == "format" and str(given) in _FILES_ONLY:
        hint = f"that one goes to a file: --report FILE{_FILES_ONLY[str(given)]}"
    if origin.startswith("flag "):
        return UsageError(f"{origin.removeprefix('flag ')}: {message}", hint=hint)
    if origin.startswith("variable "):
        return ConfigError(f"{origin.removeprefix('variable ')}: {message}", hint=hint)
    return ConfigError(f"{origin}: {'.'.join(where).replace('_', '-')}: {message}", hint=hint)


def _finished(config: Config, origins: Origins, environ: Mapping[str, str]) -> Config:
    """Return the configuration with its references resolved and what types cannot tell checked."""
    for network in config.allow_network:
        import ipaddress  # noqa: PLC0415 - few runs allow a network

        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise _refusal(["allow_network"], origins, str(error), network, []) from error
    for pattern in config.exclude_urls:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            message = f"no regular expression: {error} (in {pattern!r})"
            raise _refusal(["exclude_urls"], origins, message, pattern, []) from error
    if config.mailto is not None and not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,255}", config.mailto):
        raise _refusal(["mailto"], origins, f"{config.mailto!r} is no address", config.mailto, [])
    headers = {
        host: {name: _resolved(value, f"headers.{host}.{name}", environ) for name, value in fields.items()}
        for host, fields in config.headers.items()
    }
    return replace(config, headers=headers) if headers else config


def _resolved(value: str, key: str, environ: Mapping[str, str]) -> str:
    """Return a header's value with `${REFMEND_SECRET_…}` filled in.

    Only variables of that name can be referred to: a configuration file comes with the pull request, and must not
    be able to send any other secret of the environment to a host of its choice.
    """

    def filled(match: re.Match[str]) -> str:
        name = match.group(1)
        if not name.startswith(environment.SECRET_PREFIX):
            raise ConfigError(
                f"{key}: ${{{name}}} may not be sent",
                hint=f"only variables named {environment.SECRET_PREFIX}… can be referred to",
            )
        if name not in environ:
            raise ConfigError(f"{key}: the variable {name} is not set", hint="set it, or leave the header out")
        return environ[name].strip()

    text = _REFERENCE.sub(filled, value)
    if any(ord(character) < ord(" ") for character in text):
        raise ConfigError(f"{key}: a header's value is one line", hint="remove the line break")
    return text
