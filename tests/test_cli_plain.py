"""The quick way through the command line reads it as typer does, or leaves it alone."""

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from refmend.cli import commands, plain
from refmend.cli.app import app

CHECK = typer.main.get_command(app).commands["check"]
OPTIONS = sorted(
    {name for parameter in CHECK.params if parameter.param_type_name == "option" for name in parameter.opts}
)
VALUES = [
    "a.md",
    "-",
    "--",
    "",
    "7",
    "-7",
    "7.5",
    "1e3",
    "1_000",
    "٣",
    " 7",
    "never",
    "a,b",
    "10.0.0.0/8",
    "x=y",
    "ü",
    "-q",
]
WORDS = st.one_of(
    st.sampled_from([*OPTIONS, *VALUES, "--help", "-qv", "--max_time", "--Quiet", "--quie", "-fjson", "-f=json"]),
    st.tuples(st.sampled_from(OPTIONS), st.sampled_from(VALUES)).map("=".join),
)


def by_typer(words):
    with CHECK.make_context("check", list(words)) as context:
        assert not any(context.params[name] for name in ("config", "isolated", "exit_zero", "stdin_filename"))
        return commands.given(context)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=5))
def test_what_is_plain_is_read_as_typer_reads_it(words):
    flags = plain.read(["check", *words], {})
    if flags is not None:
        assert flags == by_typer(words)


@pytest.mark.parametrize(
    "parameter",
    [item for item in CHECK.params if item.name not in {"paths", "select", "ignore"}],
    ids=lambda item: item.name,
)
def test_every_option_of_a_setting_is_plain(parameter):
    value = [] if parameter.is_flag else ["7"]
    for name in parameter.opts:
        flags = plain.read(["check", name, *value], {})
        if parameter.name in {"config", "isolated", "exit_zero", "stdin_filename", "help"}:
            assert flags is None
        else:
            assert flags == by_typer([name, *value])


def test_the_rest_is_left_to_typer():
    assert plain.read(["check", "a.md", "b/", "-q", "--report", "x.json", "--report=y.md", "--timeout", "2.5"], {}) == {
        "paths": ("a.md", "b/"),
        "quiet": True,
        "report": ("x.json", "y.md"),
        "timeout": 2.5,
    }
    for words in (
        [],
        ["--help"],
        ["fix", "run.json"],
        ["check", "--help"],
        ["check", "--timeout"],
        ["check", "--timeot", "2"],
    ):
        assert plain.read(words, {}) is None
    assert plain.read(["check"], {"_REFMEND_COMPLETE": "complete_bash"}) is None
