"""One definition, several readings: every engine says of a table what the exact engine says of each of its groups."""

from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.results_files import Results, broken, consistent
from votecheck.checks.assumptions import with_conventions
from votecheck.checks.check import check
from votecheck.model.facts import as_election
from votecheck.model.report import Dataset
from votecheck.model.table import Table
from votecheck.rules import all_rules
from votecheck.tables.aggregate import labels, streaming
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.aggregate.engines import open_engine
from votecheck.tables.aggregate.reference import aggregate
from votecheck.tables.aggregate.tallies import tallies
from votecheck.tables.audit import SAME_RULE
from votecheck.tables.reload.report import exact_key, report
from votecheck.tables.reload.source_rows import read_rows
from votecheck.tables.screen.contests import SCREENED_RULES, Screened, screen

WITHHELD = ("*", "x", "n/a")
SLOW = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def by_columns(table: Table) -> Screened:
    """The table as any dataframe engine reads it: by way of Narwhals, where the default engine asks Polars itself."""
    frame = pl.concat(list(table.batches())).with_columns(pl.exclude("line").cast(pl.String))

    def small(columns: dict[str, list[Any]]) -> Any:
        return nw.from_native(labels.small_frame(columns))

    return screen(aggregate(tallies(table, nw.from_native(frame), small), lambda kept: kept))


def said(judged: Screened) -> dict[str, Any]:
    """What does not depend on the engine."""
    return {
        "kept": (judged.passed, judged.undecided_places),
        "broken": sorted(set(judged.broken)),
        "given up": sorted(judged.conventions),
        "allowed": judged.allowed,
        "roles": judged.roles,
        "base": (judged.base, judged.rounding),
        "figures": judged.figures,
    }


def exact(judged: Screened) -> set[tuple[str, tuple[str, ...], str]]:
    """The laws that the exact engine finds broken in all groups of the table."""
    keys = {(r["unit"], r["contest"]) for r in rows(judged.contests.select("unit", "contest"))}
    whole = report(read_rows(judged.aggregates, keys), judged, "all")
    if judged.base:
        whole = whole.model_copy(update={"shares_of": judged.base, "rounding": judged.rounding})
    election = with_conventions(as_election([Dataset.model_construct(election="one", names={}, reports=[whole])]))
    verdicts = check(election, [rule for rule in all_rules().values() if rule.name in SCREENED_RULES])
    return {(v.rule, v.result.unit, v.result.contest) for v in verdicts if v.state == "broken"}


@SLOW
@given(broken())
def test_runs_and_columns_say_the_same(results: Results) -> None:
    table = results.table
    assert said(screen(streaming.aggregate(table))) == said(by_columns(table)), results.text


@SLOW
@given(consistent())
def test_consistent_files_are_silent(results: Results) -> None:
    judged = screen(streaming.aggregate(results.table))
    assert (judged.broken, judged.conventions) == ((), ()), results.text
    assert exact(judged) == set(), results.text


@SLOW
@given(broken())
def test_columns_never_miss_what_the_exact_engine_finds(results: Results) -> None:
    judged = screen(streaming.aggregate(results.table))
    assume(all(row[6].strip() for row in results.rows if row[1] == "Total"))  # a blank whole is none for the exact engine only
    assume(set(judged.allowed.values()) <= {1})  # where most of so few units are broken, what is allowed is mistaken
    given_up = {convention.rule for convention in judged.conventions}
    told = {exact_key(group) for group in judged.broken}
    odd = {unit for rule, unit, _ in told if rule == "figures-are-readable"}  # all of it is judged again
    looked_at = {(unit, contest) for _, unit, contest in told}  # where a total is withheld, shares may have no base in columns
    for rule, unit, contest in exact(judged):
        if rule == "percentages-share-a-base" and (unit, contest) in looked_at:
            continue
        if rule == "total-shares-match" and not any(row[2] == "Ballots Cast" and not row[4] for row in results.rows):
            continue  # in columns a base must be printed, or be impossible
        if any(cell in WITHHELD for row in results.rows if (row[0], row[1]) == unit for cell in row[6:]):
            continue  # in columns a sum is not short in any mode where a part is withheld in one
        of_unit = [row for row in results.rows if (row[0], row[1]) == unit]
        if rule == "modes-add-up" and any(not row[6].strip() and any(row[8:]) for row in of_unit):
            continue  # blank votes beside modes are not checkable in columns, and none for the exact engine
        if rule not in given_up and unit not in odd:
            assert (SAME_RULE.get(rule, rule), unit, contest) in told, (rule, unit, contest, results.text)


@SLOW
@given(broken())
def test_what_columns_find_is_so(results: Results) -> None:
    judged = screen(streaming.aggregate(results.table))
    confirmed = {(SAME_RULE.get(rule, rule), unit, contest) for rule, unit, contest in exact(judged)}
    assume(not any(row[7] for row in results.rows))  # of a list whose shares are short of 100 the exact engine says less
    for group in judged.broken:
        if group.rule == "modes-add-up":
            assert exact_key(group) in confirmed, (group, results.text)


@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken())
def test_duckdb_says_the_same(results: Results) -> None:
    pytest.importorskip("duckdb")
    table = results.table
    with open_engine("duckdb") as by_duckdb:
        assert said(screen(by_duckdb(table))) == said(screen(streaming.aggregate(table))), results.text


@pytest.mark.parametrize("pieces", [1, 3])
def test_files_of_many_pieces_are_read_alike(pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from votecheck.readers import delimited

    rows = [
        ["Lake", f"P {n // 4}", "Mayor", "", "", f"Name {n % 4}", str(n), "", str(n - n % 3), str(n % 3)] for n in range(900)
    ]
    results = Results(["election_day", "mail"], rows)
    rows[500][8] = "1,000"
    whole = said(screen(streaming.aggregate(results.table)))
    monkeypatch.setattr(delimited, "PIECE", len(results.text) // pieces)
    assert said(screen(streaming.aggregate(results.table))) == whole
    assert whole["broken"]


@SLOW
@given(broken(), st.booleans())
def test_what_is_put_on_disk_says_the_same(results: Results, in_pieces: bool) -> None:
    from votecheck.readers import delimited

    here = said(screen(streaming.aggregate(results.table)))
    rows = sorted(results.rows, key=lambda row: row[5]) if in_pieces else results.rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "ROWS_IN_MEMORY", 1)
        patch.setattr(delimited, "PIECE", len(results.text) // 5 + 1)
        judged = screen(streaming.aggregate(Results(results.modes, rows).table))
    assert isinstance(judged.contests, pl.LazyFrame)
    assert said(judged) == here, results.text


def test_small_frames_keep_texts_as_texts() -> None:
    assert labels.small_frame({"unit": [], "contest": []}).schema == {"unit": pl.String, "contest": pl.String}
