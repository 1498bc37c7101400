"""Totals and units that are of different counts: most sums of a contest break, and by no slip of one unit."""

from collections.abc import Sequence

from votecheck.checks.laws import of_one_ratio
from votecheck.slips.whole_units import FEWEST, Broken, Sums, is_of_option, mode_of


def most_differ(sums: Sums) -> bool:
    """Whether most sums of a contest break, and enough of them."""
    rows = [law for law, _ in sums.broken if not mode_of(law)]
    many = (len(rows) >= FEWEST and not of_one_ratio(rows)) or not sums.result.options  # or the totals of the unit itself
    return len(sums.broken) > len(sums.kept) and many


def side(sums: Sums) -> int:
    """1 where the votes of most options add up to more in the units, and none to less; -1 the other way round; or else 0."""
    gaps: Sequence[int] = [gap for _, gap in sums.broken]
    options = sum(is_of_option(law) for law, _ in sums.broken)
    one_side = all(gap < 0 for gap in gaps) or all(gap > 0 for gap in gaps)
    if one_side and (not sums.result.options or options > sum(map(is_of_option, sums.kept))):
        return 1 if gaps[0] < 0 else -1
    return 0


def several_contests(broken: Sequence[Broken]) -> bool:
    """Whether sums are of more than one contest."""
    return len({law.right[0].statement.fact.contest for law, _ in broken if law.right[0].statement} - {""}) > 1
