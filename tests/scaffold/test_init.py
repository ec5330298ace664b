from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
import yaml

from refmend import __version__
from refmend.config import load
from refmend.errors import UsageError
from refmend.scaffold import KINDS, find_lists, write


def init(folder, *what, force=False) -> tuple[int, list[str]]:
    said: list[str] = []
    return write(folder, what, force=force, say=said.append), said


def test_everything_is_written_and_explained(tmp_path) -> None:
    code, said = init(tmp_path, *KINDS)
    assert code == 0
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"refmend.toml", ".github/workflows/references.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"}
    assert {line.split(":")[0] for line in said} == files | {"Next"}
    for name in files:
        assert "@" not in re.sub(r"uses: \S+@|you@example", "", (tmp_path / name).read_text())


def test_a_second_time_changes_nothing(tmp_path) -> None:
    init(tmp_path, *KINDS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    code, said = init(tmp_path, *KINDS)
    assert code == 0
    assert all("already as it should be" in line for line in said[:-1])
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_nothing_is_overwritten_without_force(tmp_path) -> None:
    place = tmp_path / ".github" / "workflows" / "references.yml"
    place.parent.mkdir(parents=True)
    place.write_text("mine\n")
    code, said = init(tmp_path, "github")
    assert (code, place.read_text()) == (1, "mine\n")
    assert "left alone" in said[0]
    assert init(tmp_path, "github", force=True)[0] == 0
    assert place.read_text() != "mine\n"


def test_the_settings_join_a_project_file_and_are_read(tmp_path) -> None:
    (tmp_path / "references").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"')
    assert init(tmp_path, "config")[0] == 0
    config, origins = load({}, environ={}, cwd=tmp_path)
    assert config.paths == ("references/",)
    assert origins["paths"].endswith("pyproject.toml")
    (tmp_path / "pyproject.toml").write_text("[tool.refmend]\nquiet = true\n")
    code, said = init(tmp_path, "config")
    assert code == 1
    assert "has a [tool.refmend] table" in said[0]


def test_a_pre_commit_entry_is_added_only_where_it_belongs(tmp_path) -> None:
    place = tmp_path / ".pre-commit-config.yaml"
    place.write_text("default_stages: [pre-commit]\nrepos:\n  - repo: meta\n    hooks:\n      - id: identity\n")
    assert init(tmp_path, "pre-commit")[0] == 0
    assert [repo["repo"] for repo in yaml.safe_load(place.read_text())["repos"]] == ["meta", "local"]
    place.write_text("repos: []\nci:\n  skip: []\n")
    code, said = init(tmp_path, "pre-commit")
    assert (code, place.read_text()) == (1, "repos: []\nci:\n  skip: []\n")
    assert "refmend-offline" in said[0]


def test_an_existing_gitlab_pipeline_gets_a_file_beside_it(tmp_path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text("stages: []\n")
    _, said = init(tmp_path, "gitlab")
    assert (tmp_path / ".gitlab" / "refmend.yml").exists()
    assert "include:" in said[0]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["references/a.md"], ["references/"]),
        (["docs/references.md", "thesis.bib", "src/code.py"], ["docs/references.md", "thesis.bib"]),
        (["README.md"], ["."]),
        ([".github/references.md"], ["."]),
    ],
)
def test_lists_are_found_by_name(tmp_path, files, expected) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert find_lists(tmp_path) == expected


def test_an_unknown_kind_is_named_with_the_nearest(tmp_path) -> None:
    with pytest.raises(UsageError) as caught:
        init(tmp_path, "git-hub")
    assert caught.value.hint == "did you mean 'github'?"


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_templates_are_yaml_and_install_this_version(name, tmp_path) -> None:
    init(tmp_path, "github", "gitlab")
    for path in (tmp_path / ".github/workflows/references.yml", tmp_path / ".gitlab-ci.yml"):
        assert f"refmend=={__version__}" in json.dumps(yaml.safe_load(path.read_text()))
    assert (resources.files("refmend.scaffold") / "templates" / name).is_file()


def test_the_workflow_asks_for_nothing_it_does_not_need(tmp_path) -> None:
    init(tmp_path, "github")
    flow = yaml.safe_load((tmp_path / ".github/workflows/references.yml").read_text())
    assert flow["permissions"] == {}
    assert flow["jobs"]["pull-request"]["permissions"] == {"contents": "read"}
    uses = [step["uses"] for job in flow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(re.search(r"@[0-9a-f]{40}$", name) for name in uses)


def test_auditors_find_nothing(tmp_path) -> None:
    init(tmp_path, "github", "pre-commit")
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--persona=auditor", "--offline", "--no-progress", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
