import pytest
from sample_report import sample

from refmend.errors import UsageError
from refmend.formats import files, format_of, render
from refmend.formats.files import check_writable
from refmend.model.report import FileView, Report


def write(report, path, **where):
    files.write([render(report, format_of(path))], path, checked=[file.path for file in report.files], **where)


@pytest.fixture
def room(tmp_path, monkeypatch):
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_report_is_written_with_its_folders(room):
    write(sample(), "out/run.json")
    assert Report.model_validate_json((room / "out/run.json").read_text(encoding="utf-8")) == sample()
    assert [path.name for path in (room / "out").iterdir()] == ["run.json"]


@pytest.mark.parametrize("path", ["../run.json", "/refmend-elsewhere.json", "a/../../run.json", ".git/hooks/x.md"])
def test_a_report_stays_inside_the_workspace(room, path):
    with pytest.raises(UsageError):
        write(sample(), path)


def test_a_link_is_not_followed_out(room, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "victim.json").write_text("precious")
    (room / "out").symlink_to(outside)
    (room / "run.json").symlink_to(outside / "victim.json")
    (room / "new.json").symlink_to(outside / "new.json")
    for path in ("out/run.json", "run.json", "new.json"):
        with pytest.raises(UsageError):
            write(sample(), path)
    assert [path.name for path in outside.iterdir()] == ["victim.json"]
    assert (outside / "victim.json").read_text() == "precious"


def test_a_wider_workspace_can_be_named(room, tmp_path):
    write(sample(), "../run.md", workspace=str(tmp_path))
    assert (tmp_path / "run.md").exists()


def test_a_checked_file_is_never_overwritten(room):
    (room / "list.md").write_text("1. An entry\n")
    report = sample(files=[FileView(path="list.md", format="markdown", digest="")])
    with pytest.raises(UsageError):
        write(report, "./list.md")
    assert (room / "list.md").read_text() == "1. An entry\n"


def test_a_folder_is_no_report(room):
    (room / "out.json").mkdir()
    with pytest.raises(UsageError):
        write(sample(), "out.json")


def test_an_unknown_suffix_is_refused_before_anything_happens(room):
    with pytest.raises(UsageError):
        write(sample(), "out/run.docx")
    assert not list(room.iterdir())


def test_the_mode_of_an_existing_report_stays(room):
    (room / "run.json").write_text("old")
    (room / "run.json").chmod(0o640)
    write(sample(), "run.json")
    assert (room / "run.json").stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_is_told_before_the_run(room):
    check_writable(["out/deep/run.json", "run.html"])
    (room / "file").write_text("")
    for path in ("../run.json", "run.docx", "file/run.json"):
        with pytest.raises(UsageError):
            check_writable([path])
