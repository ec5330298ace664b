"""The exception tree. Only "the user must act" and bugs are exceptions; a dead link is a value.

RefmendError            exit 2: something the user must put right; `hint` says how
├── UsageError          an option, an argument, a rule name
├── ConfigError         a configuration file or an environment variable
├── InputError          a file that cannot be read as what it claims to be
├── LedgerError         the memory of earlier answers cannot be used
└── FixError            edits that clash, or a file changed since it was read
NothingChecked          exit 3: no references found, or no network
"""

from __future__ import annotations


class RefmendError(Exception):
    """Something the user must put right. `hint` is one sentence that says what to do."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message and the hint apart, so that both can be shown."""
        super().__init__(message)
        self.hint = hint


class UsageError(RefmendError):
    """A wrong option, argument or name on the command line."""


class ConfigError(RefmendError):
    """A configuration file or environment variable that cannot be used."""


class InputError(RefmendError):
    """An input that is missing, unreadable, binary or not UTF-8."""


class LedgerError(RefmendError):
    """The ledger file is not ours, is damaged, or cannot be written."""


class FixError(RefmendError):
    """Edits that clash, or a file that changed since it was read."""


class NothingChecked(RefmendError):  # noqa: N818 - it is an outcome of a run, named as such in the exit codes
    """Nothing could be checked: no references found, or no network."""

    exit_code = 3
