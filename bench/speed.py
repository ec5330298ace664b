"""Speed beside lychee and LinkChecker: the same lists, the same loopback server, runs in turn.

    python bench/speed.py [MODE ...] [--runs 3] [--pages N] [--refmend CMD] [--lychee CMD] [--linkchecker CMD] [--write]

    http https          5,000 pages of 20 KB on 200 hosts, no delay          CPU seconds say most
    http-far https-far  3,000 pages on 300 hosts, each 100 ms away           wall seconds say most
    one-host            300 pages of one host, every tool at its defaults
    scale               1,000 to 100,000 pages on 2,000 hosts, refmend alone: CPU per link, memory
    startup             `--version`

The concurrency is the same for all (512, and 512 for a host), but for `one-host`. A tool that is not installed is left
out; LinkChecker runs once, as it takes long. With `--write` the tables and two charts go into `bench/README.md`. The
server is asyncio, with uvloop where that is installed; its certificates are made by trustme for the run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import shlex
import shutil
import socket
import ssl
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
MODES = ("http", "https", "http-far", "https-far", "one-host", "startup", "scale")
PAGE = (
    b"<!doctype html><html><head><title>A page about references</title></head><body><h1>A page about references</h1>"
    + b"<p>words and words</p>" * 900
    + b"</body></html>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
FAR = 0.1
AT_ONCE = "512"
PATIENCE = 1200
SIZES = (1_000, 10_000, 100_000)
ATTEMPTS = 5


# ---------------------------------------------------------------- the server


class Web(asyncio.Protocol):
    """Answers every request with the same page, after a delay."""

    delay = 0.0

    def connection_made(self, transport):
        self.transport, self.received = transport, b""

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            answer = HEAD if head.startswith(b"HEAD") else HEAD + PAGE
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.send, answer)
            else:
                self.send(answer)

    def send(self, answer):
        if not self.transport.is_closing():
            self.transport.write(answer)


def serve(queue, delay, pem):
    """Serve on every loopback address, at a port that is told through the queue."""
    Web.delay = delay
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)

    async def main():
        listening = socket.socket()
        listening.bind(("0.0.0.0", 0))  # noqa: S104 - only loopback addresses are asked
        listening.listen(4096)
        server = await asyncio.get_running_loop().create_server(Web, sock=listening, ssl=context)
        queue.put(listening.getsockname()[1])
        await server.serve_forever()

    try:
        import uvloop  # noqa: PLC0415 - optional
    except ImportError:
        asyncio.run(main())
    else:
        uvloop.run(main())


def started(delay, pem):
    """Start the server in a process of its own; return it and its port."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=serve, args=(queue, delay, pem), daemon=True)
    process.start()
    return process, queue.get(timeout=30)


def certificates(folder, hosts):
    """Write a server's certificate for the hosts and its authority's; return the paths."""
    import trustme  # noqa: PLC0415 - only https needs it

    authority = trustme.CA()
    server, trusted = folder / "server.pem", folder / "ca.pem"
    authority.issue_cert(*hosts).private_key_and_cert_chain_pem.write_to_path(str(server))
    authority.cert_pem.write_to_path(str(trusted))
    return str(server), str(trusted)


# ---------------------------------------------------------------- the runs


def timed(command, folder, environment):
    """Run a command; return wall seconds, CPU seconds of it and its children, peak memory (MB), exit code."""
    begun = time.monotonic()
    with (folder / "out.txt").open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _, status, used = os.wait4(process.pid, 0)
        finally:
            process.returncode = 0
    return {
        "wall": time.monotonic() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024,
        "code": os.waitstatus_to_exitcode(status),
    }


def in_turn(commands, folder, environment, runs):
    """Run the commands in turn; return for each the medians of its runs."""
    taken = {name: [] for name in commands}
    for turn in range(runs):
        for name, command in commands.items():
            if turn and name == "LinkChecker":
                continue
            taken[name].append(timed(command, folder, environment))
    return {name: {key: statistics.median(run[key] for run in seen) for key in seen[0]} for name, seen in taken.items()}


def listed(folder, scheme, port, pages, hosts):
    """Write the list as Markdown and, for LinkChecker, as HTML."""
    urls = [f"{scheme}://{hosts[number % len(hosts)]}:{port}/p/{number}" for number in range(pages)]
    (folder / "refs.md").write_text(
        "# Links\n\n" + "".join(f"- [Page {number}]({url})\n" for number, url in enumerate(urls)), encoding="utf-8"
    )
    (folder / "refs.html").write_text("".join(f'<p><a href="{url}">page</a></p>\n' for url in urls), encoding="utf-8")


