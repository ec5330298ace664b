"""Fixtures that every room may use."""

import pytest

from refmend.replica import Replica


@pytest.fixture
def replica(monkeypatch):
    """The embedded registries without limits, and the variables set by which any client reaches them."""
    with Replica(limits=False) as running:
        for name, value in running.env().items():
            monkeypatch.setenv(name, value)
        yield running
