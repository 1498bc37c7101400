"""A cell is blank where there were votes.

In a results file a blank among printed figures mostly stands for none. Where the sums do not allow that, a value was left out.

Before:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,120,80,
    Lake,P1,Mayor,,,Birch,95,60,35
    Lake,P2,Mayor,,,Ash,110,70,40
    Lake,P2,Mayor,,,Birch,88,51,37

After:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,120,80,40
    Lake,P1,Mayor,,,Birch,95,60,35
    Lake,P2,Mayor,,,Ash,110,70,40
    Lake,P2,Mayor,,,Birch,88,51,37
"""

from collections.abc import Iterator

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(
    2,
    "nothing was printed: that none was meant is only a reading",
    "{figure} stands for a value; it must {room}{printed there}",
    of_blanks=True,
)
def blank_for_a_value(_: Shown) -> Iterator[Interval]:
    yield Interval(1)
