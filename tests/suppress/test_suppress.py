from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace

from refmend.config import Config
from refmend.errors import ConfigError, InputError
from refmend.model import (
    Confidence,
    Finding,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Mention,
    NotApplicable,
    Outcome,
    Reference,
    Severity,
    SourceFile,
    Span,
)
from refmend.sources import parse
from refmend.suppress import find_comments, suppress, write_baseline
from refmend.suppress.baseline import shrink_baseline

TODAY = date(2026, 11, 23)


def source(text: str, path: str = "list.md", form: str = "markdown") -> SourceFile:
    return SourceFile(path, form, text)


def entries(file: SourceFile, *marks: str) -> list[Reference]:
    """One reference per line that holds one of the marks (`- one`)."""
    found = []
    for number, start in enumerate(file.line_starts):
        end = file.text.find("\n", start)
        line = file.text[start : end if end >= 0 else len(file.text)]
        if any(mark in line for mark in marks):
            at = start + line.index("one" if "one" in line else marks[0])
            span = Span(at, start + len(line))
            found.append(Reference(file, span, mentions=(mention(f"https://x.org/{number}", span),)))
    return found


def mention(url: str, span: Span) -> Mention:
    return Mention(Identifier(IdentifierKind.URL, url), url, span)


def finding(reference: Reference, rule: str = "dead-link", confidence: Confidence = Confidence.HIGH) -> Finding:
    return Finding(rule, Severity.ERROR, confidence, reference, reference.span, "gone")


def run(file: SourceFile, references: list[Reference], *rules: str, config: Config | None = None, **more) -> list:
    found = [finding(reference, rule) for reference in references for rule in rules or ("dead-link",)]
    return suppress(found, references, [file], config or Config(), today=TODAY, **more)


def words(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(item.rule, item.suppressed_by) for item in findings]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (
            "markdown",
            "1. A. (2020). T. https://a.org/\n<!-- refmend: ignore -->\n2. B. (2020). U. https://b.org/\n",
            ["b"],
        ),
        (
            "markdown",
            "1. A. (2020). T. https://a.org/\n   <!-- refmend: ignore -->\n2. B. (2020). U. https://b.org/\n",
            ["a"],
        ),
        (
            "markdown",
            "1. A. (2020). T. https://a.org/ <!-- refmend: ignore -->\n2. B. (2020). U. https://b.org/\n",
            ["a"],
        ),
        (
            "markdown",
            "- A. (2020). T. https://a.org/\n\n  <!-- refmend: ignore -->\n  - B. (2020). U. https://b.org/\n",
            ["b"],
        ),
        (
            "markdown",
            "> <!-- refmend: ignore -->\n> - A. (2020). T. https://a.org/\n> - B. (2020). U. https://b.org/\n",
            ["a"],
        ),
        (
            "markdown",
            "| a | b |\n|---|---|\n| x <!-- refmend: ignore --> | https://a.org/ |\n| y | https://b.org/ |\n",
            ["a"],
        ),
        (
            "markdown",
            "{/* refmend: ignore */}\n- A. (2020). T. https://a.org/\n- B. (2020). U. https://b.org/\n",
            ["a"],
        ),
        ("bibtex", "@misc{a, url={https://a.org/}}\n% refmend: ignore\n@misc{b, url={https://b.org/}}\n", ["b"]),
        ("bibtex", "@misc{a,\n  % refmend: ignore\n  url={https://a.org/}}\n@misc{b, url={https://b.org/}}\n", ["a"]),
        ("latex", "% refmend: ignore\n\\url{https://a.org/}\n\\url{https://b.org/}\n", ["a"]),
        ("plain", "# refmend: ignore\nA. (2020). T. https://a.org/\n\nB. (2020). U. https://b.org/\n", ["a"]),
        ("html", "<!-- refmend: ignore -->\n<a href='https://a.org/'>x</a>\n<a href='https://b.org/'>y</a>\n", ["a"]),
        (
            "css",
            "/* refmend: ignore */\na { background: url(https://a.org/) }\nb { background: url(https://b.org/) }\n",
            ["a"],
        ),
    ],
)
def test_comments_find_their_item_in_every_format(form, text, expected) -> None:
    file = source(text, form=form)
    references = list(parse(file))
    assert len(references) == 2
    found = run(file, references)
    silenced = [item.reference.mentions[0].identifier.value[8] for item in found if item.suppressed_by]
    assert silenced == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", "<!-- refmend: ignore[dead-link] server moves -->\n- one\n"),
        ("markdown", "- one <!-- refmend: ignore[dead-link] -->\n"),
        ("markdown", "<!-- refmend: ignore -->\n\n- one\n"),
        ("markdown", "<!-- refmend: ignore-file[dead-link] -->\n\ntext\n\n- one\n"),
        ("markdown", "- one\n\n<!--refmend:ignore-file-->\n"),
        ("markdown", "<!-- refmend: disable[dead-link] -->\n\ntext\n\n- one\n<!-- refmend: enable[dead-link] -->\n"),
        ("markdown", "<!-- refmend: disable -->\ntext\n- one\n"),
        ("markdown", "<!-- refmend: ignore[dead-link] until=2026-11-23 -->\n- one\n"),
        ("bibtex", "% refmend: ignore[dead-link] because\n@misc{one}\n"),
        ("bibtex", "  %% refmend: ignore-file[dead-link]\n\n@misc{one}\n"),
        ("plain", "# refmend: ignore[dead-link]\none\n"),
        ("rst", ".. refmend: ignore[dead-link]\n\none\n"),
        ("html", "<p><!-- refmend: ignore[dead-link] --> <a>one</a>\n"),
    ],
)
def test_a_comment_silences_its_item(form: str, text: str) -> None:
    file = source(text, form=form)
    assert words(run(file, entries(file, "one")))[0] == ("dead-link", "ignore-comment")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- refmend: ignore[dead-link] -->\nA paragraph of its own.\n\n- one\n",
        "- one\n<!-- refmend: ignore[dead-link] -->\n",
        "```\n<!-- refmend: ignore[dead-link] -->\n```\n- one\n",
        "`<!-- refmend: ignore[dead-link] -->`\n- one\n",
        "<!-- refmend: disable[dead-link] -->\n<!-- refmend: enable[dead-link] -->\n- one\n",
        "<!-- refmend: ignore[dead-link] until=2026-11-22 -->\n- one\n",
        "<!-- refmend: ignore[dead-link] until=soon -->\n- one\n",
        "<!-- refmend: ignore[title-mismatch] -->\n- one\n",
        "<!-- refmend: ingore[dead-link] -->\n- one\n",
        "# refmend: ignore[dead-link]\n- one\n",
    ],
)
def test_a_comment_elsewhere_does_not(text: str) -> None:
    file = source(text)
    assert ("dead-link", "") in words(run(file, entries(file, "one")))


