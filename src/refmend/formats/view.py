"""What several formats need to know of a report: what counts, what is worst, and the lines a finding points at."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from refmend.formats.safety import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from refmend.model.report import FindingView, OutcomeView, ReferenceView, Report

SEVERITIES = ("error", "warning", "info")
CONFIDENCES = ("high", "medium", "low")
STATES = ("dead", "invalid", "insecure", "moved", "blocked", "unknown", "skipped", "alive")
"""Link states in the order of the attention they need."""

UNCHANGED = "unchanged-lines"
"""What suppresses a finding that stands in lines nobody touched: it is shown, and does not count."""

REGISTRIES = {
    "crossref": "Crossref",
    "datacite": "DataCite",
    "arxiv": "arXiv",
    "doi": "doi.org",
    "openalex": "OpenAlex",
    "openlibrary": "Open Library",
    "wayback": "Wayback Machine",
    "web": "the page",
    "page": "the page",
}

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_WORDS = 400


class Excerpt(Struct, frozen=True):
    """One source line with the place in it: `line[start:end]` is what a finding is about."""

    number: int
    line: str
    start: int
    end: int


class View:
    """A report with its indexes."""

    def __init__(self, report: Report) -> None:
        """Make no index yet."""
        self.report = report

    @cached_property
    def references(self) -> dict[str, ReferenceView]:
        """The references by id."""
        return {item.id: item for item in self.report.references}

    @cached_property
    def outcomes(self) -> dict[str, OutcomeView]:
        """The outcomes by identifier."""
        return {item.identifier: item for item in self.report.outcomes}

    @cached_property
    def shown(self) -> list[FindingView]:
        """The findings that count, in the order of the files."""
        return [item for item in self.report.findings if not item.suppressed_by]

    @cached_property
    def unchanged(self) -> list[FindingView]:
        """The findings in lines that nobody touched: listed, not counted."""
        return [item for item in self.report.findings if item.suppressed_by == UNCHANGED]

    @cached_property
    def silenced(self) -> Counter[str]:
        """How many findings each kind of ignore silences."""
        found = (item.suppressed_by for item in self.report.findings)
        return Counter(by for by in found if by and by != UNCHANGED)

    @property
    def set_aside(self) -> list[str]:
        """What was silenced and by what, and how many a fix has just mended, in words."""
        words = {"fixed": "fixed"}
        return [f"{count:,} {words.get(by, 'silenced by ' + visible(by))}" for by, count in self.silenced.most_common()]

    @cached_property
    def paths(self) -> list[str]:
        """The inputs in their order, then any other path that a finding names."""
        named = [item.path for item in self.report.files]
        named += [item.file for item in self.report.references]
        return list(dict.fromkeys([*named, *(item.file for item in self.report.findings)]))

    @cached_property
    def rules(self) -> list[str]:
        """The rules of the findings that count, by name."""
        return sorted({item.rule for item in self.shown})

    @cached_property
    def _by_file(self) -> dict[str, list[FindingView]]:
        found: dict[str, list[FindingView]] = {}
        for item in sorted(self.shown, key=lambda item: (item.line, item.column)):
            found.setdefault(item.file, []).append(item)
        return found

    def of_file(self, path: str) -> list[FindingView]:
        """Return the findings that count in one file, in the order of its lines."""
        return self._by_file.get(path, [])

    def fixable(self, applicability: str) -> list[FindingView]:
        """Return the findings that count and have a fix of this kind."""
        return [item for item in self.shown if item.fix and item.fix.edits and item.fix.applicability == applicability]

    def with_state(self, state: str) -> list[OutcomeView]:
        """Return the outcomes whose link has this state."""
        return [item for item in self.report.outcomes if item.link.state == state]

    @cached_property
    def lines(self) -> dict[tuple[str, int], str]:
        """The lines of the files that the report holds whole, by path and number."""
        found: dict[tuple[str, int], str] = {}
        for item in self.report.references:
            texts = item.text.split("\n")
            for index, text in enumerate(texts):
                before = item.before if index == 0 else ""
                after = item.after if index == len(texts) - 1 else ""
                if before is not None and after is not None and (index or len(before) == item.column - 1):
                    found[item.file, item.line + index] = before + text + after
        return found

    @cached_property
    def places(self) -> dict[str, list[tuple[str, int]]]:
        """Where each identifier is written: path and line, in order, each once."""
        found: dict[str, dict[tuple[str, int], None]] = {}
        for item in self.report.references:
            for mention in item.mentions:
                found.setdefault(mention.identifier, {})[item.file, mention.line] = None
        return {identifier: list(places) for identifier, places in found.items()}

    def excerpt(self, finding: FindingView) -> Excerpt | None:
        """Return the line where the finding starts, as far as the report holds it."""
        reference = self.references.get(finding.reference)
        if reference is None or reference.file != finding.file:
            return None
        lines = reference.text.split("\n")
        index = finding.line - reference.line
        if not 0 <= index < len(lines):
            return None
        line, shift = _whole_line(reference, lines, index)
        start = finding.column - 1 - shift
        end = finding.end_column - 1 - shift if finding.end_line == finding.line else len(line)
        if not 0 <= start <= len(line):
            return None
        return Excerpt(finding.line, line, start, max(start, min(end, len(line))))


def _whole_line(reference: ReferenceView, lines: Sequence[str], index: int) -> tuple[str, int]:
    """Return a line of the entry, with what stands around the entry, and the column (from 0) where it starts."""
    line, shift = lines[index], 0
    if index == 0:
        before = reference.before or ""
        shift = reference.column - 1 - len(before)
        line = before + line
    if index == len(lines) - 1:
        line += reference.after or ""
    return line, shift


def worst_first(findings: Iterable[FindingView]) -> list[FindingView]:
    """Return the findings by severity, then confidence, then place."""
    return sorted(
        findings,
        key=lambda item: (
            SEVERITIES.index(item.severity),
            CONFIDENCES.index(item.confidence),
            item.file,
            item.line,
            item.column,
            item.rule,
        ),
    )


def registry(name: str) -> str:
    """Return a registry's name as people write it."""
    return REGISTRIES.get(name, name)


