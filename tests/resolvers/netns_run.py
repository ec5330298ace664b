"""Run by `test_web_cases.py` inside the case server's network namespace: judge, and print what happened."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.request
from pathlib import Path

from test_web_cases import cases, identifier

from refmend.config import Config
from refmend.net import Net
from refmend.resolvers.web import probe


async def judge(addresses):
    states = {}
    names = {identifier(url): name for name, url in addresses.items()}
    config = Config(timeout=4.0)
    async with Net(config) as net:
        await probe(
            list(names), net, config, lambda outcome: states.update({names[outcome.identifier]: outcome.link.state})
        )
    return states


def main():
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        del os.environ[name]
    ready = json.loads(Path(os.environ["CASES_READY"]).read_text(encoding="utf-8"))
    os.environ["SSL_CERT_FILE"] = os.environ["CASES_CA"]
    chosen = [case["id"] for case in cases("dns", "guard")]
    # One living page: a missing name is believed only where somebody else answers.
    addresses = {name: ready["cases"][name]["host"] for name in [*chosen, "ok-200"]}
    states = asyncio.run(judge(addresses))
    states.pop("ok-200")
    with urllib.request.urlopen("http://127.0.0.1/__log") as log:
        entries = json.load(log)
    inside = [entry["case"] for entry in entries if entry["host"].startswith("internal") and entry["method"] != "(dns)"]
    sys.stdout.write("RESULT" + json.dumps({"states": states, "inside": inside}))


main()
