"""Fixtures that every room may use."""

import pytest
from hypothesis import HealthCheck, settings

from refmend.replica import Replica

# How long an example takes says how busy the machine is, and nothing about the program.
settings.register_profile("refmend", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("refmend")


@pytest.fixture
def replica(monkeypatch):
    """The embedded registries without limits, and the variables set by which any client reaches them."""
    with Replica(limits=False) as running:
        for name, value in running.env().items():
            monkeypatch.setenv(name, value)
        yield running
