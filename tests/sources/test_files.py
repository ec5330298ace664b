import io
import os
import zipfile

import pytest

from refmend.errors import InputError
from refmend.model import SourceFile
from refmend.sources import parse
from refmend.sources.files import collect


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(path, data="x https://a.org/x\n"):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
        return target

    return write


def paths(*arguments, **options):
    return [item.path if isinstance(item, SourceFile) else f"! {item}" for item in collect(arguments, **options)]


def test_a_folder_is_walked_as_git_would(tree, tmp_path):
    (tmp_path / ".git").mkdir()
    for path in ["refs/a.md", "refs/sub/b.bib", "refs/c.py", "refs/.hidden/d.md", "refs/ignored/e.md", "refs/f.log.md"]:
        tree(path)
    tree("refs/keep/ignored/g.md")
    tree(".gitignore", "ignored/\n*.log.md\n")
    tree("refs/keep/.gitignore", "!ignored/\n")
    tree("refs/other/h.md")
    (tmp_path / "refs/other/.git").write_text("gitdir: elsewhere")
    assert paths("refs") == ["refs/a.md", "refs/keep/ignored/g.md", "refs/sub/b.bib"]
    assert paths("refs", exclude=["sub/", "a.*"]) == ["refs/keep/ignored/g.md"]


def test_a_named_file_is_read_once_whatever_ignores_it(tree):
    tree(".gitignore", "*\n")
    tree("refs/a.md")
    tree("notes")
    assert paths("refs/a.md", "./refs/a.md", "notes") == ["refs/a.md", "notes"]


def test_links_that_lead_out_are_not_followed(tree, tmp_path):
    tree("refs/a.md")
    tree("outside/b.md")
    (tmp_path / "refs/out.md").symlink_to(tmp_path / "outside/b.md")
    (tmp_path / "refs/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "refs/loop").symlink_to(tmp_path / "refs")
    (tmp_path / "refs/dangling.md").symlink_to(tmp_path / "refs/gone.md")
    assert paths("refs") == ["refs/a.md"]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tree):
    tree("a.md")
    tree("latin.md", "é".encode("latin-1"))
    tree("binary.md", b"\x00\x01\x02")
    found = list(collect(["missing.md", "latin.md", "binary.md", "a.md", "a\x00b"]))
    kinds = [type(item) for item in found]
    assert kinds == [InputError, InputError, InputError, SourceFile, InputError]
    assert "no such file" in str(found[0])
    assert "not UTF-8" in str(found[1])
    assert "binary" in str(found[2])


def test_patterns_and_special_files(tree, tmp_path):
    tree("refs/a.md")
    tree("refs/b.bib")
    os.mkfifo(tmp_path / "pipe.md")
    assert paths("refs/*.md") == ["refs/a.md"]
    assert "not a regular file" in paths("pipe.md")[0]


def test_a_pattern_is_a_search_and_a_name_is_none(tree, tmp_path):
    (tmp_path / ".git").mkdir()
    for path in [
        "a.md",
        "refs/b.md",
        "refs/c.bib",
        "refs/ignored/d.md",
        ".hidden/e.md",
        "node_modules/f.md",
        "sub/g.md",
        "refs/h[1].md",
    ]:
        tree(path)
    tree(".gitignore", "ignored/\n/a.md\n")
    tree("outside/i.md")
    (tmp_path / "sub/.git").write_text("gitdir: elsewhere")
    (tmp_path / "refs/out.md").symlink_to(tmp_path / "outside/i.md")
    (tmp_path / "refs/folder").symlink_to(tmp_path / "outside")
    assert paths("refs/**/*.md") == ["refs/b.md", "refs/h[1].md"]
    assert paths("**/*.md") == ["outside/i.md", "refs/b.md", "refs/h[1].md"]
    assert paths("*/*.bib", "refs/h[1].md") == ["refs/c.bib", "refs/h[1].md"]
    assert paths("re*") == ["refs/b.md", "refs/c.bib", "refs/h[1].md"]
    assert paths("refs/*.md", exclude=["b.md"]) == ["refs/h[1].md"]
    assert paths("a.md", "sub/g.md", "refs/out.md") == ["a.md", "sub/g.md", "refs/out.md"]
    assert "no such file" in paths("node_modules/../.hid*/*.md")[0]
    assert paths(str(tmp_path / "ref?" / "*.bib")) == ["refs/c.bib"]


def test_a_file_under_two_names_goes_by_its_own(tree, tmp_path):
    tree("refs/deep/real.md")
    (tmp_path / "refs/alias.md").symlink_to(tmp_path / "refs/deep/real.md")
    (tmp_path / "refs/kept.md").symlink_to(tree("refs/notes"))
    assert paths("refs") == ["refs/deep/real.md", "refs/kept.md"]


def test_a_folder_of_two_thousand_files_is_read_in_the_order_of_its_names(tree, tmp_path):
    (tmp_path / ".git").mkdir()
    tree(".gitignore", "*7.md\n")
    for number in range(2_000):
        tree(f"refs/{number % 40:02}/{number:04}.md", f"- x https://a.org/{number}\n")
    found = paths("refs")
    assert found == sorted(found)
    assert len(found) == 1_800


def test_standard_input_is_read_once(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"x https://a.org/x\n")

    monkeypatch.setattr("sys.stdin", Stdin)
    (file,) = collect(["-", "-"])
    assert (file.path, file.format, file.text) == ("-", "markdown", "x https://a.org/x\n")


def test_standard_input_is_read_as_the_given_name(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"@book{a, title={T}}")

    monkeypatch.setattr("sys.stdin", Stdin)
    (file,) = collect(["-"], stdin_filename="x/refs.bib")
    assert (file.format, file.path) == ("bibtex", "x/refs.bib")


def document(text):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>')
    return data.getvalue()


def test_a_word_processor_document_is_read(tree):
    run = "<w:r><w:t>{}</w:t></w:r>"
    words = ["Smith, J. (2019). A study. ", "Journal of X", ", 12(3), 4–5. https://doi.org/10.1000/xyz"]
    tree("refs.docx", document(f"<w:p>{''.join(run.format(part) for part in words)}</w:p>"))
    tree("broken.docx", b"PK\x03\x04nonsense")
    broken, file = collect(["broken.docx", "refs.docx"])
    assert isinstance(broken, InputError)
    (entry,) = parse(file)
    assert entry.words("title") == "A study"
    assert entry.words("venue") == "Journal of X"