def test_a_comment_speaks_of_one_item_only() -> None:
    file = source("<!-- refmend: ignore[dead-link] -->\n- one a\n- one b\n")
    assert words(run(file, entries(file, "one"))) == [("dead-link", "ignore-comment"), ("dead-link", "")]


def test_unused_and_expired_ignores_are_findings() -> None:
    text = (
        "<!-- refmend: ignore[title-mismatch] -->\n- one a\n"
        "<!-- refmend: ignore[dead-link] until=2026-01-01 -->\n- one b\n"
        "<!-- refmend: ignor[dead-link] -->\n- one c\n"
        "<!-- refmend: ignore[dead-lnik] -->\n- one d\n"
    )
    file = source(text)
    found = run(file, entries(file, "one"), known_rules=("dead-link", "title-mismatch"))
    spoken = [(item.rule, item.message) for item in found if item.rule != "dead-link"]
    assert spoken == [
        ("unused-ignore", "this ignore silences nothing: no title-mismatch here"),
        ("expired-ignore", "this ignore ended on 2026-01-01"),
        ("unused-ignore", "this ignore has no effect: 'ignor' is none of ignore, ignore-file, disable, enable"),
        ("unused-ignore", "this ignore names a rule that does not exist: dead-lnik (did you mean dead-link?)"),
    ]
    edit = next(item for item in found if item.rule == "unused-ignore").fix.edits[0]
    assert file.text[edit.span.start : edit.span.end] == "<!-- refmend: ignore[title-mismatch] -->\n"


def test_an_ignore_is_not_called_unused_where_nobody_could_look() -> None:
    file = source("<!-- refmend: ignore[dead-link] -->\n- one\n")
    (reference,) = entries(file, "one")
    identifier = reference.mentions[0].identifier
    unsure = {identifier: Outcome(identifier, NotApplicable(), LinkStatus(LinkState.UNKNOWN))}
    sure = {identifier: Outcome(identifier, NotApplicable(), LinkStatus(LinkState.ALIVE))}
    assert suppress([], [reference], [file], Config(), outcomes=unsure, today=TODAY) == []
    assert suppress([], [reference], [file], Config(offline=True), outcomes=sure, today=TODAY) == []
    assert suppress([], [reference], [file], Config(select=("title-mismatch",)), outcomes=sure, today=TODAY) == []
    assert words(suppress([], [reference], [file], Config(), outcomes=sure, today=TODAY)) == [("unused-ignore", "")]


