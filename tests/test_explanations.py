"""Explanations: real slips, slips put into consistent elections, and what no search may claim."""

from fractions import Fraction

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import votecheck
from tests.slips import Counts, Shape, slipped
from tests.test_rules_by_example import audit
from votecheck.edits import STEP, edits
from votecheck.explain import Explained, explain
from votecheck.facts import Election
from votecheck.figures import ANYTHING, Interval
from votecheck.findings import Diagnosis, Repair
from votecheck.localise import Search
from votecheck.numerals import read_count, read_percent
from votecheck.propagation import Conflict, Constraint, Network
from votecheck.readers import Source
from votecheck.readers.dataset import read

WHARTON = """
    votes allowed: 1
    votes:
      Candidate: {count: 566, modes: {election day: 11, early: 386, mail: 29, provisional: 0}}
    totals:
      ballots cast: {modes: {election day: 347}}
"""


def cause(report: str) -> Diagnosis:
    (found,) = audit(report).diagnoses
    return found


def test_wharton_2018_a_dropped_digit() -> None:
    found = cause(WHARTON)
    (best,) = found.explanations
    assert [(r.mark.figure.text, r.edit, r.text) for r in best.repairs] == [("11", "digit dropped", "151")]
    assert found.confidence == "certain"


def test_wharton_without_the_ballots_is_still_one_dropped_digit_among_rivals() -> None:
    found = cause(WHARTON.replace("ballots cast", "ballots issued"))
    assert found.explanations[0].repairs[0].text == "151"


def test_sauk_2008_swapped_neighbours_found_from_the_county_total() -> None:
    found = audit("""
        all units: yes
        votes: {Obama: "18,617"}
        units:
          Baraboo: {votes: {Obama: "3,861"}}
          Reedsburg: {votes: {Obama: "2,207"}}
          others: {votes: {Obama: "12,549"}}
    """)
    assert found.diagnoses == ()
    swapped = cause("""
        all units: yes
        votes: {Obama: "18,167"}
        units:
          Baraboo: {votes: {Obama: "3,861"}}
          Reedsburg: {votes: {Obama: "2,207"}}
          others: {votes: {Obama: "12,549"}}
    """)
    repairs = swapped.explanations[0].repairs
    assert [(r.mark.figure.text, r.edit, r.text) for r in repairs] == [("18,167", "neighbours swapped", "18,617")]


def test_hood_2020_is_off_by_two_and_nothing_decides() -> None:
    found = cause('votes:\n  Ash: {count: "2,585", modes: {a: 288, b: "1,809", c: 474, d: 16}}\n')
    assert found.confidence == "open"
    assert len({r.mark.figure for e in found.explanations for r in e.repairs}) == 5


def test_a_repair_that_changes_who_leads_is_said_first() -> None:
    found = cause("""
        complete: yes
        shares of: valid votes
        votes:
          Ash:   4,100 (41.00%)
          Birch: 5,950 (39.50%)
          Cedar: 1,950 (19.50%)
        totals:
          valid votes: 10,000
    """)
    assert found.consequence is not None
    assert (found.consequence.before, found.consequence.after) == ("Birch", "Ash")


def test_typed_edits_reach_what_they_say() -> None:
    room = Interval(Fraction(200_493), Fraction(201_303))
    found = [(e.kind, e.text) for e in edits(read_count("300,907"), room) if e.kind != "two digits"]
    assert found == [("one digit", "200,907")]
    lost = [e.kind for e in edits(read_percent("5%"), Interval(Fraction(579, 100), Fraction(581, 100)))]
    assert "last decimal lost" in lost
    assert not list(edits(read_count("over 8 million"), ANYTHING))


# ---- slips put into consistent elections --------------------------------------------------------


def explained(election: Election) -> Explained:
    return explain(election.results, election)


def key(repair: Repair) -> tuple[str, ...]:
    share = ("share",) if repair.mark.figure.kind == "percent" else ()
    return (str(repair.mark.result.report.id), *repair.mark.result.unit, repair.mark.label, *share)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slipped())
