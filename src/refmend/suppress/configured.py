"""`per-file-ignores` and `per-reference-ignores`; pure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from refmend.config import Config
    from refmend.model import Finding, Reference

_ALL = frozenset({"*", "ALL"})


class ConfiguredIgnores:
    """The ignores that stand in the configuration, compiled once.

    Patterns are gitignore's, relative to the folder of the configuration file. A reference is named by its key, by
    an identifier (`doi:10.1000/182`, or without the prefix) or by an identifier exactly as the entry writes it.
    """

    def __init__(self, config: Config) -> None:
        self._root = config.root
        self._by_file = [(_compiled(pattern), frozenset(rules)) for pattern, rules in config.per_file_ignores.items()]
        self._files: dict[str, frozenset[str]] = {}
        self._by_reference = {name.strip(): frozenset(rules) for name, rules in config.per_reference_ignores.items()}

    def reason(self, finding: Finding) -> str:
        """Return the setting that silences a finding, or an empty string."""
        rule = finding.rule
        if self._by_file and not self._of_file(finding.reference.source.path).isdisjoint({rule, *_ALL}):
            return "per-file-ignores"
        for name in _names(finding.reference) if self._by_reference else ():
            rules = self._by_reference.get(name, frozenset())
            if rule in rules or rules & _ALL:
                return "per-reference-ignores"
        return ""

    def _of_file(self, path: str) -> frozenset[str]:
        """Return the rules ignored in a file; worked out once for each."""
        if path not in self._files:
            place = self._relative(path)
            matching = (rules for spec, rules in self._by_file if spec.match_file(place))
            self._files[path] = frozenset().union(*matching)
        return self._files[path]

    def _relative(self, path: str) -> str:
        if not self._root or path == "-":
            return path
        return os.path.relpath(Path(path).absolute(), self._root).replace(os.sep, "/").removeprefix("../")


def _compiled(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - few configurations have such patterns

    return GitIgnoreSpec.from_lines([pattern])


def _names(reference: Reference) -> set[str]:
    """Return everything a reference may be called in the configuration."""
    names = {reference.key, reference.id} - {""}
    for mention in reference.mentions:
        names |= {str(mention.identifier), mention.identifier.value, mention.as_written}
    return names
