"""Whatever stands in a file, looking for ignores ends, raises nothing, and every span it names is true."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from refmend.changes import _hunks
from refmend.config import Config
from refmend.model import Confidence, Finding, Reference, Severity, SourceFile, Span
from refmend.suppress import find_comments, suppress

FORMATS = ("markdown", "plain", "bibtex", "latex", "html", "rst", "css", "csl-json", "typst", "odd")
PIECES = st.sampled_from(
    [
        "<!-- refmend: ignore",
        "<!--",
        "-->",
        "refmend:",
        "% refmend: ",
        "# refmend: disable",
        "{/* refmend:",
        "*/}",
        "[dead-link]",
        "[",
        "]",
        ",",
        "until=2026-01-01",
        "until=",
        "until=９９９９-01-01",
        "enable",
        "ignore-file",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "  ",
        "> ",
        "- item https://x.org",
        "\r",
        "\u2028",
        "\0",
        "é",
        "\U0001f600",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@given(text=TEXTS, form=st.sampled_from(FORMATS))
@settings(max_examples=120, deadline=None)
def test_comments(text, form) -> None:
    file = SourceFile("x", form, text)
    for comment in find_comments(file):
        assert 0 <= comment.span.start < comment.span.end <= len(file.text)
        assert "refmend:" in file.cut(comment.span)
        assert 1 <= comment.lines[0] <= comment.lines[1] <= len(file.line_starts)


@given(text=TEXTS, form=st.sampled_from(FORMATS), cuts=st.lists(st.integers(0, 400), max_size=12))
@settings(max_examples=120, deadline=None)
def test_suppression(text, form, cuts) -> None:
    file = SourceFile("x", form, text)
    places = sorted(min(cut, len(file.text)) for cut in cuts)
    references = [Reference(file, Span(a, b), ordinal=n) for n, (a, b) in enumerate(pairwise(places))]
    findings = [
        Finding("dead-link", Severity.ERROR, Confidence.HIGH, item, item.span, "gone")
        for item in references
        if len(item.span)
    ]
    found = suppress(findings, references, [file], Config(), changed_lines={"x": [range(1, 3), range(4, 4)]})
    assert [item.span for item in found[: len(findings)]] == [item.span for item in findings]
    for item in found[len(findings) :]:
        (edit,) = item.fix.edits
        assert edit.span.contains(item.span)
        assert edit.replacement == ""


@given(
    st.lists(
        st.sampled_from(
            [
                b"diff --git a/x b/x",
                b"+++ b/x",
                b'+++ "b/\\303\\274\\t"',
                b"@@ -1 +1,2 @@",
                b"@@ -0,0 +1 @@ x",
                b"+a",
                b"@@ -1,99999999999 +1 @@",
            ]
        )
        | st.binary(max_size=12),
        max_size=30,
    )
)
@settings(max_examples=120, deadline=None)
def test_what_git_prints(lines) -> None:
    for path, ranges in _hunks(b"\n".join(lines)):
        assert path
        assert all(found.start >= 0 for found in ranges)
