"""Units of a table that print the same figures in every contest they share: one of them may be a copy of the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from votecheck.columns.frames import namespace, rows
from votecheck.columns.gathered import Group, Law

RULE = "tallies-are-distinct"
FEWEST_CONTESTS = 3  # that agree
FEWEST_VOTES = 10  # of a contest that can point at a pair
MOST_PAIRS = 1_000

Contests = dict[str, Mapping[str, Any]]  # of one unit: the figures of each


def alike(contests: Any) -> Law:
    """The units beside each other that are copies; the exact engine says whether chance could have made them equal."""
    ns = namespace(contests)
    units = next(iter(rows(contests.select(ns.col("unit").n_unique().alias("units")))))["units"]
    found = list(_groups(contests))
    return Law(RULE, int(units or 0), 0, len({group.unit for group in found}) // 2, lambda: found)


def _groups(contests: Any) -> Iterator[Group]:
    pairs = _pairs(contests)
    of_unit = _contests_of(contests, {unit for pair in pairs for unit in pair}) if pairs else {}
    for one, other in pairs:
        shared = of_unit[one].keys() & of_unit[other].keys()
        if len(shared) >= FEWEST_CONTESTS and all(of_unit[one][c] == of_unit[other][c] for c in shared):
            yield from (Group(RULE, unit, contest) for unit in (one, other) for contest in sorted(shared))


def _pairs(contests: Any) -> list[tuple[str, str]]:
    """The units that agree in so many contests that they may agree in all; of more than two the first and the last."""
    ns = namespace(contests)
    lists = contests.filter((ns.col("unit") != "") & (ns.col("contest") != "") & (ns.col("rows|") > 1))
    keys = ["outer", "contest", "options|", "greatest|", "rows|"]
    same = lists.filter(ns.col("options|") >= FEWEST_VOTES).group_by(keys).agg(
        ns.len().alias("units"), ns.col("unit").min().alias("one"), ns.col("unit").max().alias("other")
    )  # fmt: skip
    agreeing = same.filter(ns.col("units") > 1).group_by("one", "other").agg(ns.len().alias("contests"))
    told = rows(agreeing.filter(ns.col("contests") >= FEWEST_CONTESTS).sort("one", "other").head(MOST_PAIRS))
    return [(r["one"], r["other"]) for r in told]


def _contests_of(contests: Any, units: set[str]) -> dict[str, Contests]:
    """All contests of some units, each with its figures."""
    ns = namespace(contests)
    found: dict[str, Contests] = defaultdict(dict)
    for r in rows(contests.filter(ns.col("unit").is_in(sorted(units)) & (ns.col("contest") != ""))):
        found[r["unit"]][r["contest"]] = {name: value for name, value in r.items() if "|" in name}
    return found
