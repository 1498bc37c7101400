"""The relations read against columns: for millions of tallies at once, in integers, on any dataframe engine.

Columns only find: they name the groups in which a relation does not hold. The exact engine explains them. What a file
leaves unsaid is learned from it first: whether a total holds the undervotes, how many votes a contest allows. A relation
that breaks in many places and always to one side is a convention of the file, not a finding in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.findings import Convention
from votecheck.relations import AtMost, Count, Else, Equal, Ladder, OneBase, Percent, Plus, Relation, Sum, Term, Times, Where
from votecheck.rows import SEP, SHARE_UNITS, Tallies, rows
from votecheck.rules import all_rules

TOTALS = (
    "registered voters",
    "ballots cast",
    "valid votes",
    "invalid votes",
    "blank votes",
    "undervotes",
    "overvotes",
    "total",
)
BASES = ("valid votes", "ballots cast", "registered voters")
EXTRAS = ("undervotes", "overvotes", "blank votes", "invalid votes")
PLAIN_READING = ("apart", "as votes")  # of where blank votes lie, and of what an overvote is
MANY, MANY_OF_ALL = 5, 100  # at least five breaks, and more than one in a hundred, are a convention of a file
ONLY_SHORT = ("modes-add-up", "units-add-up", "votes-add-up")  # a mode, a unit, an option may have no row or column
MANY_OVER = 4  # more than one in four: whatever the reason, it is not a slip
MANY_TWICE = 20  # more than one option in twenty stands twice: what tells them apart has no column
OFTEN = 2  # a convention is believed if it holds in at least one of so many places
LARGEST_SUM = 10**15  # a table whose counts add up to more cannot be one of votes


JUDGED = frozenset(
    {"modes-add-up", "units-add-up", "options-stand-once", "figures-are-readable"}
    | {rule.name for rule in all_rules().values() if isinstance(rule.relation, Equal | AtMost | Ladder | Percent | OneBase)}
)


Held = tuple[str, Any, Any, bool]  # a rule, the rows that break it, the numbers of rows, and whether it may be given up


class Group(NamedTuple):
    """One contest in one unit in which a relation does not hold; of a sum over units, also whose sum it is."""

    rule: str
    unit: str
    contest: str
    name: str = ""


@dataclass(frozen=True)
class Judged:
    """What columns found in one table."""

    kept: int
    broken: tuple[Group, ...]
    given_up: tuple[Convention, ...]
    allowed: dict[str, int]  # votes allowed, by contest
    roles: dict[str, str]  # what a role stands for in this file
    bases: dict[str, str]  # what the shares of options are shares of


def judge(found: Tallies) -> tuple[Tallies, Judged]:
    """Hold every relation of counts against a table; the tallies come back with what was learned of the file."""
    found = _by_party(found)
    found, roles = _learned(found)
    contests = _contests(found)
    allowed = _votes_allowed(found, contests)
    contests = _on_every_ballot(_with_allowed(contests, allowed, found))
    given_up: dict[str, Convention] = {}
    shares, bases = _shares(contests, found)
    laws = (*_within(contests, found), *_modes(found), *shares, *_units(found, found), *_twice(found))
    kept, broken = _held(laws, found.table.path, given_up)
    broken += [Group("figures-are-readable", r["unit"], r["contest"]) for r in rows(_odd(found))]
    return found, Judged(kept, tuple(dict.fromkeys(broken)), tuple(given_up.values()), allowed, roles, bases)


def _held(laws: Iterable[Held], path: str, given_up: dict[str, Convention]) -> tuple[int, list[Group]]:
    """How many relations are kept, and the groups that break them, but for what is given up."""
    kept = 0
    broken: list[Group] = []
    for rule, breaks, counted, may_be_given_up in laws:
        counts = next(iter(rows(counted)))
        held, short, over = (int(counts[key] or 0) for key in ("held", "short", "over"))
        kept += held - short - over
        if may_be_given_up and _is_convention(rule, held, short, over):
            given_up.setdefault(rule, Convention(path, rule, held, short + over, short > over))
        elif short or over:
            broken += [Group(rule, r["unit"], r["contest"], r.get("name") or "") for r in rows(breaks)]
    return kept, broken


def _is_convention(rule: str, held: int, short: int, over: int) -> bool:
    many = short + over
    if rule == "units-add-up" and many * OFTEN > held and short > over:
        return True  # most sums are short: not all units are listed
    if rule in ONLY_SHORT and over > short:  # nothing that is left out makes a sum too large
        return many >= MANY and many * MANY_OVER > held
    of_all = MANY_TWICE if rule == "options-stand-once" else MANY_OF_ALL
    return many >= MANY and many * of_all > held and min(short, over) * 20 <= many


# ---- what a file leaves unsaid --------------------------------------------------------------------


def _by_party(found: Tallies) -> Tallies:
    """In a primary a party is a contest of its own: where the totals of contests name their party."""
    totals = found.frame.filter(nw.col("role").is_in([*EXTRAS, "total"]) & ~nw.col("of_unit"))
    counts = next(iter(rows(totals.select((nw.col("party") != "").sum().alias("named"), nw.len().alias("all")))))
    if not counts["all"] or (counts["named"] or 0) * OFTEN < counts["all"]:
        return found
    contest = nw.when(nw.col("of_unit")).then(nw.col("contest")).otherwise(nw.concat_str("contest", "party", separator=SEP))
    return replace(found, frame=found.frame.with_columns(contest.alias("contest")))


def _learned(found: Tallies) -> tuple[Tallies, dict[str, str]]:
    """The tallies with their totals understood: what a row "Total" adds up, and whether write-ins are listed twice."""
    contests = _contests(found)
    roles: dict[str, str] = {}
    sums: dict[str, Any] = {}
    for size in range(len(EXTRAS) + 1):
        for extras in combinations(EXTRAS, size):
            for without in ("", "write-ins"):
                parts = nw.col("options|") - (nw.col("write-ins|") if without else 0)
                for extra in extras:
                    parts = parts + nw.col(f"{extra}|").fill_null(0)
                sums[f"{without};{','.join(extras)}"] = (parts == nw.col("total|")).sum()
    totals = contests.filter(~nw.col("total|").is_null() & (nw.col("rows|") > 0))
    held = next(iter(rows(totals.select(nw.len().alias("all"), *(e.alias(k) for k, e in sums.items())))))
    if held["all"]:
        best = max(sums, key=lambda key: held[key] or 0)
        if (held[best] or 0) * OFTEN >= held["all"]:
            without, _, adding = best.partition(";")
            roles["total"] = "valid votes"
            roles |= dict.fromkeys(adding.split(","), "option") if adding else {}
            if without:
                roles["write-ins"] = "part"
        else:
            roles["total"] = "part"
    if roles:
        changed = nw.col("role")
        for old, new in roles.items():
            changed = nw.when((nw.col("role") == old) & ~nw.col("of_unit")).then(nw.lit(new)).otherwise(changed)
        found = replace(found, frame=found.frame.with_columns(changed.alias("role")))
    return found, roles


def _votes_allowed(found: Tallies, contests: Any) -> dict[str, int]:
    """How many votes each contest allows: as printed, else what makes most of its units add up, else what none exceeds."""
    printed = found.frame.filter(~nw.col("allowed").is_null()).group_by("contest").agg(nw.col("allowed").max())
    allowed = {r["contest"]: max(1, r["allowed"]) for r in rows(printed)}
    ballots = nw.col("ballots cast|")
    whole = nw.col("options|") + nw.col("undervotes|").fill_null(0) + nw.col("overvotes|").fill_null(0)
    with_ballots = contests.filter(ballots > 0).with_columns(
        ((nw.col("options|") + ballots - 1) // ballots).alias("needed"),
        ((nw.col("options|") > ballots) & (nw.col("options|") * 4 <= ballots * 5)).alias("slightly"),
        nw.when(nw.col("undervotes|").is_null() | (whole % ballots != 0)).then(0).otherwise(whole // ballots).alias("exactly"),
    )
    # Where most contests of a unit exceed its ballots, the ballots are in question, and say nothing of what is allowed.
    doubted = with_ballots.group_by("unit").agg(
        (nw.col("needed") > 1).cast(nw.Int64).sum().alias("beyond"), nw.len().alias("all")
    )
    doubted = doubted.filter((nw.col("all") > 2) & (nw.col("beyond") * OFTEN > nw.col("all"))).select("unit")
    with_ballots = with_ballots.join(doubted, on="unit", how="anti")
    counted = with_ballots.group_by("contest", "needed", "slightly", "exactly").agg(nw.len().alias("units"))
    by_contest: dict[str, list[_Need]] = defaultdict(list)
    for r in rows(counted):
        by_contest[r["contest"]].append(_Need(r["needed"], r["slightly"], r["exactly"], r["units"]))
    for contest, told in by_contest.items():
        if contest not in allowed:
            allowed[contest] = _likely_allowed(told)
    return allowed


class _Need(NamedTuple):
    """How many votes a ballot some units of a contest need at least, and exactly if their undervotes tell it."""

    votes: int
    slightly: bool  # by no more than a quarter of the ballots
    exactly: int
    units: int


def _likely_allowed(needs: Sequence[_Need]) -> int:
    exact: dict[int, int] = defaultdict(int)
    for need in needs:
        exact[need.exactly] += need.units
    everywhere = sum(exact.values())
    best = max((n for n in exact if n), key=lambda n: (exact[n], -n), default=0)
    if best and exact[best] * OFTEN > everywhere:
        return best
    several = [need for need in needs if need.votes > 1]
    if len(several) == 1 and several[0].slightly and several[0].units == 1:
        return 1
    votes = sorted(need.votes for need in needs for _ in range(min(need.units, 1_000)))
    return max(1, votes[-1 - len(votes) // 5])  # one unit in five may be wrong


def _with_allowed(contests: Any, allowed: dict[str, int], found: Tallies) -> Any:
    table = found.small({"contest": list(allowed) or [""], "allowed": list(allowed.values()) or [1]})
    return contests.join(table, on="contest", how="left").with_columns(nw.col("allowed").fill_null(1))


def _on_every_ballot(contests: Any) -> Any:
    """The contests without the undervotes of those that only some ballots of a unit hold: all its sums are short."""
    ballots = nw.col("ballots cast|")
    whole = nw.col("options|") + nw.col("undervotes|") + nw.col("overvotes|").fill_null(0)
    exact = (whole == nw.col("allowed") * ballots).cast(nw.Int64).sum().alias("exact")
    told = contests.filter((ballots > 0) & ~nw.col("undervotes|").is_null())
    short = (whole < nw.col("allowed") * ballots).cast(nw.Int64).sum().alias("short")
    partial = told.group_by("contest").agg(exact, short, nw.len().alias("all"))
    partial = partial.filter(nw.col("short") * OFTEN > nw.col("all")).select("contest", nw.lit(True).alias("partial"))
    contests = contests.join(partial, on="contest", how="left")
    modes = [c.removeprefix("undervotes|") for c in contests.collect_schema().names() if c.startswith("undervotes|")]
    kept = [
        nw.when(nw.col("partial").is_null()).then(nw.col(f"undervotes|{m}")).otherwise(None).alias(f"undervotes|{m}")
        for m in modes
    ]
    return contests.with_columns(*kept)


# ---- contests -------------------------------------------------------------------------------------


def _contests(found: Tallies) -> Any:
    """One row for each contest in each unit: its options added up, and its totals, in all and by mode ("|0" and on)."""
    columns = {"": "votes", **{str(n): f"mode {n}" for n in range(len(found.modes))}}
    option = nw.col("role").is_in(["option", "write-ins"])
    sums, totals = [], []
    for mode, column in columns.items():
        value = nw.col(column)
        sums.append(nw.when(option).then(value).otherwise(0).fill_null(0).alias(f"options|{mode}"))
        sums.append(nw.when(nw.col("role") == "write-ins").then(value).otherwise(0).fill_null(0).alias(f"write-ins|{mode}"))
        sums.append(nw.when(option & ~value.is_null()).then(1).otherwise(0).alias(f"rows|{mode}"))
        totals += [nw.when(nw.col("role") == t).then(value).otherwise(None).alias(f"{t}|{mode}") for t in TOTALS]
    names = [f"{name}|{mode}" for mode in columns for name in ("options", "write-ins", "rows")]
    of_totals = [f"{t}|{mode}" for mode in columns for t in TOTALS]
    unknown = (nw.col("unknown") & option).cast(nw.Int64).alias("unknown")
    grouped = found.frame.select("unit", "contest", *sums, *totals, unknown).group_by("unit", "contest")
    contests = grouped.agg(*(nw.col(n).sum() for n in [*names, "unknown"]), *(nw.col(t).max() for t in of_totals))
    of_unit = contests.filter(nw.col("contest") == "").select("unit", *(nw.col(t).alias(f"{t}/unit") for t in of_totals))
    contests = contests.join(of_unit, on="unit", how="left")
    looked_up = [nw.coalesce(nw.col(t), nw.col(f"{t}/unit")).alias(t) for t in of_totals]
    contests = contests.with_columns(*looked_up).drop(*(f"{t}/unit" for t in of_totals))
    # A register of nobody beside ballots is one that was not kept there: absentee and early precincts.
    for mode in columns:
        register = nw.when((nw.col(f"registered voters|{mode}") == 0) & (nw.col(f"ballots cast|{mode}") > 0))
        contests = contests.with_columns(
            register.then(None).otherwise(nw.col(f"registered voters|{mode}")).alias(f"registered voters|{mode}")
        )
    return contests


def _within(contests: Any, found: Tallies) -> Iterator[Held]:
    """The relations between the figures of one contest in one unit."""
    for rule in all_rules().values():
        for mode in ("", *map(str, range(len(found.modes)))):
            for left, right, equal in _sides(rule.relation, mode):
                known = ~left.is_null() & ~right.is_null()
                short = known & (left < right) & (nw.col("unknown") == 0) if equal else nw.lit(False)
                over = (known & (left > right)).alias("over")
                held = contests.select("unit", "contest", known.alias("known"), short.alias("short"), over)
                yield rule.name, *_counted(held), True


def _counted(held: Any) -> tuple[Any, Any]:
    """The rows that break, and how many were held and broke to either side."""
    total = held.select(
        nw.col("known").cast(nw.Int64).sum().alias("held"),
        nw.col("short").cast(nw.Int64).sum().alias("short"),
        nw.col("over").cast(nw.Int64).sum().alias("over"),
    )
    return held.filter(nw.col("short") | nw.col("over")), total


def _sides(relation: Relation, mode: str) -> Iterator[tuple[Any, Any, bool]]:
    """Both sides of a relation as expressions over the contests; of a ladder, each pair of its steps."""
    match relation:
        case Equal(Sum(_, "modes" | "units"), _):
            return
        case Equal(left, right):
            yield _term(left, mode), _term(right, mode), True
        case AtMost(left, right):
            yield _term(left, mode), _term(right, mode), False
        case Ladder(steps, needed):
            for lower, higher in combinations(steps, 2):
                if not needed and _named(lower) in TOTALS and _named(higher) in TOTALS:
                    yield _term(lower, mode), _term(higher, mode), False


def _named(term: Term) -> str:
    match term:
        case Count(name):
            return name
        case Times(of):
            return _named(of)
    return ""


def _term(term: Term, mode: str) -> Any:
    match term:
        case Count(name):
            return nw.col(f"{name}|{mode}") if name in TOTALS else nw.lit(None).cast(nw.Int64)
        case Sum(_, "options"):
            return nw.when(nw.col(f"rows|{mode}") > 0).then(nw.col(f"options|{mode}")).otherwise(None)
        case Times(of):
            return nw.col("allowed") * _term(of, mode)
        case Where(_, value, of):
            return _term(of, mode) if value in PLAIN_READING else nw.lit(0)
        case Else(first, other):
            return nw.coalesce(_term(first, mode), _term(other, mode))
        case Plus((first, *more)):
            added = [t for t in more if not isinstance(t, Where) or t.value in PLAIN_READING]
            whole = _term(first, mode)
            for other in added:
                whole = whole + _term(other, mode).fill_null(0)
            # Without the totals that are added to its first term it is another law.
            called_for = [~_term(t, mode).is_null() for t in added if isinstance(t, Count)]
            return (
                nw.when(nw.any_horizontal(*called_for, ignore_nulls=True)).then(whole).otherwise(None) if called_for else whole
            )
    raise TypeError(term)


# ---- shares ---------------------------------------------------------------------------------------

# What is printed beside a share, by rule, and the totals that it can be a share of, likeliest first.
SHARES = {
    "percentages-match-votes": (
        ("option", "write-ins"), ("valid votes", "options", "ballots cast", "registered voters"),
    ),
    "total-shares-match": (
        ("valid votes", "invalid votes", "blank votes", "undervotes", "overvotes"), ("ballots cast", "registered voters"),
    ),
    "turnout-matches-ballots": (("turnout", "ballots cast"), ("registered voters",)),
}  # fmt: skip
ROUNDINGS = {"nearest": 0, "down": 1, "up": -1}  # by how many half units of the last digit its interval lies higher
MOST_OF_A_SHARE = 4 * 10**9  # a larger base would not fit the integers


def _shares(contests: Any, found: Tallies) -> tuple[list[Held], dict[str, str]]:
    """Each printed share held against its count in the base, and by the rounding, that fits most of the file."""
    given = found.table.map
    if not given.share:
        return [], {}
    around = contests.select("unit", "contest", *(nw.col(f"{b}|").alias(b) for b in ("options", *BASES)))
    with_share = found.frame.filter(~nw.col("share low").is_null()).join(around, on=["unit", "contest"], how="left")
    count = nw.when(nw.col("role") == "turnout").then(nw.col("ballots cast")).otherwise(nw.col("votes"))
    laws: list[Held] = []
    bases: dict[str, str] = {}
    for rule, (beside, candidates) in SHARES.items():
        printed = with_share.filter(nw.col("role").is_in(beside)).with_columns(count.alias("count"))
        declared = given.shares.get("option" if "option" in beside else "", "")
        tried = {
            f"{base}|{rounding}": _share_fits(base, shift)
            for base in ([declared] if declared else candidates)
            for rounding, shift in ROUNDINGS.items()
        }
        told = next(iter(rows(printed.select(nw.len().alias("all"), *(e.sum().alias(k) for k, e in _as_numbers(tried))))))
        if not told["all"]:
            continue
        best = max(tried, key=lambda key: told[key] or 0)
        base, _, rounding = best.partition("|")
        fits = tried[best]
        known = (nw.col("count") <= MOST_OF_A_SHARE) & (nw.col(base) <= MOST_OF_A_SHARE) & (nw.col(base) > 0)
        known = known.fill_null(False)
        wrong = known & ~fits
        held = printed.select(
            "unit", "contest", nw.col("option").alias("name"), known.alias("known"),
            wrong.alias("short"), nw.lit(False).alias("over"),
        )  # fmt: skip
        laws.append((rule, *_counted(held), True))
        if "option" in beside:
            bases = {"option": {"options": "votes listed"}.get(base, base), "rounding": rounding}
    return laws, bases


def _as_numbers(tried: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, fits.cast(nw.Int64)) for key, fits in tried.items())


def _share_fits(base: str, shift: int) -> Any:
    """Whether 100 x count / base lies in what the share stands for; the interval is shifted by half its width."""
    half = (nw.col("share high") - nw.col("share low")) // 2 * shift
    percent = 200 * SHARE_UNITS * nw.col("count")
    return ((nw.col("share low") + half) * nw.col(base) <= percent) & (percent <= (nw.col("share high") + half) * nw.col(base))


# ---- rows, units, duplicates ------------------------------------------------------------------------


def _modes(found: Tallies) -> Iterator[Held]:
    """The modes of each row add up to its votes. A row without any mode makes no sum; a blank one beside others is none."""
    if len(found.modes) == 0:
        return
    names = [f"mode {n}" for n in range(len(found.modes))]
    total, printed = nw.lit(0), nw.lit(0)
    for name in names:
        total = total + nw.col(name).fill_null(0)
        printed = printed + nw.when(nw.col(name).is_null()).then(0).otherwise(1)
    known = (printed > 0) & ~nw.col("votes").is_null() & ~nw.col("unknown")
    held = found.frame.select(
        "unit", "contest", nw.col("option").alias("name"), known.alias("known"),
        (known & (total < nw.col("votes"))).alias("short"), (known & (total > nw.col("votes"))).alias("over"),
    )  # fmt: skip
    yield "modes-add-up", *_counted(held), True


def _key(found: Tallies, around: str, between: bool) -> Any:
    """The tallies with one name for what must be added up over the units.

    Between two files contests and parties may be named otherwise, and write-ins told in one of them only: an option that
    stands in one contest of the unit is known by its name alone.
    """
    name = nw.col("option") if between else nw.concat_str("option", "party", separator=SEP)
    name = nw.when(nw.col("role").is_in(["option", "write-ins"])).then(name).otherwise(nw.col("role")).str.to_lowercase()
    named = found.frame.with_columns(name.alias("name"), nw.col("contest").str.to_lowercase().alias("contest key"))
    if not between:
        return named
    named = named.filter((nw.col("role") == "option") & (nw.col("option") != ""))
    contests = named.group_by(around, "name").agg(nw.col("contest key").n_unique().alias("contests"))
    named = named.join(contests, on=[around, "name"], how="left")
    alone = nw.when(nw.col("contests") == 1).then(nw.lit("")).otherwise(nw.col("contest key"))
    return named.with_columns(alone.alias("contest key"))


def name_in_sums(tally: Mapping[str, Any]) -> str:
    """The same name, of one row."""
    if tally["role"] in ("option", "write-ins"):
        return f"{tally['option']}{SEP}{tally['party']}".lower()
    return str(tally["role"]).lower()


def _units(inner: Tallies, outer: Tallies) -> Iterator[Held]:
    """The counts of the units add up to those of the unit around them, where a row (of another file) prints it.

    A sum that is short and has one blank in it is short by what belongs there, whatever the others do.
    """
    between = inner is not outer
    parts = _key(inner, "outer", between).filter(~nw.col("whole")).group_by("outer", "contest key", "name")
    none = nw.col("votes").is_null().cast(nw.Int64).sum()
    inside = parts.agg(
        nw.col("votes").sum().alias("added"), nw.col("unknown").cast(nw.Int64).sum().alias("missing"),
        nw.col("contest").min(), none.alias("blanks"), nw.len().alias("parts"),
    )  # fmt: skip
    wholes = _key(outer, "unit", between).group_by("unit", "contest key", "name")
    wholes = wholes.agg(nw.col("votes").sum().alias("printed"), none.alias("none"))
    both = inside.rename({"outer": "unit"}).join(wholes, on=["unit", "contest key", "name"], how="inner")
    blank = (nw.col("blanks") == 1) & (nw.col("missing") == 0) & (nw.col("parts") > 1) & (nw.col("added") < nw.col("printed"))
    for with_blank in (False, True):
        known = (nw.col("none") == 0) & (blank if with_blank else ~blank)
        short = known & (nw.col("added") < nw.col("printed")) & (nw.col("missing") == 0)
        over = known & (nw.col("added") > nw.col("printed"))
        held = both.select("unit", "contest", "name", known.alias("known"), short.alias("short"), over.alias("over"))
        yield "units-add-up", *_counted(held), not with_blank


def across(inner: Tallies, outer: Tallies) -> tuple[int, tuple[Group, ...], Convention | None]:
    """The units of one table added up to what another table prints for the units around them: kept, broken, given up."""
    given_up: dict[str, Convention] = {}
    kept, found = _held(_units(inner, outer), inner.table.path, given_up)
    return kept, tuple(found), given_up.get("units-add-up")


def _twice(found: Tallies) -> Iterator[Held]:
    """No option stands twice in one contest of one unit."""
    named = found.frame.filter((nw.col("role") == "option") & (nw.col("option") != ""))
    counted = named.group_by("unit", "contest", "party", "option").agg(nw.len().alias("rows"))
    held = counted.select(
        "unit", "contest", nw.col("option").alias("name"), nw.lit(True).alias("known"),
        nw.lit(False).alias("short"), (nw.col("rows") > 1).alias("over"),
    )  # fmt: skip
    yield "options-stand-once", *_counted(held), True


def _odd(found: Tallies) -> Any:
    return found.frame.filter(nw.col("odd")).select("unit", "contest").unique()
