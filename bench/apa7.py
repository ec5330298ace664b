"""Measure the APA grammar on labelled examples: precision, recall and F1 per field.

    python bench/apa7.py EXAMPLES.jsonl [--show FIELD]

Each line is an object with `apa7` (the entry as text) and `bib` (its BibLaTeX fields). A field counts as right when its
folded letters and digits are those of the example; a title may stop at the subtitle only if none is given.
"""

import argparse
import json
import pathlib
import re
import unicodedata
from collections import Counter, defaultdict

from refmend.model import SourceFile
from refmend.sources import parse

VENUES = ("journaltitle", "booktitle", "eventtitle", "maintitle")
PUBLISHERS = ("publisher", "organization", "institution", "eprint", "howpublished")


def fold(text):
    text = re.sub(r"\\\w+|\\.", " ", text).replace("--", "-")
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", re.sub(r"\band\b", "", text))).lower()


def names_of(field):
    """Return (folded family, folded initials) of each BibLaTeX name; an organisation has no initials."""
    found = []
    for name in re.split(r"\s+and\s+(?![^{]*\})", re.sub(r"\\relax", "", field).strip()):
        if name.startswith("{") and name.endswith("}"):
            found.append((fold(name), ""))
        elif "," in name:
            parts = [part.strip() for part in name.split(",")]
            found.append((fold(parts[0]), initials(parts[-1])))
        elif " " in name:
            words = name.split()
            cut = next((i for i, word in enumerate(words) if word[:1].islower()), len(words) - 1)
            found.append((fold(" ".join(words[cut:])), initials(" ".join(words[:cut]))))
        else:
            found.append((fold(name), ""))
    return found


def initials(given):
    return "".join(part[0] for part in re.split(r"[\s.\-\u2010]+", given) if part).lower()


def wanted(bib):
    """Return what the example's own fields say, in our names; a tuple holds the alternatives."""
    want = {}
    authors = bib.get("author") or (bib.get("editor") if bib.get("title") is None or "booktitle" not in bib else "")
    if authors:
        want["authors"] = names_of(authors)
    title, sub = bib.get("title", ""), bib.get("subtitle", "")
    if not title and "booktitle" in bib:  # a volume of a series
        title = "".join(bib.get(key, "") for key in ("maintitle", "mainsubtitle", "booktitle"))
    if title:
        others = (bib.get("origtitle", ""), bib.get("appentry", ""), title.split(" (")[0] + sub)
        want["title"] = (fold(title + sub), *(fold(other) for other in others if other))
    date = bib.get("date", "").strip("~?")
    if date and not date.startswith("-"):
        want["year"] = date[:4]
        want["date"] = date.split("/")[0]
    numbered = (
        "journaltitle" in bib or "booktitle" in bib
    )  # elsewhere a number is that of a report, a patent, an episode
    for key, name in (
        ("volume", "volume"),
        ("number" if numbered else "", "issue"),
        ("pages", "pages"),
        ("eid", "pages"),
    ):
        if bib.get(key):
            want[name] = fold(bib[key])
    venues = {
        fold(bib[key] + bib.get(extra, ""))
        for key in VENUES
        for extra in ("", key.replace("title", "subtitle"))
        if bib.get(key)
    }
    publishers = {fold(bib[key]) for key in PUBLISHERS if bib.get(key)}
    want["venue"], want["publisher"] = venues, publishers
    if bib.get("doi"):
        want["doi"] = bib["doi"].lower()
    elif bib.get("url"):
        want["url"] = bib["url"].rstrip("/").lower()
    return want


def got(text):
    file = SourceFile("example.md", "markdown", f"1. {text}\n")
    references = [reference for reference in parse(file) if reference.kind == "entry"]
    if not references:
        return {}, None
    reference = references[0]
    values = {name: field.value for name, field in reference.fields.items() if isinstance(field.value, str)}
    if reference.authors:
        values["authors"] = [
            (fold(author.name.family or author.name.literal or ""), initials(author.name.given or ""))
            for author in reference.authors.authors
        ]
    for mention in reference.mentions:
        if mention.identifier.kind in {"doi", "url"}:
            values.setdefault(str(mention.identifier.kind), mention.identifier.value.rstrip("/").lower())
    return values, reference


def judge(text, bib):
    """Yield (field, what was read, what was wanted, verdict) with the verdicts hit, wrong, extra and missed."""
    want, (have, _) = wanted(bib), got(text)
    for name in ("authors", "title", "year", "date", "volume", "issue", "pages", "doi", "url"):
        yield name, have.get(name), want.get(name), verdict(name, have.get(name), want.get(name), text)
    source = want["venue"] | want["publisher"]
    for name in ("venue", "publisher"):
        value = have.get(name)
        if value is not None:
            ok = fold(value) in source or any(part and part in fold(value) for part in source)
            ok = ok or (bib.get("entrysubtype") == "Mobile app" and fold(value) == fold(bib["title"]))
            yield name, value, source, "hit" if ok else ("wrong" if source else "extra")
        elif want[name] and not (have.get("venue") or have.get("publisher")):
            shown = any(item in fold(text.split(").", 1)[-1]) for item in want[name])
            yield name, None, want[name], "missed" if shown else "none"


def verdict(name, value, want, text):  # noqa: PLR0911 - one case after another
    if value is None and want is None:
        return "none"
    if value is None:
        if name == "issue" and str(want) not in re.sub(r"\W", "", text.lower()):
            return "none"
        if name == "date" and "-" not in want:
            return "none"
        return "missed"
    if name == "authors":
        return "hit" if want and same(value, want) else ("wrong" if want else "extra")
    if name == "title":
        return "hit" if want and fold(value) in want else ("wrong" if want else "extra")
    if name in {"volume", "issue", "pages"}:
        return "hit" if want and fold(value) == want else ("wrong" if want else "extra")
    if want is None:
        return "extra" if name not in {"year", "date", "url"} else "none"
    return "hit" if str(value).lower() == want else "wrong"


def same(value, want):
    """Tell whether two lists name the same people; a particle may stand with either part."""
    value = [(re.sub(r"^(van|von|de)", "", f), i[:1]) for f, i in value]
    want = [(re.sub(r"^(van|von|de)", "", f), i[:1]) for f, i in want]
    return len(value) == len(want) and all(
        a[0] == b[0] and (a[1] == b[1] or not b[1] or b[1].startswith(a[1])) for a, b in zip(value, want, strict=True)
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", type=pathlib.Path)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    tally = defaultdict(Counter)
    for line in options.examples.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name, value, want, result in judge(row["apa7"], row["bib"]):
            tally[name][result] += 1
            if options.show in {name, "all"} and result not in {"hit", "none"}:
                print(f"{row['key']} {name} {result}: {value!r} for {want!r}\n    {row['apa7']}")
    for name, count in tally.items():
        right, bad = count["hit"], count["wrong"] + count["extra"]
        precision = right / max(1, right + bad)
        recall = right / max(1, right + count["wrong"] + count["missed"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name:10} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  {dict(count)}")


if __name__ == "__main__":
    main()
