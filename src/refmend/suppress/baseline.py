"""The baseline: findings that are known and do not count. It shrinks by itself and grows only when asked to."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from refmend.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refmend.config import Config
    from refmend.model import Finding

DEFAULT = ".refmend-baseline.json"
VERSION = 1
_MAX_BYTES = 50_000_000


class Baseline(Struct, frozen=True):
    """Known findings by fingerprint; each value is what a person reads in the file (rule, path, message)."""

    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def __contains__(self, finding: Finding) -> bool:
        return bool(self.known) and finding.fingerprint in self.known

    def without(self, gone: Iterable[str]) -> Baseline:
        """Return the baseline without some fingerprints."""
        leaving = set(gone)
        return Baseline({key: value for key, value in self.known.items() if key not in leaving})


def baseline_path(config: Config) -> Path:
    """Return where the baseline is or will be."""
    return Path(config.baseline or DEFAULT)


def read_baseline(config: Config) -> Baseline:
    """Return the configured baseline; raises `InputError` where it is missing and `ConfigError` where it is none."""
    path = baseline_path(config)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ConfigError(f"{path} is too large for a baseline", hint="write a new one with --write-baseline")
        stored = json.loads(path.read_bytes())
    except OSError as error:
        hint = "write one with --write-baseline, or leave --baseline out"
        raise InputError(f"cannot read the baseline {path}: {error.strerror}", hint=hint) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid JSON: {error}", hint="write a new one with --write-baseline") from error
    return Baseline(_checked(stored, path))


def _checked(stored: Any, path: Path) -> dict[str, dict[str, str]]:
    """Return the findings of a stored baseline; raises `ConfigError` for another shape or a newer version."""
    if isinstance(stored, dict) and stored.get("version") == VERSION and isinstance(stored.get("findings"), list):
        entries = [entry for entry in stored["findings"] if isinstance(entry, dict)]
        return {str(entry.get("fingerprint", "")): {k: str(v) for k, v in entry.items()} for entry in entries}
    raise ConfigError(f"{path} is no baseline of this refmend", hint="write a new one with --write-baseline")


def write_baseline(findings: Iterable[Finding], config: Config) -> Path:
    """Remember the findings that count as known, sorted so that a diff is small; returns the file written."""
    counted = [finding for finding in findings if not finding.suppressed_by]
    known = {finding.fingerprint: _described(finding) for finding in counted}
    path = baseline_path(config)
    _write(path, Baseline(known))
    return path


def shrink_baseline(findings: Iterable[Finding], checked: Iterable[str], config: Config) -> int:
    """Drop known findings that are gone from the files fully checked; returns how many were dropped.

    `checked` names the paths of files of which every link had an answer: elsewhere an absence proves nothing.
    """
    path = baseline_path(config)
    baseline = read_baseline(config)
    present = {finding.fingerprint for finding in findings}
    sure = set(checked)
    gone = [key for key, entry in baseline.known.items() if key not in present and entry.get("file") in sure]
    if gone:
        _write(path, baseline.without(gone))
    return len(gone)


def _described(finding: Finding) -> dict[str, str]:
    from refmend.model.redaction import redact  # noqa: PLC0415 - only needed when a baseline is written

    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "file": finding.reference.source.path,
        "message": redact(finding.message),
    }


def _write(path: Path, baseline: Baseline) -> None:
    """Write a baseline in one step, so that a killed run leaves the old one."""
    entries = sorted(baseline.known.values(), key=lambda entry: (entry["file"], entry["rule"], entry["fingerprint"]))
    counts = dict(sorted(Counter(entry["rule"] for entry in entries).items()))
    text = json.dumps({"version": VERSION, "counts": counts, "findings": entries}, indent=1, ensure_ascii=False)
    import tempfile  # noqa: PLC0415 - few runs write a baseline

    try:
        handle, name = tempfile.mkstemp(prefix=".refmend-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(f"cannot write the baseline {path}: {error.strerror}", hint="give --baseline FILE") from error
