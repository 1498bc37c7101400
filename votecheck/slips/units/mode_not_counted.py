"""One unit prints a mode of voting as nothing throughout, and the totals hold it.

The sums over the units are short in that mode, and in all modes by as much, in several rows; only one unit has votes and none
in that mode. Each row says what the unit would have there.

Before:

    all units: yes
    contests:
      Mayor:
        votes:
          Ash: {count: 807, modes: {early: 279, late: 528}}
          Birch: {count: 698, modes: {early: 243, late: 455}}
          Cedar: {count: 326, modes: {early: 119, late: 207}}
      Council:
        votes:
          Dogwood: {count: 1021, modes: {early: 351, late: 670}}
          Elm: {count: 590, modes: {early: 207, late: 383}}
          Fir: {count: 418, modes: {early: 149, late: 269}}
    units:
      North:
        contests:
          Mayor:
            votes:
              Ash: {count: 249, modes: {early: 83, late: 166}}
              Birch: {count: 218, modes: {early: 73, late: 145}}
              Cedar: {count: 106, modes: {early: 36, late: 70}}
          Council:
            votes:
              Dogwood: {count: 335, modes: {early: 112, late: 223}}
              Elm: {count: 185, modes: {early: 62, late: 123}}
              Fir: {count: 117, modes: {early: 39, late: 78}}
      South:
        contests:
          Mayor:
            votes:
              Ash: {count: 184, modes: {early: 0, late: 184}}
              Birch: {count: 168, modes: {early: 0, late: 168}}
              Cedar: {count: 75, modes: {early: 0, late: 75}}
          Council:
            votes:
              Dogwood: {count: 233, modes: {early: 0, late: 233}}
              Elm: {count: 127, modes: {early: 0, late: 127}}
              Fir: {count: 81, modes: {early: 0, late: 81}}
      East:
        contests:
          Mayor:
            votes:
              Ash: {count: 278, modes: {early: 100, late: 178}}
              Birch: {count: 224, modes: {early: 82, late: 142}}
              Cedar: {count: 103, modes: {early: 41, late: 62}}
          Council:
            votes:
              Dogwood: {count: 332, modes: {early: 118, late: 214}}
              Elm: {count: 210, modes: {early: 77, late: 133}}
              Fir: {count: 175, modes: {early: 65, late: 110}}

After:

    all units: yes
    contests:
      Mayor:
        votes:
          Ash: {count: 807, modes: {early: 279, late: 528}}
          Birch: {count: 698, modes: {early: 243, late: 455}}
          Cedar: {count: 326, modes: {early: 119, late: 207}}
      Council:
        votes:
          Dogwood: {count: 1021, modes: {early: 351, late: 670}}
          Elm: {count: 590, modes: {early: 207, late: 383}}
          Fir: {count: 418, modes: {early: 149, late: 269}}
    units:
      North:
        contests:
          Mayor:
            votes:
              Ash: {count: 249, modes: {early: 83, late: 166}}
              Birch: {count: 218, modes: {early: 73, late: 145}}
              Cedar: {count: 106, modes: {early: 36, late: 70}}
          Council:
            votes:
              Dogwood: {count: 335, modes: {early: 112, late: 223}}
              Elm: {count: 185, modes: {early: 62, late: 123}}
              Fir: {count: 117, modes: {early: 39, late: 78}}
      South:
        contests:
          Mayor:
            votes:
              Ash: {count: 280, modes: {early: 96, late: 184}}
              Birch: {count: 256, modes: {early: 88, late: 168}}
              Cedar: {count: 117, modes: {early: 42, late: 75}}
          Council:
            votes:
              Dogwood: {count: 354, modes: {early: 121, late: 233}}
              Elm: {count: 195, modes: {early: 68, late: 127}}
              Fir: {count: 126, modes: {early: 45, late: 81}}
      East:
        contests:
          Mayor:
            votes:
              Ash: {count: 278, modes: {early: 100, late: 178}}
              Birch: {count: 224, modes: {early: 82, late: 142}}
              Cedar: {count: 103, modes: {early: 41, late: 62}}
          Council:
            votes:
              Dogwood: {count: 332, modes: {early: 118, late: 214}}
              Elm: {count: 210, modes: {early: 77, late: 133}}
              Fir: {count: 175, modes: {early: 65, late: 110}}
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from votecheck.checks.laws import ZERO, Law, Part, holds, shortfall, whole_of
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Bound, Evidence, named
from votecheck.slips.missing_units import MOST_NAMED

FEWEST = 3  # rows that are short in one mode: fewer are slips of their own

Place = tuple[str, str, str]  # of a row: its contest, its kind and its name


@slip(
    8,
    "one mode of one unit; its figures are open, but agree in two sums each",
    "{changes} ({slip})",
    suspects=lambda large: large.units_without_mode(MOST_NAMED, FEWEST),
    lacks="part",
    sentence=Sentence(
        "{unit} has no {mode} votes at all; {count} totals exceed their units by just what is missing there",
        place="unit",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def mode_not_counted(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound in evidence.bound("units"):
        of_whole: dict[tuple[int, tuple[str, ...]], dict[Place, dict[str, Law]]] = defaultdict(lambda: defaultdict(dict))
        for law in bound.laws:
            if (whole := law.right[0].statement) is not None:
                place = whole.fact.contest, whole.fact.kind, whole.fact.name
                of_whole[id(law.result.report), law.result.unit][place][whole.fact.mode] = law
        for by_place in of_whole.values():
            yield from _in_unit(bound, by_place)


def _in_unit(bound: Bound, by_place: dict[Place, dict[str, Law]]) -> Iterator[Hypothesis]:
    for mode in dict.fromkeys(mode for by_mode in by_place.values() for mode in by_mode if mode):
        sums = [by_mode[mode] for by_mode in by_place.values() if mode in by_mode]
        short = list(_short(by_place.values(), mode))
        units = _without(sums, short)
        if len(short) >= FEWEST and len(short) * 2 > sum(not holds(law) for law in sums) and len(units) == 1:
            yield _hypothesis(bound, mode, units[0], short)


class _Short(NamedTuple):
    """The sum of one row in one mode, that in all modes if it is printed, and by how much both are short."""

    in_mode: Law
    in_all: Law | None
    gap: int


def _short(rows: Iterable[dict[str, Law]], mode: str) -> Iterator[_Short]:
    """The rows whose sums lack as much in a mode as in all modes."""
    for by_mode in rows:
        gap = shortfall(by_mode[mode]) if mode in by_mode else None
        in_all = by_mode.get("")
        if gap and gap > 0 and (in_all is None or shortfall(in_all) == gap):
            yield _Short(by_mode[mode], in_all, gap)


def _without(sums: Sequence[Law], short: Sequence[_Short]) -> list[str]:
    """The units that stand in all short sums of a mode, have votes in them, and nothing in this mode in any sum."""
    beside = [{p.label for p in one.in_mode.left if p.statement} for one in short]
    units = set.intersection(*beside) if beside else set()
    units -= {p.label for law in sums for p in law.left if p.interval != ZERO}
    votes = {p.label for one in short if one.in_all for p in one.in_all.left if p.interval.low > 0}
    return sorted(units & votes)


def _hypothesis(bound: Bound, mode: str, unit: str, short: Sequence[_Short]) -> Hypothesis:
    own = [_part_of(unit, one.in_mode) for one in short]
    marks = [Mark.of(part.statement) for part in own if part.statement]
    wholes = [whole_of(law) for one in short for law in (one.in_mode, one.in_all) if law]
    steps = [Step("would be", _label(one.in_mode), Interval(one.gap, one.gap)) for one in short]
    return bound.hypothesis(
        mode_not_counted, short[0].in_mode.result, marks, [*named("mode", [mode]), *named("unit", [unit]), *steps],
        suspects=frozenset(s.figure for s in wholes),
    )  # fmt: skip


def _part_of(unit: str, law: Law) -> Part:
    return next(part for part in law.left if part.label == unit)


def _label(law: Law) -> str:
    fact = whole_of(law).fact
    return " › ".join(filter(None, (fact.contest, fact.label)))
