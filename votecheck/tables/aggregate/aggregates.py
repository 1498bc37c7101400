"""What an engine gathers from a results table: its figures by contest and unit, and what it says of single rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from votecheck.model.table import Table
from votecheck.tables.aggregate.dataframes import Small, namespace, only_row, rows

SUMMED = ("outer", "contest", "party", "option", "role")  # what a sum over units is of


class Group(NamedTuple):
    """One contest in one unit in which a relation does not hold; of a sum over units, also whose sum it is."""

    rule: str
    unit: str
    contest: str
    name: str = ""


Part = Literal["", "modes", "totals"]


class Law(NamedTuple):
    """What an engine says of one relation: in how many places it was held, in how many it broke to either side, and where."""

    rule: str
    held: int
    short: int
    over: int
    broken: Callable[[], Iterable[Group]]
    may_be_given_up: bool = True
    units: int = 0  # in how many units it is held, where that was counted, and in how many of these it breaks somewhere
    units_broken: int = 0
    part: Part = ""  # of the rule, that can be given up by itself
    open: int = 0  # places where it can be neither kept nor broken: a part of it is withheld, or not printed
    throughout: int = 0  # units in which most of it breaks, where that was counted
    elsewhere: tuple[int, int, int] = (0, 0, 0)  # held, short and over in all other units


class Shares(Protocol):
    """The shares that a table prints."""

    def beside(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        """Frames with a row for each share of some roles: count, low, high (in half units), whether it is a turnout, and the
        bases of its contest."""

    def groups(self, rule: str, frame: Any) -> Iterable[Group]:
        """The groups of some rows of such a frame."""


@dataclass(frozen=True)
class Gathered:
    """What an engine gathered from one table.

    `contests` has a row for each contest in each unit: unit, outer, contest, lines (how many rows it has), unknown,
    allowed, and for each mode (the number of its column, nothing for all modes): options|mode, write-ins|mode, their
    numbers of rows, and each total that the table has; greatest| is the greatest count of an option. A total of a unit
    itself stands in a contest without a name.
    `sums` has what is to be added up over units (outer, contest, party, option, role): added|mode, none|mode, missing, parts.
    """

    table: Table
    modes: tuple[str, ...]
    contests: Any
    sums: Any
    laws: tuple[Law, ...]  # of single rows
    odd: tuple[Group, ...]  # groups with a cell that is no number
    shares: Shares | None
    by_party: bool
    small: Small
    keep: Callable[[Any], Any]  # the same frame, computed once
    lines: Callable[[Any], list[int]]  # of the groups of a frame with unit and contest
    wholes: Callable[[Any], Any]  # what is printed of the units of a frame: as `sums`, but unit for outer, printed for added


def counted(rule: str, held: Any, *, may_be_given_up: bool = True, part: Part = "", by_unit: bool = False) -> Law:
    """A law of which a frame says, row by row, whether it is `held`, `short` or `over`, or else `open`, in which unit and
    contest. If it breaks, the units are counted, in which it does and in which it is held."""
    ns = namespace(held)
    counts = only_row(held.select(ns.col("held", "short", "over", "open").cast(ns.Int64).sum()))

    def broken() -> Iterator[Group]:
        for r in rows(held.filter(ns.col("short") | ns.col("over"))):
            yield Group(rule, r["unit"], r["contest"], r.get("name") or "")

    held_in, short, over, is_open = (int(counts[key] or 0) for key in ("held", "short", "over", "open"))
    law = Law(rule, held_in, short, over, broken, may_be_given_up, part=part, open=is_open)
    return _with_units(law, held) if by_unit and short + over else law


def _with_units(law: Law, held: Any) -> Law:
    """The law with the units in which it is held, breaks, and breaks throughout."""
    ns = namespace(held)
    sums = (ns.col(name).cast(ns.Int64).sum() for name in ("held", "short", "over"))
    of_units = [(r["held"], r["short"], r["over"]) for r in rows(held.group_by("unit").agg(*sums)) if r["held"]]
    others = [(held_in, short, over) for held_in, short, over in of_units if (short + over) * 2 <= held_in]
    return law._replace(
        units=len(of_units),
        units_broken=sum(short + over > 0 for _, short, over in of_units),
        throughout=len(of_units) - len(others),
        elsewhere=tuple(sum(numbers) for numbers in zip((0, 0, 0), *others, strict=True)),
    )


def units_in(frame: Any) -> int:
    """How many units the rows of a frame are of."""
    ns = namespace(frame)
    return int(only_row(frame.select("unit").unique().select(ns.len().alias("units")))["units"])
