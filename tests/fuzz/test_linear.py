"""Twice the text takes about twice the time: a few hostile texts for what reads the most, and what was found slow."""

import time

import linear_targets
import pytest

SIZE = 12_000
FLOOR, RATIO = 0.75, 3.5  # processor seconds that prove nothing; four is the square, and machines are busy
CASES = [
    *(("parts-of-record", pump) for pump in ("a.a.", "A. ", "1-", "É", " jr", "<!--", "Smith, J., ")),
    *(("title-of-record", pump) for pump in ("a. ", "<i>", "É")),
    *(("field-of-entry", pump) for pump in ("A. ", " jr", " and ", "1-")),
    *(("source-markdown", pump) for pump in ("[", "`a", "**a", "&amp;", "10.1000/a ", "http://a ", "A, B., ")),
    *(("find", pump) for pump in ("10.1/", "(", "https://a.b/(")),
    ("both", " & "),
    ("comments-latex", "%"),
    ("comments-markdown", "<!-- refmend: ignore -->"),
    *(("head", pump) for pump in ("a. ", " ", "&amp;")),
]


def seconds(target, text):
    started = time.process_time()
    linear_targets.TARGETS[target](text)
    return time.process_time() - started


def grows_too_fast(target, pump):
    """Tell whether 2n need much more than twice what n needs, in two attempts."""
    for _ in range(2):
        twice = seconds(target, linear_targets.repeated(pump, 2 * SIZE))
        if twice < FLOOR or twice < RATIO * seconds(target, linear_targets.repeated(pump, SIZE)):
            return False
    return True


@pytest.mark.parametrize(("target", "pump"), CASES)
def test_twice_the_text_takes_no_four_times_as_long(target, pump):
    linear_targets.TARGETS[target](linear_targets.GOOD)
    assert not grows_too_fast(target, pump)


@pytest.mark.parametrize("sign", [".", "-", "...", "–", ". .", "-."])
def test_a_sign_deposited_for_want_of_a_name_is_no_name(sign):
    linear_targets.parts_of_record(sign)
