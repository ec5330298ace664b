"""Kill -9 at random moments of a run with many links: what is lost, and what is asked again?

    python bench/kill_nine.py [--kills 40] [--links 500] [--seed 1]

Each round starts `refmend check` on the same list with the same ledger and kills it at a random moment of the asking.
Then the ledger must open, hold every answer that it held before, and the next round must not ask for any of them.
When a run ends by itself the ledger is emptied and the list begins anew. Loopback only; one JSON line at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from refmend.errors import LedgerError
from refmend.ledger import Ledger
from refmend.model import Identifier, IdentifierKind
from refmend.replica import Replica

HOSTS = 50


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=40)
    options.add_argument("--links", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    urls = [f"https://host{n % HOSTS}.example.org/page/{n}" for n in range(given.links)]
    folder = Path(tempfile.mkdtemp(prefix="kill-nine-"))
    (folder / "list.md").write_text("# Links\n\n" + "".join(f"- A page. <{url}>\n" for url in urls))
    with Replica(limits=False, chapter=False, latency=0.05) as replica:
        for url in urls:
            replica.web.put(url, f"<title>Page {url[-8:]}</title><p>Some words on a page that lives.</p>")
        figures = Rounds(folder, replica, urls, random.Random(given.seed)).play(given.kills)  # noqa: S311 - moments to kill at
    print(json.dumps(figures))
    return int(bool(figures["lost"] or figures["asked_again"] or figures["not_opened"]))


class Rounds:
    """Kills, and what they did."""

    def __init__(self, folder, replica, urls, chance):
        self.folder, self.replica, self.urls, self.chance = folder, replica, urls, chance
        self.ledger = folder / "ledger.sqlite3"
        self.figures = dict.fromkeys(
            ("kills", "finished", "not_opened", "lost", "asked_again", "in_flight", "most_in_flight"), 0
        )

    def play(self, kills):
        known = set()
        while self.figures["kills"] < kills:
            started = len(self.replica.log)
            finished = self.run_and_kill()
            asked = [self.url_of(one.request) for one in self.replica.log[started:]]
            self.figures["asked_again"] += len([url for url in asked if url in known])
            now = self.known()
            self.figures["lost"] += len(known - now)
            if finished:
                self.figures["finished"] += 1
                self.figures["not_opened"] += now != set(self.urls)
                with Ledger.open(self.ledger) as ledger:
                    ledger.clear()
                known = set()
                continue
            self.figures["kills"] += 1
            answered = {url for url in asked if url in self.urls}
            self.figures["in_flight"] += len(answered - now)
            self.figures["most_in_flight"] = max(self.figures["most_in_flight"], len(answered - now))
            known = now
        return self.figures | {"links": len(self.urls)}

    def run_and_kill(self):
        """Start a run and kill it some requests after its first; tells whether it ended before."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("REFMEND_")}
        command = [
            sys.executable,
            "-m",
            "refmend",
            "check",
            "list.md",
            "--ledger",
            str(self.ledger),
            "--format",
            "json",
        ]
        before = len(self.replica.log)
        wanted = before + self.chance.randrange(1, 200)
        process = subprocess.Popen(
            command, cwd=self.folder, env=env | self.replica.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        pause = threading.Event()
        until = time.monotonic() + 60
        while process.poll() is None and len(self.replica.log) < wanted and time.monotonic() < until:
            pause.wait(0.001)
        pause.wait(self.chance.random() * 0.02)
        if process.poll() is not None:
            return True
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return False

    def known(self):
        """Return the addresses that the ledger can answer."""
        try:
            with Ledger.open(self.ledger) as ledger:
                return {url for url in self.urls if ledger.previous(Identifier(IdentifierKind.URL, url))}
        except LedgerError as error:
            print(error, file=sys.stderr)
            self.figures["not_opened"] += 1
            return set()

    @staticmethod
    def url_of(request):
        return f"https://{request.host}{request.target}"


if __name__ == "__main__":
    sys.exit(main())
