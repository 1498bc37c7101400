"""The totals that stand around a contest, of its whole unit or of its party there, for the contests that print none."""

from collections.abc import Sequence
from typing import Any

from votecheck.tables.aggregate.dataframes import left_join, namespace, only_row
from votecheck.tables.aggregate.tallies import SEP, TOTALS


def with_totals_of_units(contests: Any, of_parties: Any = None) -> Any:
    """The contests with the totals that stand for their whole unit, where they have none of their own; those of a party, if
    it has a contest of totals, before those of all.

    Of such totals `own TOTAL|MODE` says whether a contest prints its own.
    """
    ns = namespace(contests)
    totals = [name for name in contests.collect_schema().names() if name.partition("|")[0] in TOTALS]
    of_unit = contests.filter(ns.col("contest") == "").select("unit", *totals)
    if of_parties is not None:
        around = of_parties.select(ns.col("around").alias("contest")).unique()
        of_party = contests.join(around, on="contest", how="semi").rename({"contest": "around"})
        contests = left_join(contests, of_parties, ["contest"])
        contests = _looked_up(contests, of_party.select("unit", "around", *totals), ["unit", "around"]).drop("around")
    return _with_registers(_looked_up(contests, of_unit, ["unit"]), totals)


def _looked_up(contests: Any, around: Any, on: Sequence[str]) -> Any:
    """The contests with what is printed around them of the totals that they have none of."""
    ns = namespace(contests)
    printed = [name for name in around.collect_schema().names() if name not in on]
    told = only_row(around.select(ns.len().alias("all"), *(ns.col(t).count().alias(t) for t in printed)))
    totals = [name for name in printed if told[name]]
    if not totals:
        return contests
    present = contests.collect_schema().names()
    contests = left_join(contests, around.select(*on, *(ns.col(t).alias(f"{t}/around") for t in totals)), on)
    own = ((~ns.col(t).is_null()).alias(f"own {t}") for t in totals if f"own {t}" not in present)
    contests = contests.with_columns(*own)
    contests = contests.with_columns(*(ns.coalesce(ns.col(t), ns.col(f"{t}/around")).alias(t) for t in totals))
    return contests.drop(*(f"{t}/around" for t in totals))


def contest_of_party(contest: str, names: int) -> str:
    """The contest that holds what a unit prints of the party of a contest, which is named by so many columns, and its party;
    nothing where it names none."""
    party = contest.split(SEP)[names:]
    return SEP + party[0] if party and party[0] else ""


def _with_registers(contests: Any, totals: Sequence[str]) -> Any:
    ns = namespace(contests)
    # A register of nobody beside ballots is one that was not kept there: absentee and early precincts.
    kept = []
    for register in totals:
        ballots = register.replace("registered voters", "ballots cast")
        if register != ballots and ballots in totals:
            nobody = ns.when((ns.col(register) == 0) & (ns.col(ballots) > 0))
            kept.append(nobody.then(None).otherwise(ns.col(register)).alias(register))
    return contests.with_columns(*kept) if kept else contests
