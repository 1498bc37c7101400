"""What a figure that cannot be read must be, where the sums that it stands in leave one number."""

from votecheck.diagnosis.propagation import Conflict, ExhaustedError, Network
from votecheck.diagnosis.system import MOST_FIGURES, System
from votecheck.model.facts import Election, Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Confidence, Explanation, Mark, Repair
from votecheck.slips import slips


def told_by_sums(mark: Mark, whole: Result | None, election: Election) -> tuple[Explanation, Confidence] | None:
    """The one number that a count can be if everything else in its result, and in the whole that it adds up to, holds; likely
    where a list must be complete for it. Nothing where that leaves several, or none."""
    if mark.fact is None or mark.fact.measure != "count":
        return None
    system = System([mark.result, *([whole] if whole else [])], election)
    if len(system.figures) > MOST_FIGURES:
        return None
    variable = system.variable(Statement(mark.fact, mark.figure, mark.result))
    try:
        bounds = Network(system.constraints, len(system.variables)).propagate(0)
    except ExhaustedError:
        return None
    if isinstance(bounds, Conflict) or bounds.low[variable] != bounds.high[variable]:
        return None
    number = bounds.low[variable]
    why = bounds.why_low[variable] | bounds.why_high[variable]
    taken_for_granted = any(why & bit for bit in system.assumptions)
    room = Interval(number, number)
    slip = next(one for one in slips("figures") if one.of_unreadable)
    explanation = Explanation(0, (Repair(mark, slip, room, room, f"{number:,}", 0),))
    return explanation, "likely" if taken_for_granted else "certain"
