"""Explanations: real slips, slips put into consistent elections, and what no search may claim."""

from fractions import Fraction

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.elections import Printed, consistent
from tests.test_rules_by_example import audit
from votecheck.edits import COSTS, edits
from votecheck.figures import ANYTHING, Interval
from votecheck.findings import Audit, Diagnosis, Explanation
from votecheck.localise import Search
from votecheck.numerals import read_count, read_percent
from votecheck.propagation import Conflict, Constraint, Network

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


def explanations(found: Audit) -> list[Explanation]:
    return [e for d in found.diagnoses for e in d.explanations]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(consistent(), st.data())
def test_a_slip_of_one_digit_is_among_the_explanations_or_a_cheaper_one_is(report: Printed, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(report.votes)))
    digits = str(report.votes[name])
    place = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    slip = int(digits[:place] + digit + digits[place + 1 :])
    assume(slip != report.votes[name] and str(slip) == digits[:place] + digit + digits[place + 1 :])
    found = report.moved("votes", name, slip).audit()
    grave = [d for d in found.diagnoses if d.severity != "note" and d.explanations]
    assume(grave)
    event(grave[0].confidence)
    assert min(e.cost for e in explanations(found)) <= COSTS["one digit"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(consistent(), st.data())
def test_a_repair_of_one_count_makes_everything_consistent(report: Printed, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(report.votes)))
    slip = data.draw(st.integers(0, 2 * report.votes[name] + 20))
    changed = report.moved("votes", name, slip)
    found = changed.audit()
    causes = [d for d in found.diagnoses if d.severity != "note"]
    for explanation in explanations(found) if len(causes) == 1 else ():
        if len(explanation.repairs) != 1 or explanation.assumptions:
            continue
        (repair,) = explanation.repairs
        fact = repair.mark.figure
        if (
            fact.kind == "count"
            and repair.mark.label in changed.votes
            and not repair.mark.result.unit
            and repair.room.high is not None
        ):
            for value in {int(repair.room.low), int(repair.room.high)}:
                repaired = changed.moved("votes", repair.mark.label, value).audit()
                assert [d for d in repaired.diagnoses if d.severity != "note"] == []


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
