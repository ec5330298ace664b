"""Link verdicts beside lychee and LinkChecker: the same labelled cases, acted out on loopback, one run each.

    python bench/health.py FOLDER [--group NAME] [--show K] [--refmend CMD] [--lychee CMD] [--linkchecker CMD]

FOLDER holds `case_server.py` (class `CaseServer`) and `health-open.json`. A tool that is not installed is left out.
Cases that need more than a list of addresses (histories, our own DNS, a canary, settings) are left out for all.

What the tools say is mapped to three words, because no other has our eight:

    fine     refmend alive, moved              lychee success, redirect       LinkChecker valid
    broken   refmend dead                      lychee error (also TLS)        LinkChecker not valid
    unsure   refmend blocked, unknown, insecure, invalid, skipped; lychee timeout, excluded, unsupported; no line at all

wrongly broken: broken though the label says that it must never be called dead. missed: fine though it must never be
called alive and the label is dead. Addresses that no checker should fetch at all are not counted. The cases are
adversarial: the figures say nothing about rates on the real web.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ALONE = {"dns", "netns", "history", "canary", "config", "batch", "endpoint"}
UNSENT = set("<>\n\r\x00 ")
PATIENCE = 1500
SAFE = "%/:=&?~#+!$,;'@()*[]"


def chosen_cases(data, group):
    """Return the cases that a list of addresses can act out."""
    cases = json.loads(data.read_text(encoding="utf-8"))["cases"]
    plain = [case for case in cases if case["kind"] == "url" and not ALONE & set(case.get("needs", ()))]
    return [case for case in plain if group in (None, case["group"]) and case["group"] not in {"invalid", "ssrf"}]


def run_refmend(command, urls, folder):
    """Return address → word."""
    links = "\n".join(f"- Case {number}. [page](<{url}>)" for number, url in enumerate(urls))
    (folder / "refs.md").write_text(f"# Links\n\n{links}\n", encoding="utf-8")
    options = ["--no-ledger", "--allow-network", "127.0.0.0/8", "--timeout", "10", "--report", "run.json", "-q"]
    run([*command, "check", "refs.md", *options], folder)
    report = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    states = {outcome["identifier"]: outcome["link"]["state"] for outcome in report["outcomes"]}
    words = {"alive": "fine", "moved": "fine", "dead": "broken"}
    mentions = [mention for reference in report["references"] for mention in reference["mentions"]]
    return {mention["as_written"]: words.get(states.get(mention["identifier"], ""), "unsure") for mention in mentions}


def run_lychee(command, urls, folder):
    """Return address → word, from lychee's JSON (its lists hold the addresses as it normalised them)."""
    (folder / "links.txt").write_text("\n".join(urls), encoding="utf-8")
    options = ["--format", "json", "--no-progress", "--timeout", "10", "--max-concurrency", "128", "--include-verbatim"]
    told = json.loads(run([*command, *options, "links.txt"], folder) or "{}")
    found = {}
    for key, word in (
        ("redirect_map", "fine"),
        ("error_map", "broken"),
        ("timeout_map", "unsure"),
        ("excluded_map", "unsure"),
    ):
        for entry in (entry for entries in told.get(key, {}).values() for entry in entries):
            found[entry["url"]] = word
    # Successes are counted but not listed: what stands in no map was one.
    return {url: found.get(quote(url, safe=SAFE), "fine") for url in urls}


def run_linkchecker(command, urls, folder):
    """Return address → word, from LinkChecker's CSV with every address listed."""
    anchors = "".join(f'<p><a href="{url}">{number}</a></p>' for number, url in enumerate(urls))
    (folder / "links.html").write_text(f"<!doctype html><meta charset=utf-8>{anchors}", encoding="utf-8")
    options = ["--check-extern", "-r1", "--timeout=10", "--threads=64", "--verbose", "--no-status", "-ocsv"]
    told = run([*command, *options, "links.html"], folder)
    lines = (line for line in io.StringIO(told) if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter=";")
    words = {"True": "fine", "False": "broken"}
    found = {row["urlname"]: words.get(row["valid"] or "", "unsure") for row in rows if row.get("valid")}
    return {url: found.get(url, "unsure") for url in urls}


def run(command, folder):
    """Run a tool and return what it printed, whatever its exit code."""
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, check=False)
    return done.stdout.decode("utf-8", "replace")


def score(cases, urls, words):
    """Return the counts and the names of what went wrong."""
    said = {case["id"]: words.get(url) for case, url in zip(cases, urls, strict=True)}
    living = [case["id"] for case in cases if "dead" in case["expect"]["never"]]
    dead = [case["id"] for case in cases if case["expect"]["verdict"] == "dead" and "alive" in case["expect"]["never"]]
    broken = [name for name in living if said[name] == "broken"]
    missed = [name for name in dead if said[name] == "fine"]
    return (
        {"wrongly broken": len(broken), "of": len(living), "missed": len(missed), "of dead": len(dead)},
        broken,
        missed,
    )


def measure(name, command, runner, server, cases):
    """Run one tool on all cases, each from its first step."""
    urls = [server.url(case["id"]) for case in cases]
    server.reset()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # LinkChecker gives up being root before it reads its input
        try:
            words = runner(shlex.split(command), urls, Path(folder))
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            print(f"{name:12} left out: {type(error).__name__}: {error}")
            return None
    figures, broken, missed = score(cases, urls, words)
    return {"tool": name, **figures, "seconds": round(time.monotonic() - started, 1)}, broken, missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group")
    parser.add_argument("--show", type=int, default=0)
    for tool in ("refmend", "lychee", "linkchecker"):
        parser.add_argument(f"--{tool}", default=tool)
    args = parser.parse_args()
    data = args.folder / "health-open.json"
    sys.path.insert(0, str(args.folder))
    from case_server import CaseServer  # noqa: PLC0415 - it lies where the data lies

    runners = {"refmend": run_refmend, "lychee": run_lychee, "linkchecker": run_linkchecker}
    with CaseServer(str(data)) as server:
        for name in [name for name in os.environ if "proxy" in name.lower()]:
            del os.environ[name]
        os.environ.update(SSL_CERT_FILE=server.ca_file or "", REQUESTS_CA_BUNDLE=server.ca_file or "")
        sent = [case for case in chosen_cases(data, args.group) if not UNSENT & set(server.url(case["id"]))]
        for name, runner in runners.items():
            measured = measure(name, getattr(args, name), runner, server, sent)
            if measured is None:
                continue
            figures, broken, missed = measured
            for kind, names in (("wrongly broken", broken), ("missed", missed)):
                for case in names[: args.show]:
                    print(f"  {name}: {kind}: {case}")
            print(json.dumps(figures))


if __name__ == "__main__":
    main()
