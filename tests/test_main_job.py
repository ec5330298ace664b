"""The main job, end to end: our own list through the command in a process of its own, against the embedded registries."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from refmend.ledger import Ledger
from refmend.model import SourceFile
from refmend.model.report import Report
from refmend.replica import Replica
from refmend.replica.demo import EXPECTED, figures
from refmend.replica.faults import SILENT, arxiv_rate_exceeded, balancer_page
from refmend.replica.planted import plant, true_list
from refmend.sources import parse

ROOT = Path(__file__).parent.parent
LIST = ROOT / "references" / "chapter-01.md"


class Bench:
    """A folder with a list and a ledger, and a replica to check it against."""

    def __init__(self, folder, replica):
        self.folder, self.replica = folder, replica
        self.list = folder / "list.md"

    @property
    def identifiers(self):
        references = parse(SourceFile.from_bytes("list.md", "markdown", self.list.read_bytes()))
        return {mention.identifier for reference in references for mention in reference.mentions}

    def start(self, *options, **more):
        env = {name: value for name, value in os.environ.items() if not name.startswith("REFMEND_")}
        env |= self.replica.env() | {"REFMEND_LEDGER": str(self.folder / "ledger.sqlite"), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "refmend", *options]
        return subprocess.Popen(
            command, cwd=self.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
        )

    def run(self, *options):
        process = self.start(*options)
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err

    def check(self, *options):
        """Return the exit code and the JSON run of a check of the list."""
        code, out, err = self.run("check", self.list.name, "--format", "json", *options)
        assert out, err
        return code, json.loads(out)


@pytest.fixture(scope="module")
def true_run(tmp_path_factory):
    """Check the true list twice with one ledger; returns both runs and the requests of each."""
    with Replica(limits=False) as replica:
        bench = Bench(tmp_path_factory.mktemp("true"), replica)
        shutil.copy(LIST, bench.list)
        first = bench.check()
        asked = len(replica.log)
        second = bench.check()
        return {"first": first, "second": second, "log": [one.request for one in replica.log], "asked": asked}


@pytest.fixture(scope="module")
def planted_run(tmp_path_factory):
    """Check the list with planted mistakes; returns the run and what was planted."""
    with Replica(limits=False) as replica:
        replica.load("planted.json")
        bench = Bench(tmp_path_factory.mktemp("planted"), replica)
        text, planted = plant(true_list())
        bench.list.write_text(text, encoding="utf-8")
        code, run = bench.check()
        return {"code": code, "run": run, "planted": {one.name: one for one in planted}}


@pytest.fixture
def bench(tmp_path):
    with Replica(limits=False) as replica:
        bench = Bench(tmp_path, replica)
        shutil.copy(LIST, bench.list)
        yield bench


def entry_findings(run, number, rule):
    """Return the findings of a rule about the entry with a number of the list."""
    reference = run["references"][number - 1]
    return [one for one in run["findings"] if one["reference"] == reference["id"] and one["rule"] == rule]


def mended(finding):
    """Return the planted list as a finding's fix would make it."""
    lines = plant(true_list())[0].split("\n")
    for edit in sorted(finding["fix"]["edits"], key=lambda edit: edit["start_column"], reverse=True):
        line = lines[edit["start_line"] - 1]
        start, end = edit["start_column"] - 1, edit["end_column"] - 1
        lines[edit["start_line"] - 1] = line[:start] + edit["replacement"] + line[end:]
    return "\n".join(lines)


def test_packaged_list_is_our_list():
    assert true_list() == LIST.read_text(encoding="utf-8")


def test_true_list_is_read_found_alive_and_without_error(true_run):
    code, run = true_run["first"]
    assert figures(run) == EXPECTED
    assert code == 0
    assert run["complete"]


def test_the_run_is_exactly_what_its_schema_describes(true_run, planted_run):
    for run in (true_run["first"][1], true_run["second"][1], planted_run["run"]):
        dumped = Report.model_validate(run).model_dump()
        assert dumped == run
        for name in ("references", "outcomes", "findings"):  # the order of keys is part of a file that is diffed
            assert [list(item) for item in dumped[name]] == [list(item) for item in run[name]], name


def test_paper_behind_a_bot_wall_is_found(true_run):
    _, run = true_run["first"]
    (outcome,) = [one for one in run["outcomes"] if one["identifier"] == "doi:10.1109/micro61859.2024.00100"]
    assert outcome["link"]["state"] == "alive"
    assert outcome["resolution"]["record"]["title"].startswith("SambaNova SN40L")


def test_three_mentions_are_one_identity(true_run):
    _, run = true_run["first"]
    assert len(run["outcomes"]) == 27
    assert {one["identifier"] for one in run["references"][1]["mentions"]} == {"arxiv:2505.24269"}


def test_second_check_asks_nothing_of_what_is_alive(true_run):
    _, run = true_run["second"]
    assert run["counts"]["from_ledger"] == 27
    assert figures(run) == EXPECTED
    again = {request.host for request in true_run["log"][true_run["asked"] :]}
    asked = {"/".join(request.url.split("/")[:3]) for request in true_run["log"][true_run["asked"] :]}
    assert not again & {"doi.org", "export.arxiv.org", "huggingface.co", "semianalysis.com"}, asked


