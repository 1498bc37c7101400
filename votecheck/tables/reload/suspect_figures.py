"""The units in large sums whose single figure may explain the gap: those whose figure no other sum confirms, because a slip in
one of them is as likely as one in the total."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from votecheck.model.figures import NOWHERE, UNCONFIRMED, Interval, Printed
from votecheck.model.numerals import read_count
from votecheck.model.slips import Slip
from votecheck.slips import FEW, STEP, slips
from votecheck.slips.edits import edits
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.reload.source_rows import Key, Name, Row, key_of, keys_frame, mode_counts, name_of, read_rows
from votecheck.tables.reload.suspect_units import MOST_FITTING, MOST_PARTS, Gaps
from votecheck.tables.screen.contests import Screened
from votecheck.tables.screen.laws import equations

UNLIKELY_SLIP = next(slip for slip in slips("figures") if slip.most is not None)  # slips of that cost fit nearly every unit
SLIP_IN_SUM = next(slip for slip in slips("lists") if slip.changes_all)
UNIT_TOTALS = frozenset({"registered voters", "ballots cast"})  # totals that the contests of a unit share
RollUp = tuple[Key, Name]  # a group, and the name of the tally whose sum over units it is


class SuspectFigures(NamedTuple):
    """The groups to read row by row, and the sums in which one of many units may have a slip: the likeliest kind of slip, or
    only that nothing confirms these units."""

    units: frozenset[Key] = frozenset()
    roll_ups: Mapping[RollUp, str] = {}


def suspect_figures(
    screened: Screened, parent_of: Mapping[Key, Key], gaps: Mapping[Key, Gaps], crowded: Collection[Key]
) -> SuspectFigures:
    """The suspect figures in large sums with a gap. `parent_of` maps the groups inside these to the group whose sum they are
    part of.

    In a crowded group many units have figures whose exchange would close the gap, so none of its figures counts as confirmed.
    """
    parts = {key for key, around in parent_of.items() if gaps.get(around)}
    if not parts:
        return SuspectFigures()
    if len(parts) > MOST_PARTS:
        affected = {parent_of[key] for key in parts}
        return SuspectFigures(roll_ups={(around, name): UNLIKELY_SLIP.name for around in affected for name, _ in gaps[around]})
    confirmed = _confirmed(screened, parts)

    def is_suspect(key: Key, name: Name) -> bool:
        around = parent_of[key]
        return (name, "votes") in gaps[around] and (around in crowded or (key, _role(screened, name)) not in confirmed)

    suspect_rows: dict[RollUp, list[Row]] = defaultdict(list)
    suspect_keys = {key for key in parts if any(is_suspect(key, name) for name, _ in gaps[parent_of[key]])}
    for row in read_rows(screened.aggregates, suspect_keys):
        if is_suspect(key_of(row), name := name_of(screened, row.tally)):
            suspect_rows[parent_of[key_of(row)], name].append(row)
    units: set[Key] = set()
    roll_ups: dict[RollUp, str] = {}
    for (around, name), suspects in suspect_rows.items():
        if any(mode_counts(row.tally) for row in suspects):  # modes confirm the votes, unless a mode has a gap too
            if any(other == name and column != "votes" for other, column in gaps[around]):
                roll_ups[around, name] = SLIP_IN_SUM.name
            continue
        fitting, slip = _units_with_likeliest_slip(suspects, gaps[around][name, "votes"])
        if len(fitting) > MOST_FITTING or slip.cost + STEP >= UNLIKELY_SLIP.cost:
            roll_ups[around, name] = slip.name
        else:
            units |= fitting
            roll_ups |= {(around, name): UNCONFIRMED} if len(suspects) > FEW else {}
    return SuspectFigures(frozenset(units), roll_ups)


def _units_with_likeliest_slip(suspects: Iterable[Row], gap: int) -> tuple[set[Key], Slip]:
    """The groups in which a slip of one of the likeliest kinds would close the gap, and the likeliest kind."""
    slip_of: dict[Key, Slip] = {}
    for row in suspects:
        count = row.tally["votes"]
        if count is not None and count + gap >= 0:
            correct = Interval(count + gap, count + gap)
            possible = edits(read_count(Printed(str(count), NOWHERE)), correct, UNLIKELY_SLIP.cost - 1)
            kinds = (edit.slip for edit in possible if not edit.slip.lawful)  # counts of results files are exact
            if (cheapest := min(kinds, key=lambda slip: slip.cost, default=None)) is not None:
                slip_of[key_of(row)] = cheapest
    likeliest = min(slip_of.values(), key=lambda slip: slip.cost, default=UNLIKELY_SLIP)
    return {key for key, slip in slip_of.items() if slip.cost <= likeliest.cost + STEP}, likeliest


def _confirmed(screened: Screened, keys: Iterable[Key]) -> set[tuple[Key, str]]:
    """The figures (group, role) that are part of an equation within their unit that balances."""
    skipped_rules = {convention.rule for convention in screened.conventions}
    checked = (equation for equation in equations(screened.contests) if equation.rule not in skipped_rules)
    by_label = {f"equation {number}": equation for number, equation in enumerate(checked)}
    balances = (equation.balances.alias(label) for label, equation in by_label.items())
    outcomes = screened.contests.select("unit", "contest", *balances)
    found: set[tuple[Key, str]] = set()
    for r in rows(outcomes.join(keys_frame(screened.aggregates, keys).select("unit").unique(), on="unit", how="semi")):
        names = frozenset().union(*(equation.names for label, equation in by_label.items() if r[label]))
        found |= {((r["unit"], r["contest"]), name) for name in names}
        found |= {((r["unit"], ""), name) for name in names & UNIT_TOTALS}
    return found


def _role(screened: Screened, name: Name) -> str:
    """The role of a tally in an equation: the name of a total, or empty for an option."""
    role = screened.roles.get(name[1], name[1])
    return "" if role in ("option", "write-ins") else role
