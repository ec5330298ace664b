import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend import fix as mend
from refmend.errors import FixError
from refmend.model import Applicability, Edit, Fix, SourceFile, Span

SAFE, UNSAFE, DISPLAY = Applicability.SAFE, Applicability.UNSAFE, Applicability.DISPLAY


def source(text, path="list.md"):
    return SourceFile.from_bytes(path, "markdown", text.encode())


def fix(start, end, replacement, applicability=SAFE):
    return Fix("write", applicability, (Edit(Span(start, end), replacement),))


def test_only_the_wrong_characters_change():
    file = source("\ufeffone\r\ntwo\tthree\r\nfour")
    applied = mend.apply(file, [fix(4, 7, "2"), fix(14, 18, "4")])
    assert file.to_bytes(applied.raw) == "\ufeffone\r\n2\tthree\r\n4".encode()


def test_a_new_line_takes_the_newline_of_the_file():
    assert mend.apply(source("a\r\nb\r\n"), [fix(1, 1, "\nx")]).raw == "a\r\nx\r\nb\r\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [((0, 3), (2, 5)), ((0, 5), (1, 2)), ((2, 2), (0, 5)), ((2, 2), (2, 2)), ((1, 3), (1, 3))],
)
def test_a_clash_is_refused_and_the_first_stands(one, other):
    first, second = fix(*one, "A"), fix(*other, "B")
    applied = mend.apply(source("abcdefgh"), [first, second])
    assert applied.fixes == (first,)
    assert [(item.fix, item.reason) for item in applied.refused] == [(second, "it clashes with another fix")]


def test_a_safe_fix_goes_before_an_unsafe_one():
    applied = mend.apply(source("abc"), [fix(0, 2, "U", UNSAFE), fix(1, 3, "S")])
    assert applied.raw == "aS"


def test_equal_fixes_are_one():
    applied = mend.apply(source("abc"), [fix(1, 2, "X"), fix(1, 2, "X")])
    assert applied.raw == "aXc"
    assert not applied.refused


def test_a_fix_is_applied_whole_or_not_at_all():
    pair = Fix("two", SAFE, (Edit(Span(0, 1), "X"), Edit(Span(2, 3), "Y")))
    applied = mend.apply(source("abc"), [fix(2, 3, "Z"), pair])
    assert applied.raw == "abZ"
    assert applied.refused[0].fix is pair


@pytest.mark.parametrize(
    "bad",
    [
        fix(0, 99, "x"),
        fix(3, 2, "x"),
        fix(-1, 1, "x"),
        fix(0, 1, "\x1b[2J"),
        fix(0, 1, "a\u202eb"),
        fix(0, 1, "shown", DISPLAY),
        Fix("none", SAFE, ()),
        Fix("itself", SAFE, (Edit(Span(0, 2), "x"), Edit(Span(1, 3), "y"))),
    ],
)
def test_what_cannot_be_applied_is_refused(bad):
    applied = mend.apply(source("abcdef"), [bad])
    assert not applied.changed
    assert applied.refused[0].reason


@st.composite
def cases(draw):
    text = draw(st.text(st.sampled_from("ab\n\r\té深"), max_size=60))
    text = draw(st.sampled_from([text, text.replace("\n", "\r\n")]))
    file = source(draw(st.sampled_from(["", "\ufeff"])) + text)
    points = st.integers(0, len(file.text))
    words = st.sampled_from(["", "x", "y\nz", "é", "long words"])
    fixes = draw(st.lists(st.builds(lambda a, b, w: fix(min(a, b), max(a, b), w), points, points, words), max_size=8))
    return file, fixes


@given(cases())
def test_applying_twice_is_applying_once_and_everything_else_stays(case):
    file, fixes = case
    applied = mend.apply(file, fixes)
    assert len(applied.fixes) + len(applied.refused) == len(fixes)
    rest_old, rest_new, at = [], applied.raw, 0
    for edit in applied.edits:
        rest_old.append(file.raw[at : file.raw_offset(edit.span.start)])
        at = file.raw_offset(edit.span.end)
    rest_old.append(file.raw[at:])
    for part in rest_old:
        found = rest_new.find(part)
        assert found >= 0
        rest_new = rest_new[found + len(part) :]


