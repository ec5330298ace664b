import hashlib

import pytest
from sample_report import LIST, findings, sample

from refmend import fix as mend
from refmend.errors import FixError
from refmend.model import SourceFile
from refmend.model.report import EditView, FileView


def stored(data, items=None):
    view = FileView(path="references/list.md", format="markdown", digest=hashlib.sha256(data).hexdigest())
    report = sample(files=[view], findings=findings() if items is None else items)
    return SourceFile.from_bytes("references/list.md", "markdown", data), report


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_stored_run_mends_the_file_it_checked(newline):
    file, report = stored(LIST.replace("\n", newline).encode())
    applied = mend.apply(file, mend.stored_fixes(file, report))
    wanted = LIST.replace("Tme", "Time").replace("http://example.org/old", "https://example.org/new")
    assert applied.raw == wanted.replace("\n", newline)
    applied = mend.apply(file, mend.stored_fixes(file, report, unsafe=True))
    assert applied.raw == wanted.replace("1353–1365", "1353–1366").replace("\n", newline)


def test_another_file_is_refused():
    _, report = stored(LIST.encode())
    other = SourceFile.from_bytes("references/list.md", "markdown", b"something else")
    with pytest.raises(FixError):
        mend.stored_fixes(other, report)
    unknown = SourceFile.from_bytes("other.md", "markdown", LIST.encode())
    with pytest.raises(FixError):
        mend.stored_fixes(unknown, report)


def test_silenced_findings_mend_nothing():
    items = [item.model_copy(update={"suppressed_by": "baseline"}) for item in findings()]
    file, report = stored(LIST.encode(), items)
    assert mend.stored_fixes(file, report, unsafe=True) == []


def test_a_forged_place_is_refused_not_guessed():
    item = findings()[1]
    for line, column in ((4, 10_000), (10_000, 1), (0, 1), (4, 0)):
        edit = EditView(start_line=line, start_column=column, end_line=line, end_column=column, replacement="x")
        forged = item.model_copy(update={"fix": item.fix.model_copy(update={"edits": [edit]})})
        file, report = stored(LIST.encode(), [forged])
        applied = mend.apply(file, mend.stored_fixes(file, report))
        assert not applied.changed
        assert applied.refused


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    (folder / "references").mkdir(parents=True)
    (folder / "references" / "list.md").write_bytes(LIST.encode())
    monkeypatch.chdir(folder)
    return folder


def test_the_files_of_a_stored_run_are_read_and_mended(workspace):
    _, report = stored(LIST.encode())
    ((file, fixes),) = mend.fixes_of(report)
    mend.write(file, mend.apply(file, fixes))
    mended = (workspace / "references" / "list.md").read_text(encoding="utf-8")
    assert mended == LIST.replace("Tme", "Time").replace("http://example.org/old", "https://example.org/new")
    with pytest.raises(FixError, match="changed"):
        list(mend.fixes_of(report))


@pytest.mark.parametrize("path", ["../outside.md", "/etc/hostname", ".git/config", "link/list.md", "gone.md", "a\0b"])
def test_a_stored_run_does_not_choose_what_is_written(workspace, path):
    (workspace.parent / "outside.md").write_bytes(LIST.encode())
    (workspace / ".git").mkdir()
    (workspace / ".git" / "config").write_bytes(LIST.encode())
    (workspace.parent / "elsewhere").mkdir()
    (workspace.parent / "elsewhere" / "list.md").write_bytes(LIST.encode())
    (workspace / "link").symlink_to("../elsewhere")
    _, report = stored(LIST.encode(), [item.model_copy(update={"file": path}) for item in findings()])
    report = report.model_copy(update={"files": [report.files[0].model_copy(update={"path": path})]})
    with pytest.raises(FixError):
        list(mend.fixes_of(report))
