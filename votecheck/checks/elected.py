"""Rules of election: the share that the first option must reach, as a report declares it."""

import re
from fractions import Fraction
from typing import NamedTuple

from votecheck.model.figures import Interval, Number
from votecheck.model.numerals import read_percent

HALF = Fraction(50)
WORDS = {"two thirds": "2/3", "two-thirds": "2/3", "three fifths": "3/5", "three-fifths": "3/5", "three quarters": "3/4"}


class Demand(NamedTuple):
    """A share that elects, as a percentage: more than it, or at least it."""

    needed: Number
    exceed: bool

    def reached(self, share: Interval) -> bool | None:
        """Whether a share reaches it; None where its true values leave that open."""
        if share.low > self.needed or (share.low == self.needed and not self.exceed):
            return True
        if share.high is None or share.high > self.needed or (share.high == self.needed and not self.exceed):
            return None
        return False


MAJORITY = Demand(HALF, exceed=True)


def demand(elected_by: str | None) -> Demand | None:
    """What a rule of election such as `majority`, `60%` or `at least two thirds` demands; None for any other."""
    rule = " ".join((elected_by or "").lower().split())
    if rule in ("majority", "absolute majority", "simple majority"):
        return MAJORITY
    plain = re.sub(r"^(more than|over|at least)\s+", "", rule)
    share = re.fullmatch(r"(\d+)\s*/\s*([1-9]\d*)", WORDS.get(plain, plain))
    figure = read_percent(plain)
    if share is None and not figure.readings:
        return None
    needed = Fraction(100 * int(share[1]), int(share[2])) if share else figure.readings[0].value
    return Demand(needed, rule.startswith(("more than", "over")) or (needed == HALF and not rule.startswith("at least")))
