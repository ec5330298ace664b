"""What `action.yml` runs: installs refmend, checks, and hands the result to the workflow.

Inputs come in as `ACTION_…` variables and never as program text; results leave through `GITHUB_OUTPUT` and
`GITHUB_STEP_SUMMARY`. Only the standard library is used, for this runs before anything is installed. `check` itself
ends with 0 so that the steps after it still run; the action's last step ends with the check's own exit code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

SUMMARY_LIMIT = 1_048_576
SEVERITIES = ("info", "warning", "error")
REPORTS = {"json": "json", "sarif": "sarif", "markdown": "md", "html": "html"}


def main() -> int:
    """Run the step that was asked for."""
    steps = {"install": install, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:  # noqa: PLR2004 - the script and one word
        return fail(f"usage: github_action.py {'|'.join(steps)}")
    return steps[sys.argv[1]]()


def install() -> int:
    """Install the wanted release, or the code beside this script, into an environment of its own."""
    version = text("VERSION")
    if version and not re.fullmatch(r"[0-9][0-9A-Za-z.+!-]{0,60}", version):
        return fail(f"version {version!r} is no version number")
    wanted = f"refmend=={version}" if version else str(Path(__file__).resolve().parent.parent)
    home = folder() / "venv"
    venv.create(home, with_pip=True)
    command = [python(home), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    return subprocess.run(command, check=False).returncode


def check() -> int:
    """Check, then tell the workflow the exit code, the number of findings and where the reports are."""
    reports = {name: folder() / f"refmend.{suffix}" for name, suffix in REPORTS.items()}
    for path in reports.values():
        path.unlink(missing_ok=True)
    code = subprocess.run(command_line(reports), check=False).returncode
    written = {name: path for name, path in reports.items() if path.is_file()}
    findings = count(written["json"], text("FAIL_ON") or "error") if "json" in written else 0
    tell({"exit-code": code, "findings": findings} | {f"report-{name}": path for name, path in written.items()})
    if flag("SUMMARY") and "markdown" in written:
        summarise(written["markdown"])
    return 0


def command_line(reports: dict[str, Path]) -> list[str]:
    """Return the command that checks as the inputs say."""
    command = [*refmend(), "check", "--format", "github" if flag("ANNOTATIONS") else "text"]
    command += ["--fail-on", text("FAIL_ON") or "error", "--ledger", str(folder() / "ledger.sqlite3")]
    command += ["--workspace", str(folder())]
    for path in reports.values():
        command += ["--report", str(path)]
    for option in ("MAILTO", "MAX_TIME"):
        if value := text(option):
            command += [f"--{option.lower().replace('_', '-')}", value]
    if flag("CHANGED_ONLY") and (base := changed_since()):
        command += ["--changed-since", base]
    paths = [line.strip() for line in text("PATHS").splitlines() if line.strip()]
    return [*command, "--", *paths] if paths else command


def changed_since() -> str:
    """Return the commit that a pull request starts from, or nothing for any other event.

    What is checked out for a pull request is by default a merge commit whose first parent is the base branch as it
    is now; for any other checkout the event names the base.
    """
    if os.environ.get("GITHUB_EVENT_NAME") not in ("pull_request", "pull_request_target"):
        return ""
    merged = subprocess.run(["git", "rev-parse", "--quiet", "--verify", "HEAD^2"], capture_output=True, check=False)  # noqa: S607 - the runner's git
    if merged.returncode == 0:
        return "HEAD^1"
    try:
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
        base = str(event["pull_request"]["base"]["sha"])
    except (KeyError, TypeError, OSError, ValueError):
        return "HEAD^1"
    return base if re.fullmatch(r"[0-9a-f]{40,64}", base) else "HEAD^1"


def count(report: Path, fail_on: str) -> int:
    """Return how many findings of a report count and reach a severity; for `never`, how many count at all."""
    bar = SEVERITIES.index(fail_on) if fail_on in SEVERITIES else 0
    findings = json.loads(report.read_text(encoding="utf-8"))["findings"]
    return sum(not item["suppressed_by"] and SEVERITIES.index(item["severity"]) >= bar for item in findings)


def tell(results: dict[str, object]) -> None:
    """Hand results to the steps that follow."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in results.items())


def summarise(report: Path) -> None:
    """Add the report to the step summary, within what GitHub accepts: more would lose all of it."""
    place = Path(os.environ["GITHUB_STEP_SUMMARY"])
    used = place.stat().st_size if place.exists() else 0
    data = report.read_bytes()
    if len(data) > SUMMARY_LIMIT - used - 1:
        return
    with place.open("ab") as file:
        file.write(data)


def text(name: str) -> str:
    """Return an input of the action."""
    return os.environ.get(f"ACTION_{name}", "").strip()


def flag(name: str) -> bool:
    """Tell whether an input is true; only the word itself is."""
    return text(name).lower() == "true"


def folder() -> Path:
    """Return the folder of everything this action writes."""
    place = Path(os.environ["RUNNER_TEMP"]) / "refmend"
    place.mkdir(parents=True, exist_ok=True)
    return place


def python(home: Path) -> str:
    """Return the interpreter of a virtual environment."""
    return str(home / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def refmend() -> list[str]:
    """Return the command that starts what was installed; without an installation, this interpreter's refmend."""
    own = python(folder() / "venv")
    return [own if Path(own).exists() else sys.executable, "-m", "refmend"]


def fail(message: str) -> int:
    """Say what is wrong as an annotation and return the exit code for usage."""
    safe = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    sys.stdout.write(f"::error::{safe}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
