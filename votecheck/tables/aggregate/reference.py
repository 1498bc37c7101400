"""A table gathered in columns by any dataframe engine (Narwhals): the definition that `runs.py` is held to.

Rows are grouped by their keys wherever they stand. No float, and nothing that engines read in different ways.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from votecheck.model.table import LINE
from votecheck.tables.aggregate.aggregates import Gathered, Group, Law, Part, counted
from votecheck.tables.aggregate.dataframes import namespace, only_row, rows
from votecheck.tables.aggregate.parties import PartiesNamed
from votecheck.tables.aggregate.tallies import EXTRAS, TOTALS, Tallies, count_columns

Keep = Callable[[Any], Any]  # holds what an engine computed, so that it is not computed again


def gathered(found: Tallies, keep: Keep) -> Gathered:
    """What a table holds, with its rows grouped by contest and unit."""
    by_party = _parties_named(found).are_contests
    if by_party:
        found = found.by_party()
    contests = keep(_contests(found))
    odd = (Group("figures-are-readable", r["unit"], r["contest"]) for r in rows(_odd(found)))
    shares = _Shares(found.frame) if found.table.map.share else None

    def lines(keys: Any) -> list[int]:
        chosen = found.frame.join(keys, on=["unit", "contest"], how="semi").select(LINE)
        return sorted({r[LINE] for r in rows(chosen)})

    laws = (*_modes(found), *twice(found))

    def wholes_of(units: Any) -> Any:
        return wholes(found).join(units, on="unit", how="semi")

    return Gathered(
        found.table, found.modes, contests, keep(_sums(found)), laws, tuple(sorted(odd)), shares, by_party, found.small, keep,
        lines, wholes_of,
    )  # fmt: skip


def _parties_named(found: Tallies) -> PartiesNamed:
    ns = namespace(found.frame)
    names_one = ns.col("party") != ""
    totals = found.frame.filter(ns.col("role").is_in([*EXTRAS, "total"]) & ~ns.col("of_unit"))
    told = only_row(totals.select(names_one.cast(ns.Int64).sum().alias("named"), ns.len().alias("all")))
    ballots = found.frame.filter(ns.col("of_unit") & (ns.col("role") == "ballots cast") & names_one)
    of_ballots = frozenset(r["party"] for r in rows(ballots.select("party").unique()))
    return PartiesNamed(int(told["named"] or 0), int(told["all"]), of_ballots)


def _contests(found: Tallies) -> Any:
    """One row for each contest in each unit: its options added up, and its totals, in all and by mode ("|0" and on)."""
    ns = namespace(found.frame)
    columns = count_columns(len(found.modes))
    option = ns.col("role").is_in(["option", "write-ins"])
    told = found.frame.filter(ns.col("role").is_in(list(TOTALS))).select("role").unique()
    there = sorted(r["role"] for r in rows(told))
    sums, totals = [], []
    for mode, column in columns.items():
        value, printed = ns.col(column), (~ns.col(column).is_null()).cast(ns.Int64)
        written_in = ns.col("role") == "write-ins"
        for name, of, what in (
            ("options", option, value), ("write-ins", written_in, value),
            ("rows", option, printed), ("write-in rows", written_in, printed),
        ):  # fmt: skip
            sums.append(ns.when(of).then(what).otherwise(0).fill_null(0).alias(f"{name}|{mode}"))
        totals += [ns.when(ns.col("role") == t).then(value).otherwise(None).alias(f"{t}|{mode}") for t in there]
    added = [f"{name}|{mode}" for mode in columns for name in ("options", "write-ins", "rows", "write-in rows")]
    greatest = [*(f"{t}|{mode}" for mode in columns for t in there), "allowed", "greatest|"]
    frame = found.frame.select(
        "unit", "contest", "outer", *sums, *totals, "allowed",
        ns.when(option).then(ns.col("votes")).otherwise(None).alias("greatest|"),
        (ns.col("unknown") & option).cast(ns.Int64).alias("unknown"), ns.lit(1).alias("lines"),
    )  # fmt: skip
    return frame.group_by("unit", "contest").agg(
        *(ns.col(name).sum().cast(ns.Int64) for name in [*added, "unknown", "lines"]),
        *(ns.col(name).max() for name in [*greatest, "outer"]),
    )


def _modes(found: Tallies) -> Iterator[Law]:
    """The modes of each row add up to its votes. A row without any mode makes no sum; a blank one beside others is none."""
    ns = namespace(found.frame)
    if not found.modes:
        return
    total, printed, repeated = ns.lit(0), ns.lit(0), ns.lit(True)
    for name in (f"mode {n}" for n in range(len(found.modes))):
        total = total + ns.col(name).fill_null(0)
        printed = printed + (~ns.col(name).is_null()).cast(ns.Int64)
        repeated = repeated & (ns.col(name).is_null() | (ns.col(name) == ns.col("votes")))
    # A register of nobody, or of all, in each mode is not kept by mode.
    by_mode_too = (total == ns.col("votes")) | ((total > 0) & ~repeated)
    kept = (ns.col("role") != "registered voters") | by_mode_too
    too_large = total > ns.col("votes")
    known = ~ns.col("votes").is_null() & (~ns.col("unknown") | (~ns.col("odd") & too_large))  # what is withheld is not less
    held, is_open = (printed > 0) & kept & known, (printed > 0) & kept & ~known
    short, over = held & (total < ns.col("votes")), held & too_large
    told = {"held": held, "short": short, "over": over, "open": is_open}
    rows = found.frame.select("unit", "contest", *(value.alias(name) for name, value in told.items()))
    yield counted("modes-add-up", rows, by_unit=True)


def _sums(found: Tallies) -> Any:
    """What is to be added up over the units inside each unit."""
    ns = namespace(found.frame)
    return _added(found.frame.filter(ns.col("unit") != ""), "outer", "added", found.modes)


def wholes(found: Tallies) -> Any:
    """What is printed of each unit."""
    return _added(found.frame, "unit", "printed", found.modes)


def _added(frame: Any, around: str, name: str, modes: Sequence[str]) -> Any:
    ns = namespace(frame)
    columns = count_columns(len(modes))
    in_modes = ns.lit(0)
    for column in (c for mode, c in columns.items() if mode):
        in_modes = in_modes + ns.col(column).fill_null(0)
    adds_up = (in_modes == ns.col("votes")).fill_null(False)  # then a mode that is blank has none
    blank = {m: ns.col(c).is_null() & ~adds_up if m else ns.col(c).is_null() for m, c in columns.items()}
    return frame.group_by(around, "contest", "party", "option", "role").agg(
        *(ns.col(column).sum().cast(ns.Int64).alias(f"{name}|{mode}") for mode, column in columns.items()),
        *(is_blank.cast(ns.Int64).sum().cast(ns.Int64).alias(f"none|{mode}") for mode, is_blank in blank.items()),
        ns.col("unknown").cast(ns.Int64).sum().cast(ns.Int64).alias("missing"), ns.len().cast(ns.Int64).alias("parts"),
    )  # fmt: skip


def twice(found: Tallies) -> tuple[Law, Law]:
    """No option, and no total of it, stands twice in one contest of one unit."""
    ns = namespace(found.frame)
    options = (ns.col("role") == "option") & (ns.col("option") != "")
    totals = ns.col("role").is_in(list(TOTALS)) & (ns.col("contest") != "")
    held, short, never = ns.lit(True).alias("held"), ns.lit(False).alias("short"), ns.lit(False).alias("open")

    def law(rows: Any, part: Part) -> Law:
        times = found.frame.filter(rows).group_by("unit", "contest", "party", "option", "role").agg(ns.len().alias("times"))
        told = times.select("unit", "contest", held, short, never, (ns.col("times") > 1).alias("over"))
        return counted("options-stand-once", told, part=part, by_unit=True)

    return law(options, ""), law(totals, "totals")


def _odd(found: Tallies) -> Any:
    ns = namespace(found.frame)
    return found.frame.filter(ns.col("odd")).select("unit", "contest").unique()


class _Shares(NamedTuple):
    """The shares of a frame of tallies."""

    frame: Any

    def beside(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        ns = namespace(self.frame)
        blank = ns.col("role").is_in(["option", "write-ins"]) & ~ns.col("unknown") & ns.col("votes").is_null()
        count = ns.when(blank).then(ns.lit(0)).otherwise(ns.col("votes"))  # a blank stands for none
        own = self.frame.filter(~ns.col("share low").is_null() & ns.col("role").is_in(list(roles))).select(
            "unit", "contest", (ns.col("role") == "turnout").alias("turnout"), count.alias("count"),
            ns.col("share low").alias("low"), ns.col("share high").alias("high"),
        )  # fmt: skip
        yield own.join(contests.select("unit", "contest", *bases), on=["unit", "contest"], how="left")

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return (Group(rule, r["unit"], r["contest"]) for r in rows(frame.select("unit", "contest").unique()))
