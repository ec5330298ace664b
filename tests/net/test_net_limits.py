"""Retry-After is digits or a date, and nothing that hangs us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.model import Answer
from refmend.net.limits import LONGEST_RETRY_AFTER, retry_after, told

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC, a Friday


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("86401", LONGEST_RETRY_AFTER),
        ("9" * 400, LONGEST_RETRY_AFTER),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60.0),
        ("Friday, 15-Jan-27 08:01:00 GMT", 60.0),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
        ("Fri, 15 Jan 2094 07:00:00 GMT", LONGEST_RETRY_AFTER),
        ("nan", None),
        ("inf", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("1e3", None),
        ("0x10", None),
        ("٣", None),
        ("", None),
        ("soon", None),
        ("Fri, 99 Xyz 2027 08:01:00 GMT", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=80))
def test_retry_after_never_raises_and_is_bounded(value):
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_RETRY_AFTER


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"}, (0.02, None)),
        ({"x-rate-limit-limit": "1", "x-rate-limit-interval": "1s", "x-concurrency-limit": "1"}, (1.0, 1)),
        ({"x-rate-limit-limit": "0", "x-rate-limit-interval": "1s"}, (None, None)),
        ({"x-rate-limit-limit": "nan", "x-rate-limit-interval": "inf", "x-concurrency-limit": "-1"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_told(headers, expected):
    assert told(Answer("http://x/", 200, tuple(headers.items()))) == expected
