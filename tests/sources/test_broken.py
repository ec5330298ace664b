"""Broken files of every format: a finding or an error that says why, the rest is read, and nothing ever crashes."""

import io
import zipfile

import pytest
from test_formats import EXAMPLES

from refmend.errors import InputError
from refmend.model import SourceFile
from refmend.sources import FORMATS_BY_SUFFIX, SOURCES, parse
from refmend.sources.files import read_file

SUFFIXES = {format_: suffix for suffix, format_ in FORMATS_BY_SUFFIX.items()} | {"hayagriva": ".bib.yaml"}
DEPTH = 10_000


def docx(text):
    """Return a DOCX file with one paragraph."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(written := io.BytesIO(), "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>'
        )
    return written.getvalue()


SAMPLES = {format_: text.encode() for format_, text in EXAMPLES.items()}
SAMPLES |= {
    "docx": docx(EXAMPLES["plain"].strip().replace("&", "&amp;")),
    "css": b"a{background:url(https://a.org/x)}\n",
}
NESTED = {
    "markdown": "> " * DEPTH + "a\n\n" + "- " * DEPTH + "b\n",
    "plain": "(" * DEPTH,
    "bibtex": "@article{a, title = {" + "{" * DEPTH + "x" + "}" * DEPTH + "}}",
    "csl-json": "[" * DEPTH,
    "ris": "TY  - JOUR\n" * DEPTH,
    "nbib": "PMID- 1\n" * DEPTH,
    "latex": "\\begin{thebibliography}{" * DEPTH,
    "rst": "* " * DEPTH,
    "asciidoc": "* " * DEPTH + "_*" * DEPTH,
    "org": "[[" * DEPTH,
    "typst": "#link[" * DEPTH,
    "jupyter": '{"cells":[' * DEPTH,
    "docx": "<w:r>" * DEPTH,
    "cff": "- " * DEPTH,
    "hayagriva": "a: {b: " * DEPTH,
    "html": "<ul><li>" * DEPTH,
    "xml": "<a>" * DEPTH,
    "css": "a{" * DEPTH,
}
# Formats that say where an entry ends, so that a cut inside a line shows.
CLOSED = {"bibtex", "csl-json", "jupyter", "docx", "ris"}


def reading(folder, format_, data):
    """Return the reason why a file cannot be read, or its references, each inside the file."""
    path = folder / f"refs{SUFFIXES[format_]}"
    path.write_bytes(data)
    file = read_file(path)
    if isinstance(file, InputError):
        return str(file), []
    found = list(parse(file))
    for reference in found:
        assert 0 <= reference.span.start <= reference.span.end <= len(file.text)
        assert all(reference.span.contains(mention.span) for mention in reference.mentions)
    return "", found


def test_there_is_a_sample_and_a_nest_of_every_format():
    assert set(SAMPLES) == set(NESTED) == set(SOURCES)


@pytest.mark.parametrize("format_", SOURCES)
def test_a_file_cut_at_any_place_is_told_or_read(tmp_path, format_):
    data = SAMPLES[format_]
    reason, whole = reading(tmp_path, format_, data)
    assert (reason, len(whole), [entry.problem for entry in whole]) == ("", 1, [""])
    for at in range(0, len(data) - 2, 10):
        reason, found = reading(tmp_path, format_, data[:at])
        problems = [entry.problem for entry in found if entry.problem]
        assert len(found) <= 4
        if format_ in CLOSED and data[:at].strip() and not data[:at].endswith(b"\n"):
            assert reason or problems, data[:at]


@pytest.mark.parametrize("format_", SOURCES)
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: b"\xe9" + data, "not UTF-8"),
        (lambda data: data.decode("latin-1").encode("utf-16"), "UTF-16"),
        (lambda data: data.decode("latin-1").encode("utf-16-le"), "binary"),
        (lambda data: data[:20] + b"\0" + data[20:], "binary"),
        (lambda data: data + b"\n" * 10_000 + b"\0", "binary"),
    ],
    ids=["latin-1", "utf-16", "utf-16 without a mark", "zero byte", "zero byte at the end"],
)
def test_another_encoding_is_an_error_that_names_it(tmp_path, format_, damage, reason):
    said, found = reading(tmp_path, format_, damage(SAMPLES[format_]))
    if format_ == "docx":  # an archive may begin and end with anything
        assert "DOCX" in said or found
    else:
        assert reason in said
        assert not found


@pytest.mark.parametrize("format_", SOURCES)
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", b"\r\r\r"])
def test_a_file_without_content_has_no_references(tmp_path, format_, data):
    reason, found = reading(tmp_path, format_, data)
    assert found == []
    assert bool(reason) == (format_ == "docx")


@pytest.mark.parametrize("format_", SOURCES)
def test_a_deep_nest_is_read_to_its_end(tmp_path, format_):
    data = docx(NESTED[format_]) if format_ == "docx" else NESTED[format_].encode()
    reason, found = reading(tmp_path, format_, data)
    assert reason or all(entry.problem or not entry.words("title").startswith("[") for entry in found)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("title: A study of\n  long things: no\n", "A study of long things: no"),
        ('title: "A study\n  of things"\n', "A study of things"),
        ("title: 'It''s a\n  study'\n", "It's a study"),
        ("title: >-\n  A study\n  of things\n", "A study of things"),
    ],
)
def test_a_yaml_text_goes_on_in_deeper_lines(text, title):
    (entry,) = parse(SourceFile.from_bytes("CITATION.cff", "cff", f"{text}doi: 10.1000/x\n".encode()))
    assert entry.words("title") == title
    assert [str(mention.identifier) for mention in entry.mentions] == ["doi:10.1000/x"]


def test_a_quotation_mark_without_its_end_is_told():
    found = list(parse(SourceFile.from_bytes("CITATION.cff", "cff", b'doi: 10.1000/x\ntitle: "A study\n')))
    assert found[0].problem == "a quotation mark is never closed"
    assert [str(mention.identifier) for mention in found[1].mentions] == ["doi:10.1000/x"]
