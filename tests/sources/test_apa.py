import pytest

from refmend.model import SourceFile
from refmend.sources import parse


def read(text):
    found = [one for one in parse(SourceFile("refs.md", "markdown", f"1. {text}\n")) if one.kind == "entry"]
    return found[0] if found else None


def names(entry):
    return [str(author.name) for author in entry.authors.authors]


LISTS = [
    ("Smith, J., & Doe, A.-M. (2019).", ["Smith, J.", "Doe, A.-M."]),
    ("Smith, J., Doe, A., et al. (2019).", ["Smith, J.", "Doe, A."]),
    ("van den Berg, L., de la Cruz, M., & O’Brien, C. (2019).", ["van den Berg, L.", "de la Cruz, M.", "O’Brien, C."]),
    ("King, M. L., Jr., & Smith, A., III. (2019).", ["King, M. L., Jr.", "Smith, A., III"]),
    ("De Vries, R., & the members of Midwifery Group. (2013).", ["De Vries, R.", "the members of Midwifery Group"]),
    ("Almeida, R. R. de, & Naval, M. del M. (2014).", ["Almeida, R. R. de", "Naval, M. del M."]),
    ("World Health Organization. (2019).", ["World Health Organization"]),
    ("C. R. W. (2019).", ["C. R. W."]),
    ("Devansh. (2019).", ["Devansh"]),
    ("Schmid, H.-J. (Ed.). (2019).", ["Schmid, H.-J."]),
    ("García Márquez, Gabriel, & Smith, John A. (2019).", ["García Márquez, Gabriel", "Smith, John A."]),
    ("Shang Shang, Kulkarni, S. R., & Pan Hui. (2019).", ["Shang Shang", "Kulkarni, S. R.", "Pan Hui"]),
    ("Müller, H., Schmidt, K. u. a. (2019).", ["Müller, H.", "Schmidt, K."]),
    ("Malagelada, C., De lorio F., & Seguí, S. (2019).", ["Malagelada, C.", "De lorio, F.", "Seguí, S."]),
    ("Australian Productivity Commission & New Zealand Commission. (2012).", ["Australian Productivity Commission", "New Zealand Commission"]),
    ("王小明, 李四. (2019).", ["王小明", "李四"]),
]  # fmt: skip


@pytest.mark.parametrize(("head", "expected"), LISTS)
def test_author_lists(head, expected):
    entry = read(f"{head} A study of some things. Journal of X, 12(3), 4–5. https://doi.org/10.1000/x")
    assert names(entry) == expected
    for author in entry.authors.authors:
        if author.family_span:
            assert entry.source.cut(author.family_span) == author.name.family
            assert entry.source.cut(author.given_span) == author.name.given


def test_the_ellipsis_says_who_is_last():
    many = ", ".join(f"Name, {letter}." for letter in "ABCDEFGHIJKLMNOPQRS")
    entry = read(f"{many}, … Last, Z. (2024). Title of it. arXiv. https://doi.org/10.48550/arXiv.2508.17493")
    assert entry.authors.ellipsis == 19
    assert len(entry.authors.authors) == 20
    assert read(f"{many}, . . . Last, Z. (2024). Title of it. Venue, 1(2), 3.").authors.ellipsis == 19


@pytest.mark.parametrize(
    ("date", "year", "iso"),
    [
        ("2019", "2019", "2019"),
        ("2025a, June 19", "2025", "2025-06-19"),
        ("2018, September", "2018", "2018-09"),
        ("n.d.", "n.d.", ""),
        ("n.d.-a", "n.d.", ""),
        ("in press", "in press", ""),
        ("2016, March 30–April 2", "2016", "2016-03-30"),
        ("2019, 12 März", "2019", "2019-03-12"),
        ("1994/2005", "2005", "2005"),
    ],
)
def test_dates(date, year, iso):
    entry = read(f"Smith, J. ({date}). A study of some things. Venue. https://a.org/x")
    assert entry.words("year") == year
    assert entry.words("date") == iso


TITLES = [
    ("A study: The sub (2nd ed.). Wiley.", "A study: The sub", {"edition": "2nd ed.", "publisher": "Wiley"}),
    ("A survey of it (No. arXiv:2505.24269). arXiv.", "A survey of it", {"venue": "arXiv"}),
    ("The end is over. A new part 1 [Substack newsletter]. Some Site.", "The end is over. A new part 1", {"bracket": "Substack newsletter", "venue": "Some Site"}),
    ("How will it react? People have views. The Post, 3(4), 5–6.", "How will it react? People have views", {"venue": "The Post", "volume": "3"}),
    ("Mice and men. J. Biol. Chem., 12(3), 45–67.", "Mice and men", {"venue": "J. Biol. Chem."}),
    ("Of things on Si(100). Physical Review B, 14(4), 1610–1622.", "Of things on Si(100)", {"pages": "1610–1622"}),
    ("A thing. PLOS ONE, 14(1), Article e0209899.", "A thing", {"pages": "e0209899"}),
    ("A chapter. In U. Bron (Ed.), Making beings: Views (3rd ed., pp. 72–80). SAGE.", "A chapter", {"venue": "Making beings: Views", "pages": "72–80", "publisher": "SAGE"}),
    ("La anosmia: Relación [Anosmia: Relationship of it]. Clínica, 28(3), 155–161.", "La anosmia: Relación", {"bracket": "Anosmia: Relationship of it"}),
    ("In vitro efficacy of things. Journal of X, 6(4), 497.", "In vitro efficacy of things", {"venue": "Journal of X", "pages": "497"}),
    ("Of genera. Proceedings of the Society. Series B, Taxonomy, 12(5-6), 71–80.", "Of genera", {"venue": "Proceedings of the Society. Series B, Taxonomy"}),
    ("Die Wirkung von X auf Y. Zeitschrift, 226(2), S. 45–67.", "Die Wirkung von X auf Y", {"pages": "45–67"}),
    ("A page. Retrieved August 29, 2025, from", "A page", {"accessed": "2025-08-29"}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "title", "others"), TITLES)