def commands_of(tools, *, defaults):
    """Return the command of every tool that is there."""
    refmend = ["check", "refs.md", "--no-ledger", "--allow-network", "127.90.0.0/16", "--report", "run.json"]
    lychee = ["--no-progress", "refs.md"]
    linkchecker = ["--check-extern", "-r1", "--no-status", "--threads=64", "refs.html"]
    if not defaults:
        refmend += ["--max-concurrency", AT_ONCE, "--max-per-host", AT_ONCE]
        lychee += ["--max-concurrency", AT_ONCE, "--host-concurrency", AT_ONCE, "--host-request-interval", "0ms"]
    options = {"refmend": refmend, "lychee": lychee, "LinkChecker": linkchecker}
    return {name: [*command, *options[name]] for name, command in tools.items()}


def alive(folder):
    """Return how many links refmend found alive."""
    outcomes = json.loads((folder / "run.json").read_text(encoding="utf-8"))["outcomes"]
    return sum(outcome["link"]["state"] == "alive" for outcome in outcomes)


def addresses(count):
    """Return that many loopback addresses."""
    return [f"127.90.{number // 200}.{number % 200 + 1}" for number in range(count)]


def pages_mode(mode, tools, args):
    """Measure one of the modes that ask for pages; return the medians by tool and the number found alive."""
    far, secure = mode.endswith("-far"), mode.startswith("https")
    hosts = addresses(1 if mode == "one-host" else 300 if far else 200)
    pages = 300 if mode == "one-host" else args.pages or (3000 if far else 5000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # LinkChecker gives up being root before it reads its input
        pem, trusted = certificates(folder, hosts) if secure else ("", "")
        environment = {**os.environ, "NO_COLOR": "1"}
        if secure:
            environment |= {"SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted}
        process, port = started(FAR if far or mode == "one-host" else 0.0, pem)
        try:
            listed(folder, "https" if secure else "http", port, pages, hosts)
            commands = commands_of(tools, defaults=mode == "one-host")
            return in_turn(commands, folder, environment, args.runs), f"{alive(folder):,} of {pages:,}"
        finally:
            process.terminate()


def startup_mode(tools, args):
    """Measure what `--version` takes."""
    commands = {name: [*command, "--version"] for name, command in tools.items() if name != "LinkChecker"}
    with tempfile.TemporaryDirectory() as name:
        return in_turn(commands, Path(name), dict(os.environ), max(args.runs, ATTEMPTS)), "-"


def scale_mode(tools, args):
    """Measure refmend on lists of growing size; return rows of (links, alive, wall, CPU, memory)."""
    rows = []
    for size in SIZES if args.pages is None else [size for size in SIZES if size <= args.pages]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            process, port = started(0.0, "")
            try:
                listed(folder, "http", port, size, addresses(min(2000, size)))
                command = commands_of({"refmend": tools["refmend"]}, defaults=False)["refmend"]
                seen = timed(command, folder, {**os.environ, "NO_COLOR": "1"})
                rows.append((size, alive(folder), seen["wall"], seen["cpu"], seen["memory"]))
                print(rows[-1], flush=True)
            finally:
                process.terminate()
    return rows


# ---------------------------------------------------------------- what is written


def table(results):
    """Return the Markdown table of the modes."""
    lines = ["| mode | alive | tool | wall s | CPU s | memory MB | wall ÷ lychee | CPU ÷ lychee |", "|---" * 8 + "|"]
    for mode, (medians, found) in results.items():
        peer = medians.get("lychee")
        for name, seen in medians.items():
            ratios = [f"{seen[key] / peer[key]:.2f}" if peer and peer[key] else "-" for key in ("wall", "cpu")]
            figures = [f"{seen['wall']:.2f}", f"{seen['cpu']:.2f}", f"{seen['memory']:.0f}", *ratios]
            shown = found if name == "refmend" else ""
            lines.append(f"| {mode if name == 'refmend' else ''} | {shown} | {name} | {' | '.join(figures)} |")
    return "\n".join(lines)


def scale_table(rows):
    """Return the Markdown table of the sizes."""
    lines = ["| links | alive | wall s | links a second | CPU ms a link | memory MB |", "|---" * 6 + "|"]
    lines += [
        f"| {size:,} | {found:,} | {wall:.1f} | {size / wall:,.0f} | {1000 * cpu / size:.2f} | {memory:.0f} |"
        for size, found, wall, cpu, memory in rows
    ]
    return "\n".join(lines)


def chart(results):
    """Return bars of wall and CPU seconds by mode and tool, as SVG."""
    rows = [
        (f"{mode}, {key}", {name: seen[key] for name, seen in medians.items()})
        for mode, (medians, _) in results.items()
        if mode != "startup"
        for key in ("wall", "cpu")
    ]
    return bars("Seconds, less is better (each row to its own scale)", rows, "{:.2f} s")


def scale_chart(rows):
    """Return bars of the CPU time a link takes at each size, as SVG."""
    shown = [(f"{size:,} links", {"refmend": 1000 * cpu / size}) for size, _, _, cpu, _ in rows]
    return bars("CPU milliseconds a link", shown, "{:.2f} ms", shared=True)


COLORS = {"refmend": "#2f6f4f", "lychee": "#b5651d", "LinkChecker": "#7a7a8c"}


def bars(title, rows, form, *, shared=False):
    """Return a bar chart: a row for each label, a bar for each tool; `shared` gives all rows one scale."""
    top = max(value for _, values in rows for value in values.values())
    parts, at = [], 40
    for label, values in rows:
        parts.append(f'<text x="10" y="{at + 12}" class="l">{label}</text>')
        most = top if shared else max(values.values())
        for name, value in values.items():
            width = max(1.0, 430 * value / most)
            parts.append(f'<rect x="170" y="{at}" width="{width:.1f}" height="14" fill="{COLORS[name]}"/>')
            parts.append(f'<text x="{176 + width:.1f}" y="{at + 12}">{name} {form.format(value)}</text>')
            at += 17
        at += 9
    style = (
        "text{font:12px sans-serif;fill:#333}.l,.t{font-weight:600}@media(prefers-color-scheme:dark){text{fill:#ddd}}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{at + 6}" role="img" aria-label="{title}">'
    return f'{head}<style>{style}</style><text x="10" y="22" class="t">{title}</text>{"".join(parts)}</svg>\n'


def machine(tools):
    """Return one line on the machine and the versions."""
    versions = []
    for command in tools.values():
        told = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
        versions.append(" ".join(told.split()[:2]))
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d', time.gmtime())}: {', '.join(versions)}."
    )


def keep(name, text):
    """Put a text between the markers of that name in `bench/README.md`."""
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, mark, after = rest.partition(f"<!-- /{name} -->")
    if not mark:
        raise SystemExit(f"bench/README.md has no markers <!-- {name} --> and <!-- /{name} -->")
    readme.write_text(f"{before}<!-- {name} -->\n{text}\n{mark}{after}", encoding="utf-8")


def main():
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modes", nargs="*", default=list(MODES[:-1]), metavar="MODE", help=" ".join(MODES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=int)
    for tool in ("refmend", "lychee", "linkchecker"):
        parser.add_argument(f"--{tool}", default=tool)
    parser.add_argument("--write", action="store_true", help="put tables and charts into bench/README.md")
    args = parser.parse_args()
    given = {"refmend": args.refmend, "lychee": args.lychee, "LinkChecker": args.linkchecker}
    tools = {name: shlex.split(text) for name, text in given.items() if shutil.which(shlex.split(text)[0])}
    results = {}
    for mode in args.modes:
        if mode == "scale":
            rows = scale_mode(tools, args)
            print(scale_table(rows))
            if args.write:
                keep("scale", f"{machine(tools)}\n\n{scale_table(rows)}\n\n![CPU time a link](scale.svg)")
                (HERE / "scale.svg").write_text(scale_chart(rows), encoding="utf-8")
            continue
        results[mode] = startup_mode(tools, args) if mode == "startup" else pages_mode(mode, tools, args)
        print(table({mode: results[mode]}), flush=True)
    if args.write and results:
        keep("speed", f"{machine(tools)}\n\n{table(results)}\n\n![Seconds by mode and tool](speed.svg)")
        (HERE / "speed.svg").write_text(chart(results), encoding="utf-8")


if __name__ == "__main__":
    main()