@pytest.mark.parametrize(
    "name",
    [
        "wrong year",
        "letters swapped in a title",
        "letters swapped in a name",
        "digits swapped in an arXiv number",
        "letter lost in a web address",
        "wrong last page",
        "author left out",
        "DOI in an old form",
        "article without its DOI",
        "article that was retracted",
        "page that has moved",
        "dead page with an archived copy",
        "undated page that has a date",
    ],
)
def test_planted_mistake_is_reported_on_its_line(planted_run, name):
    planted = planted_run["planted"][name]
    run = planted_run["run"]
    assert planted.findings(run), [one for one in run["findings"] if one["line"] == planted.line]


def test_every_planted_mistake_has_a_test_and_fails_the_run(planted_run):
    assert len(planted_run["planted"]) == 13
    assert planted_run["code"] == 1


def test_untouched_entries_of_the_planted_list_have_no_error(planted_run, true_run):
    lines = {one.line for one in planted_run["planted"].values()}
    wrong = [one for one in planted_run["run"]["findings"] if one["severity"] == "error" and one["line"] not in lines]
    assert wrong == []


def test_dead_page_is_offered_its_archived_copy(planted_run):
    planted = planted_run["planted"]["dead page with an archived copy"]
    (finding,) = planted.findings(planted_run["run"])
    assert finding["fix"]["applicability"] == "unsafe"
    assert "https://web.archive.org/web/20210601083000/https://weblog.example.org/notes/batching/" in mended(finding)


def test_missing_doi_is_offered(planted_run):
    (finding,) = planted_run["planted"]["article without its DOI"].findings(planted_run["run"])
    assert finding["expected"].lower().endswith("10.1109/mm.2024.3373763")


@pytest.mark.parametrize(
    ("number", "rule", "words"),
    [
        (9, "tracking-parameters", "utm_campaign"),
        (11, "published-preprint", "10.1109/MM.2024.3373763"),
        (15, "missing-date", "2018, September 26"),
        (22, "missing-date", "2024, October 9"),
        (26, "published-preprint", "Proceedings of Machine Learning Research"),
    ],
)
def test_true_list_is_enriched(true_run, number, rule, words):
    _, run = true_run["first"]
    found = entry_findings(run, number, rule)
    assert found
    assert words.lower() in json.dumps(found, ensure_ascii=False).lower()


def test_initials_of_a_newsletter_author_get_their_name(true_run):
    _, run = true_run["first"]
    offered = [one for one in run["findings"] if one["reference"] == run["references"][17]["id"]]
    assert "Wolfe" in json.dumps(offered)


def test_without_a_network_nothing_is_called_dead(bench):
    bench.replica.offline = True
    code, run = bench.check()
    assert code == 3
    assert "dead" not in run["counts"]["links"]
    assert not [one for one in run["findings"] if one["severity"] == "error"]


def test_outage_of_every_registry_accuses_nobody(bench):
    bench.replica.fault(balancer_page(503), "*doi.org")
    bench.replica.fault(balancer_page(504), "api.*")
    bench.replica.fault(arxiv_rate_exceeded(), "export.arxiv.org")
    code, run = bench.check("--max-time", "12")
    assert code in {0, 3}
    assert run["counts"]["links"].get("dead", 0) == 0
    assert not [one for one in run["findings"] if one["severity"] == "error"]
    assert not [one for one in run["outcomes"] if one["resolution"]["state"] == "missing"]


def test_killed_run_loses_no_answer(bench):
    """Killed while one host is silent: what the ledger was told by then is answered from it afterwards."""
    bench.replica.fault(SILENT, "huggingface.co")
    process = bench.start("check", bench.list.name)
    deadline = time.monotonic() + 60
    while remembered(bench) < 23 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    asked = len(bench.replica.log)
    code, run = bench.check("--offline")
    states = {one["identifier"]: one["link"]["state"] for one in run["outcomes"]}
    assert [name for name, state in states.items() if state != "alive" and "huggingface.co" not in name] == []
    assert len([name for name in states if "huggingface.co" in name and states[name] == "skipped"]) == 4
    assert code == 0
    assert len(bench.replica.log) == asked


def remembered(bench):
    """Return how many answers the ledger of a run under way holds on disk."""
    file = bench.folder / "ledger.sqlite"
    if not file.exists():
        return 0
    with Ledger.open(file) as memory:
        return sum(memory.previous(identifier) is not None for identifier in bench.identifiers)


@pytest.mark.parametrize(("form", "words"), [("csl", '"AI and Memory Wall"'), ("bibtex", "AI and Memory Wall")])
def test_resolve_prints_what_the_registry_says(bench, form, words):
    code, out, err = bench.run("resolve", "10.48550/arXiv.2403.14123", "--format", form)
    assert code == 0, err
    assert words in out
    assert "Gholami" in out
    if form == "csl":
        assert json.loads(out)
    else:
        assert out.lstrip().startswith("@")
