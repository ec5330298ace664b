import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.model.redaction import redact


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("https://alice:hunter2@example.org/x", "hunter2"),
        ("https://ghp_abcdefghijklmnopqrstuvwx@github.com/a", "ghp_"),
        ("see https://example.org/p?access_token=tok-abcdef123456&x=1)", "tok-abcdef123456"),
        ("https://bucket.example/o?X-Amz-Signature=deadbeef&X-Amz-Credential=AKIA", "deadbeef"),
        ("https://example.org/cb#id_token=abc.def", "abc.def"),
        ("https://example.org/?api_key=K123", "K123"),
        ("Authorization failed for AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ],
)
def test_secrets_are_masked_at_their_length(text, secret):
    masked = redact(text)
    assert secret not in masked
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    "token",
    [
        *(f"gh{kind}_abcdefghij0123456789" for kind in "pousr"),
        "github_pat_abcdefghij0123456789",
        "glpat-abcdefghij0123456789",
        *(f"xox{kind}-0123456789" for kind in "abprs"),
        "AKIA0123456789ABCDEF",
        "eyJabcdefghij.abcdefghij.abcdefghij",
        "sk-abcdefghij0123456789",
    ],
)
def test_a_token_of_every_kind_is_masked_wherever_it_stands(token):
    assert redact(token) == "*" * len(token)
    assert redact(f"the words {token} alone") == f"the words {'*' * len(token)} alone"


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1000/182?x=1&author=Kepner",
        "https://example.org/p?utm_campaign=post&showWelcomeOnShare=true",
        "mail me@example.org about k=v",
        "Attention Is All You Need, 30(1), 5998-6008",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


@given(st.text(alphabet="?&;#=tokensecret/:@ .", max_size=300))
def test_masking_is_idempotent_and_keeps_the_length(text):
    once = redact(text)
    assert len(once) == len(text)
    assert redact(once) == once


def test_four_megabytes_of_nearly_secrets_are_read_in_linear_time():
    assert len(redact("?" + "token" * 800_000)) == 4_000_001
    assert len(redact("?a=" * 1_300_000)) == 3_900_000
    assert len(redact("://" * 1_300_000)) == 3_900_000
