"""Our own list in its three forms: they say the same, and a work in all of them is asked about once."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from refmend.model import SourceFile
from refmend.replica import Replica
from refmend.sources import format_of, parse

FOLDER = Path(__file__).parent.parent / "references"
FORMS = ("chapter-01.md", "chapter-01.bib", "chapter-01.json")


def entries(name):
    return list(parse(SourceFile.from_bytes(name, format_of(name), (FOLDER / name).read_bytes())))


def initials(given):
    return " ".join(f"{word[0]}." for word in given.split()) if given else None


def people(entry):
    """Return the authors as APA lists them: family name and initials, nineteen and the last of more than twenty."""
    names = [author.name for author in entry.authors.authors] if entry.authors else []
    short = [(name.literal or name.family, initials(name.given)) for name in names]
    return short if len(short) <= 20 else [*short[:19], short[-1]]


@pytest.mark.parametrize("form", FORMS[1:])
def test_every_form_of_the_list_says_what_the_markdown_says(form):
    written, stated = entries(FORMS[0]), entries(form)
    assert len(written) == len(stated) == 27
    for one, other in zip(written, stated, strict=True):
        assert not other.problem
        assert other.words("title") == one.words("title")
        assert other.words("year") == one.words("year").replace("n.d.", "")
        assert other.words("date") in {one.words("date"), ""}
        assert other.words("accessed") == one.words("accessed")
        assert (other.words("venue") or other.words("publisher")) == one.words("venue")
        assert other.words("pages").replace("--", "-").replace("-", "–") == one.words("pages")
        if one.words("title").startswith("Scaling Laws"):  # the newsletter's list names its author by initials
            assert (people(one), people(other)) == ([("C. R. W.", None)], [("Wolfe", "C. R.")])
        else:
            assert people(other) == people(one)
        assert {mention.identifier for mention in other.mentions} == {mention.identifier for mention in one.mentions}


def test_author_lists_are_whole_where_apa_leaves_names_out():
    counted = {form: [len(entry.authors.authors) for entry in entries(form) if entry.authors] for form in FORMS}
    assert counted[FORMS[1]] == counted[FORMS[2]]
    assert max(counted[FORMS[0]]) == 20
    assert sorted(counted[FORMS[1]])[-3:] == [23, 30, 57]


def checked(folder, *paths):
    """Return the JSON run of a check and the requests it took."""
    with Replica(limits=False) as replica:
        env = {name: value for name, value in os.environ.items() if not name.startswith("REFMEND_")}
        command = [sys.executable, "-m", "refmend", "check", *paths, "--no-ledger", "--format", "json"]
        done = subprocess.run(
            command, cwd=folder, env=env | replica.env(), capture_output=True, text=True, timeout=100, check=False
        )
        assert done.stdout, done.stderr
        return json.loads(done.stdout), Counter(one.request.url for one in replica.log)


def test_one_work_in_three_files_is_one_request_and_no_duplicate(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "references")
    run, asked = checked(tmp_path, "references")
    alone, asked_alone = checked(tmp_path, "references/chapter-01.md")
    assert (run["counts"]["references"], run["counts"]["identifiers"]) == (81, 27)
    assert sum(asked.values()) <= sum(asked_alone.values())
    assert max(asked.values()) == 1
    found = Counter(one["rule"] for one in run["findings"])
    expected = {rule: 3 * count for rule, count in Counter(one["rule"] for one in alone["findings"]).items()}
    assert found == expected | {"author-mismatch": 1}  # the initials of entry 18, which the other forms write out
    assert "duplicate-reference" not in found
    assert run["counts"]["findings"].get("error", 0) == 0
