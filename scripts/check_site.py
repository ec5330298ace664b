"""Checks the built documentation with refmend itself: every link within the site, asked of a server on this machine.

    check_site.py SITE

Each page's links are made absolute, listed once with the page that has them, and checked as anybody's list is. Links to
the outside are left to the nightly audit, which remembers earlier answers. Exit code as of `refmend check`.
"""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urldefrag, urljoin

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the folder without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def main(site: Path) -> int:
    """Serve, list and check; returns the exit code of the check."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        found = {url: page for page, url in links(site, base)}
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "site.md"
            listed.write_text("".join(f"- {page} <{url}>\n" for url, page in sorted(found.items())), encoding="utf-8")
            command = [sys.executable, "-m", "refmend", "check", "site.md", "--isolated", "--no-ledger"]
            command += ["--allow-network", "127.0.0.1/32", "--select", "dead-link,unverified-link,blocked-link"]
            command += ["--fail-on", "info", "--max-per-host", "8"]
            code = subprocess.run(command, cwd=folder, check=False).returncode
        server.shutdown()
    return code


def links(site: Path, base: str) -> Iterator[tuple[str, str]]:
    """Yield each page's name and each address within the site that it links or loads."""
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":  # its links are made for the root of a host
            continue
        name = path.relative_to(site).as_posix()
        page = base + quote(name.removesuffix("index.html"))
        for _, attribute, link, _ in html.fromstring(path.read_bytes()).iterlinks():
            url = urldefrag(urljoin(page, link)).url
            if attribute in ("href", "src") and url.startswith(base):
                yield name, url


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