def test_titles_and_what_follows(body, title, others):
    entry = read(f"Smith, J. (2019). {body} https://doi.org/10.1000/x")
    assert entry.words("title") == title
    assert {name: entry.words(name) for name in others} == others


@pytest.mark.parametrize(
    ("text", "title", "author"),
    [
        ("AI Dilemma – Race for Space. (2024, March 13). SemiAnalysis. https://semianalysis.com/x", "AI Dilemma – Race for Space", None),
        ("ClickHouse. (n.d.). Scaling it: 10x logs. ClickHouse. https://clickhouse.com/x", "Scaling it: 10x logs", "ClickHouse"),
        ("How to shuffle a set. (n.d.). Jane Street Blog. https://blog.janestreet.com/x", "How to shuffle a set", None),
        ("The Torah: The five books (3rd ed.). (2015). The Society.", "The Torah: The five books", None),
        ("List of companies. (2019, January 13). In Wikipedia. https://en.wikipedia.org/x", "List of companies", None),
        ("National Cancer Institute. (2018). Facing forward (NIH Publication No. 18-2424). https://a.org", "Facing forward", "National Cancer Institute"),
    ],
)  # fmt: skip
def test_works_without_authors(text, title, author):
    entry = read(text)
    assert entry.words("title") == title
    assert (names(entry) if entry.authors else [None]) == [author]


STYLES = [
    ("Smith J, Doe AB. A study of things. J Mol Biol. 2019;12(3):45-67. doi:10.1000/xyz", "vancouver", ["Smith, J", "Doe, AB"]),
    ("Smith, John, and Jane Doe. “A Study of Things.” *J Mol Biol*, vol. 12, no. 3, 2019, pp. 45-67. https://doi.org/10.1000/xyz.", "quoted", None),
    ('Smith, John. 2019. "A Study of Things." *J Mol Biol* 12 (3): 45-67. https://doi.org/10.1000/xyz.', "quoted", None),
    ("Smith, J. and Doe, A. (2019) 'A study of things', *J Mol Biol*, 12(3), pp. 45-67. doi: 10.1000/xyz.", "harvard", ["Smith, J.", "Doe, A."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "style", "people"), STYLES)
def test_other_styles_give_what_is_certain(text, style, people):
    entry = read(text)
    assert entry.style == style
    assert entry.words("title").lower() == "a study of things"
    assert entry.words("venue") == "J Mol Biol"
    assert (entry.words("volume"), entry.words("issue"), entry.words("pages")) == ("12", "3", "45-67")
    assert entry.words("year") == "2019"
    assert (names(entry) if entry.authors else None) == people


@pytest.mark.parametrize(
    "text",
    [
        "As Smith (2019) showed, the war (1914–1918) was long. See https://a.org/x.",
        "We met in spring (2019). It rained. https://a.org/x",
        "See [the site](https://a.org/x) for more (since 2019).",
    ],
)
def test_prose_is_no_entry(text):
    assert [one for one in parse(SourceFile("x.md", "markdown", text)) if one.kind == "entry"] == []


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000,
        "Smith, J. (2019). " + "A. " * 5_000,
        "A, B. " * 3_000 + "(2019). T.",
        "Smith, J. (2019). " + "(x " * 5_000,
    ],
)
def test_hostile_entries_are_read_in_one_pass(text):
    read(text)


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Brown v. Board of Education, 347 U.S. 483 (1954). https://a.org/x", "Brown v. Board of Education", "1954"),
        (
            "Durf v. Art, 563 F.Supp. 332 (D. Kan. 1981), aff’d, 727 F.2d 888 (10th Cir. 1984). https://a.org",
            "Durf v. Art",
            "1984",
        ),
        ("Mental Health Act, Fla. Stat. § 394 (1971 & rev. 2009). https://a.org", "Mental Health Act", "2009"),
        ("A hearing before the Senate, 113th Cong. (2014). https://a.org", "A hearing before the Senate", "2014"),
        ("H.R. Rep. No. 114-358 (2015). https://a.org", "", "2015"),
    ],
)
def test_citations_as_lawyers_write_them(text, title, year):
    entry = read(text)
    assert entry.style == "legal"
    assert (entry.words("title"), entry.words("year")) == (title, year)
    assert entry.authors is None
