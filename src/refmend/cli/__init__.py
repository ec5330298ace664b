"""The command line: options become a `Config`, the outcome an exit code. No decisions about references.

`app` is the typer application, `commands` its functions, `options` their options; `plain` takes what is written in the
plainest way past all of these. Commands are plain functions (an `async def` would never be awaited) and import what
they need when they run, so that `--help` and completion stay quick.
"""

from __future__ import annotations

import os
import sys

from refmend.errors import RefmendError


def run() -> None:
    """Run the command line and turn what the user must put right into one clear message and exit 2 or 3."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it searches every installed distribution
    try:
        _obey()
    except RefmendError as error:
        sys.stderr.write(f"refmend: {error}\n")
        if error.hint:
            sys.stderr.write(f"  hint: {error.hint}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("refmend: interrupted\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.stderr.write(f"refmend: internal error: {type(error).__name__}: {error}\n")
        if "-v" in sys.argv or "--verbose" in sys.argv:
            raise
        sys.stderr.write("  hint: this is a fault of refmend; run again with --verbose and report what it prints\n")
        sys.exit(2)


def _obey() -> None:
    """Do what the command line says; typer is asked where it says anything but a plain `check`."""
    from refmend.cli import plain

    flags = plain.read(sys.argv[1:], os.environ)
    if flags is None:
        from refmend.cli.app import app

        app()
        return
    from refmend.cli.running import run_check, settings_from

    sys.exit(run_check(settings_from(flags)))
