"""A short, always equal run of what bench/fuzz.py does for as long as one likes."""

import warnings

import fuzz_targets
import pytest
from hypothesis import HealthCheck, Phase, given, settings


@pytest.mark.parametrize("name", fuzz_targets.TARGETS)
def test_hostile_input_breaks_nothing(name):
    target = fuzz_targets.TARGETS[name]

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.given)
    def feed(drawn):
        target.run(*drawn)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # third parties warn about what they are given here
        feed()
