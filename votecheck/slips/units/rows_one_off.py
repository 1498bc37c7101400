"""The figures of a contest stand one row off in one unit, or in the totals.

Each row shows what the row before, or after it, should show: the figure of one end is lost, and that of the other end stands
there twice. Of few and small numbers that may be chance.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309, Oak: 204}}
      Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217, Cedar: 105, Oak: 45}}
          Council: {votes: {Dogwood: 334, Elm: 184, Fir: 116}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 275, Cedar: 251, Oak: 112}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213, Cedar: 92, Oak: 91}}
          Council: {votes: {Dogwood: 321, Elm: 199, Fir: 164}}

After:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309, Oak: 204}}
      Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217, Cedar: 105, Oak: 45}}
          Council: {votes: {Dogwood: 334, Elm: 184, Fir: 116}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251, Cedar: 112, Oak: 68}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213, Cedar: 92, Oak: 91}}
          Council: {votes: {Dogwood: 321, Elm: 199, Fir: 164}}
"""

from collections.abc import Iterator, Mapping, Sequence

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.orders import Lines, in_place, is_one_off, lines_of
from votecheck.slips.whole_units import Broken, Found, Sums, throughout


def _fits_unit(unit: Mapping[tuple[object, str], int], off: Mapping[tuple[object, str], int]) -> bool:
    lines = lines_of(unit, off)
    return lines is not None and is_one_off(lines)


@slip(
    12,
    "rows of a list, in one unit",
    "{changes} ({slip})",
    words="one row off",
    together=True,
    fits_unit=_fits_unit,
    sentence=Sentence(
        "{count} totals add up if the figures of {order} are moved by one row in {unit|the totals, or in all units}",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def rows_one_off(evidence: Evidence) -> Iterator[Hypothesis]:
    return throughout(evidence, rows_one_off, _found, _is_enough, in_place, exact=True)


def _found(sums: Sums) -> Found | None:
    lines = Lines.of(sums)
    if lines is None or not lines.of_options():
        return None
    unit = lines.meant(is_one_off)
    return None if unit is None else Found(unit, tuple(row.name for row in lines.rows))


def _is_enough(broken: Sequence[Broken]) -> bool:
    return bool(broken)
