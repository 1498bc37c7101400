"""Parts of a total that it lacks, or holds twice: by itself, or in the totals of all rows."""

from collections.abc import Iterator

from votecheck.checks.laws import ZERO
from votecheck.model.figures import Interval
from votecheck.slips.grid import Change, Grid


def taken_otherwise(grid: Grid, total: int, times: int) -> Iterator[Change]:
    """The total with each of its parts taken `times` more often, and the totals of all rows with the same part. 1: it lacks the
    part; -1: it holds it twice."""
    for law in grid.sums_to(total):
        same = [(o, t) for o, t in grid.sums if o.result is law.result and o.across == "units"]
        for place, part in enumerate(law.left):
            if part.missing or part.interval.low == 0 or (part.statement and part.statement.figure.is_added_up):
                continue
            if grid.shown[total] == ZERO and times > 0:  # a total of nothing lacks them all
                continue
            yield Change({total: _more(grid.shown[total], times, part.interval)}, part.label)
            everywhere = {
                number: _more(grid.shown[number], times, other.left[place].interval)
                for other, number in same
                if len(other.left) == len(law.left) and other.left[place].label == part.label
            }
            if law.across == "units" and len(everywhere) > 1:
                yield Change(everywhere, part.label)


def _more(total: Interval, times: int, part: Interval) -> Interval:
    """The total with a part added, or taken off."""
    if times > 0:
        high = None if total.high is None or part.high is None else total.high + part.high
        return Interval(total.low + part.low, high)
    low = 0 if part.high is None else max(0, total.low - part.high)
    return Interval(low, None if total.high is None else total.high - part.low)
