"""The plain definition of the aggregates, for any dataframe engine (through Narwhals); `streaming.py` must agree with it.

Rows are grouped by their keys wherever they are in the file. It uses no floats, and nothing that engines compute differently.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from votecheck.model.table import LINE
from votecheck.tables.aggregate.aggregates import Aggregates, Group, LawResult, Part, count_law
from votecheck.tables.aggregate.dataframes import namespace, only_row, rows
from votecheck.tables.aggregate.parties import PartyCounts
from votecheck.tables.aggregate.tallies import EXTRAS, TOTALS, Tallies, count_columns

Materialize = Callable[[Any], Any]  # keeps what an engine computed, so that it is not computed again


def aggregate(tallies: Tallies, materialize: Materialize) -> Aggregates:
    """The aggregates of a table, with its rows grouped by contest and unit."""
    by_party = _party_counts(tallies).are_contests
    if by_party:
        tallies = tallies.split_by_party()
    contests = materialize(_contests(tallies))
    unreadable = (Group("figures-are-readable", r["unit"], r["contest"]) for r in rows(_unreadable(tallies)))
    shares = _TallyShares(tallies.frame) if tallies.table.map.share else None

    def lines(keys: Any) -> list[int]:
        chosen = tallies.frame.join(keys, on=["unit", "contest"], how="semi").select(LINE)
        return sorted({r[LINE] for r in rows(chosen)})

    laws = (*_check_modes(tallies), *check_repeats(tallies))

    def totals_of_units(units: Any) -> Any:
        return unit_totals(tallies).join(units, on="unit", how="semi")

    return Aggregates(
        tallies.table, tallies.modes, contests, materialize(_unit_sums(tallies)), laws, tuple(sorted(unreadable)), shares,
        by_party, tallies.make_frame, materialize, lines, totals_of_units,
    )  # fmt: skip


def _party_counts(tallies: Tallies) -> PartyCounts:
    ns = namespace(tallies.frame)
    names_one = ns.col("party") != ""
    totals = tallies.frame.filter(ns.col("role").is_in([*EXTRAS, "total"]) & ~ns.col("of_unit"))
    counts = only_row(totals.select(names_one.cast(ns.Int64).sum().alias("named"), ns.len().alias("all")))
    ballots = tallies.frame.filter(ns.col("of_unit") & (ns.col("role") == "ballots cast") & names_one)
    ballot_parties = frozenset(r["party"] for r in rows(ballots.select("party").unique()))
    return PartyCounts(int(counts["named"] or 0), int(counts["all"]), ballot_parties)


def _contests(tallies: Tallies) -> Any:
    """One row for each contest in each unit: its options added up and its totals, for all modes together and for each (`|0` and
    on)."""
    ns = namespace(tallies.frame)
    columns = count_columns(len(tallies.modes))
    option = ns.col("role").is_in(["option", "write-ins"])
    roles = tallies.frame.filter(ns.col("role").is_in(list(TOTALS))).select("role").unique()
    totals_present = sorted(r["role"] for r in rows(roles))
    sums, totals = [], []
    for mode, column in columns.items():
        value, printed = ns.col(column), (~ns.col(column).is_null()).cast(ns.Int64)
        written_in = ns.col("role") == "write-ins"
        for name, of, what in (
            ("options", option, value), ("write-ins", written_in, value),
            ("rows", option, printed), ("write-in rows", written_in, printed),
        ):  # fmt: skip
            sums.append(ns.when(of).then(what).otherwise(0).fill_null(0).alias(f"{name}|{mode}"))
        totals += [ns.when(ns.col("role") == t).then(value).otherwise(None).alias(f"{t}|{mode}") for t in totals_present]
    summed_columns = [f"{name}|{mode}" for mode in columns for name in ("options", "write-ins", "rows", "write-in rows")]
    greatest_columns = [*(f"{t}|{mode}" for mode in columns for t in totals_present), "allowed", "greatest|"]
    frame = tallies.frame.select(
        "unit", "contest", "outer", *sums, *totals, "allowed",
        ns.when(option).then(ns.col("votes")).otherwise(None).alias("greatest|"),
        (ns.col("unknown") & option).cast(ns.Int64).alias("unknown"), ns.lit(1).alias("lines"),
    )  # fmt: skip
    return frame.group_by("unit", "contest").agg(
        *(ns.col(name).sum().cast(ns.Int64) for name in [*summed_columns, "unknown", "lines"]),
        *(ns.col(name).max() for name in [*greatest_columns, "outer"]),
    )


def _check_modes(tallies: Tallies) -> Iterator[LawResult]:
    """Check that the modes of each row add up to its votes. A row without any mode is not checked; a blank mode among others
    means zero."""
    ns = namespace(tallies.frame)
    if not tallies.modes:
        return
    total, printed, repeated = ns.lit(0), ns.lit(0), ns.lit(True)
    for name in (f"mode {n}" for n in range(len(tallies.modes))):
        total = total + ns.col(name).fill_null(0)
        printed = printed + (~ns.col(name).is_null()).cast(ns.Int64)
        repeated = repeated & (ns.col(name).is_null() | (ns.col(name) == ns.col("votes")))
    # A register with zero, or the same number, in every mode is not kept by mode.
    by_mode_too = (total == ns.col("votes")) | ((total > 0) & ~repeated)
    is_checked = (ns.col("role") != "registered voters") | by_mode_too
    too_large = total > ns.col("votes")
    known = ~ns.col("votes").is_null() & (
        ~ns.col("unknown") | (~ns.col("odd") & too_large)
    )  # a withheld count cannot make it smaller
    checked, undecided = (printed > 0) & is_checked & known, (printed > 0) & is_checked & ~known
    short, over = checked & (total < ns.col("votes")), checked & too_large
    outcomes = {"checked": checked, "short": short, "over": over, "undecided": undecided}
    rows = tallies.frame.select("unit", "contest", *(value.alias(name) for name, value in outcomes.items()))
    yield count_law("modes-add-up", rows, by_unit=True)


def _unit_sums(tallies: Tallies) -> Any:
    """The sums over the units inside each unit."""
    ns = namespace(tallies.frame)
    return _sum_rows(tallies.frame.filter(ns.col("unit") != ""), "outer", "added", tallies.modes)


def unit_totals(tallies: Tallies) -> Any:
    """The figures printed for each unit."""
    return _sum_rows(tallies.frame, "unit", "printed", tallies.modes)


def _sum_rows(frame: Any, unit_column: str, prefix: str, modes: Sequence[str]) -> Any:
    """Rows summed by the unit in one column, contest, party, option and role; the sums are called `prefix|mode`."""
    ns = namespace(frame)
    columns = count_columns(len(modes))
    in_modes = ns.lit(0)
    for column in (c for mode, c in columns.items() if mode):
        in_modes = in_modes + ns.col(column).fill_null(0)
    adds_up = (in_modes == ns.col("votes")).fill_null(False)  # then a blank mode means zero
    blank = {m: ns.col(c).is_null() & ~adds_up if m else ns.col(c).is_null() for m, c in columns.items()}
    return frame.group_by(unit_column, "contest", "party", "option", "role").agg(
        *(ns.col(column).sum().cast(ns.Int64).alias(f"{prefix}|{mode}") for mode, column in columns.items()),
        *(is_blank.cast(ns.Int64).sum().cast(ns.Int64).alias(f"none|{mode}") for mode, is_blank in blank.items()),
        ns.col("unknown").cast(ns.Int64).sum().cast(ns.Int64).alias("missing"), ns.len().cast(ns.Int64).alias("parts"),
    )  # fmt: skip


def check_repeats(tallies: Tallies) -> tuple[LawResult, LawResult]:
    """Check that no option, and no total of a contest, is listed twice in one contest of one unit."""
    ns = namespace(tallies.frame)
    options = (ns.col("role") == "option") & (ns.col("option") != "")
    totals = ns.col("role").is_in(list(TOTALS)) & (ns.col("contest") != "")
    checked, short, undecided = ns.lit(True).alias("checked"), ns.lit(False).alias("short"), ns.lit(False).alias("undecided")

    def law(rows: Any, part: Part) -> LawResult:
        times = tallies.frame.filter(rows).group_by("unit", "contest", "party", "option", "role").agg(ns.len().alias("times"))
        outcomes = times.select("unit", "contest", checked, short, undecided, (ns.col("times") > 1).alias("over"))
        return count_law("options-stand-once", outcomes, part=part, by_unit=True)

    return law(options, ""), law(totals, "totals")


def _unreadable(tallies: Tallies) -> Any:
    """The groups with a cell that cannot be read as a number."""
    ns = namespace(tallies.frame)
    return tallies.frame.filter(ns.col("odd")).select("unit", "contest").unique()


class _TallyShares(NamedTuple):
    """The printed shares in a frame of tallies."""

    frame: Any

    def with_bases(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        ns = namespace(self.frame)
        blank = ns.col("role").is_in(["option", "write-ins"]) & ~ns.col("unknown") & ns.col("votes").is_null()
        count = ns.when(blank).then(ns.lit(0)).otherwise(ns.col("votes"))  # a blank means zero
        own = self.frame.filter(~ns.col("share low").is_null() & ns.col("role").is_in(list(roles))).select(
            "unit", "contest", (ns.col("role") == "turnout").alias("turnout"), count.alias("count"),
            ns.col("share low").alias("low"), ns.col("share high").alias("high"),
        )  # fmt: skip
        yield own.join(contests.select("unit", "contest", *bases), on=["unit", "contest"], how="left")

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return (Group(rule, r["unit"], r["contest"]) for r in rows(frame.select("unit", "contest").unique()))
