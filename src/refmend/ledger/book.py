"""The ledger itself: answers in, answers out, with their history."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import sqlite3
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec
from msgspec.structs import replace

from refmend.ledger import freshness, masking, store
from refmend.ledger.history import History, extend, judge
from refmend.model import LinkState, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from refmend.config import Config
    from refmend.model import Identifier

_NOT_ASKED = frozenset({LinkState.INVALID, LinkState.SKIPPED})
_FORGET_AFTER = 400 * freshness.DAY
_LAST_MOMENT = 253_402_300_800  # the year 10,000, which no date can tell
_log = logging.getLogger(__name__)


class _Clock(Protocol):
    def now(self) -> float: ...


class _SystemClock:
    def now(self) -> float:
        return time.time()


@cache
def _decoder() -> msgspec.json.Decoder[Outcome]:
    """Return what reads outcomes from JSON; built once."""
    return msgspec.json.Decoder(Outcome)


def _encoded(outcome: Outcome) -> str:
    """Return an outcome as JSON; empty where a registry's words hold half a character, which no file can keep."""
    try:
        return msgspec.json.encode(outcome).decode()
    except UnicodeEncodeError:
        return ""


_ASKED = {"accept", "exclude_urls", "registries", "allow_network", "second_opinion"}


def scope_of(config: Config) -> str:
    """Return a hash of the settings that decide what an answer is, so that changing one of them asks again."""
    parts: dict[str, Any] = {name: msgspec.to_builtins(getattr(config, name)) for name in _ASKED}
    parts["headers"] = sorted(config.headers)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Ledger:
    """The memory of earlier answers. One writer at a time; another process waits some seconds for its turn.

    Every `put` is committed before it returns, so that a killed run loses no answer. When the disk is full in the
    middle of a run, the run goes on without memory and `failure` says why.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: _Clock, scope: str) -> None:
        self.path = path
        self.failure = ""
        self._connection = connection
        self._clock = clock
        self._scope = scope
        (self._salt,) = connection.execute("SELECT value FROM settings WHERE name = 'salt'").fetchone()

    @classmethod
    def open(cls, path: str | Path | None = None, clock: _Clock | None = None, *, scope: str = "") -> Self:
        """Open the ledger, by default the user's; `scope` (see `scope_of`) tells which answers may be reused.

        Raises `LedgerError` for a file that is damaged, foreign, newer or not writable.
        """
        place = Path(path) if path else store.default_path()
        connection = store.connect(place)
        try:
            return cls(connection, place, clock or _SystemClock(), scope)
        except (sqlite3.Error, TypeError) as error:
            connection.close()
            raise store.trouble(place, sqlite3.DatabaseError(str(error))) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def get(self, identifier: Identifier) -> Outcome | None:
        """Return the answer if it may still be reused, else None; raises `LedgerError` for a damaged file."""
        row = self._row(identifier)
        if row is None or not row[2] <= self._clock.now() < row[1] or row[3] != self._scope:
            return None
        return self._decoded(identifier, row[0])

    def previous(self, identifier: Identifier) -> Outcome | None:
        """Return the last answer that was a verdict, however old, or None."""
        row = self._row(identifier)
        return None if row is None else self._decoded(identifier, row[0])

    def put(self, outcome: Outcome, *, trusted: bool = True) -> Outcome:
        """Keep an answer and return it as its history makes it; it is durable when this returns.

        Untrusted answers (our own network may be to blame) are handed back as they are and leave no trace. Unknown
        ones are counted but never kept as a verdict.
        """
        if not trusted or outcome.link.state in _NOT_ASKED or self.failure:
            return outcome
        now = self._clock.now()
        key = masking.key_of(outcome.identifier, self._salt)
        try:
            with self._transaction():
                before, state = self._history(key)
                history = extend(before, outcome.link, now)
                judged = judge(outcome, history)
                self._remember(key, judged.link.state, history, now, changed=judged.link.state != state)
                self._write(key, judged, now, reusable=judged.link.state == outcome.link.state)
        except sqlite3.Error as error:
            self._give_up(error)
            return outcome
        return judged

    def amend(self, outcome: Outcome) -> None:
        """Add to an answer that is kept already (an archived copy): no new check, so history and expiry stay."""
        text = "" if self.failure else _encoded(masking.masked(outcome))
        if not text:
            return
        key = masking.key_of(outcome.identifier, self._salt)
        try:
            self._connection.execute("UPDATE outcomes SET outcome = ? WHERE key = ?", (text, key))
        except sqlite3.Error as error:
            self._give_up(error)

    def rot(self, identifiers: Iterable[Identifier] | None = None) -> list[tuple[str, dict[str, int]]]:
        """Return for each day of a check (ISO date, UTC) how many links stood in which state, oldest day first.

        A link counts in its last known state until a check changes it. `identifiers` limits the picture to one list.
        """
        wanted = None if identifiers is None else {masking.key_of(item, self._salt) for item in identifiers}
        states: dict[str, str] = {}
        days: dict[str, dict[str, int]] = {}
        for day, key, state in self._select("SELECT day, key, state FROM changes ORDER BY day, key"):
            if (wanted is not None and key not in wanted) or not (isinstance(day, str) and isinstance(state, str)):
                continue
            counts = days.setdefault(day, {} if not days else dict(next(reversed(days.values()))))
            before = states.get(key)
            if before is not None:
                counts[before] -= 1
            counts[state] = counts.get(state, 0) + 1
            states[key] = state
        return [(day, {state: number for state, number in counts.items() if number}) for day, counts in days.items()]

    def info(self) -> dict[str, object]:
        """Return where the ledger is and what it holds, in figures."""
        now = self._clock.now()
        ((kept, fresh),) = self._select("SELECT count(*), coalesce(sum(expires > ?), 0) FROM outcomes", now)
        ((links, last),) = self._select("SELECT count(*), max(seen) FROM links")
        ((since,),) = self._select("SELECT min(day) FROM changes")
        ((version,),) = self._select("PRAGMA user_version")
        files = (self.path, Path(f"{self.path}-wal"))
        return {
            "path": str(self.path),
            "bytes": sum(file.stat().st_size for file in files if file.exists()),
            "schema": version,
            "answers": kept,
            "still fresh": fresh,
            "links with a history": links,
            "history since": str(since or "never"),
            "last check": _moment(last) if last and _is_moment(last) else "never",
        }

    def clear(self) -> None:
        """Forget every answer and all history; raises `LedgerError` where that cannot be written."""
        try:
            for table in ("outcomes", "links", "changes"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand one line above
            self._connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise store.trouble(self.path, error) from error

    def close(self) -> None:
        """Forget what nobody asked about for more than a year, and close the file."""
        try:
            old = self._clock.now() - _FORGET_AFTER
            if self._connection.execute("SELECT 1 FROM links WHERE seen < ? LIMIT 1", (old,)).fetchone():
                self._forget(old)
        except sqlite3.Error as error:
            _log.debug("the ledger could not be tidied: %s", error)
        finally:
            self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do everything or nothing, whatever ends the block; the write lock is taken at once."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _row(self, identifier: Identifier) -> tuple[str, float, float, str] | None:
        """Return what is kept of an answer; None for a row whose cells are not what was written (SQLite takes any)."""
        key = masking.key_of(identifier, self._salt)
        question = "SELECT outcome, expires, checked, scope FROM outcomes WHERE key = ?"
        try:
            row: tuple[str, float, float, str] | None = self._connection.execute(question, (key,)).fetchone()
        except sqlite3.Error as error:
            raise store.trouble(self.path, error) from error
        whole = row is not None and isinstance(row[0], str) and _is_moment(row[1]) and _is_moment(row[2])
        return row if whole else None

    def _select(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(question, values).fetchall()
        except sqlite3.Error as error:
            raise store.trouble(self.path, error) from error

    def _decoded(self, identifier: Identifier, text: str) -> Outcome | None:
        """Return the stored outcome for the identifier that was asked about; None for a row that cannot be read."""
        try:
            return replace(_decoder().decode(text), identifier=identifier, from_ledger=True)
        except (ValueError, RecursionError):
            return None

    def _history(self, key: str) -> tuple[History, str]:
        """Return what is remembered of a link, and its last state (empty for a new one)."""
        question = "SELECT recent, failures, last_failure, last_alive, state FROM links WHERE key = ?"
        row = self._connection.execute(question, (key,)).fetchone()
        if row is None or not (isinstance(row[0], str) and isinstance(row[1], int) and all(map(_is_moment, row[2:4]))):
            return History(), ""
        return History(*row[:4]), str(row[4])

    def _remember(self, key: str, state: LinkState, history: History, now: float, *, changed: bool) -> None:
        """Write the history of one link; called inside a transaction."""
        row = (key, history.recent, history.failures, history.last_failure, history.last_alive, now, str(state))
        self._connection.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if changed:
            day = datetime.fromtimestamp(now, UTC).date().isoformat()
            self._connection.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?)", (key, day, str(state)))

    def _write(self, key: str, outcome: Outcome, now: float, *, reusable: bool) -> None:
        """Write one answer; called inside a transaction."""
        kept = masking.masked(outcome)
        lasts = freshness.life(outcome) if reusable and masking.is_usable(outcome, kept) else 0.0
        text = _encoded(kept)
        if text and (lasts or outcome.link.state != LinkState.UNKNOWN):
            values = (key, text, self._scope, now, now + lasts)
            self._connection.execute("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?)", values)
        else:
            self._connection.execute("UPDATE outcomes SET expires = 0 WHERE key = ?", (key,))

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without memory: a full disk must not end a run that is still learning."""
        self.failure = str(store.trouble(self.path, error))
        _log.warning("%s; this run goes on without it", self.failure)

    def _forget(self, before: float) -> None:
        run = self._connection.execute
        with self._transaction():
            run("DELETE FROM changes WHERE key IN (SELECT key FROM links WHERE seen < ?)", (before,))
            run("DELETE FROM outcomes WHERE key IN (SELECT key FROM links WHERE seen < ?)", (before,))
            run("DELETE FROM links WHERE seen < ?", (before,))


def _is_moment(cell: object) -> bool:
    """Tell whether a cell of the database is a time that can be told as a date."""
    return isinstance(cell, int | float) and 0 <= cell < _LAST_MOMENT


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
