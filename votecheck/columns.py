"""A table gathered in columns by any dataframe engine (Narwhals): the definition that `runs.py` is held to.

Rows are grouped by their keys wherever they stand. No float, and nothing that engines read in different ways.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.gathered import Gathered, Group, Law, counted
from votecheck.rows import Tallies, rows
from votecheck.table import LINE
from votecheck.unsaid import EXTRAS, OFTEN, TOTALS

Keep = Callable[[Any], Any]  # holds what an engine computed, so that it is not computed again


def gathered(found: Tallies, keep: Keep) -> Gathered:
    """What a table holds, with its rows grouped by contest and unit."""
    by_party = _is_by_party(found)
    if by_party:
        found = found.by_party()
    contests = keep(_contests(found))
    odd = (Group("figures-are-readable", r["unit"], r["contest"]) for r in rows(_odd(found)))
    shares = _Shares(found.frame) if found.table.map.share else None

    def lines(keys: Any) -> list[int]:
        chosen = found.frame.join(keys, on=["unit", "contest"], how="semi").select(LINE)
        return sorted({r[LINE] for r in rows(chosen)})

    laws = (*_modes(found), twice(found))

    def wholes_of(units: Any) -> Any:
        return wholes(found).join(units, on="unit", how="semi")

    return Gathered(
        found.table, found.modes, contests, keep(_sums(found)), laws, tuple(sorted(odd)), shares, by_party, found.small,
        lines, wholes_of,
    )  # fmt: skip


def _is_by_party(found: Tallies) -> bool:
    """In a primary a party is a contest of its own: where the totals of contests name their party."""
    totals = found.frame.filter(nw.col("role").is_in([*EXTRAS, "total"]) & ~nw.col("of_unit"))
    named = (nw.col("party") != "").cast(nw.Int64).sum().alias("named")
    told = next(iter(rows(totals.select(named, nw.len().alias("all")))))
    return names_its_party(int(told["named"] or 0), int(told["all"]))


def names_its_party(named: int, totals: int) -> bool:
    """Whether so many of all totals that name a party make parties contests of their own."""
    return bool(totals) and named * OFTEN >= totals


def _contests(found: Tallies) -> Any:
    """One row for each contest in each unit: its options added up, and its totals, in all and by mode ("|0" and on)."""
    columns = {"": "votes", **{str(n): f"mode {n}" for n in range(len(found.modes))}}
    option = nw.col("role").is_in(["option", "write-ins"])
    told = found.frame.filter(nw.col("role").is_in(list(TOTALS))).select("role").unique()
    there = sorted(r["role"] for r in rows(told))
    sums, totals = [], []
    for mode, column in columns.items():
        value, printed = nw.col(column), (~nw.col(column).is_null()).cast(nw.Int64)
        written_in = nw.col("role") == "write-ins"
        for name, of, what in (
            ("options", option, value), ("write-ins", written_in, value),
            ("rows", option, printed), ("write-in rows", written_in, printed),
        ):  # fmt: skip
            sums.append(nw.when(of).then(what).otherwise(0).fill_null(0).alias(f"{name}|{mode}"))
        totals += [nw.when(nw.col("role") == t).then(value).otherwise(None).alias(f"{t}|{mode}") for t in there]
    added = [f"{name}|{mode}" for mode in columns for name in ("options", "write-ins", "rows", "write-in rows")]
    greatest = [*(f"{t}|{mode}" for mode in columns for t in there), "allowed", "greatest|"]
    frame = found.frame.select(
        "unit", "contest", "outer", *sums, *totals, "allowed",
        nw.when(option).then(nw.col("votes")).otherwise(None).alias("greatest|"),
        (nw.col("unknown") & option).cast(nw.Int64).alias("unknown"), nw.lit(1).alias("lines"),
    )  # fmt: skip
    return frame.group_by("unit", "contest").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in [*added, "unknown", "lines"]),
        *(nw.col(name).max() for name in [*greatest, "outer"]),
    )


def _modes(found: Tallies) -> Iterator[Law]:
    """The modes of each row add up to its votes. A row without any mode makes no sum; a blank one beside others is none."""
    if not found.modes:
        return
    total, printed = nw.lit(0), nw.lit(0)
    for name in (f"mode {n}" for n in range(len(found.modes))):
        total = total + nw.col(name).fill_null(0)
        printed = printed + (~nw.col(name).is_null()).cast(nw.Int64)
    kept = (nw.col("role") != "registered voters") | (total > 0)  # a register of nobody in each mode is not kept by mode
    known = (printed > 0) & ~nw.col("votes").is_null() & ~nw.col("unknown") & kept
    short, over = known & (total < nw.col("votes")), known & (total > nw.col("votes"))
    yield counted(
        "modes-add-up",
        found.frame.select("unit", "contest", known.alias("known"), short.alias("short"), over.alias("over")),
    )


def _sums(found: Tallies) -> Any:
    """What is to be added up over the units inside each unit."""
    return _added(found.frame.filter(nw.col("unit") != ""), "outer", "added", found.modes)


def wholes(found: Tallies) -> Any:
    """What is printed of each unit."""
    return _added(found.frame, "unit", "printed", found.modes)


def _added(frame: Any, around: str, name: str, modes: Sequence[str]) -> Any:
    columns = {"": "votes", **{str(n): f"mode {n}" for n in range(len(modes))}}
    return frame.group_by(around, "contest", "party", "option", "role").agg(
        *(nw.col(column).sum().cast(nw.Int64).alias(f"{name}|{mode}") for mode, column in columns.items()),
        *(nw.col(c).is_null().cast(nw.Int64).sum().cast(nw.Int64).alias(f"none|{mode}") for mode, c in columns.items()),
        nw.col("unknown").cast(nw.Int64).sum().cast(nw.Int64).alias("missing"), nw.len().cast(nw.Int64).alias("parts"),
    )  # fmt: skip


def twice(found: Tallies) -> Law:
    """No option stands twice in one contest of one unit."""
    named = found.frame.filter((nw.col("role") == "option") & (nw.col("option") != ""))
    times = named.group_by("unit", "contest", "party", "option").agg(nw.len().alias("times"))
    known, never = nw.lit(True).alias("known"), nw.lit(False).alias("short")
    held = times.select("unit", "contest", known, never, (nw.col("times") > 1).alias("over"))
    return counted("options-stand-once", held)


def _odd(found: Tallies) -> Any:
    return found.frame.filter(nw.col("odd")).select("unit", "contest").unique()


class _Shares(NamedTuple):
    """The shares of a frame of tallies."""

    frame: Any

    def beside(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        blank = nw.col("role").is_in(["option", "write-ins"]) & ~nw.col("unknown") & nw.col("votes").is_null()
        count = nw.when(blank).then(nw.lit(0)).otherwise(nw.col("votes"))  # a blank stands for none
        own = self.frame.filter(~nw.col("share low").is_null() & nw.col("role").is_in(list(roles))).select(
            "unit", "contest", (nw.col("role") == "turnout").alias("turnout"), count.alias("count"),
            nw.col("share low").alias("low"), nw.col("share high").alias("high"),
        )  # fmt: skip
        yield own.join(contests.select("unit", "contest", *bases), on=["unit", "contest"], how="left")

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return (Group(rule, r["unit"], r["contest"]) for r in rows(frame.select("unit", "contest").unique()))
