"""Explanations: real slips, slips put into consistent elections, and what no search may claim."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import votecheck
from tests.planted import Counts, Shape, slipped
from tests.rules.test_by_example import audit
from votecheck.diagnosis.explain import Explained, explain
from votecheck.diagnosis.localise import Search
from votecheck.diagnosis.propagation import Conflict, Constraint, Network
from votecheck.model.causes import Diagnosis, Repair
from votecheck.model.facts import Election
from votecheck.model.figures import ANYTHING, Interval
from votecheck.model.numerals import read_count, read_percent
from votecheck.outputs.wording.repairs import explanations
from votecheck.readers import Source
from votecheck.readers.dataset import read
from votecheck.slips import STEP
from votecheck.slips.edits import edits

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
    assert [(r.mark.figure.text, r.slip.words, r.text) for r in best.repairs] == [("11", "a digit dropped", "151")]
    assert found.confidence == "possible"  # one sum alone, and a value fourteen times as large


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
    assert [(r.mark.figure.text, r.slip.words, r.text) for r in repairs] == [
        ("18,167", "neighbouring digits swapped", "18,617")
    ]


def test_hood_2020_is_off_by_two_and_nothing_decides() -> None:
    found = cause('votes:\n  Ash: {count: "2,585", modes: {a: 288, b: "1,809", c: 474, d: 16}}\n')
    assert found.confidence == "undecided"
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


def said(report: str) -> str:
    """What the terminal says of the one cause of a report, on one line."""
    (told,) = (" ".join(explanations(d)) for d in audit(report).diagnoses if d.severity != "note")
    return told


LIST = """
    complete: yes
    shares of: valid votes
    votes:
      Ash:   41,250 (21.23%)
      Birch: 52,310 (26.92%)
      Cedar: 61,204 (31.50%)
      Dorn:  24,118 (12.41%)
      Elm:   15,410 (7.93%)
    totals:
      valid votes: 194,292
"""
UNITS = """
    all units: yes
    votes: {Ash: 1233, Birch: 1617, Cedar: 373}
    units:
      North: {votes: {Ash: 400, Birch: 710, Cedar: 122}}
      South: {votes: {Ash: 500, Birch: 700, Cedar: 200}}
      West: {votes: {Ash: 333, Birch: 207, Cedar: 51}}
