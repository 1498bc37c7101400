"""What a large sum is off by, sought in the units that nothing else vouches for: a slip in one of them is as likely as one in
the total."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from votecheck.edits import COSTS, FEW, IN_SUM, STEP, edits
from votecheck.model.figures import NOWHERE, UNVOUCHED, Interval, Printed
from votecheck.model.numerals import read_count
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.reload.source_rows import Key, Name, Row, frame_of, key_of, modes_of, name_of, rows_at
from votecheck.tables.reload.suspect_units import MOST_FITTING, MOST_PARTS, Off
from votecheck.tables.screen.contests import Judged
from votecheck.tables.screen.laws import ties

DEAREST = "off by one or two"  # slip that is sought in each unit
BEYOND = "two digits"  # what is dearer fits nearly all
OF_UNITS = frozenset({"registered voters", "ballots cast"})  # totals that the contests of a unit share
Sum = tuple[Key, Name]  # of the units inside a group, and of which tally


class Doubt(NamedTuple):
    """The units that are to be looked at, and the sums of which one of many units may be off, with the likeliest such slip, or
    just that nothing vouches for them."""

    units: frozenset[Key] = frozenset()
    sums: Mapping[Sum, str] = {}


def in_doubt(judged: Judged, inside: Mapping[Key, Key], off: Mapping[Key, Off], crowded: Collection[Key]) -> Doubt:
    """Of large sums that are off, the units that may be so. `inside` has their groups, each with the one it is a part of.

    In a crowded sum many units have figures whose exchange would mend it: nothing vouches for them there.
    """
    parts = {key for key, around in inside.items() if off.get(around)}
    if not parts:
        return Doubt()
    if len(parts) > MOST_PARTS:
        every = {inside[key] for key in parts}
        return Doubt(sums={(around, name): BEYOND for around in every for name, _ in off[around]})
    vouched = _vouched_for(judged, parts)

    def is_open(key: Key, name: Name) -> bool:
        around = inside[key]
        return (name, "votes") in off[around] and (around in crowded or (key, _role(judged, name)) not in vouched)

    rows_of_roll_up: dict[Sum, list[Row]] = defaultdict(list)
    for row in rows_at(judged.gathered, {key for key in parts if any(is_open(key, name) for name, _ in off[inside[key]])}):
        if is_open(key_of(row), name := name_of(judged, row.tally)):
            rows_of_roll_up[inside[key_of(row)], name].append(row)
    units: set[Key] = set()
    sums: dict[Sum, str] = {}
    for (around, name), same in rows_of_roll_up.items():
        if any(modes_of(row.tally) for row in same):  # their modes vouch for their votes, but where a mode is off too
            if any(other == name and column != "votes" for other, column in off[around]):
                sums[around, name] = IN_SUM
            continue
        fitting, slip = _fitting(same, off[around][name, "votes"])
        if len(fitting) > MOST_FITTING or COSTS[slip] + STEP >= COSTS[BEYOND]:
            sums[around, name] = slip
        else:
            units |= fitting
            sums |= {(around, name): UNVOUCHED} if len(same) > FEW else {}
    return Doubt(frozenset(units), sums)


def _fitting(same: Iterable[Row], gap: int) -> tuple[set[Key], str]:
    """The units by whose slip, of the likeliest kinds, a sum is off; and the likeliest kind."""
    found: dict[Key, str] = {}
    for row in same:
        count = row.tally["votes"]
        if count is not None and count + gap >= 0:
            true = Interval(count + gap, count + gap)
            every = edits(read_count(Printed(str(count), NOWHERE)), true, COSTS[DEAREST])
            kinds = (edit.kind for edit in every if edit.kind != "rounded")  # counts of results files are exact
            if kind := min(kinds, key=COSTS.__getitem__, default=""):
                found[key_of(row)] = kind
    likeliest = min(found.values(), key=COSTS.__getitem__, default=BEYOND)
    return {key for key, kind in found.items() if COSTS[kind] <= COSTS[likeliest] + STEP}, likeliest


def _vouched_for(judged: Judged, keys: Iterable[Key]) -> set[tuple[Key, str]]:
    """The figures of some groups, by their roles, that make sums within their unit too, which hold."""
    given_up = {convention.rule for convention in judged.given_up}
    kept = {f"tie {number}": tie for number, tie in enumerate(ties(judged.contests)) if tie.rule not in given_up}
    told = judged.contests.select("unit", "contest", *(tie.agree.alias(name) for name, tie in kept.items()))
    found: set[tuple[Key, str]] = set()
    for r in rows(told.join(frame_of(judged.gathered, keys).select("unit").unique(), on="unit", how="semi")):
        names = frozenset().union(*(tie.names for name, tie in kept.items() if r[name]))
        found |= {((r["unit"], r["contest"]), name) for name in names}
        found |= {((r["unit"], ""), name) for name in names & OF_UNITS}
    return found


def _role(judged: Judged, name: Name) -> str:
    """What a tally is in a sum: which total, or nothing for an option."""
    role = judged.roles.get(name[1], name[1])
    return "" if role in ("option", "write-ins") else role
