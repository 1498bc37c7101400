"""The rules between the figures of each contest in each unit, checked for millions of them at once.

An engine aggregates the figures (`streaming.py`, or `reference.py` in any dataframe engine); here the rules are checked as
expressions over one row for each contest in each unit. Screening only finds: it names the groups in which a rule is broken, and
the exact engine explains them. A rule that is broken in many places, and always to the same side, is a convention of the file
and not a finding in each of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from votecheck.model.audit import Convention, Untold
from votecheck.model.relations import AtMost, Equal, Ladder, OneBase, Percent
from votecheck.rules import all_rules
from votecheck.tables.aggregate.aggregates import Aggregates, Group, LawResult
from votecheck.tables.aggregate.dataframes import collected, left_join, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.screen.conventions import learn_roles, votes_allowed, with_learned_roles, without_partial_undervotes
from votecheck.tables.screen.copies import find_copies
from votecheck.tables.screen.inherited_totals import party_contest, with_inherited_totals
from votecheck.tables.screen.laws import contest_laws
from votecheck.tables.screen.roll_ups import hidden_total_units, one_unit_explains_gaps, roll_up_laws, units_with_totals
from votecheck.tables.screen.shares import share_laws

FEWEST_BREAKS, BREAKS_ONE_IN = 5, 100  # a rule is a convention if broken in five places, and more than one in a hundred
# A mode, a unit or an option that is not printed makes these sums too small, never too large.
ONLY_EVER_SHORT = ("modes-add-up", "units-add-up", "votes-add-up")
FEWEST_UNITS = 3  # needed to see a way of counting
FEW_UNITS_ONE_IN, MOST_FEW_UNITS = 4, 3  # few: at most one unit in four, or three if they are less than half
UNITS_FOR_TWO = 20  # units among which two broken ones are as exceptional as one
OVER_ONE_IN = 2  # too large in more than one place in two: not a slip, whatever the reason
HIDDEN_TOTAL = "options-hold-no-total"
FEWEST_ROWS, FEWEST_LISTS = 3, 3  # in a list with a hidden total, and of such lists
# Rules whose findings explain the structure behind a broken sum.
STRUCTURAL = frozenset({"units-are-not-the-whole", "whole-is-not-one-unit", HIDDEN_TOTAL})
REPEATS_ONE_IN = 20  # more than one option in twenty is repeated: the column that distinguishes them is missing

SCREENED_RULES = frozenset(
    {"modes-add-up", "units-add-up", "options-stand-once", "figures-are-readable", "tallies-are-distinct"}
    | {rule.name for rule in all_rules().values() if isinstance(rule.relation, Equal | AtMost | Ladder | Percent | OneBase)}
)


@dataclass(frozen=True)
class Screened:
    """What screening found in one table."""

    aggregates: Aggregates
    contests: Any  # with the learned roles and votes allowed
    passed: int
    undecided_places: tuple[Untold, ...]
    broken: tuple[Group, ...]
    conventions: tuple[Convention, ...]
    skipped_roll_ups: tuple[Group, ...]  # groups whose broken sums over units are skipped, if only one or two units have such
    allowed: dict[str, int]  # votes allowed, by contest
    roles: dict[str, str]  # the role that each role of the file really has
    figures: int
    base: str  # what the shares of options are shares of
    rounding: str
    strict: bool
    compares: bool  # whether any figures were held against each other

    @cached_property
    def multi_party_options(self) -> frozenset[tuple[str, str]]:
        """The options that are listed for several parties in one contest (contest, option): they have more rows than there are
        units that list the contest. One unit that prints another party than the rest, or none, does not make two options."""
        ns = namespace(self.aggregates.sums)
        options = self.aggregates.sums.filter((ns.col("role") == "option") & (ns.col("option") != ""))
        named = options.group_by("outer", "contest", "option").agg(ns.col("parts").sum(), ns.len().alias("parties"))
        several = named.filter(ns.col("parties") > 1).join(self.lists_per_contest, on=["outer", "contest"], how="inner")
        return frozenset((r["contest"], r["option"]) for r in rows(several.filter(ns.col("parts") > ns.col("units"))))

    @property
    def lists_per_contest(self) -> Any:
        """How many units inside each unit (outer) list options of each contest."""
        ns = namespace(self.contests)
        lists = self.contests.filter((ns.col("unit") != "") & (ns.col("rows|") > 0))
        return lists.group_by("outer", "contest").agg(ns.len().cast(ns.Int64).alias("units"))


def screen(aggregates: Aggregates, *, strict: bool = False) -> Screened:
    """Check every rule on the aggregates of a table; `strict` also reports rules that the table breaks throughout."""
    in_all = [c for c in aggregates.contests.collect_schema().names() if c.endswith("|")]  # single modes add no information
    parties = _party_contests(aggregates) if aggregates.by_party else None
    roles = learn_roles(with_inherited_totals(aggregates.contests.select("unit", "contest", *in_all), parties))
    contests = with_inherited_totals(with_learned_roles(aggregates.contests, roles), parties)
    allowed = votes_allowed(contests)
    table = aggregates.make_frame({"contest": list(allowed) or [""], "votes allowed": list(allowed.values()) or [1]})
    known = namespace(contests).col("votes allowed").fill_null(1)
    contests = left_join(contests, table, ["contest"]).with_columns(known)
    column_map, printed = aggregates.table.map, aggregates.shares
    contests = without_partial_undervotes(contests, aggregates.make_frame, len(column_map.contest))
    contests = aggregates.materialize(contests)
    shares, base, rounding = share_laws(printed, contests, column_map, roles) if printed else ([], "", "")
    hidden = _hidden_total_rows(contests)
    roll_ups, path = _table_roll_ups(aggregates), aggregates.table.path
    laws = (*contest_laws(contests), hidden, *aggregates.laws, *shares, *roll_ups, find_copies(aggregates.contests))
    passed, undecided_places, broken, conventions = sort_laws(laws, path, strict=strict)
    totals = sorted(hidden_total_units(aggregates.contests).items())
    conventions += tuple(Convention(path, HIDDEN_TOTAL, n, n, False, unit) for unit, n in totals)
    # A cell that cannot be read makes the unit around its own suspect too.
    odd = [*aggregates.unreadable, *(group._replace(unit=group.unit.rpartition(SEP)[0]) for group in aggregates.unreadable)]
    return Screened(
        aggregates, contests, passed, undecided_places, tuple(dict.fromkeys([*broken, *odd])), conventions,
        () if strict else skipped_roll_ups(roll_ups), allowed, roles, _count_figures(aggregates), base, rounding, strict,
        any(law.checked > 0 for law in laws if all_rules()[law.rule].compares),
    )  # fmt: skip


def _party_contests(aggregates: Aggregates) -> Any:
    """A frame of the contests for whose party there is a contest of totals (`around`); None if there are none."""
    names = len(aggregates.table.map.contest)
    names_present = {r["contest"] for r in rows(aggregates.contests.select("contest").unique())}
    party_of_contest = {contest: party_contest(contest, names) for contest in sorted(names_present)}
    party_of = {contest: party for contest, party in party_of_contest.items() if party in names_present and party != contest}
    return aggregates.make_frame({"contest": list(party_of), "around": list(party_of.values())}) if party_of else None


Outcome = tuple[int, tuple[Untold, ...], list[Group], tuple[Convention, ...]]


def sort_laws(laws: Iterable[LawResult], path: str, *, strict: bool) -> Outcome:
    """How many checks passed, which could not be made, the groups that break a rule, and the conventions: rules that are
    skipped for the whole file."""
    passed = 0
    undecided: Counter[str] = Counter()
    broken: list[Group] = []
    conventions: dict[tuple[str, str], Convention] = {}
    for law in laws:
        is_convention = _is_convention(law) and (law.rule == HIDDEN_TOTAL or not strict)
        if law.part == "modes" and is_convention:
            continue  # single modes do not decide about the rule; the sums of all modes do
        passed += law.checked - law.short - law.over
        if law.may_be_skipped and is_convention:
            broken_in = law.short + law.over
            convention = Convention(path, law.rule, law.checked, broken_in, law.short > law.over, part=law.part)
            conventions.setdefault((law.rule, law.part), convention)
            continue
        undecided[law.rule] += law.undecided
        if law.short or law.over:
            broken += sorted(law.broken())
    return passed, tuple(Untold(path, rule, n) for rule, n in undecided.items() if n), broken, tuple(conventions.values())


def skipped_roll_ups(laws: Sequence[LawResult]) -> tuple[Group, ...]:
    """The broken sums over the units of one or two totals, if they are skipped because they are short: a unit may not be
    listed."""
    of_few = (law for law in laws if 0 < law.units < FEWEST_UNITS and law.may_be_skipped)
    if any(law.short > law.over and _is_convention(law) for law in of_few):
        return tuple(dict.fromkeys(group for law in laws for group in law.broken()))
    return ()


def is_few(some: int, units: int) -> bool:
    """Whether some of all units are the exception."""
    return some * FEW_UNITS_ONE_IN <= units or (some <= MOST_FEW_UNITS and some * 2 < units)


def _count_figures(aggregates: Aggregates) -> int:
    """How many cells of counts were read."""
    lines = only_row(aggregates.contests.select(namespace(aggregates.contests).col("lines").sum()))["lines"]
    return int(lines or 0) * (1 + len(aggregates.modes))


def _is_convention(law: LawResult) -> bool:
    """Whether a rule is broken so often, and so much to one side, that the file must count differently."""
    breaks = law.short + law.over
    in_one_or_two = law.units_broken == 1 < law.units - 1 or (law.units_broken == 2 and law.units >= UNITS_FOR_TWO)
    if breaks and law.units and (in_one_or_two or (law.rule == "units-add-up" and is_few(law.units_broken, law.units))):
        return False  # a way of counting shows in many units
    if law.rule == "units-add-up" and law.units_broken_throughout and is_few(law.units_broken_throughout, law.units):
        checked, short, over = law.in_other_units  # a few units may lack one inside; the others are decided by themselves
        units, broken = law.units - law.units_broken_throughout, law.units_broken - law.units_broken_throughout
        return _is_convention(
            law._replace(checked=checked, short=short, over=over, units=units, units_broken=broken, units_broken_throughout=0)
        )
    if 0 < law.units < FEWEST_UNITS and breaks * FEW_UNITS_ONE_IN <= law.checked:
        return False  # and if there are so few units, in many of their sums
    if law.rule == HIDDEN_TOTAL:
        return breaks > 0  # all units of a contest were already required to break it
    in_most_places = breaks >= FEWEST_BREAKS and breaks * CONVENTION_ONE_IN > law.checked
    if law.rule == "votes-within-ballots":
        return False  # in no way of counting are there more votes than the ballots allow
    if law.rule == "contest-adds-up" and not in_most_places:
        return False
    is_one_sided = min(law.short, law.over) * 20 <= breaks
    if law.rule == "units-add-up" and in_most_places and law.short > law.over:
        return is_one_sided  # most sums are short, so not all units are listed
    if law.rule in ONLY_EVER_SHORT and law.over > law.short:  # an omission never makes a sum too large
        return not 0 < law.units < FEWEST_UNITS and breaks >= FEWEST_BREAKS and breaks * OVER_ONE_IN > law.checked
    of_all = REPEATS_ONE_IN if law.rule == "options-stand-once" else BREAKS_ONE_IN
    return breaks >= FEWEST_BREAKS and breaks * of_all > law.checked and is_one_sided


def _hidden_total_rows(contests: Any) -> LawResult:
    """The result for rows that equal the sum of all others in every unit of a contest: totals under an unknown name."""
    ns = namespace(contests)
    lists = contests.select("contest", "rows|", "options|", "greatest|")
    lists = lists.filter((ns.col("rows|") >= FEWEST_ROWS) & (ns.col("options|") > 0) & (ns.col("contest") != ""))
    is_total = (ns.col("greatest|") * 2 == ns.col("options|")).cast(ns.Int64).sum().alias("hits")
    by_contest = lists.group_by("contest").agg(ns.len().cast(ns.Int64).alias("all"), is_total)
    hidden = (ns.col("hits") == ns.col("all")) & (ns.col("all") >= FEWEST_LISTS)
    counts = only_row(by_contest.select(
        ns.col("all").sum(), ns.when(hidden).then(ns.col("all")).otherwise(0).sum().alias("hidden")
    ))  # fmt: skip
    return LawResult(HIDDEN_TOTAL, int(counts["all"] or 0), 0, int(counts["hidden"] or 0), tuple)


# ---- over the units around ----------------------------------------------------------------------------


def _table_roll_ups(aggregates: Aggregates) -> list[LawResult]:
    """The results for sums over units within one table."""
    printed = units_with_totals(aggregates, aggregates)
    if printed is None:
        return []
    laws = roll_up_laws(aggregates.sums, aggregates.unit_totals(printed), len(aggregates.modes))
    if any(_is_convention(law) for law in laws if law.may_be_skipped) and one_unit_explains_gaps(aggregates.contests):
        return [law._replace(may_be_skipped=bool(law.part)) for law in laws]
    return laws


def units_of(screened: Screened, column: str) -> set[str]:
    """The units of a table (column "unit"), or those around them (column "outer")."""
    return set(collected(screened.contests.select(column).unique())[column])
