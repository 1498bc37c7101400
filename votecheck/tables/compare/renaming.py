"""The figures of one table under the names that another has for their units, contests and options; for any engine."""

from collections import defaultdict
from typing import Any

from votecheck.tables.aggregate.dataframes import MakeFrame, namespace, rows
from votecheck.tables.compare.matching import Lists, Matching


def lists_of(frame: Any) -> Lists:
    """The options of each contest in a frame (columns: contest, option, role)."""
    ns = namespace(frame)
    options = frame.filter((ns.col("role") == "option") & (ns.col("option") != "")).select("contest", "option").unique()
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows(options), key=lambda r: (r["contest"], r["option"])):
        found[row["contest"]].append(row["option"])
    return dict(found)


def renamed(frame: Any, names: Matching, make_frame: MakeFrame) -> Any:
    """A frame (columns: unit, contest, option) under the other names; rows of units or contests without a partner are left
    out, options without one keep their names."""
    ns = namespace(frame)
    contests = {"": "", **names.contests}
    units_frame = make_frame({"unit": list(names.units), "our unit": list(names.units.values())})
    contests_frame = make_frame({"contest": list(contests), "our contest": list(contests.values())})
    options_frame = make_frame({
        "contest": [contest for contest, _ in names.options], "option": [option for _, option in names.options],
        "our option": list(names.options.values()),
    })  # fmt: skip
    found = frame.join(units_frame, on="unit", how="inner").join(contests_frame, on="contest", how="inner")
    found = found.drop("unit", "contest").rename({"our unit": "unit", "our contest": "contest"})
    found = found.join(options_frame, on=["contest", "option"], how="left")
    return found.with_columns(ns.coalesce("our option", "option").alias("option")).drop("our option")
