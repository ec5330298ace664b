"""What is published is what is tested: the built wheel, away from the sources."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_module_and_data_file(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "src/refmend"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {name.removeprefix("src/") for name in tracked} <= names
    assert "refmend/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_works_without_the_sources(wheel, tmp_path):
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    (tmp_path / "list.md").write_text("1. Lovelace, A. (1843). Notes. doi:10.1000/182\n")
    env = {**os.environ, "PYTHONPATH": str(place), "NO_COLOR": "1"}

    def run(*arguments):
        command = [sys.executable, "-m", "refmend", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    where = [sys.executable, "-c", "import refmend; print(refmend.__file__)"]
    shown = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert shown.startswith(str(place))
    assert run("--version").stdout.startswith("refmend ")
    assert "title-mismatch" in run("rules").stdout
    done = run("check", "list.md", "--offline", "--no-ledger", "--report", "out.html", "--report", "out.sarif")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.html").stat().st_size > 10_000
    assert (tmp_path / "out.sarif").exists()
