"""Whether chance could make figures agree."""

from collections.abc import Iterable

from votecheck.model.figures import Number

CHANCE = 1000  # a coincidence that one list in a thousand would show is not worth a finding


def by_chance(counts: Iterable[Number], tries: int) -> bool:
    """Whether chance could make the counts of one of so many pairs of units agree.

    A count of c varies by about the root of c, so two independent units agree in it with a probability of
    about 1 / sqrt(4 pi c) (two Poisson counts).
    """
    square = 1
    for count in counts:
        square *= max(1, 12 * int(count))
    return square <= (CHANCE * tries) ** 2
