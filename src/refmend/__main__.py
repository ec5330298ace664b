"""`python -m refmend`, and the `refmend` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from refmend import __version__  # noqa: PLC0415 - the fast path imports nothing else

        sys.stdout.write(f"refmend {__version__}\n")
        return
    # Looking through everything that is installed for plugins of pydantic takes longer than reading the configuration.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from refmend.cli import run  # noqa: PLC0415 - typer costs more than the whole fast path

    run()


if __name__ == "__main__":
    main()
