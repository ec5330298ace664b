"""The door: exit codes, streams and messages, without a network."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

from refmend import check, sources
from refmend.__main__ import main

ENTRY = (
    "1. Lovelace, A. (1843). Notes on the analytical engine. *Memoirs*, 3(1), 666–731. https://doi.org/10.1000/182\n"
)


@pytest.fixture
def refmend(tmp_path, monkeypatch, capsys):
    """Return a function that runs the command in an empty folder and hands back exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["refmend", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return call


def test_an_offline_run_reports_and_succeeds(refmend, tmp_path):
    (tmp_path / "refs.md").write_text(ENTRY)
    code, out, _ = refmend("check", "refs.md", "--offline", "--format", "json")
    report = json.loads(out)
    assert code == 0
    assert report["counts"]["references"] == 1
    assert report["references"][0]["mentions"][0]["identifier"] == "doi:10.1000/182"
    assert report["outcomes"][0]["link"]["state"] == "skipped"


def test_no_references_is_exit_3(refmend, tmp_path):
    (tmp_path / "refs.md").write_text("# Nothing here\n\nJust words.\n")
    code, _, err = refmend("check", "refs.md", "--offline")
    assert code == 3
    assert "no references found" in err


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("binary.md", b"\x00\x01\x02\xff" * 50, "binary"),
        ("latin.md", "Müller, A. (2020). Über.".encode("latin-1"), "UTF-8"),
    ],
)
def test_an_unreadable_file_is_exit_2_and_the_rest_is_checked(refmend, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "refs.md").write_text(ENTRY)
    code, out, err = refmend("check", name, "refs.md", "--offline", "--format", "json")
    assert code == 2
    assert name in err
    assert words in err
    assert json.loads(out)["counts"]["references"] == 1


def test_a_missing_file_is_exit_2(refmend):
    code, _, err = refmend("check", "nowhere.md", "--offline")
    assert code == 2
    assert "nowhere.md" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_exit_2(refmend, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    code, _, err = refmend("check", "closed", "--offline")
    assert code == 2
    assert "closed" in err


def test_a_line_of_fifty_megabytes_is_read_or_refused_but_never_a_crash(refmend, tmp_path):
    (tmp_path / "refs.md").write_text(ENTRY + "x" * 50_000_000 + "\n")
    code, out, _ = refmend("check", "refs.md", "--offline", "--format", "json")
    assert code in (0, 2)
    assert json.loads(out)["counts"]["references"] >= 1


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("check", "--select", "dead-lnk"), "did you mean 'dead-link'"),
        (("explain", "title-mismatsh"), "did you mean 'title-mismatch'"),
        (("schema", "reprot"), "report or config"),
        (("resolve", "nonsense"), "arXiv:2403.14123"),
        (("check", "--report", "x.docx"), ".json"),
        (("check", "--format", "yaml"), "text"),
        (("check", "--offlin"), "--offline"),
    ],
)
def test_a_wrong_word_is_exit_2_with_a_hint(refmend, tmp_path, arguments, hint):
    (tmp_path / "references").mkdir()
    code, out, err = refmend(*arguments)
    assert code == 2
    assert hint in err
    assert not out


def test_standard_input_is_not_mended_without_a_word(refmend, monkeypatch):
    entry = ENTRY.replace("https://doi.org/", "doi:")
    for options, expected in ((("--fix",), "cannot be written back"), (("--fix", "--diff"), "")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(entry.encode())))
        code, out, err = refmend("check", "-", "--offline", "--select", "non-canonical-doi", *options)
        assert "https://doi.org/10.1000/182" in out
        assert expected in err
        assert code == (1 if "--diff" in options else 0)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("lists/refs.bib", "\n@article{a, title={T}, doi={10.1000/}}\n", 2),
        ("refs.json", '[{"title": "T",\n\n"DOI": "10.1000/"}]', 3),
        (None, "text\n\n1. Lovelace, A. (1843). Notes. doi:10.1000/\n", 3),
    ],
)
def test_standard_input_is_read_and_reported_under_the_name_it_is_given(refmend, monkeypatch, name, text, line):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    named = ("--stdin-filename", name) if name else ()
    code, out, _ = refmend("check", "-", *named, "--offline", "--format", "json", "--select", "malformed-doi")
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["rule"], finding["file"], finding["line"]) == (1, "malformed-doi", name or "-", line)


def test_an_unknown_configuration_key_is_exit_2_with_a_suggestion(refmend, tmp_path):
    (tmp_path / "refmend.toml").write_text('mail-to = "a@example.org"\n')
    code, _, err = refmend("check", "--offline")
    assert code == 2
    assert "mailto" in err
    assert "refmend.toml" in err


