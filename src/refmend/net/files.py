"""How many files this process may hold open, which bounds the connections."""

from __future__ import annotations

SPARE = 128  # for the ledger, reports, the resolver's sockets, the terminal


def open_files(wanted: int) -> int:
    """Return how many connections may be open at once, raising the process's soft limit where that is allowed."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = wanted + SPARE
    if soft not in {resource.RLIM_INFINITY, -1} and soft < need:
        most = need if hard in {resource.RLIM_INFINITY, -1} else min(need, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (ValueError, OSError):
            pass
        return max(8, min(wanted, soft - SPARE))
    return wanted