def test_no_ignores_shows_everything_and_says_nothing_of_ignores() -> None:
    file = source("<!-- refmend: ignore[dead-link, year-mismatch] -->\n- one\n")
    config = Config(no_ignores=True, per_file_ignores={"*.md": ("dead-link",)})
    assert words(run(file, entries(file, "one"), config=config)) == [("dead-link", "")]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (Config(select=("title-mismatch",)), []),
        (Config(ignore=("dead-link",)), []),
        (Config(per_file_ignores={"lists/": ("dead-link",)}), ["per-file-ignores"]),
        (Config(per_file_ignores={"*.md": ("title-mismatch",)}), [""]),
        (Config(per_file_ignores={"*.md": ("*",)}), ["per-file-ignores"]),
        (Config(per_reference_ignores={"https://x.org/0": ("dead-link",)}), ["per-reference-ignores"]),
        (Config(per_reference_ignores={"url:https://x.org/0": ("*",)}), ["per-reference-ignores"]),
        (Config(per_reference_ignores={"https://x.org/1": ("dead-link",)}), [""]),
        (Config(min_confidence="high"), ["min-confidence"]),
    ],
)
def test_configured_ignores(config: Config, expected: list[str]) -> None:
    file = source("- one\n", path="lists/a.md")
    (reference,) = entries(file, "one")
    found = suppress([finding(reference, confidence=Confidence.MEDIUM)], [reference], [file], config, today=TODAY)
    assert [item.suppressed_by for item in found] == expected


def test_severity_is_configurable() -> None:
    file = source("- one\n")
    found = run(file, entries(file, "one"), config=Config(severity={"dead-link": "info"}))
    assert found[0].severity == Severity.INFO


def test_only_touched_references_count() -> None:
    file = source("- one a\n- one b\n- one c\n")
    references = entries(file, "one")
    changed = {"list.md": [range(2, 3)]}
    assert [item.suppressed_by for item in run(file, references, changed_lines=changed)] == [
        "unchanged-lines",
        "",
        "unchanged-lines",
    ]
    assert {item.suppressed_by for item in run(file, references, changed_lines={})} == {"unchanged-lines"}


def test_a_finding_about_several_entries_counts_when_any_of_them_changed() -> None:
    file = source("- one a\n- one b\n- one c\n- one d\n")
    first, second, third, fourth = entries(file, "one")
    repeated = replace(finding(second), related=(first, third))
    for line, expected in ((1, ""), (2, ""), (3, ""), (4, "unchanged-lines")):
        lines = {"list.md": [range(line, line + 1)]}
        (found,) = suppress([repeated], [first, second, third, fourth], [file], Config(), changed_lines=lines)
        assert found.suppressed_by == expected


def test_a_removed_line_touches_only_what_it_lay_in() -> None:
    file = source("- one\n  more\n- two\n")
    whole = Reference(file, Span(2, 12))
    after = Reference(file, Span(15, 18))
    found = suppress(
        [finding(whole), finding(after)], [whole, after], [file], Config(), changed_lines={"list.md": [range(2, 2)]}
    )
    assert [item.suppressed_by for item in found] == ["", "unchanged-lines"]
    found = suppress(
        [finding(whole), finding(after)], [whole, after], [file], Config(), changed_lines={"list.md": [range(3, 3)]}
    )
    assert [item.suppressed_by for item in found] == ["unchanged-lines", "unchanged-lines"]


def test_the_baseline_never_grows_and_shrinks_by_itself(tmp_path) -> None:
    config = Config(baseline=str(tmp_path / "base.json"))
    file = source("- one a\n- one b\n")
    references = entries(file, "one")
    write_baseline(run(file, references), config)
    assert {item.suppressed_by for item in run(file, references, config=config)} == {"baseline"}

    moved = source("# A title\n\n" + file.text + "- one new\n")
    found = run(moved, entries(moved, "one"), config=config)
    assert [item.suppressed_by for item in found] == ["baseline", "baseline", ""]
    assert len(json.loads((tmp_path / "base.json").read_text())["findings"]) == 2

    assert shrink_baseline([found[0]], [], config) == 0
    assert shrink_baseline([found[0]], ["list.md"], config) == 1
    assert len(json.loads((tmp_path / "base.json").read_text())["findings"]) == 1


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1}', "[" * 100_000])
def test_a_bad_baseline_is_an_error_with_a_hint(tmp_path, text: str) -> None:
    path = tmp_path / "base.json"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        suppress([], [], [], Config(baseline=str(path)))
    assert "--write-baseline" in caught.value.hint
    with pytest.raises(InputError):
        suppress([], [], [], Config(baseline=str(tmp_path / "none.json")))


@pytest.mark.parametrize(
    "text",
    [
        "<!-- refmend:" * 300_000,
        "`" * 4_000_000,
        "` `` " * 200_000 + "refmend: ",
        "<!-- refmend: ignore[" + "a," * 1_000_000,
        "<!--" + " " * 4_000_000 + "refmend:",
    ],
)
def test_a_hostile_file_is_read_in_linear_time(text: str) -> None:
    assert len(find_comments(source(text))) < 3


def test_a_comment_says_its_reason() -> None:
    (comment,) = find_comments(source("<!-- refmend: ignore[ Dead-Link ,x] the server\nmoves until=2027-03-01 -->"))
    assert (comment.rules, comment.reason, comment.until) == (("dead-link", "x"), "the server moves", date(2027, 3, 1))


def test_suppression_does_not_undo_an_earlier_mark() -> None:
    file = source("- one\n")
    (reference,) = entries(file, "one")
    marked = replace(finding(reference), suppressed_by="fixed")
    assert suppress([marked], [reference], [file], Config())[0].suppressed_by == "fixed"
