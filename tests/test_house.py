"""The house rules that no linter knows."""

import ast
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from refmend.cli.app import app
from refmend.rules import HOUSEKEEPING, RULES, load

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "refmend").rglob("*.py"))
SECTIONS = (
    "What it does",
    "Why is this bad",
    "Example",
    "Use instead",
    "Fix safety",
    "References",
)


def code_lines(node):
    """Return the length of a function without its docstring."""
    doc = node.body[0]
    documented = isinstance(doc, ast.Expr) and isinstance(getattr(doc, "value", None), ast.Constant)
    return node.end_lineno - node.lineno + 1 - (doc.end_lineno - doc.lineno + 1 if documented else 0)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    long = [
        f"{node.name}: {code_lines(node)}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > 40
    ]
    assert long == []


def modules_after(*arguments, cwd=ROOT):
    code = (
        f"import sys\nsys.argv = ['refmend', *{arguments!r}]\nfrom refmend.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "import json\nsys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env, cwd=cwd)
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_help_and_version_import_no_network(arguments):
    loaded = modules_after(*arguments)
    assert not loaded & {"httpx", "httpx2", "habanero", "arxiv", "requests", "lxml.etree", "sqlite3", "refmend.model"}


def test_version_does_not_even_import_the_command_line():
    assert "typer" not in modules_after("--version")


def test_a_plain_check_loads_neither_the_command_line_library_nor_pydantic(tmp_path):
    (tmp_path / "list.md").write_text("- [A page](https://example.org/a)\n", encoding="utf-8")
    loaded = modules_after("check", "list.md", "--offline", "--no-ledger", "--report", "run.json", cwd=tmp_path)
    assert "refmend.formats.run_json" in loaded
    assert not loaded & {"typer", "pydantic", "httpx", "asyncio", "refmend.sources.apa"}


def test_no_command_is_a_coroutine_function():
    # typer never awaits one: the command would end with exit 0 and do nothing.
    callbacks = [command.callback for command in app.registered_commands]
    assert len(callbacks) >= 10
    assert not [callback for callback in callbacks if inspect.iscoroutinefunction(callback)]


@pytest.mark.parametrize("name", [*RULES, *HOUSEKEEPING])
def test_every_rule_is_a_page_of_documentation(name):
    doc = inspect.cleandoc(load(name).__doc__ or "")
    missing = [section for section in SECTIONS if f"## {section}" not in doc]
    assert not missing
    assert doc.splitlines()[0].endswith(".")


def test_no_two_test_files_share_a_name():
    # pytest imports them by their bare names: of two, one is an error, and only where both are collected.
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))
