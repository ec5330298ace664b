"""Configuration files: the nearest one is found, read, and its paths made relative to the working directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from refmend.errors import ConfigError

NAMES = (".refmend.toml", "refmend.toml", "pyproject.toml")
"""In one folder the first of these wins; a `pyproject.toml` counts only with a `[tool.refmend]` table."""

_MAX_BYTES = 1_000_000
_WRITTEN = ("report", "baseline", "ledger", "workspace")
_PATHS = ("paths", *_WRITTEN)


def find(cwd: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return the nearest configuration file at or above a folder with its table, or None.

    The search ends at the root of the repository (the folder that holds `.git`). Files are never merged.
    """
    for folder in (cwd, *cwd.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (table := read(path)) is not None:
                return path, table
        if (folder / ".git").exists():
            break
    return None


def read(path: Path, *, explicit: bool = False) -> dict[str, Any] | None:
    """Return the settings in a file; None for a `pyproject.toml` that has none (unless it was named explicitly).

    Raises `ConfigError` for a file that is missing, unreadable, too large or no TOML.
    """
    import tomllib  # noqa: PLC0415 - many runs have no configuration file

    is_project = path.name == "pyproject.toml"
    try:
        data = path.read_bytes()
        if len(data) > _MAX_BYTES:
            raise ConfigError(f"{path}: too large for a configuration file")
        if is_project and not explicit and b"refmend" not in data:
            return None
        table = tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", hint="give --config an existing file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}", hint="see https://toml.io") from error
    if not is_project:
        return table
    tool = table.get("tool")
    settings = tool.get("refmend") if isinstance(tool, dict) else None
    if settings is None and explicit:
        raise ConfigError(f"{path} has no [tool.refmend] table", hint="add one, or give --config another file")
    if settings is not None and not isinstance(settings, dict):
        raise ConfigError(f"{path}: tool.refmend must be a table", hint="write [tool.refmend]")
    return settings


def relocated(settings: dict[str, Any], folder: Path, cwd: Path) -> dict[str, Any]:
    """Return the settings with their paths, written relative to the file's folder, relative to `cwd`.

    Raises `ConfigError` where a file that would be written lies outside that folder: a configuration file comes with
    a repository that somebody else may have made.
    """

    def moved(path: Any) -> Any:
        if not isinstance(path, str) or path in ("", "-") or Path(path).is_absolute():
            return path
        place = os.path.relpath(folder / path, cwd).replace(os.sep, "/")
        return place + "/" if path.endswith("/") else place

    result = dict(settings)
    for name in _PATHS:
        value = settings.get(name)
        if name in _WRITTEN:
            _keep_inside(name, value, folder)
        result.update({name: [moved(item) for item in value]} if isinstance(value, list) else {})
        result.update({name: moved(value)} if isinstance(value, str) else {})
    return result


def _keep_inside(name: str, value: Any, folder: Path) -> None:
    """Raise `ConfigError` where one of the paths leads out of a folder, by name or by symbolic link."""
    home = folder.resolve()
    for path in value if isinstance(value, list) else [value]:
        if isinstance(path, str) and not (home / path).resolve().is_relative_to(home):
            raise ConfigError(
                f"{name} = {path!r} of a configuration file in {folder} lies outside that folder",
                hint="give it on the command line or as a variable",
            )
