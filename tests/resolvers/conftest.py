import pytest
from registry_stub import Registry


@pytest.fixture
def registry(monkeypatch):
    """Registries on loopback; nothing is scripted, so every question gets a stranger's 404."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    running = Registry()
    yield running
    running.close()
