"""The ledger's file: where it is, how it is opened, what its tables are. Nothing here is ever deleted unasked."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from refmend.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

APPLICATION_ID = 0x72656D64  # "remd": tells our file from any other SQLite database
_PATIENCE_S = 5.0
_TRIES = 250

MIGRATIONS = (
    """
    CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE outcomes (
        key TEXT PRIMARY KEY, outcome TEXT NOT NULL, scope TEXT NOT NULL, checked REAL NOT NULL, expires REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE links (
        key TEXT PRIMARY KEY, recent TEXT NOT NULL, failures INTEGER NOT NULL,
        last_failure REAL NOT NULL, last_alive REAL NOT NULL, seen REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE changes (
        key TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (key, day)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE links ADD COLUMN state TEXT NOT NULL DEFAULT '';
    UPDATE links SET state = coalesce(
        (SELECT state FROM changes WHERE changes.key = links.key ORDER BY day DESC LIMIT 1), '');
    """,
)
"""Step n brings a file from `user_version` n to n + 1; steps are only ever added."""


class PlaceError(LedgerError):
    """The ledger's folder cannot be made or written; nothing is wrong with a ledger."""


def default_path(environ: Mapping[str, str] | None = None, platform: str | None = None) -> Path:
    """Return the ledger's place in the user's cache folder.

    `XDG_CACHE_HOME` is honoured everywhere when it is absolute (the XDG base directory specification asks to ignore
    a relative one); otherwise the platform's own folder: `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`.
    """
    environ = os.environ if environ is None else environ
    platform = platform or sys.platform
    if (xdg := environ.get("XDG_CACHE_HOME", "")) and Path(xdg).is_absolute():
        folder = Path(xdg)
    elif platform == "win32" and environ.get("LOCALAPPDATA"):
        folder = Path(environ["LOCALAPPDATA"])
    else:
        home = Path(environ.get("HOME") or Path.home())
        folder = home / "Library" / "Caches" if platform == "darwin" else home / ".cache"
    return folder / "refmend" / "ledger.sqlite3"


def connect(path: Path, sleep: Callable[[float], None] = time.sleep) -> sqlite3.Connection:
    """Open or make the ledger's file, brought to the present schema.

    Raises `LedgerError` for a damaged or foreign file and for one made by a newer refmend, which are left as they
    are, and `PlaceError` where the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_private(path)
        connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise PlaceError(
            f"cannot open the ledger {path}: {error}", hint="give --ledger FILE, or --no-ledger"
        ) from error
    try:
        _prepare(connection, path, sleep)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise trouble(path, error) from error
    except LedgerError:
        connection.close()
        raise
    return connection


def trouble(path: Path, error: sqlite3.Error) -> LedgerError:
    """Return the error that tells the user what is wrong with the file and what to do about it."""
    word = str(error)
    if "locked" in word or "busy" in word:
        return LedgerError(f"the ledger {path} is in use: {word}", hint="wait for the other run, or give --ledger FILE")
    if "readonly" in word or "full" in word or "unable to open" in word or "I/O" in word:
        return PlaceError(f"the ledger {path} cannot be written: {word}", hint="give --ledger FILE, or --no-ledger")
    return LedgerError(
        f"the ledger {path} is damaged or no ledger: {word}",
        hint="nothing was deleted: move the file away, or give --ledger FILE or --no-ledger",
    )


def _make_private(path: Path) -> None:
    """Make a new file readable by its owner alone: it tells what somebody reads."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, path: Path, sleep: Callable[[float], None]) -> None:
    """Set the file up for many small durable writes, and migrate it."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and (owner or tables):
        raise LedgerError(f"{path} is another program's database", hint="give --ledger another file")
    # A commit in WAL mode with NORMAL is in the operating system's hands: it survives the death of this process.
    _use_wal(connection, sleep)
    connection.execute("PRAGMA synchronous = NORMAL")
    _migrate(connection, path)


def _use_wal(connection: sqlite3.Connection, sleep: Callable[[float], None]) -> None:
    """Switch a new file to WAL; SQLite does not wait for another run that is just doing the same, so this does."""
    for left in range(_TRIES, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            sleep(_PATIENCE_S / _TRIES)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(MIGRATIONS):
        return
    if version > len(MIGRATIONS):
        raise LedgerError(
            f"the ledger {path} was made by a newer refmend (schema {version})", hint="update refmend, or give --ledger"
        )
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another run may have migrated while this one waited for the lock.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in MIGRATIONS[version:]:
            for statement in filter(str.strip, step.split(";")):
                connection.execute(statement)
        if version == 0:
            connection.execute("INSERT INTO settings VALUES ('salt', ?)", (secrets.token_bytes(32),))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
