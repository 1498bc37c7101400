"""Numbers as printed: what each text stands for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votecheck.model.figures import Figure, Interval, Origin, Printed, settle
from votecheck.model.numerals import read_count, read_percent, read_tally


def interval(low: str | int, high: str | int) -> Interval:
    return Interval(Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("300,907", 300907, 300907),
        ("300.907", 300907, 300907),
        ("300 907", 300907, 300907),
        ("300\u00a0907", 300907, 300907),
        ("6\u202f456\u2009392", 6456392, 6456392),
        ("1'234'567", 1234567, 1234567),
        ("1\u2019234\u2019567", 1234567, 1234567),
        ("13,86,233", 1386233, 1386233),
        ("206 ,206", 206206, 206206),
        ("271, 641", 271641, 271641),
        ("460 ,484 votes", 460484, 460484),
        ("012", 12, 12),
        ("123.0", 123, 123),
        ("٣٠٠٬٩٠٧", 300907, 300907),
        ("1.234", 1234, 1234),
        ("8.3 million", 8_250_000, 8_350_000),
        ("over 8mln", 8_000_000, 8_999_999),
        ("more than 8 million people", 8_000_000, 8_999_999),
        ("nearly 8 million", 7_000_000, 8_000_000),
        ("about 8,300,000", 8_200_000, 8_400_000),
        ("206 thousand", 205_500, 206_500),
        ("fewer than 5", 0, 4),
        ("9" * 40, int("9" * 40), int("9" * 40)),
    ],
)
def test_counts(text: str, low: int, high: int) -> None:
    figure = read_count(text)
    assert figure.problem == ""
    assert figure.interval() == interval(low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2.6%", "2.55", "2.65"),
        ("2.60%", "2.595", "2.605"),
        ("5%", "4.5", "5.5"),
        ("81,31 %", "81.305", "81.315"),
        ("2.53 per cent", "2.525", "2.535"),
        ("2.53 percent", "2.525", "2.535"),
        ("45.0", "44.95", "45.05"),
        ("0%", 0, "0.5"),
        ("over 88%", 88, 89),
        ("more than 50%", 50, 60),
        ("1,234%", "1.2335", "1.2345"),
    ],
)
def test_percentages(text: str, low: str, high: str) -> None:
    assert read_percent(text).interval() == interval(low, high)


@pytest.mark.parametrize(
    ("rounding", "low", "high"), [("nearest", "2.55", "2.65"), ("down", "2.6", "2.7"), ("up", "2.5", "2.6")]
)
def test_rounding_conventions(rounding: str, low: str, high: str) -> None:
    assert read_percent("2.6%").interval(rounding) == interval(low, high)  # type: ignore[arg-type]


def test_an_approximate_source_widens_its_figures() -> None:
    assert read_count("206,000").interval(approximate=True) == interval(205_500, 206_500)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-5", "a negative number"),
        ("\u22125", "a negative number"),
        ("1.2.3", "two decimal marks"),
        ("12a4", "letters or signs inside the number"),
        ("12.5", "a count has no decimals"),
        ("12 34", "two numbers in one place"),
        ("about", "not a number"),
        ("1" * 500, "longer than 120 characters"),
    ],
)
def test_what_is_no_count_says_why(text: str, problem: str) -> None:
    figure = read_count(text)
    assert figure.state == "unreadable"
    assert figure.problem == problem


def test_two_decimal_marks_in_a_percentage() -> None:
    assert read_percent("81.3.1%").problem == "two decimal marks"


@pytest.mark.parametrize(("text", "value"), [("10.555.92", 1055592), ("80,2067", 802067), ("5,343.358", 5343358)])
def test_malformed_groups_are_read_and_said(text: str, value: int) -> None:
    figure = read_count(text)
    assert figure.interval() == interval(value, value)
    assert "malformed groups" in figure.remarks


@pytest.mark.parametrize("text", ["206 ,206", "271, 641", "460 ,484"])
def test_odd_spaces_are_kept_on_the_figure(text: str) -> None:
    figure = read_count(text)
    assert (figure.text, figure.remarks) == (text, ("odd spaces",))


@pytest.mark.parametrize(("text", "state"), [("suppressed", "suppressed"), ("*", "suppressed"), ("n/a", "not applicable")])
def test_missing_suppressed_not_applicable_and_zero_are_four_things(text: str, state: str) -> None:
    assert read_count(text).state == state
    assert read_tally("-") == (None, None)
    assert read_count("0").interval() == interval(0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "300,907 (2.53%)", "2.53% (300,907 votes)", "300,907 votes (2.53%)", "300,907 or 2.53%", "2.53 %, 300,907",
        "300,907 / 2.53 per cent", "300,907, 2.53%", "300,907 votes, or 2.53 percent", "300 907 (2,53%)",
    ],
)  # fmt: skip
def test_a_count_and_its_share_in_one_text(text: str) -> None:
    count, share = read_tally(text)
    assert count is not None
    assert share is not None
    assert count.interval() == interval(300907, 300907)
    assert share.interval() == interval("2.525", "2.535")


def test_every_reading_is_kept_until_the_text_decides() -> None:
    figure = read_count("1.234 million")
    assert {int(r.value) for r in figure.readings} == {1_234_000, 1_234_000_000}
    assert settle([read_percent("81.31%"), figure]) == "."
    assert [int(r.value) for r in figure.settled(".").readings] == [1_234_000]
    assert [int(r.value) for r in figure.settled(",").readings] == [1_234_000_000]
    assert settle([read_percent("81.31%"), read_percent("2,53%")]) == ""


def test_a_figure_knows_its_place() -> None:
    count, share = read_tally(Printed("300,907 (2.53%)", Origin("a.yaml", 4, 20, 15)))
    assert count is not None
    assert share is not None
    assert (count.origin, share.origin) == (Origin("a.yaml", 4, 20, 7), Origin("a.yaml", 4, 29, 5))


GROUPS = {"comma": ",", "dot": ".", "apostrophe": "'", "space": " ", "thin": "\u2009", "none": ""}


@given(st.integers(0, 10**12), st.sampled_from(sorted(GROUPS)))
def test_a_count_survives_every_way_to_print_it(count: int, style: str) -> None:
    text = f"{count:,}".replace(",", GROUPS[style])
    assert read_count(text).interval() == interval(count, count)


@given(st.integers(0, 100_000), st.integers(0, 3), st.sampled_from([".", ","]))
def test_a_percentage_stands_for_half_a_unit_around_it(value: int, places: int, mark: str) -> None:
    digits = f"{value:0{places + 1}d}"
    text = f"{digits[: len(digits) - places]}{mark}{digits[len(digits) - places :]}%" if places else f"{digits}%"
    if len(text.partition(mark)[0]) > 3:
        return
    exact, half = Fraction(value, 10**places), Fraction(1, 2 * 10**places)
    assert read_percent(text).interval() == Interval(max(Fraction(0), exact - half), exact + half)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for figure in (read_count(text), read_percent(text), *read_tally(text)):
        assert figure is None or isinstance(figure, Figure)
        assert figure is None or bool(figure.readings) == (figure.state == "printed")
