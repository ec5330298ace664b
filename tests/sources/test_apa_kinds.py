"""Kinds of works in APA style: forms in brackets, roles, ranges of years, notes, the law."""

from __future__ import annotations

import pytest

from refmend.model import SourceFile
from refmend.sources import parse

CASES = [
    (
        "Marsh, L. (2011). The weight of snow on gable roofs [Monograph]. *Journal of Roofs*, *8*(2), 14–31.",
        {"title": "The weight of snow on gable roofs", "bracket": "Monograph", "venue": "Journal of Roofs"},
    ),
    (
        "Marsh, L. (2011). The weight of snow [Supplemental material]. *Journal of Roofs*, *8*(2), 14.",
        {"title": "The weight of snow", "bracket": "Supplemental material"},
    ),
    (
        "Marsh, L. (2011). Uptake of labelled sugar in [18F]FDG scans of roofs. *Journal of Roofs*, *8*(2), 14–31.",
        {"title": "Uptake of labelled sugar in [18F]FDG scans of roofs"},
    ),
    (
        "Hokkaido, N. (1998). Yuki no omosa [The weight of snow in northern prefectures] (Vol. 3). Kita-sha.",
        {"title": "Yuki no omosa", "volume": "3", "bracket": "The weight of snow in northern prefectures"},
    ),
    (
        "Marsh, L. (1971). *The weight of snow* (P. Quill, Trans.; 3rd ed.). Gable Press. (Original work published 1934)",
        {"title": "The weight of snow", "edition": "3rd ed.", "publisher": "Gable Press"},
    ),
    (
        "Marsh, L. (2004). The weight of snow. In P. Quill & R. Ode (Eds.), *Roofs and rafters* (pp. 100–108). Gable Press. (Reprinted from “The weight of snow,” 1992, *Journal of Roofs*, *9*[1], 73–86, https://doi.org/10.1000/roof)",
        {"title": "The weight of snow", "venue": "Roofs and rafters", "pages": "100–108", "publisher": "Gable Press"},
    ),
    (
        "Marsh, L. (2014). *Snow loads of alpine barns, 2012* (Roof Statistics Series 10, Issue 26). Office of Barns.",
        {"title": "Snow loads of alpine barns, 2012"},
    ),
    (
        "Marsh, L. (2018). Loads and their limits. In R. Ode & B. Ash (Chairs), *Barns in winter* [Symposium]. Roof Week, Oslo, Norway.",
        {"title": "Loads and their limits", "venue": "Barns in winter", "bracket": "Symposium"},
    ),
    (
        "Marsh, L., & Quill, P. (Executive Producers). (2003–2009). *The barn* [TV series]. Gable Productions.",
        {"title": "The barn", "year": "2003"},
    ),
    (
        "Marsh, L. (Host). (2016–present). *Roof talk* [Audio podcast]. Gable Radio.",
        {"title": "Roof talk", "year": "2016"},
    ),
    (
        "Marsh, L. (Director). (2006). *El granero* [The barn] [Film]. Gable Bros. Pictures.",
        {"title": "El granero", "publisher": "Gable Bros. Pictures"},
    ),
    (
        "Marsh v. Gable Roofing Works, Inc., 951 F.2d 1128 (9th Cir. 1991). https://example.org/951",
        {"title": "Marsh v. Gable Roofing Works, Inc.", "year": "1991"},
    ),
    (
        "Sound Roofs Act of 1964, Pub. L. No. 88-352, 78 Stat. 241 (1964). https://example.org/act",
        {"title": "Sound Roofs Act of 1964", "year": "1964"},
    ),
    (
        "Sound Roofs Act of 1964, 42 U.S.C. § 12101 et seq. (1990). https://example.org/act",
        {"title": "Sound Roofs Act of 1964", "year": "1990"},
    ),
    (
        "Sound Barns Improvement Act, H.R. 1100, 113th Cong. (2013). https://example.org/bill",
        {"title": "Sound Barns Improvement Act", "year": "2013"},
    ),
    ("S. Res. 438, 114th Cong. (2016) (enacted). https://example.org/res", {"year": "2016"}),
    (
        "Limits of Loads on Roofs and Barns, 81 F.R. 32391 (proposed May 23, 2016) (to be codified at 29 C.F.R. § 541). https://example.org/fr",
        {"title": "Limits of Loads on Roofs and Barns", "year": "2016"},
    ),
    (
        "Nordic Convention on the Care of Roofs, March 4, 1977, https://example.org/convention",
        {"title": "Nordic Convention on the Care of Roofs", "year": "1977", "date": "1977-03-04"},
    ),
    ("U.S. Const. art. II, § 4.", {}),
    ("U.N. Charter, art. 2, para. 7.", {}),
]


def entries_of(text):
    return [
        found
        for found in parse(SourceFile("list.md", "markdown", f"# References\n\n1. {text}\n"))
        if found.kind == "entry"
    ]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_each_kind_is_read(text, expected):
    (entry,) = entries_of(text)
    assert {name: entry.words(name) for name in expected} == expected
    assert entry.style == "legal" or entry.authors is not None
    if not expected:
        assert not entry.fields


@pytest.mark.parametrize(
    "text",
    [
        "We met on March 4, 1977, and agreed on the care of roofs.",
        "The charter of the club was read aloud.",
        "Const. is short for constant here.",
    ],
)
def test_a_sentence_is_no_law(text):
    assert entries_of(text) == []


def test_an_agency_whose_last_part_is_a_press_release_is_the_author():
    (entry,) = entries_of(
        "Barn and Roof Administration. (2019, May 4). New limits for loads [Press release]. https://example.org/p"
    )
    assert [author.name.literal for author in entry.authors.authors] == ["Barn and Roof Administration"]
    assert entry.words("title") == "New limits for loads"
