"""`python -m refmend`, and the `refmend` command."""

from __future__ import annotations

import atexit
import gc
import os
import sys


def main() -> None:
    """Run the command line; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from refmend import __version__  # noqa: PLC0415 - the fast path imports nothing else

        sys.stdout.write(f"refmend {__version__}\n")
        return
    from refmend.cli import run  # noqa: PLC0415 - typer costs more than the whole fast path

    run()


def program() -> None:
    """Run as a program of its own, which leaves its memory to the system at the end.

    To take a hundred thousand entries apart one by one takes as long as it took to write them down.
    """
    # A run keeps nearly all it makes until its end; looking for rubbish in it every 700 objects costs a fifth of it.
    gc.set_threshold(50_000, 20, 50)
    code: object = None
    try:
        main()
    except SystemExit as end:
        code = end.code
    if not isinstance(code, int | None):
        sys.exit(code)  # type: ignore[arg-type]
    try:
        atexit._run_exitfuncs()  # noqa: SLF001 - what others registered for the end, as for the logs
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:
        sys.exit(code)  # the interpreter says what it could not write
    os._exit(code or 0)


if __name__ == "__main__":
    program()
