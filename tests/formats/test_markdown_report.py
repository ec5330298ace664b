from sample_report import finding, findings, sample

from refmend.formats import render


def test_worst_comes_first_and_the_marker_before_it():
    text = render(sample(), "markdown")
    assert text.startswith("<!-- refmend:report -->\n")
    assert text.index("pages-mismatch") < text.index("dead-link") < text.index("title-mismatch")
    assert text.index("title-mismatch") < text.index("moved-link")
    assert "2 errors, 1 warning, 1 info" in text


def test_the_budget_is_kept_and_the_rest_is_counted():
    many = [findings()[2].model_copy(update={"line": line, "end_line": line}) for line in range(6000)]
    for budget in (2_000, 65_536, 1_048_576):
        text = render(sample(findings=many), "markdown", byte_budget=budget)
        assert len(text.encode()) <= budget
        shown = text.count("🔴")
        assert f"**{6000 - shown:,} more**" in text or shown == 6000
        assert text.count("<details") == text.count("</details>")


def test_without_a_budget_it_fits_into_a_step_summary():
    many = [findings()[0].model_copy(update={"line": line, "message": "x" * 500}) for line in range(6000)]
    assert len(render(sample(findings=many), "markdown").encode()) < 1_048_576


def test_hostile_text_is_no_markdown():
    hostile = finding(
        "dead-link",
        3,
        "https://example.org/gone/页",
        message="](javascript:alert(1)) ![x](https://evil.example/p.png) | a | @everyone #12 <!-- <script>",
        expected="a`b | <img>",
    )
    text = render(sample(findings=[hostile]), "markdown")
    for bad in ("](", "![", "@everyone", "<script", "<img", " #12", "https://evil"):
        assert bad not in text


def test_nothing_to_say():
    assert "## Reference check: nothing to say" in render(sample(findings=[], counts={}), "markdown")
