"""The action's script, run as GitHub runs it: inputs by environment, results by files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ci.conftest import DEAD, LIVING

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "github_action.py"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
FLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


class Runner:
    """What GitHub's runner gives to a step of a composite action."""

    def __init__(self, work) -> None:
        self.work = work
        self.temp = work.folder.parent / "temp"
        self.temp.mkdir()
        self.output, self.summary = self.temp / "output", self.temp / "summary"

    def step(self, word: str, *, event: str = "push", **inputs: str) -> tuple[int, str, dict[str, str]]:
        """Run a step with the inputs' defaults and the given ones; returns exit code, log and outputs."""
        values = {name: str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        step = next(
            step for step in ACTION["runs"]["steps"] if step.get("run", "").endswith(f'github_action.py" {word}')
        )
        given = {name: values[expression.split("inputs.")[1].split(" ")[0]] for name, expression in step["env"].items()}
        env = (
            self.work.env
            | given
            | {
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_EVENT_NAME": event,
                "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
                "GITHUB_ACTIONS": "true",
                "CI": "true",
            }
        )
        self.output.write_text("")
        done = subprocess.run(
            [sys.executable, SCRIPT, word], cwd=self.work.folder, env=env, capture_output=True, text=True, check=False
        )
        outputs = dict(line.split("=", 1) for line in self.output.read_text().splitlines())
        return done.returncode, done.stdout + done.stderr, outputs


@pytest.fixture
def runner(work):
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>")
    work.commit("base")
    return Runner(work)


def test_a_push_reports_everything(runner) -> None:
    code, log, outputs = runner.step("check", paths="references.md\n", mailto="me@example.org", max_time="60")
    assert code == 0, log
    assert (outputs["exit-code"], outputs["findings"]) == ("1", "1")
    assert json.loads(Path(outputs["report-json"]).read_text())["counts"]["findings"]["error"] == 1
    for name in ("report-sarif", "report-markdown", "report-html"):
        assert Path(outputs[name]).stat().st_size
    assert "file=references.md,line=4," in log
    assert "dead-link" in runner.summary.read_text()
    assert set(outputs) == set(ACTION["outputs"])


def test_a_pull_request_fails_only_for_what_it_touches(runner) -> None:
    work = runner.work
    work.git("checkout", "-qb", "topic")
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>", "", f"- More. <{LIVING}?x>")
    work.commit("topic")
    work.git("checkout", "-q", "main")
    work.git("merge", "-q", "--no-ff", "topic", "-m", "what GitHub checks out")
    _, log, outputs = runner.step("check", event="pull_request", paths="references.md")
    assert (outputs["exit-code"], outputs["findings"]) == ("0", "0"), log
    _, log, outputs = runner.step("check", event="pull_request", paths="references.md", changed_only="false")
    assert (outputs["exit-code"], outputs["findings"]) == ("1", "1"), log


def test_a_checkout_of_the_branch_itself_uses_the_base_that_the_event_names(runner) -> None:
    work = runner.work
    base = work.git("rev-parse", "HEAD").strip()
    (runner.temp / "event.json").write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}2>")
    work.commit("touches the dead one")
    _, log, outputs = runner.step(
        "check", event="pull_request", paths="references.md", annotations="false", summary="false"
    )
    assert (outputs["exit-code"], outputs["findings"]) == ("1", "1"), log
    assert "::error" not in log
    assert not runner.summary.exists()


@pytest.mark.parametrize(
    "inputs",
    [
        {"paths": "$(touch stolen)\n`touch stolen`\n; touch stolen"},
        {"fail_on": "error; touch stolen"},
        {"mailto": "--report=stolen"},
        {"paths": "--report=stolen.json"},
    ],
)
def test_an_input_is_never_program_text(runner, inputs) -> None:
    _, log, outputs = runner.step("check", **inputs)
    assert outputs["exit-code"] == "2", log
    assert not list(runner.work.folder.glob("stolen*"))


