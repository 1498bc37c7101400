"""Bases, rounding and remainders: what a list of shares is of, judged as one who knows results would."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.test_by_example import audit, rules

NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")


def nearest(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def cut_off(value: Fraction) -> int:
    return int(value)


class Drawn(NamedTuple):
    """A consistent result: its shares are of one of its totals, all rounded in one way."""

    votes: list[int]
    units: list[int]  # the shares, in units of their last digit
    places: int
    totals: dict[str, int]
    base: int

    def yaml(self) -> str:
        ten = 10**self.places
        shares = (f"{unit // ten}.{unit % ten:0{self.places}}%" for unit in self.units)
        rows = zip(NAMES, self.votes, shares, strict=False)
        lines = [f"  {name}: {votes} ({share})" for name, votes, share in rows]
        return "\n".join(["complete: yes", "votes:", *lines, "totals:", *(f"  {k}: {v}" for k, v in self.totals.items())])

    def fits(self, base: int, rounding: Callable[[Fraction], int]) -> bool:
        """Whether every share is that of its count in the base; a half may have gone either way."""
        exact = [Fraction(100 * 10**self.places * votes, base) for votes in self.votes]
        half = rounding is nearest
        return all(
            unit in ({nearest(e), -nearest(-e)} if half else {cut_off(e)}) for e, unit in zip(exact, self.units, strict=True)
        )


@st.composite
def drawn(draw: st.DrawFn, rounding: Callable[[Fraction], int] = nearest, least: int = 2) -> Drawn:
    votes = draw(st.lists(st.integers(20, 900), min_size=least, max_size=5))
    lost, stayed = draw(st.integers(1, 90)), draw(st.integers(1, 900))
    whole = sum(votes) + lost
    name = draw(st.sampled_from(("valid votes", "ballots cast", "voters", "registered voters", "parts")))
    totals = {"valid votes": sum(votes), "invalid votes": lost}
    base = {"valid votes": sum(votes), "registered voters": whole + stayed}.get(name, whole)
    if name not in ("valid votes", "parts"):
        totals[name] = base
    places = draw(st.integers(1, 2))
    units = [rounding(Fraction(100 * 10**places * v, base)) for v in votes]
    return Drawn(votes, units, places, totals, base)


def grave(text: str) -> list[str]:
    return [finding.rule for finding in audit(text).findings if finding.severity != "note"]


@settings(deadline=None)
@given(drawn())
def test_a_consistent_list_is_silent_whatever_its_base(result: Drawn) -> None:
    assert grave(result.yaml()) == [], result.yaml()


@settings(deadline=None)
@given(drawn(cut_off, least=4))
def test_a_list_that_is_truncated_throughout_is_a_note_at_most(result: Drawn) -> None:
    exact = (Fraction(100 * 10**result.places * votes, result.base) for votes in result.votes)
    misfits = sum(unit != nearest(share) for unit, share in zip(result.units, exact, strict=True))
    assume(misfits != 1)  # one alone is a slip of one unit, and a note of its own
    assert grave(result.yaml()) == [], result.yaml()


@settings(deadline=None)
@given(drawn(least=3), st.integers(0, 2), st.integers(2, 60))
def test_a_slip_is_found_as_soon_as_the_printed_figures_determine_it(result: Drawn, which: int, off: int) -> None:
    units = [unit + off * (place == which) for place, unit in enumerate(result.units)]
    slipped = result._replace(units=units)
    whole = 100 * 10**result.places * result.votes[0]
    bases = range(max(sum(result.votes), whole // (units[0] + 1)), whole // max(1, units[0] - 1) + 1)
    assume(not any(slipped.fits(base, rounding) for base in bases for rounding in (nearest, cut_off)))
    assert rules(slipped.yaml()), slipped.yaml()  # one unit of the last digit is a note


@pytest.mark.parametrize("report", [
    "complete: yes\nvotes: {A: 652 (65.2%), B: 338 (33.8%)}\ntotals: {invalid votes: 10, ballots cast: 1000}",
    "complete: yes\nvotes: {A: 300 (30.0%), B: 400 (40.0%)}\ntotals: {registered voters: 1000}",
    "complete: yes\nvotes: {A: 733 (73.3%), B: 207 (20.7%)}\ntotals: {invalid votes: 60, voters: 1000}",
    "complete: yes\nvotes: {A: 733 (73.3%), B: 207 (20.7%)}\ntotals: {invalid votes: 50, blank votes: 10}",
    "complete: yes\nvotes: {A: 60, B: 384 (38.4%), C: 540 (54.0%)}\ntotals: {blank votes: 16, valid votes: 1000}",
    "complete: yes\nvotes: {A: 250 (25%), B: 700, C: 50}\ntotals: {valid votes: 1000}",
])  # fmt: skip
def test_any_printed_total_may_be_the_base(report: str) -> None:
    assert rules(report) == []


@pytest.mark.parametrize(("declared", "total"), [
    ("valid votes", "ballots cast"), ("valid votes", "voters"), ("ballots cast", "registered voters"),
])  # fmt: skip
def test_a_declared_base_that_fits_nothing_is_one_cause(declared: str, total: str) -> None:
    (found,) = audit(f"""
        shares of: {declared}
        votes: {{Ash: 500 (50.0%), Birch: 310 (31.0%), Cedar: 90 (9.0%)}}
        totals: {{{declared}: 900, {total}: 1000}}
    """).findings
    assert found.sentence.text == "the shares are of the {base}, not of the {declared}"
    assert [step.label for step in found.steps] == [total, declared]


@pytest.mark.parametrize("report", [
    "totals: {ballots cast: 1000, invalid votes: 100}",
    "totals: {ballots cast: 1000, invalid votes: 100, blank votes: 3}",
    "votes: {Ash: 300}\ntotals: {ballots cast: 1000, invalid votes: 100}",
    "votes: {Ash: 300}\ntotals: {valid votes: 900}",
])  # fmt: skip
def test_a_remainder_without_its_parts_says_nothing(report: str) -> None:
    assert rules(report) == []
    assert audit(report).number("cannot tell")


@pytest.mark.parametrize("shares", [("60.03%", "39.96%"), ("60.1%", "39.8%"), ("59%", "40%")])
def test_two_shares_may_be_truncated(shares: tuple[str, str]) -> None:
    votes = {"60.03%": (300199, 199801), "60.1%": (6018, 3982), "59%": (597, 403)}[shares[0]]
    report = f"complete: yes\nvotes: {{Ash: {votes[0]} ({shares[0]}), Birch: {votes[1]} ({shares[1]})}}"
    assert rules(report) == ["percentages-rounded-to-nearest"]


def test_shares_that_are_balanced_to_100_are_one_note() -> None:
    report = """
        complete: yes
        votes: {Ash: 4044 (40.5%), Birch: 3026 (30.2%), Cedar: 1860 (18.6%), Dogwood: 1070 (10.7%)}
        totals: {valid votes: 10000}
    """
    (found,) = audit(report).findings
    assert (found.severity, len(found.marks)) == ("note", 2)
    assert grave(report.replace("10.7%", "10.9%"))


def test_shares_of_other_totals_are_not_held_against_each_other() -> None:
    report = """\
        votecheck: 1
        election: two bases
        reports:
          - id: court
            status: final
            votes: {Ash: 800 (88.89%), Birch: 90 (10%)}
            totals: {valid votes: 900}
          - id: book
            status: final
            votes: {Ash: 800 (80.00%), Birch: 90 (9%)}
            totals: {ballots cast: 1000}
    """
    assert rules(report) == []
    assert rules(report.replace("80.00%", "82.00%")) != []


@pytest.mark.parametrize("votes", ["{Ash: 700, Birch: 400}", "{Ash: 1001, Birch: 3}", "{Ash: 99, Birch: 9999, Cedar: 1}"])
def test_votes_do_not_exceed_the_register(votes: str) -> None:
    assert rules(f"votes: {votes}\ntotals: {{registered voters: 1000}}") == ["votes-within-register"]
    assert rules(f"votes allowed: 20\nvotes: {votes}\ntotals: {{registered voters: 1000}}") == []