"""


def test_two_rows_that_are_swapped() -> None:
    swapped = LIST.replace("41,250", "-").replace("61,204", "41,250").replace("-", "61,204")
    assert "possible: Ash 61,204 and Cedar 41,250 are swapped" in said(swapped)


def test_two_fields_that_are_swapped() -> None:
    totals = """
        votes: {Ash: 41250, Birch: 63540}
        totals: {valid votes: 5210, invalid votes: 104790, ballots cast: 110000}
    """
    assert said(totals) == "likely: valid votes 5210 and invalid votes 104790 are swapped"
    modes = """
        votes:
          Ash:   {count: 1000, modes: {early: 300, mail: 700}}
          Birch: {count: 900, modes: {early: 50, mail: 850}}
        totals:
          valid votes: {count: 1900, modes: {early: 1150, mail: 750}}
    """
    assert said(modes) == "certain: Birch, early 50 and Birch, mail 850 are swapped"


def test_a_column_that_is_shifted_by_a_row() -> None:
    shifted = LIST.replace("24,118", "61,204-").replace("61,204 ", "52,310 ").replace("52,310 (26", "41,250 (26")
    shifted = shifted.replace("15,410", "24,118").replace("61,204-", "61,204")
    assert "the figures from Birch to Elm are shifted down by one row" in said(shifted)


def test_a_count_copied_from_the_row_above() -> None:
    assert "Birch 41,250 repeats a neighbour; it must be 52,310" in said(LIST.replace("52,310", "41,250"))


def test_a_unit_left_out_of_every_total_or_counted_twice() -> None:
    left_out = UNITS.replace("1233", "900").replace("1617", "1410").replace("373", "322")
    assert (
        said(left_out)
        == "certain: Ash 900 should be 1,233, Birch 1410 should be 1,617, Cedar 322 should be 373 (West left out)"
    )
    twice = UNITS.replace("1233", "1733").replace("1617", "2317").replace("373", "573")
    assert said(twice).endswith("(South counted twice)")


def test_totals_that_all_lack_one_share() -> None:
    scaled = """
        all units: yes
        votes: {Ash: 88200, Birch: 138180, Cedar: 31556}
        units:
          North: {votes: {Ash: 40000, Birch: 71000, Cedar: 12200}}
          South: {votes: {Ash: 50000, Birch: 70000, Cedar: 20000}}
    """
    assert said(scaled).startswith("likely: all 3 totals lack the same share of their votes")


def test_a_slip_in_a_unit_is_found_from_its_own_sum_and_the_total() -> None:
    report = """
        all units: yes
        complete: yes
        votes: {Ash: 900, Birch: 1410}
        units:
          North: {votes: {Ash: 400, Birch: 710}, totals: {valid votes: 1110}}
          South: {votes: {Ash: 580, Birch: 700}, totals: {valid votes: 1200}}
    """
    assert said(report) == "certain: Ash in South 580 should be 500 (a look-alike digit)"


def test_a_turnout_is_explained_like_a_share() -> None:
    assert "turnout 60.5% should be 50.5%" in said("totals: {ballots cast: 10350, registered voters: 20500, turnout: 60.5%}")


def test_a_share_that_lost_its_decimals_leaves_the_counts_that_meet_their_total() -> None:
    found = cause("""
    votes: {Archer: 149 (51.92%), Baker: 116 (40.42%), Cruz: 17 (5%), Write-ins: 5 (1.74%)}
    totals: {undervotes: 12, overvotes: 2, ballots cast: 301}
    """)
    assert {r.mark.figure.text for e in found.explanations for r in e.repairs} == {"5%"}


@pytest.mark.parametrize(("complete", "confidence"), [("yes", "possible"), ("no", "possible")])
def test_one_sum_alone_makes_no_large_change_likely(complete: str, confidence: str) -> None:
    found = cause(f"""
    {"complete: yes" if complete == "yes" else ""}
    votes: {{Baker: 210, Nunez: 28, Write-ins: 7}}
    totals: {{undervotes: 30, overvotes: 4, ballots cast: 554}}
    """)
    assert found.confidence == confidence
    assert [r.text for r in found.explanations[0].repairs] == ["305"]


def test_what_no_three_figures_explain_is_said_to_be_so() -> None:
    votes = ", ".join(f"Option {n}: {{count: {n}00, modes: {{early: {n}50, mail: {n}70}}}}" for n in range(1, 6))
    told = [" ".join(explanations(d)) for d in audit(f"votes: {{{votes}}}\n").diagnoses]
    assert told == ["undecided: no change of up to 3 figures explains this"] * 5


def test_a_figure_that_cannot_be_read_is_told_by_its_sums() -> None:
    found = cause("""
        complete: yes
        votes: {Ash: 4O1, Birch: 50}
        totals: {valid votes: 451}
    """)
    assert list(explanations(found)) == ["certain: Ash 4O1 should be 401 (told by its sums)"]


def test_reports_that_only_differ_are_not_decided_by_their_number() -> None:
    reports = "".join(
        f"  - {{id: {n}, status: final, votes: {{Ash: {votes}}}}}\n" for n, votes in (("a", 500), ("b", 600), ("c", 600))
    )
    (found,) = audit(f"votecheck: 1\nelection: e\nreports:\n{reports}").diagnoses
    assert list(explanations(found)) == []


@pytest.mark.parametrize(
    ("claims", "votes", "total", "expected"),
    [
        ("", "Ash: 4,100 (41.00%), Birch: 5,950 (39.50%), Cedar: 1,950 (19.50%)", "10,000", ("leader", "Birch", "Ash")),
        ("elected by: 40%", "Ash: 4,100 (41.00%), Birch: 3,950 (39.50%), Cedar: 1,950 (19.50%)", "10,000", None),
        ("", "Ash: 4,900 (59.00%), Birch: 3,000 (30.00%), Cedar: 1,100 (11.00%)", "10,000", ("majority", "no", "yes")),
        ("elected by: 55%", "Ash: 4,900 (59.00%), Birch: 3,000 (30.00%), Cedar: 1,100 (11.00%)", "10,000",
         ("threshold", "no", "yes")),
        ("claims: {runoff: [Ash, Birch]}", "Ash: 4,500 (45.00%), Birch: 2,600 (26.00%), Cedar: 1,900 (29.00%)", "10,000",
         ("runoff", "Birch", "Cedar")),
        ("claims: {winner: [Ash, Birch]}", "Ash: 4,500 (45.00%), Birch: 2,600 (26.00%), Cedar: 1,900 (29.00%)", "10,000",
         ("elected", "Birch", "Cedar")),
        ("", "Ash: 4,500 (45.00%), Birch: 2,600 (26.00%), Cedar: 1,900 (29.00%)", "10,000", ("rank", "3", "2")),
    ],
)  # fmt: skip
def test_what_a_repair_would_change_of_the_outcome(
    claims: str, votes: str, total: str, expected: tuple[str, str, str] | None
) -> None:
    rows = "".join(f"  {vote.strip()}\n" for vote in votes.replace("), ", ")|").split("|"))
    report = f"complete: yes\nshares of: valid votes\n{claims}\nvotes:\n{rows}totals:\n  valid votes: {total}\n"
    changed = [d.consequence for d in audit(report).diagnoses if d.consequence]
    assert [(c.what, c.before, c.after) for c in changed] == ([expected] if expected else [])


def test_typed_edits_reach_what_they_say() -> None:
    room = Interval(Fraction(200_493), Fraction(201_303))
    found = [(e.slip.words, e.text) for e in edits(read_count("300,907"), room) if e.slip.words != "two digits wrong"]
    assert found == [("one digit wrong", "200,907")]
    lost = [e.slip.words for e in edits(read_percent("5%"), Interval(Fraction(579, 100), Fraction(581, 100)))]
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
        {(e.cost, frozenset((key(r), r.slip.name, r.room) for r in e.repairs), e.assumptions) for e in found.explanations}
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
