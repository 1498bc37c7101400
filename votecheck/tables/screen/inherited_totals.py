"""The totals of the whole unit, or of the party in it, given to the contests that print none of their own."""

from collections.abc import Sequence
from typing import Any

from votecheck.tables.aggregate.dataframes import left_join, namespace, only_row
from votecheck.tables.aggregate.tallies import SEP, TOTALS


def with_inherited_totals(contests: Any, of_parties: Any = None) -> Any:
    """The contests with the totals of their unit where they have none of their own; totals of their party, if there is a
    contest of these, come first. The column `own TOTAL|MODE` says whether a contest prints the total itself."""
    ns = namespace(contests)
    totals = [name for name in contests.collect_schema().names() if name.partition("|")[0] in TOTALS]
    of_unit = contests.filter(ns.col("contest") == "").select("unit", *totals)
    if of_parties is not None:
        around = of_parties.select(ns.col("around").alias("contest")).unique()
        of_party = contests.join(around, on="contest", how="semi").rename({"contest": "around"})
        contests = left_join(contests, of_parties, ["contest"])
        contests = _inherit(contests, of_party.select("unit", "around", *totals), ["unit", "around"]).drop("around")
    return _without_empty_registers(_inherit(contests, of_unit, ["unit"]), totals)


def _inherit(contests: Any, around: Any, on: Sequence[str]) -> Any:
    """The contests with missing totals filled in from the rows of `around`, joined by the columns in `on`."""
    ns = namespace(contests)
    printed = [name for name in around.collect_schema().names() if name not in on]
    counts = only_row(around.select(ns.len().alias("all"), *(ns.col(t).count().alias(t) for t in printed)))
    totals = [name for name in printed if counts[name]]
    if not totals:
        return contests
    present = contests.collect_schema().names()
    contests = left_join(contests, around.select(*on, *(ns.col(t).alias(f"{t}/around") for t in totals)), on)
    own = ((~ns.col(t).is_null()).alias(f"own {t}") for t in totals if f"own {t}" not in present)
    contests = contests.with_columns(*own)
    contests = contests.with_columns(*(ns.coalesce(ns.col(t), ns.col(f"{t}/around")).alias(t) for t in totals))
    return contests.drop(*(f"{t}/around" for t in totals))


def party_contest(contest: str, names: int) -> str:
    """The name of the contest that holds the totals of a contest's party in each unit; empty if the contest names no party.
    `names` is how many columns name a contest, before its party."""
    party = contest.split(SEP)[names:]
    return SEP + party[0] if party and party[0] else ""


def _without_empty_registers(contests: Any, totals: Sequence[str]) -> Any:
    """The contests without registers of zero voters beside ballots: there, in absentee and early precincts, none was kept."""
    ns = namespace(contests)
    kept = []
    for register in totals:
        ballots = register.replace("registered voters", "ballots cast")
        if register != ballots and ballots in totals:
            nobody = ns.when((ns.col(register) == 0) & (ns.col(ballots) > 0))
            kept.append(nobody.then(None).otherwise(ns.col(register)).alias(register))
    return contests.with_columns(*kept) if kept else contests