@pytest.mark.parametrize("version", ["1; touch stolen", "-r evil.txt", "../evil", "0.1 @ https://evil.example.org"])
def test_a_version_is_a_number_or_refused(runner, version) -> None:
    code, log, _ = runner.step("install", version=version)
    assert code == 2
    assert log.startswith("::error::version")


def test_no_expression_stands_in_a_script() -> None:
    steps = [
        step for path in FLOWS for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]
    ]
    for step in (*steps, *ACTION["runs"]["steps"]):
        assert "${{" not in step.get("run", "")
        if "uses" in step and step["uses"] != "$/":
            assert re.search(r"@[0-9a-f]{40}$", step["uses"])


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_workflows_start_without_permissions_and_end_in_time(path) -> None:
    flow = yaml.safe_load(path.read_text())
    assert flow["permissions"] == {}
    assert all(job["timeout-minutes"] <= 120 for job in flow["jobs"].values())


def test_auditors_find_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--persona=auditor", "--offline", "--no-progress", "action.yml", ".github"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_problem_matcher_reads_what_is_printed(runner) -> None:
    matcher = json.loads((ROOT / ".github" / "refmend-problem-matcher.json").read_text())["problemMatcher"][0][
        "pattern"
    ][0]
    for color in ("never", "always"):
        _, out, _ = runner.work.check("--color", color)
        found = [match for line in out.splitlines() if (match := re.match(matcher["regexp"], line))]
        places = [
            (match[matcher["file"]], match[matcher["line"]], match[matcher["severity"]], match[matcher["code"]])
            for match in found
        ]
        assert ("references.md", "4", "error", "dead-link") in places


def test_the_hooks_run_as_pre_commit_would_run_them(runner) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert re.search(hooks["refmend"]["files"], "references/list.bib")
    before = len(runner.work.replica.log)
    code, out, _ = runner.work.run(*hooks["refmend-offline"]["entry"].split()[1:], "references.md")
    assert code == 0, out
    assert len(runner.work.replica.log) == before
    code, _, _ = runner.work.run(*hooks["refmend"]["entry"].split()[1:], "references.md", "--no-ledger")
    assert code == 1


def test_what_init_writes_runs_as_it_stands(runner) -> None:
    work = runner.work
    code, said, err = work.run("init", "config", "github", "gitlab", "pre-commit")
    assert (code, err) == (0, ""), said
    flow = yaml.safe_load((work.folder / ".github/workflows/references.yml").read_text())
    pull = next(step["run"] for step in flow["jobs"]["pull-request"]["steps"] if step.get("name") == "Check")
    audit = next(step["run"] for step in flow["jobs"]["nightly"]["steps"] if step.get("name") == "Audit")
    path = f"{Path(sys.executable).parent}:{work.env['PATH']}"
    env = work.env | {"PATH": path, "GITHUB_OUTPUT": str(runner.output), "GITHUB_STEP_SUMMARY": str(runner.summary)}
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>", f"- New. <{LIVING}?y>")
    work.commit("more")
    work.git("checkout", "-q", "--detach")
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    done = subprocess.run([*bash, pull], cwd=work.folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run([*bash, audit], cwd=work.folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.output.read_text() == "code=1\n"
    assert "dead-link" in runner.summary.read_text()
    template = yaml.safe_load((work.folder / ".gitlab-ci.yml").read_text())["refmend"]
    base = work.git("rev-parse", "HEAD^1").strip()
    for more, expected in (({}, 1), ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}, 0)):
        command = [*bash, "\n".join(template["script"])]
        done = subprocess.run(command, cwd=work.folder, env=env | more, capture_output=True, text=True, check=False)
        assert done.returncode == expected, done.stdout + done.stderr
    reports = template["artifacts"]["reports"].values()
    assert all((work.folder / name).stat().st_size for name in (*reports, *template["artifacts"]["paths"]))
