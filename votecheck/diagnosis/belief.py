"""Belief: how sure an explanation may sound, by what speaks for it. A lone broken relation names no figure for certain."""

from votecheck.model.causes import Diagnosis, Repair
from votecheck.model.figures import BLANK

FEWEST_RESTORED = 2  # broken relations that a repair restores
FROM_ITS_SUMS = "unreadable"  # a cell that is no number: what it is stands in its sums
AT_MOST_LIKELY = "blank-for-a-value"


def corroborated(repair: Repair, cause: Diagnosis) -> bool:
    """Whether another report prints the value, or at least two broken relations meet in the figure."""
    broken = [f for f in cause.findings if f.severity != "note"]
    restored = len(broken) if repair.moved else sum(repair.mark.figure in f.suspects for f in broken)
    return bool(repair.printed_in) or restored >= FEWEST_RESTORED


def believed(cause: Diagnosis) -> Diagnosis:
    """The cause, no surer than its evidence: certain only if every repair is corroborated, and possible at most if one that is
    not takes more than half of a value away, or more than doubles it."""
    if cause.confidence not in ("certain", "likely"):
        return cause
    alone = [r for r in cause.explanations[0].repairs if not corroborated(r, cause) and r.slip.name != FROM_ITS_SUMS]
    if any(map(_is_large, alone)):
        return cause._replace(confidence="possible")
    modest = alone or any(r.slip.name == AT_MOST_LIKELY for r in cause.explanations[0].repairs)
    return cause._replace(confidence="likely") if modest else cause


def _is_large(repair: Repair) -> bool:
    """Whether a repair changes a printed value by more than half of the greater of the two."""
    printed, room = repair.mark.figure.interval(), repair.room
    unchanged = repair.moved or BLANK in repair.mark.figure.remarks  # figures only changed places, or none is printed
    if unchanged or not repair.mark.figure.readings or room.high is None or printed.high is None:
        return False
    less, more = sorted((printed.low, room.low))
    return less * 2 < more
