"""Units of a table that print the same figures in every contest they share: one may be a copy of the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from votecheck.tables.aggregate.aggregates import Group, LawResult
from votecheck.tables.aggregate.dataframes import namespace, only_row, rows

RULE = "tallies-are-distinct"
FEWEST_CONTESTS = 3  # that must agree
FEWEST_VOTES = 10  # of a contest whose sums can suggest a pair
MOST_PAIRS = 1_000

Contests = dict[str, Mapping[str, Any]]  # of one unit: the figures of each contest


def find_copies(contests: Any) -> LawResult:
    """The result for units next to each other that are copies; the exact engine decides whether this may be chance."""
    ns = namespace(contests)
    lists = contests.select("unit", "outer", "contest", "rows|", "options|", "greatest|").filter(
        (ns.col("unit") != "") & (ns.col("contest") != "") & (ns.col("rows|") > 1)
    )
    units = lists.group_by("unit").agg(ns.col("outer").min(), ns.len().alias("contests"), ns.col("options|", "greatest|").sum())
    units = units.filter(ns.col("contests") >= FEWEST_CONTESTS)
    checked = only_row(units.select(ns.len().alias("units")))["units"]
    found = list(_copied_groups(contests, _candidate_pairs(lists, units)))
    return LawResult(RULE, int(checked), 0, len({group.unit for group in found}) // 2, lambda: found)


def _copied_groups(contests: Any, pairs: Sequence[tuple[str, str]]) -> Iterator[Group]:
    """The contests of the pairs of units that agree in all figures of all contests they share."""
    of_unit = _contests_of(contests, {unit for pair in pairs for unit in pair}) if pairs else {}
    for one, other in pairs:
        shared = of_unit[one].keys() & of_unit[other].keys()
        if len(shared) >= FEWEST_CONTESTS and all(of_unit[one][c] == of_unit[other][c] for c in shared):
            yield from (Group(RULE, unit, contest) for unit in (one, other) for contest in sorted(shared))


def _candidate_pairs(lists: Any, units: Any) -> list[tuple[str, str]]:
    """Pairs of sibling units with the same sums in all contests, or, if they have units inside, in some contests."""
    ns = namespace(lists)
    in_all = _units_with_same_keys(units, ["outer", "contests", "options|", "greatest|"])
    around = lists.select(ns.col("outer").alias("unit")).unique()
    of_wholes = lists.join(around, on="unit", how="semi").filter(ns.col("options|") >= FEWEST_VOTES)
    in_some = _units_with_same_keys(of_wholes, ["outer", "contest", "options|", "greatest|", "rows|"])
    agreeing = in_some.group_by("one", "other").agg(ns.len().alias("contests"))
    agreeing_units = agreeing.filter(ns.col("contests") >= FEWEST_CONTESTS)
    found = {
        (r["one"], r["other"])
        for frame in (in_all, agreeing_units)
        for r in rows(frame.select("one", "other").head(MOST_PAIRS))
    }
    return sorted(found)


def _units_with_same_keys(frame: Any, keys: Sequence[str]) -> Any:
    """The first and the last (one, other) of the units with the same keys, where there are several."""
    ns = namespace(frame)
    unit = ns.col("unit")
    same = frame.group_by(*keys).agg(ns.len().alias("units"), unit.min().alias("one"), unit.max().alias("other"))
    return same.filter(ns.col("units") > 1)


def _contests_of(contests: Any, units: set[str]) -> dict[str, Contests]:
    """All contests of some units, each with its figures."""
    ns = namespace(contests)
    found: dict[str, Contests] = defaultdict(dict)
    for r in rows(contests.filter(ns.col("unit").is_in(sorted(units)) & (ns.col("contest") != ""))):
        found[r["unit"]][r["contest"]] = {name: value for name, value in r.items() if "|" in name}
    return found