@given(cases())
def test_git_takes_every_diff(tmp_path_factory, case):
    file, fixes = case
    applied = mend.apply(file, fixes)
    text = mend.diff(file, applied)
    if not applied.changed:
        assert not text
        return
    folder = tmp_path_factory.mktemp("git")
    (folder / file.path).write_bytes(file.to_bytes(file.raw))
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], input=text.encode(), cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, (done.stderr, text)
    assert (folder / file.path).read_bytes() == file.to_bytes(applied.raw)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "path", ["a b/my list.md", 'quo"te.md', "ta\tb.md", "ü.md", unicodedata.normalize("NFD", "é.md")]
)
def test_git_takes_odd_paths(tmp_path, path):
    file = source("\n".join("abcdefghijklmnopqrstuvwxyz"), path)
    applied = mend.apply(file, [fix(0, 1, "A"), fix(50, 51, "Z")])
    target = tmp_path / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(file.to_bytes(file.raw))
    text = mend.diff(file, applied)
    assert text.count("@@ -") == 2
    subprocess.run(["git", "apply", "-"], input=text.encode(), cwd=tmp_path, check=True)
    assert target.read_bytes() == file.to_bytes(applied.raw)


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "list.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    path.chmod(0o640)
    return path


def test_writing_keeps_mode_mark_and_newlines(on_disk):
    file = SourceFile.from_bytes("list.md", "markdown", on_disk.read_bytes())
    mend.write(file, mend.apply(file, [fix(4, 7, "2")]))
    assert on_disk.read_bytes() == b"\xef\xbb\xbfone\r\n2\r\n"
    assert on_disk.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in on_disk.parent.iterdir()] == ["list.md"]


def test_a_file_changed_since_it_was_read_is_not_written(on_disk):
    file = SourceFile.from_bytes("list.md", "markdown", on_disk.read_bytes())
    on_disk.write_bytes(b"somebody else")
    with pytest.raises(FixError):
        mend.write(file, mend.apply(file, [fix(0, 1, "x")]))
    assert on_disk.read_bytes() == b"somebody else"
    assert [path.name for path in on_disk.parent.iterdir()] == ["list.md"]


def test_a_link_stays_a_link(on_disk):
    (on_disk.parent / "link.md").symlink_to("list.md")
    file = SourceFile.from_bytes("link.md", "markdown", on_disk.read_bytes())
    mend.write(file, mend.apply(file, [fix(0, 3, "1")]))
    assert (on_disk.parent / "link.md").is_symlink()
    assert on_disk.read_bytes() == b"\xef\xbb\xbf1\r\ntwo\r\n"


def test_what_is_gone_or_standard_input_is_an_error(on_disk):
    file = SourceFile.from_bytes("gone.md", "markdown", b"abc")
    with pytest.raises(FixError):
        mend.write(file, mend.apply(file, [fix(0, 1, "x")]))
    file = SourceFile.from_bytes("-", "markdown", b"abc")
    with pytest.raises(FixError):
        mend.write(file, mend.apply(file, [fix(0, 1, "x")]))


def test_nothing_to_apply_writes_nothing(on_disk):
    before = on_disk.stat().st_mtime_ns
    file = SourceFile.from_bytes("list.md", "markdown", on_disk.read_bytes())
    mend.write(file, mend.apply(file, []))
    assert on_disk.stat().st_mtime_ns == before


def test_a_fix_that_breaks_its_neighbours_is_refused():
    text = "# Reading\n\n1. Doe, J. (2020). One. https://example.org/a\n2. Roe, R. (2021). Two. https://example.org/b\n"
    file = source(text)
    at = text.index("One")
    good, bad = fix(at, at + 3, "1st"), fix(text.index("\n2."), text.index("\n2.") + 1, " ")
    applied = mend.apply(file, [bad, good])
    assert applied.fixes == (good,)
    assert [item.fix for item in applied.refused] == [bad]
    assert applied.raw == text.replace("One", "1st")


def test_a_replacement_that_would_break_the_format_is_refused():
    text = '[{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]'
    file = SourceFile.from_bytes("list.json", "csl-json", text.encode())
    at = text.index("One")
    applied = mend.apply(file, [fix(at, at + 3, 'O"ne')])
    assert not applied.changed
    assert "read differently" in str(applied.refused[0])
