"""What holds for every election: silence where it adds up, and each broken law found by its own rule."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.elections import Printed, consistent
from votecheck.model.audit import Audit

COPIES = {"whole-is-not-one-unit", "units-are-not-the-whole", "tallies-are-distinct", "options-hold-no-total"}
SHARES = {"percentages-match-votes", "percentages-share-a-base", "percentages-rounded-to-nearest"}


def broken(audit: Audit) -> set[str]:
    return {finding.rule for finding in audit.findings}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(consistent())
def test_a_consistent_election_is_silent(report: Printed) -> None:
    audit = report.audit()
    assert audit.number("kept") > 0
    # Equal units are lawful in small generated elections; nothing else may be said.
    assert broken(audit) <= COPIES


def fits(count: int, base: int, share: int, places: int) -> bool:
    unit = int(10**places)
    return abs(200 * count * unit - 2 * share * base) <= base


def laws_broken(report: Printed) -> set[str]:
    """The oracle: the same laws, written down once more in plain arithmetic."""
    totals, votes, units = report.totals, report.votes, report.units.values()
    valid, cast, registered = totals["valid votes"], totals["ballots cast"], totals["registered voters"]
    ladder = [totals[name] for name in ("valid votes", "ballots cast", "ballots issued", "registered voters") if name in totals]
    found = {
        "votes-add-up": sum(votes.values()) != valid,
        "ballots-add-up": valid + totals["invalid votes"] != cast,
        "votes-within-ballots": sum(votes.values()) > cast,
        "totals-in-order": any(a > b for a, b in pairwise(ladder)),
        "units-add-up": any(units and sum(u[name] for u in units) != votes[name] for name in votes),
        "shares": any(not fits(votes[name], valid, share, report.places) for name, share in report.shares.items()),
    }
    if report.turnout is not None:
        taken = [totals[name] for name in ("ballots cast", "ballots issued") if name in totals]
        found["turnout-matches-ballots"] = not any(fits(n, registered, report.turnout, report.places) for n in taken)
    if len(report.shares) > 1:
        half = Fraction(len(report.shares), 2)
        low = sum(max(Fraction(0), s - Fraction(1, 2)) for s in report.shares.values())
        total, hundred = sum(report.shares.values()), 100 * 10**report.places
        found["percentages-add-to-100"] = low > hundred or total + half < hundred
    return {rule for rule, is_broken in found.items() if is_broken}


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(consistent(), st.data())
def test_a_changed_figure_breaks_exactly_the_laws_that_name_it(report: Printed, data: st.DataObject) -> None:
    kinds = [("votes", name) for name in report.votes] + [("totals", name) for name in report.totals]
    kinds += [("shares", name) for name in report.shares] + ([("turnout", "")] if report.turnout is not None else [])
    kind, name = data.draw(st.sampled_from(kinds))
    old = int(report.turnout or 0) if kind == "turnout" else int(getattr(report, kind)[name])
    value = data.draw(st.one_of(st.integers(0, 2 * old + 20), st.integers(max(0, old - 3), old + 3)))
    changed = report.moved(kind, name, value)
    expected = laws_broken(changed)
    event(f"{kind}: {len(expected)} broken")
    rules = broken(changed.audit())
    found = {("shares" if rule in SHARES else rule) for rule in rules - COPIES}
    # Where every share fits another way to round, the turnout is read by it too.
    excused = {"shares"} | ({"turnout-matches-ballots"} if "percentages-rounded-to-nearest" in rules else set())
    assert found - excused == expected - excused, changed.yaml()
    if "shares" in expected:
        assert "shares" in found
    elif "shares" in found:
        # A list that still fits can only be said to round in another way.
        assert rules & SHARES == {"percentages-rounded-to-nearest"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(consistent(), st.randoms(use_true_random=False))
def test_the_order_of_options_does_not_matter(report: Printed, random: object) -> None:
    names = list(report.votes)
    random.shuffle(names)  # type: ignore[attr-defined]
    first = report.moved("votes", names[0], report.votes[names[0]] + 1000)
    other = Printed({n: first.votes[n] for n in names}, first.shares, first.totals, first.turnout, first.places, first.units)
    assert sorted(f.rule for f in first.audit().findings) == sorted(f.rule for f in other.audit().findings)
