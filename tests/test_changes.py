from __future__ import annotations

import subprocess

import pytest

from refmend.changes import changed_lines
from refmend.errors import UsageError


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.md").write_text("".join(f"line {n}\n" for n in range(1, 11)))
    (folder / "b.md").write_text("".join(f"other {n}\n" for n in range(1, 11)))
    git(folder, "add", ".")
    commit(folder, "first")
    git(folder, "checkout", "-q", "-b", "topic")
    return folder


def git(folder, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder, message: str) -> None:
    git(folder, "-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qam", message)


def test_committed_staged_and_unstaged_lines(repository) -> None:
    lines = (repository / "a.md").read_text().splitlines()
    lines[1] = "changed"
    (repository / "a.md").write_text("\n".join(lines) + "\n")
    commit(repository, "second")
    (repository / "b.md").write_text("new first\n" + (repository / "b.md").read_text())
    git(repository, "add", "b.md")
    (repository / "a.md").write_text("\n".join(lines) + "\nmore\n")
    found = changed_lines("main", ["a.md", "b.md"], cwd=repository)
    assert found == {"a.md": [range(2, 3), range(11, 12)], "b.md": [range(1, 2)]}


def test_what_main_did_meanwhile_is_not_ours(repository) -> None:
    (repository / "a.md").write_text("ours\n")
    commit(repository, "ours")
    git(repository, "checkout", "-q", "main")
    (repository / "b.md").write_text("theirs\n")
    commit(repository, "theirs")
    git(repository, "checkout", "-q", "topic")
    assert set(changed_lines("main", ["a.md", "b.md"], cwd=repository)) == {"a.md"}


def test_a_renamed_file_has_only_its_new_lines_changed(repository) -> None:
    git(repository, "mv", "a.md", 'odd "name"\tü.md')
    name = 'odd "name"\tü.md'
    (repository / name).write_text((repository / name).read_text() + "added\n")
    commit(repository, "moved")
    assert changed_lines("main", [name], cwd=repository) == {name: [range(11, 12)]}


def test_an_untracked_file_counts_whole_and_removed_lines_are_empty_ranges(repository) -> None:
    (repository / "new.md").write_text("x\n")
    lines = (repository / "a.md").read_text().splitlines(keepends=True)
    (repository / "a.md").write_text("".join(lines[:3] + lines[4:]))
    found = changed_lines("main", ["a.md", "new.md"], cwd=repository)
    assert found["a.md"] == [range(4, 4)]
    (whole,) = found["new.md"]
    assert 1 in whole
    assert 1_000_000 in whole


def test_paths_are_named_as_the_run_names_them(repository) -> None:
    (repository / "sub").mkdir()
    (repository / "a.md").write_text("changed\n")
    assert set(changed_lines("main", ["../a.md"], cwd=repository / "sub")) == {"../a.md"}
    assert set(changed_lines("main", [str(repository / "a.md")], cwd=repository)) == {str(repository / "a.md")}


@pytest.mark.parametrize("ref", ["nowhere", "--output=/tmp/stolen", "-h", "", "a\0b", "--upload-pack=touch x"])
def test_a_ref_is_never_an_option(repository, ref: str) -> None:
    with pytest.raises(UsageError, match="no git ref"):
        changed_lines(ref, ["a.md"], cwd=repository)


def test_no_repository_and_no_common_history(repository, tmp_path) -> None:
    (tmp_path / "bare").mkdir()
    with pytest.raises(UsageError, match="git"):
        changed_lines("main", ["a.md"], cwd=tmp_path / "bare")
    git(repository, "checkout", "-q", "--orphan", "alone")
    commit(repository, "alone")
    with pytest.raises(UsageError) as caught:
        changed_lines("main", ["a.md"], cwd=repository)
    assert "fetch-depth" in caught.value.hint


def test_the_repository_cannot_start_a_program(repository) -> None:
    (repository / ".gitattributes").write_text("*.md diff=evil\n")
    stolen = repository / "stolen"
    for key in ("diff.evil.textconv", "diff.evil.command", "diff.external", "core.fsmonitor"):
        git(repository, "config", key, f"touch {stolen}; cat")
    (repository / "a.md").write_text("changed\n")
    assert "a.md" in changed_lines("main", ["a.md"], cwd=repository)
    assert not stolen.exists()
