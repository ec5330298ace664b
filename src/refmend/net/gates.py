"""The gates of a run: each host has one, each registry's base URL has its own with the published limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.net.gate import HostGate
from refmend.net.limits import pages, published
from refmend.net.target import parse
from refmend.net.trouble import Trouble

if TYPE_CHECKING:
    from refmend.config import Config
    from refmend.net.clock import Clock
    from refmend.net.target import Target


class Gates:
    """Finds the gate for an address. Limits belong to the registry, so a mirror under another name keeps them."""

    def __init__(self, config: Config, clock: Clock) -> None:
        """Make the registries' gates; those of other hosts are made when first asked for."""
        self._clock = clock
        self._pages = pages(config)
        self._by_host: dict[str, HostGate] = {}
        self._registries: dict[str, list[tuple[str, HostGate]]] = {}
        for key, limits in published(config).items():
            try:
                base = parse(getattr(config.registries, key))
            except Trouble:
                continue  # whoever asks there gets the fault as a value
            gate = HostGate(clock, limits, registry=True)
            self._registries.setdefault(base.origin.authority, []).append((base.path.rstrip("/"), gate))
        for entries in self._registries.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def of(self, target: Target) -> HostGate:
        """Return the gate an address belongs to."""
        authority = target.origin.authority
        for prefix, gate in self._registries.get(authority, ()):
            if target.path.startswith(prefix):
                return gate
        if authority not in self._by_host:
            self._by_host[authority] = HostGate(self._clock, self._pages)
        return self._by_host[authority]

    def close(self) -> None:
        """Stop all timers."""
        for gate in self._by_host.values():
            gate.close()
        for entries in self._registries.values():
            for _, gate in entries:
                gate.close()
