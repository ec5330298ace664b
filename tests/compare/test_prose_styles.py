"""One work in the prose styles that are about: left alone when right, mended to the character when not."""

import pytest

from refmend.answers import remember
from refmend.check import judge_references
from refmend.config import Config
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Name,
    Outcome,
    Record,
    RecordDate,
    SourceFile,
    Title,
)
from refmend.sources import parse

DOI = Identifier.parse("doi:10.1000/x")
LINK = "https://doi.org/10.1000/x"
WORK = Record(
    DOI,
    "crossref",
    type="article-journal",
    titles=(Title("Measuring slow drift in wooden clocks"),),
    authors=(Name("Orbison", "Harriet L."), Name("Quastel", "Jean-Paul"), Name("Meer", "Tomas")),
    dates=(RecordDate("issued", 1987),),
    containers=("Journal of Horology",),
    volume="28",
    issue="4",
    pages="371-389",
)
UNSIGNED = Record(
    DOI,
    "crossref",
    titles=WORK.titles,
    dates=WORK.dates,
    containers=WORK.containers,
    volume="28",
    issue="4",
    pages="371-389",
)
STYLES = {
    "chicago": f"Orbison, Harriet L., Jean-Paul Quastel, and Tomas Meer. 1987. “Measuring Slow Drift in Wooden Clocks.” *Journal of Horology* 28 (4): 371–389. {LINK}.",
    "chicago, sentence case": f"Orbison, Harriet L., Jean-Paul Quastel, and Tomas Meer. 1987. “Measuring slow drift in wooden clocks.” *Journal of Horology* 28 (4): 371–89. {LINK}.",
    "chicago bibliography": f"Orbison, Harriet L., Jean-Paul Quastel, and Tomas Meer. “Measuring Slow Drift in Wooden Clocks.” *Journal of Horology* 28, no. 4 (1987): 371–389. {LINK}.",
    "mla": f"Orbison, Harriet L., et al. “Measuring Slow Drift in Wooden Clocks.” *Journal of Horology*, vol. 28, no. 4, 1987, pp. 371–389, {LINK}.",
    "ieee": "H. L. Orbison, J.-P. Quastel, and T. Meer, “Measuring slow drift in wooden clocks,” *Journal of Horology*, vol. 28, no. 4, pp. 371–389, 1987, doi: 10.1000/x.",
    "vancouver": "Orbison HL, Quastel JP, Meer T. Measuring slow drift in wooden clocks. Journal of Horology. 1987;28(4):371-389. doi: 10.1000/x.",
    "harvard": f"Orbison, H. L., Quastel, J.-P. and Meer, T. (1987) ‘Measuring slow drift in wooden clocks’, *Journal of Horology*, 28(4), pp. 371–389. Available at: {LINK}.",
}  # fmt: skip
SLIPS = [
    ("Orbison", "Orbisno"),
    ("Orbison", "Orbisonn"),
    ("Orbison", "Orbisn"),
    ("Meer", "Meerr"),
    ("Quastel", "Quasel"),
    ("locks", "locsk"),
    ("locks", "lockks"),
    ("locks", "lokcs"),
    ("ooden", "oodden"),
    ("easuring", "esauring"),
    ("drift", "dirft"),
    ("1987", "1978"),
    ("28", "82"),
    ("371", "317"),
    ("371", "871"),
    ("Horology", "Horolgoy"),
]


def checked(line, record=WORK):
    """Return the rules that speak above information, the text after the safe fixes, and after all of them."""
    file = SourceFile("refs.md", "markdown", f"# References\n\n1. {line}\n")
    references = list(parse(file))
    answers = remember(references, Config(), None)
    answers.outcomes[DOI] = Outcome(DOI, Found((record,)), LinkStatus(LinkState.ALIVE))
    _, findings = judge_references(references, answers)
    fixes = [one.fix for one in findings if one.fix]
    safe = [fix for fix in fixes if fix.applicability == Applicability.SAFE]
    texts = [apply(file, some).raw.removeprefix("# References\n\n1. ").removesuffix("\n") for some in (safe, fixes)]
    return [one.rule for one in findings if one.severity > 0], *texts


@pytest.mark.parametrize("style", STYLES)
def test_a_right_entry_is_left_alone(style):
    assert checked(STYLES[style]) == ([], STYLES[style], STYLES[style])


@pytest.mark.parametrize(
    ("style", "right", "wrong"), [(style, *slip) for style, line in STYLES.items() for slip in SLIPS if slip[0] in line]
)
def test_a_slip_is_found_and_mended_to_the_character(style, right, wrong):
    line = STYLES[style].replace(right, wrong)
    rules, safe, mended = checked(line)
    assert rules
    assert safe in {line, STYLES[style]}
    assert mended == STYLES[style]


@pytest.mark.parametrize(
    "line",
    [
        f"“Measuring Slow Drift in Wooden Clocks.” 1987. *Journal of Horology* 28 (4): 371–389. {LINK}.",
        f"“Measuring Slow Drift in Wooden Clocks.” *Journal of Horology*, vol. 28, no. 4, 1987, pp. 371–389, {LINK}.",
    ],
)
def test_an_unsigned_entry_keeps_the_signs_of_its_style(line):
    assert checked(line, UNSIGNED) == ([], line, line)
    assert checked(line.replace("1987", "1937"), UNSIGNED)[2] == line


def test_a_capital_in_title_case_is_put_back_as_the_author_sets_it():
    line = STYLES["chicago"]
    for wrong in ("Gooden", "ooden", "oWoden"):
        rules, safe, mended = checked(line.replace("Wooden", wrong))
        assert rules == ["title-mismatch"]
        assert safe == line.replace("Wooden", wrong) or safe == line
        assert mended == line


def test_deposited_double_blanks_and_lost_letters_are_not_carried_over():
    people = (Name("Orbison", "Harriet L."), Name("Quastel", "St\u00e9phane"))
    record = Record(
        DOI,
        "crossref",
        titles=(Title("Slow drift:\u00a0 wooden clocks of the north"),),
        authors=people,
        dates=WORK.dates,
    )
    line = f"Orbison, H. L. and Quastel, S.\ufffdP. (1987) ‘Slow dirft: wooden clocks of the north’. {LINK}."
    assert checked(line, record)[2] == line.replace("dirft", "drift")


def test_an_issue_behind_its_volume_is_no_date():
    file = SourceFile(
        "refs.md", "markdown", "1. Orbison HL. Slow drift. Horology. 1987;2(3692):37-39. doi: 10.1000/x.\n"
    )
    (entry,) = parse(file)
    assert (entry.style, entry.words("year"), entry.words("issue")) == ("vancouver", "1987", "3692")


def test_years_in_the_name_of_a_journal_are_no_date():
    line = "1. Rourke AJJ. Hospitals today. Public Health Reports (1896-1970). 1952;67(11):1157. doi: 10.1000/x.\n"
    (entry,) = parse(SourceFile("refs.md", "markdown", line))
    assert (entry.style, entry.words("year"), entry.words("volume")) == ("vancouver", "1952", "67")
