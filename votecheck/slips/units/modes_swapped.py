"""The modes of voting of one unit, or of the totals, stand in another order.

Each mode's sums over the units are off, and hold once the figures of the modes are exchanged; the votes of all modes add up.

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
              Ash: {count: 280, modes: {early: 184, late: 96}}
              Birch: {count: 256, modes: {early: 168, late: 88}}
              Cedar: {count: 117, modes: {early: 75, late: 42}}
          Council:
            votes:
              Dogwood: {count: 354, modes: {early: 233, late: 121}}
              Elm: {count: 195, modes: {early: 127, late: 68}}
              Fir: {count: 126, modes: {early: 81, late: 45}}
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

from collections.abc import Iterator, Mapping, Sequence

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.orders import Lines, in_place, is_another_order, lines_of
from votecheck.slips.whole_units import FEWEST, Broken, Found, Sums, throughout


def _fits_unit(unit: Mapping[tuple[object, str], int], off: Mapping[tuple[object, str], int]) -> bool:
    lines = lines_of(unit, off)
    return (
        lines is not None
        and all(column != "votes" for _, column in off)
        and is_another_order([list(mode) for mode in zip(*lines, strict=True)])
    )


@slip(
    8,
    "every figure of two modes",
    "two columns swapped ({changes})",
    words="two columns swapped",
    together=True,
    fits_unit=_fits_unit,
    sentence=Sentence(
        "{count} totals add up if {order} {swapped or reordered} in {unit|the totals, or in all units}",
        place="unit",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def modes_swapped(evidence: Evidence) -> Iterator[Hypothesis]:
    return throughout(evidence, modes_swapped, _found, _is_enough, in_place, exact=True)


def _found(sums: Sums) -> Found | None:
    lines = Lines.of(sums)
    if lines is None or len(lines.modes) < 2 or "" in lines.modes:
        return None
    unit = lines.meant(lambda cells: is_another_order([*zip(*cells, strict=True)]))
    return None if unit is None else Found(unit, lines.modes)


def _is_enough(broken: Sequence[Broken]) -> bool:
    return (
        len({law.right[0].statement.fact.contest for law, _ in broken if law.right[0].statement}) > 1
        or len(broken) >= 2 * FEWEST
    )