@pytest.mark.parametrize("table", ["per-file-ignores", "per-reference-ignores"])
def test_a_misspelt_rule_in_a_table_is_exit_2_with_the_nearest(refmend, tmp_path, table):
    (tmp_path / "refs.md").write_text(ENTRY)
    for word, expected in (("dead-lnk", 2), ("dead-link", 0), ("*", 0)):
        (tmp_path / "refmend.toml").write_text(f'[{table}]\n"refs.md" = ["{word}"]\n')
        code, _, err = refmend("check", "refs.md", "--offline")
        assert code == expected, err
        assert ("did you mean 'dead-link'" in err) == (expected == 2)


def test_a_stored_run_that_is_none_is_exit_2(refmend, tmp_path):
    (tmp_path / "run.json").write_text('{"schema_version": 7}')
    code, _, err = refmend("report", "run.json")
    assert code == 2
    assert "run.json" in err
    assert "refmend check --report" in err


def test_a_stored_run_is_rendered_again(refmend, tmp_path):
    (tmp_path / "refs.md").write_text(ENTRY)
    refmend("check", "refs.md", "--offline", "--report", "run.json")
    code, out, _ = refmend("report", "run.json", "--format", "json")
    assert code == 0
    assert json.loads(out) == json.loads((tmp_path / "run.json").read_text())


def test_rules_are_listed_and_explained(refmend):
    code, out, _ = refmend("rules")
    names = [line.split()[0] for line in out.splitlines()]
    assert code == 0
    assert {"dead-link", "title-mismatch", "retracted-work", "unused-ignore"} <= set(names)
    for name in names:
        code, page, _ = refmend("explain", name)
        assert code == 0
        assert name in page


def test_a_report_for_a_comment_keeps_its_budget(refmend, tmp_path):
    entries = (
        f"{number}. Byron, A. ({1900 + number}). Title {number}. doi:10.1000/182//x{number} " for number in range(90)
    )
    (tmp_path / "refs.md").write_text("\n".join(entries) + "\n")
    refmend("check", "refs.md", "--offline", "--report", "run.json", "--report", "cut.md", "--byte-budget", "6000")
    _, whole, _ = refmend("report", "run.json", "--format", "markdown")
    _, short, _ = refmend("report", "run.json", "--format", "markdown", "--byte-budget", "6000")
    assert len(short.encode()) <= 6000 < len(whole.encode())
    assert short == (tmp_path / "cut.md").read_text()
    code, _, err = refmend("report", "run.json", "--format", "markdown", "--byte-budget", "10")
    assert code == 2
    assert "4000" in err


@pytest.mark.parametrize("words", [("rules",), ("explain", "dead-link")])
def test_a_terminal_gets_lines_of_its_width_and_a_pipe_gets_the_text(refmend, monkeypatch, words):
    _, piped, _ = refmend(*words)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    code, shown, _ = refmend(*words)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert code == 0
    assert max(map(len, shown.split("\n"))) <= 60 < max(map(len, piped.split("\n")))
    assert all(word in shown for word in ("dead-link", "archived" if "explain" in words else "retracted-work"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("explain tit", "title-mismatch"),
        ("check --select dead", "dead-link"),
        ("check --select dead-link,moved", "dead-link,moved-link"),
        ("check --format mark", "markdown"),
        ("check --fail-on w", "warning"),
        ("check --min-confidence m", "medium"),
        ("check --color ne", "never"),
        ("schema rep", "report"),
        ("init pre", "pre-commit"),
    ],
)
def test_a_shell_is_told_how_a_word_may_end(refmend, monkeypatch, typed, offered):
    monkeypatch.setenv("_REFMEND_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"refmend {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
    assert refmend()[1].split() == [offered]


def test_the_program_leaves_with_its_code_and_all_of_its_output(tmp_path):
    (tmp_path / "refs.md").write_text("".join(f"{n}. {ENTRY[3:-1]}.{n % 300}\n" for n in range(900)))
    code = "import atexit; atexit.register(print, 'the end'); from refmend.__main__ import program; program()"
    options = ("check", "refs.md", "--offline", "--no-ledger", "--isolated", "--fail-on", "warning")
    command = [sys.executable, "-c", code, *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("duplicate-reference") == 300
    assert done.stdout.endswith("300 warnings\nthe end\n")


@pytest.mark.parametrize("stage", ["reading", "judging"])
def test_an_interrupted_run_without_a_network_reports_what_it_read(refmend, tmp_path, monkeypatch, stage):
    (tmp_path / "refs.md").write_text("- One. <https://a.example/1>\n\n- Two. <https://a.example/2>\n", "utf-8")
    whole = sources.parse

    def stopped(*given):
        if stage == "reading":
            yield next(iter(whole(*given)))
        raise KeyboardInterrupt

    monkeypatch.setattr(*((sources, "parse") if stage == "reading" else (check, "worth_checking")), stopped)
    code, _, _ = refmend("check", "refs.md", "--offline", "--no-ledger", "--report", "run.json")
    assert code == 130
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert (run["complete"], run["incomplete_reason"]) == (False, "interrupted")
    assert len(run["references"]) == (1 if stage == "reading" else 2)
