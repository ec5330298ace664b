"""Draw docs/images/check.svg: what `refmend check` prints for a list with mistakes, as it really came out.

Run it with `python scripts/make_picture.py` after the text format or a rule's words have changed.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from refmend.replica import Replica
from refmend.replica.planted import PLANTED_FILE, plant, true_list

ROOT = Path(__file__).parent.parent
WIDTH = 108
SHOWN = ("year-mismatch", "missing-author", "retracted-work", "unknown-arxiv-id", "pages-mismatch", "missing-date")


def main() -> None:
    """Check the planted list against the embedded registries and export the coloured output."""
    text, _ = plant(true_list())
    with Replica() as replica, tempfile.TemporaryDirectory() as folder:
        replica.load(PLANTED_FILE)
        (Path(folder) / "references").mkdir()
        (Path(folder) / "references" / "chapter-01.md").write_text(text, encoding="utf-8")
        env = {**os.environ, **replica.env(), "COLUMNS": str(WIDTH)}
        env.pop("NO_COLOR", None)
        selected = [word for rule in SHOWN for word in ("--select", rule)]
        command = [sys.executable, "-m", "refmend", "check", "--color", "always", "--no-ledger", "--quiet", *selected]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(Text("$ refmend check", style="bold"))
    console.print(Text.from_ansi(done.stdout))
    target = ROOT / "docs" / "images" / "check.svg"
    # The export names a font on somebody's server; the reader's own monospace font will do.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="refmend check"), flags=re.DOTALL)
    target.write_text(drawn, encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
