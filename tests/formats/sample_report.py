"""A hand-made run that has something of everything a format must show."""

from __future__ import annotations

from refmend.model.report import (
    Counts,
    EditView,
    FileView,
    FindingView,
    FixView,
    HopView,
    LinkRot,
    LinkView,
    MentionView,
    OutcomeView,
    ReferenceView,
    Report,
    ResolutionView,
    Tool,
)

LIST = """\
# Reading

1. Prabhakar, R. (2024). SambaNova SN40L: Scaling the AI Memory Wall. *MICRO*, 1353–1365. https://doi.org/10.1109/micro61859.2024.00100
2. Łańcucki, A. (2025). Inference-Tme Hyper-Scaling. https://doi.org/10.48550/arXiv.2506.05345
3. 深度学习，作者. (2023). 一个标题很长. https://example.org/gone/页
4. Moved. (2020). Old home. http://example.org/old
5. Quiet. (2021). Nobody answers. https://slow.example.net/
"""


def _reference(number: int, before: str) -> ReferenceView:
    line = number + 2
    text = LIST.split("\n")[line - 1].removeprefix(before)
    return ReferenceView(
        id=f"ref{number}",
        file="references/list.md",
        text=text,
        before=before,
        after="",
        line=line,
        column=len(before) + 1,
        end_line=line,
        end_column=len(before) + 1 + len(text),
        mentions=[_mention(line, before + text)],
    )


def _mention(line: int, text: str) -> MentionView:
    start = text.index("http")
    return MentionView(
        identifier=identifier(text[start:]),
        as_written=text[start:],
        line=line,
        column=start + 1,
        end_line=line,
        end_column=len(text) + 1,
    )


def identifier(url: str) -> str:
    if "arXiv." in url:
        return "arxiv:" + url.split("arXiv.")[1]
    return "doi:" + url.removeprefix("https://doi.org/") if "doi.org" in url else f"url:{url}"


def finding(rule: str, number: int, needle: str, **parts) -> FindingView:
    """Return a finding about the first `needle` in the line of a reference."""
    line = number + 2
    start = LIST.split("\n")[line - 1].index(needle)
    place = {"line": line, "end_line": line, "column": start + 1, "end_column": start + 1 + len(needle)}
    expected = parts.get("expected")
    applicability = parts.pop("fix", None)
    fix = applicability and FixView(
        title=f"write “{expected}”",
        applicability=applicability,
        edits=[
            EditView(
                start_line=line,
                start_column=place["column"],
                end_line=line,
                end_column=place["end_column"],
                replacement=expected,
            )
        ],
    )
    defaults = {
        "severity": "error",
        "confidence": "high",
        "message": f"{rule} here",
        "as_written": needle,
        "fingerprint": f"{rule}-{number}",
        "reference": f"ref{number}",
        "file": "references/list.md",
    }
    return FindingView(rule=rule, fix=fix, **place, **{**defaults, **parts})


def _outcome(name: str, state: str, reason: str = "", redirects: tuple[str, ...] = (), final: str = "") -> OutcomeView:
    kind = name.split(":", maxsplit=1)[0]
    return OutcomeView(
        identifier=name,
        kind=kind,
        link=LinkView(
            state=state,
            reason=reason,
            status_code=None if state == "unknown" else 200,
            final_url=final or None,
            redirects=[HopView(url=url, status_code=301) for url in redirects],
            checked_at="2026-11-20T10:00:00Z",
        ),
        resolution=ResolutionView(state="found" if kind != "url" else "not-applicable", registry="crossref"),
    )


def findings() -> list[FindingView]:
    return [
        finding(
            "pages-mismatch",
            1,
            "1353–1365",
            expected="1353–1366",
            sources=["crossref"],
            fix="unsafe",
            field="pages",
            message="the pages are 1353–1366",
        ),
        finding(
            "title-mismatch",
            2,
            "Inference-Tme Hyper-Scaling",
            expected="Inference-Time Hyper-Scaling",
            sources=["arxiv", "datacite"],
            fix="safe",
            field="title",
            severity="warning",
            message="a letter is missing",
        ),
        finding(
            "dead-link",
            3,
            "https://example.org/gone/页",
            message="the link is dead: 404 twice",
            identifier="url:https://example.org/gone/页",
        ),
        finding(
            "moved-link",
            4,
            "http://example.org/old",
            severity="info",
            expected="https://example.org/new",
            message="moved permanently",
            fix="safe",
            identifier="url:http://example.org/old",
        ),
        finding("missing-date", 5, "Quiet", severity="warning", message="silenced", suppressed_by="ignore-comment"),
    ]


def sample(**parts) -> Report:
    """Return the run; keyword arguments replace its parts."""
    defaults = {
        "tool": Tool(version="0.1.0"),
        "started_at": "2026-11-20T10:00:00Z",
        "finished_at": "2026-11-20T10:00:07Z",
        "inputs": ["references/"],
        "counts": Counts(
            references=5,
            identifiers=5,
            links={"alive": 2, "moved": 1, "dead": 1, "unknown": 1},
            findings={"error": 2, "warning": 1, "info": 1},
            requests={"api.crossref.org": 1, "example.org": 4},
        ),
        "files": [FileView(path="references/list.md", format="markdown", digest="0" * 64)],
        "references": [_reference(number, f"{number}. ") for number in range(1, 6)],
        "outcomes": [
            _outcome("doi:10.1109/micro61859.2024.00100", "alive", "registered at doi.org"),
            _outcome("arxiv:2506.05345", "alive"),
            _outcome("url:https://example.org/gone/页", "dead", "404 twice"),
            _outcome(
                "url:http://example.org/old",
                "moved",
                "301",
                redirects=("http://example.org/old", "https://example.org/mid"),
                final="https://example.org/new",
            ),
            _outcome("url:https://slow.example.net/", "unknown", "time-out"),
        ],
        "findings": findings(),
        "history": [
            LinkRot(day=f"2026-11-{day:02}", links={"alive": 4 - day // 8, "dead": day // 8, "unknown": 1})
            for day in range(1, 20, 3)
        ],
    }
    return Report(**{**defaults, **parts})
