"""What the totals of a table say of parties: whether a party is a contest of its own, as in a primary."""

from typing import NamedTuple

OFTEN = 2  # a convention is believed if it holds in at least one of so many places


class PartiesNamed(NamedTuple):
    """What the totals of a table say of parties: how many of the totals of contests name one, of how many, and for which
    parties units print their ballots."""

    totals: int = 0
    of_all: int = 0
    of_ballots: frozenset[str] = frozenset()

    def joined(self, other: "PartiesNamed") -> "PartiesNamed":
        """What the totals of more rows say."""
        return PartiesNamed(self.totals + other.totals, self.of_all + other.of_all, self.of_ballots | other.of_ballots)

    @property
    def are_contests(self) -> bool:
        """Whether a party is a contest of its own, as in a primary."""
        return len(self.of_ballots) > 1 or (self.totals > 0 and self.totals * OFTEN >= self.of_all)
