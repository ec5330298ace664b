"""The memory of earlier answers: one SQLite file, one writer, every answer durable before it is reported.

`store` opens and migrates the file, `history` decides what earlier results mean for a new one, `freshness` how long
an answer may be reused. Only `Ledger` joins them.
"""

from refmend.ledger.book import Ledger, scope_of
from refmend.ledger.store import PlaceError, default_path

__all__ = ["Ledger", "PlaceError", "default_path", "scope_of"]
