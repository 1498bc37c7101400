"""What an engine aggregates from a results table: figures by contest and unit, and the results of checks on single rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from votecheck.model.table import Table
from votecheck.tables.aggregate.dataframes import MakeFrame, namespace, only_row, rows

SUM_KEYS = ("outer", "contest", "party", "option", "role")  # the key of a sum over units


class Group(NamedTuple):
    """One contest in one unit in which a rule is broken; for a sum over units, `name` says what was summed."""

    rule: str
    unit: str
    contest: str
    name: str = ""


Part = Literal["", "modes", "totals"]


class LawResult(NamedTuple):
    """The result of checking one rule: in how many places it was checked, in how many it is broken to which side, and where."""

    rule: str
    checked: int
    short: int  # places where the sum, or the smaller side, is too small
    over: int  # places where it is too large
    broken: Callable[[], Iterable[Group]]
    may_be_skipped: bool = True  # for the whole file, if the file breaks it throughout
    units: int = 0  # in how many units it was checked, if that was counted
    units_broken: int = 0  # in how many of these it is broken somewhere
    part: Part = ""  # the part of the rule, which can be skipped by itself
    undecided: int = 0  # places where it could not be checked: a part is withheld or not printed
    units_broken_throughout: int = 0  # units in which it is broken in more than half of the places, if counted
    in_other_units: tuple[int, int, int] = (0, 0, 0)  # checked, short and over in all other units


class PrintedShares(Protocol):
    """The shares that a table prints."""

    def with_bases(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        """Frames with a row for each printed share of some roles: its count, low and high (the interval it covers, in half
        units), whether it is a turnout, and the possible bases (totals) of its contest."""

    def groups(self, rule: str, frame: Any) -> Iterable[Group]:
        """The groups that the rows of such a frame belong to."""


@dataclass(frozen=True)
class Aggregates:
    """The aggregates of one table.

    `contests` has a row for each contest in each unit: unit, outer (the unit around it), contest, lines (how many rows it has),
    unknown (rows with a withheld count), allowed (votes), and for each mode (its number, or nothing for all modes together)
    `options|mode`, `write-ins|mode`, `rows|mode`, `write-in rows|mode` and each total that the table has; `greatest|` is the
    greatest count of any option. Totals of a unit itself are in a contest with an empty name.

    `sums` has what is rolled up over units, by outer, contest, party, option and role: `added|mode`, `none|mode` (blank cells),
    missing (withheld counts) and parts (how many rows were added).
    """

    table: Table
    modes: tuple[str, ...]
    contests: Any
    sums: Any
    laws: tuple[LawResult, ...]  # checked row by row
    unreadable: tuple[Group, ...]  # groups with a cell that cannot be read as a number
    shares: PrintedShares | None
    by_party: bool
    make_frame: MakeFrame
    materialize: Callable[[Any], Any]  # the same frame, computed once
    lines: Callable[[Any], list[int]]  # line numbers of the groups in a frame (columns: unit, contest)
    # The figures printed for the units in a frame (column: unit), as in `sums`, but with unit for outer and printed for added.
    unit_totals: Callable[[Any], Any]


def count_law(rule: str, outcomes: Any, *, may_be_skipped: bool = True, part: Part = "", by_unit: bool = False) -> LawResult:
    """The result of a rule from a frame with a row for each place: boolean columns checked, short, over and undecided, and unit
    and contest. With `by_unit`, if it is broken, also how many units are checked and how many are broken."""
    ns = namespace(outcomes)
    counts = only_row(outcomes.select(ns.col("checked", "short", "over", "undecided").cast(ns.Int64).sum()))

    def broken() -> Iterator[Group]:
        for r in rows(outcomes.filter(ns.col("short") | ns.col("over"))):
            yield Group(rule, r["unit"], r["contest"], r.get("name") or "")

    checked, short, over, undecided = (int(counts[key] or 0) for key in ("checked", "short", "over", "undecided"))
    law = LawResult(rule, checked, short, over, broken, may_be_skipped, part=part, undecided=undecided)
    return _with_unit_counts(law, outcomes) if by_unit and short + over else law


def _with_unit_counts(law: LawResult, outcomes: Any) -> LawResult:
    """The result with the number of units in which the rule is checked, is broken, and is broken in most places."""
    ns = namespace(outcomes)
    sums = (ns.col(name).cast(ns.Int64).sum() for name in ("checked", "short", "over"))
    of_units = [(r["checked"], r["short"], r["over"]) for r in rows(outcomes.group_by("unit").agg(*sums)) if r["checked"]]
    others = [(checked, short, over) for checked, short, over in of_units if (short + over) * 2 <= checked]
    return law._replace(
        units=len(of_units),
        units_broken=sum(short + over > 0 for _, short, over in of_units),
        units_broken_throughout=len(of_units) - len(others),
        in_other_units=tuple(sum(numbers) for numbers in zip((0, 0, 0), *others, strict=True)),
    )


def count_units(frame: Any) -> int:
    """How many different units the rows of a frame are about."""
    ns = namespace(frame)
    return int(only_row(frame.select("unit").unique().select(ns.len().alias("units")))["units"])