def test_the_slips_put_in_are_explained_by_themselves_or_by_cheaper_ones(case: tuple[Shape, Counts, int]) -> None:
    shape, counts, cost = case
    found = explained(shape.election(counts))
    wrong = {key for key, value in counts.items() if value != shape.truth[key]}
    event(f"{len(wrong)} slips")
    assume(found.tried and not found.cut_off)
    best = min(e.cost for e in found.explanations)
    assert best <= cost
    if cost <= best + STEP:
        listed = [{key(r) for r in e.repairs} for e in found.explanations]
        assert any(figures <= wrong for figures in listed) or len(found.explanations) > 1


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slipped())
def test_every_repair_makes_everything_consistent(case: tuple[Shape, Counts, int]) -> None:
    shape, counts, _ = case
    for explanation in explained(shape.election(counts)).explanations:
        repaired = {key(r): r.room for r in explanation.repairs}
        exact = all(room.low == room.high for room in repaired.values())
        counted = all(r.mark.figure.kind == "count" for r in explanation.repairs)
        if explanation.assumptions or not counted or not (exact or len(repaired) == 1):
            continue
        for end in ("low", "high"):
            values = {fact: int(getattr(room, end) or 0) for fact, room in repaired.items()}
            assert broken_rules(shape, {**counts, **values}) == set()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(slipped())
def test_the_order_of_options_units_and_reports_changes_nothing(case: tuple[Shape, Counts, int]) -> None:
    shape, counts, _ = case
    both = [explained(shape.election(counts, backwards)) for backwards in (False, True)]
    assume(not any(found.cut_off for found in both))
    one, other = (
        {(e.cost, frozenset((key(r), r.edit, r.room) for r in e.repairs), e.assumptions) for e in found.explanations}
        for found in both
    )
    assert one == other


def broken_rules(shape: Shape, counts: Counts) -> set[str]:
    """The rules that counts break; two units that happen to be alike are none of the matter."""
    audit = votecheck.check(read(Source("slips", shape.printed(counts, False))))
    return {f.rule for f in audit.findings if f.severity != "note"} - {"tallies-are-distinct"}


# ---- the search ---------------------------------------------------------------------------------


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Constraint], int, dict[int, int]]:
    """A few numbers, printed right or wrong, and sums between them."""
    size = draw(st.integers(2, 5))
    truth = [draw(st.integers(0, 9)) for _ in range(size)]
    constraints = []
    for variable, value in enumerate(truth):
        shown = draw(st.sampled_from([value, value, value + 1, value + 5]))
        constraints.append(Constraint(((1, variable),), shown, shown, 1 << variable))
    for _ in range(draw(st.integers(1, 3))):
        signs = [draw(st.sampled_from([-1, 0, 1])) for _ in range(size)]
        terms = tuple((sign, n) for n, sign in enumerate(signs) if sign)
        if terms:
            total = sum(sign * truth[n] for sign, n in terms)
            constraints.append(Constraint(terms, total, total))
    return constraints, size, {1 << n: draw(st.integers(1, 3)) for n in range(size)}


@settings(max_examples=200, deadline=None)
@given(systems())
def test_the_search_finds_what_trying_every_set_finds(system: tuple[list[Constraint], int, dict[int, int]]) -> None:
    constraints, size, costs = system
    network = Network(constraints, size)
    every = [figures for figures in range(1 << size) if not isinstance(network.propagate(figures), Conflict)]
    cheapest = min(sum(cost for bit, cost in costs.items() if bit & figures) for figures in every)
    found = [o.figures for o in Search(network, costs, 10**6).openings()]
    spent = [sum(cost for bit, cost in costs.items() if bit & figures) for figures in found]
    assert spent[0] == cheapest
    assert spent == sorted(spent)
    minimal = {f for f in every if not any(g != f and g & f == g for g in every)}
    assert minimal <= set(found)
