import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import LIST, findings, sample

from refmend.formats.mended import _changes, entry_steps, patch_of
from refmend.formats.view import View
from refmend.model.report import EditView

WORDS = st.lists(st.sampled_from(["a", "bc", " ", "-", "é", "12", "."]), max_size=12).map("".join)


@given(WORDS, WORDS)
def test_the_steps_lead_from_one_text_to_the_other(old, new):
    steps = _changes(old, new)
    assert "".join(text for kind, text in steps if kind != "ins") == old
    assert "".join(text for kind, text in steps if kind != "del") == new


def test_whole_words_change():
    view = View(sample())
    assert entry_steps(view, findings()[1]) == [
        ("same", "Łańcucki, A. (2025). Inference-"),
        ("del", "Tme"),
        ("ins", "Time"),
        ("same", " Hyper-Scaling. https://doi.org/10.48550/arXiv.2506.05345"),
    ]


def test_a_place_outside_the_entry_leaves_the_entry_whole():
    item = findings()[2].model_copy(update={"line": 99, "end_line": 99})
    assert [kind for kind, _ in entry_steps(View(sample()), item)] == ["same"]


def test_an_edit_outside_the_entry_makes_no_patch():
    item = findings()[1]
    edit = EditView(start_line=99, start_column=1, end_line=99, end_column=2, replacement="x")
    item = item.model_copy(update={"fix": item.fix.model_copy(update={"edits": [edit]})})
    assert patch_of(View(sample()), item) == ""


@pytest.mark.parametrize("options", [[], ["--unidiff-zero"]])
def test_every_patch_applies(tmp_path, options):
    target = tmp_path / "references" / "list.md"
    target.parent.mkdir()
    for item in findings():
        text = patch_of(View(sample()), item)
        assert bool(text) == (item.fix is not None)
        if text:
            target.write_text(LIST, encoding="utf-8")
            subprocess.run(
                ["git", "apply", *options, "-"],
                input=text,
                text=True,
                encoding="utf-8",
                cwd=tmp_path,
                check=True,
            )
            assert target.read_text(encoding="utf-8") == LIST.replace(item.as_written, item.expected)
