"""A mode of voting stands in the row of another unit or contest, and the other one in its place.

Two sums of modes, in two places, are off by as much to either side, and by no other row; each shows what the other should.

Before:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,244,203,63
    Lake,P1,Mayor,,,Birch,199,142,57
    Lake,P2,Mayor,,,Ash,201,117,84
    Lake,P2,Mayor,,,Birch,137,98,39
    Lake,P3,Mayor,,,Ash,274,181,71
    Lake,P3,Mayor,,,Birch,171,126,45
    Lake,P4,Mayor,,,Ash,215,155,60
    Lake,P4,Mayor,,,Birch,186,134,52
    Lake,P5,Mayor,,,Ash,248,171,77
    Lake,P5,Mayor,,,Birch,150,109,41
    Lake,P6,Mayor,,,Ash,250,192,58
    Lake,P6,Mayor,,,Birch,186,120,66
    Lake,P7,Mayor,,,Ash,193,144,49
    Lake,P7,Mayor,,,Birch,234,161,73

After:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,244,181,63
    Lake,P1,Mayor,,,Birch,199,142,57
    Lake,P2,Mayor,,,Ash,201,117,84
    Lake,P2,Mayor,,,Birch,137,98,39
    Lake,P3,Mayor,,,Ash,274,203,71
    Lake,P3,Mayor,,,Birch,171,126,45
    Lake,P4,Mayor,,,Ash,215,155,60
    Lake,P4,Mayor,,,Birch,186,134,52
    Lake,P5,Mayor,,,Ash,248,171,77
    Lake,P5,Mayor,,,Birch,150,109,41
    Lake,P6,Mayor,,,Ash,250,192,58
    Lake,P6,Mayor,,,Birch,186,120,66
    Lake,P7,Mayor,,,Ash,193,144,49
    Lake,P7,Mayor,,,Birch,234,161,73
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from votecheck.checks.laws import holds
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.misplaced import Cell, columns, in_another_row, mode_of
from votecheck.slips.sums_of_modes import sums_of_modes

FEWEST_VOTES = 10  # that stand in another's place


@slip(
    7,
    "two rows of one column; there are many pairs",
    "{figures} are swapped",
    words="two figures swapped",
    sentence=Sentence(
        "two rows add up if their {column} figures are swapped: {would be}",
        place="",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def modes_exchanged(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound in evidence.bound("modes"):
        broken = [law for law in sums_of_modes(bound) if not holds(law)]
        pairs = [pair for same in columns(broken, lambda s: s.fact.mode) for pair in _exchanged(same)]
        in_modes = Counter(id(cell.law) for pair in pairs for cell in pair)
        for pair in pairs:
            if all(in_modes[id(cell.law)] == 1 for cell in pair):
                yield in_another_row(modes_exchanged, bound, pair, mode_of(pair[0]))


def _exchanged(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Two rows of which each shows what the other should have, where no others are off by as much."""
    by_gap: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_gap[abs(cell.should_be - cell.printed)].append(cell)
    for gap, same in by_gap.items():
        if gap >= FEWEST_VOTES and len(same) == 2 and same[0].law.result is not same[1].law.result:
            one, other = sorted(same, key=lambda cell: cell.line)
            if one.printed == other.should_be and other.printed == one.should_be:
                yield one, other