def evidence(finding: FindingView) -> str:
    """Return who says what should stand there: "Crossref, DataCite"; "expected" where no registry is named."""
    return ", ".join(registry(name) for name in finding.sources) or "expected"


def sentence(finding: FindingView) -> str:
    """Return the message, with the value that evidence supports where the message does not say it."""
    if finding.expected and finding.expected not in finding.message:
        return f"{finding.message} ({evidence(finding)}: {finding.expected})"
    return finding.message


def difference(written: str, expected: str) -> list[tuple[str, str]]:
    """Return the way from one text to the other, word by word: pairs of `same`, `del` or `ins` and a text.

    Texts that share less than half of the shorter one's words are shown whole, one after the other: a mixture of
    their letters could not be read.
    """
    old, new = _WORDS.findall(written[:4000]), _WORDS.findall(expected[:4000])
    whole = [("del", written[:4000]), ("ins", expected[:4000])]
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return _present(whole)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shared = _letters(word for kind, a, b, _, _ in codes if kind == "equal" for word in old[a:b])
    if 2 * shared < min(_letters(old), _letters(new)):
        return _present(whole)
    return _present(_steps(old, new, codes))


def _steps(
    old: Sequence[str], new: Sequence[str], codes: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[tuple[str, str]]:
    """Yield the steps; what two changes have between them is part of the change unless there is a word in it."""
    gone = come = ""
    for index, (kind, a, b, c, d) in enumerate(codes):
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if kind != "equal" or (0 < index < len(codes) - 1 and not _letters(old[a:b])):
            gone, come = gone + before, come + after
            continue
        yield from (("del", gone), ("ins", come), ("same", before))
        gone = come = ""
    yield from (("del", gone), ("ins", come))


def _letters(words: Iterable[str]) -> int:
    """Return how many characters the words have, blanks and signs left out."""
    return sum(len(word) for word in words if word[0].isalnum() or word[0] == "_")


def _present(steps: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the steps that have a text."""
    return [(kind, text) for kind, text in steps if text]


def summary(page: str) -> str:
    """Return the first paragraph of a rule's page, headings left out."""
    lines = "\n".join("" if line.startswith("#") else line for line in page.split("\n"))
    paragraphs = (" ".join(part.split()) for part in lines.split("\n\n"))
    return next((part for part in paragraphs if part), "")


def plural(count: int, noun: str) -> str:
    """Return the count with its noun: `1 error`, `2 errors`."""
    irregular = {"entry": "entries"}
    return f"{count:,} {noun if count == 1 else irregular.get(noun, noun + 's')}"


def state_counts(report: Report) -> list[tuple[str, int]]:
    """Return the link states that occur with their counts, living ones first, then what needs attention most."""
    order = ("alive", *(state for state in STATES if state != "alive"))
    return [(state, report.counts.links[state]) for state in order if report.counts.links.get(state)]
