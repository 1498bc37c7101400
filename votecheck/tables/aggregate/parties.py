"""Whether the party is part of the contest in a table, as in a primary, judged by the totals that name parties."""

from typing import NamedTuple

CONVENTION_ONE_IN = 2  # a convention is accepted if it fits at least one place in so many


class PartyCounts(NamedTuple):
    """How the totals in some rows name parties: how many totals of contests name one, of how many, and for which parties units
    print their ballots cast."""

    totals_with_party: int = 0
    totals: int = 0
    ballot_parties: frozenset[str] = frozenset()

    def merged(self, other: "PartyCounts") -> "PartyCounts":
        """The counts of both sets of rows together."""
        return PartyCounts(
            self.totals_with_party + other.totals_with_party,
            self.totals + other.totals,
            self.ballot_parties | other.ballot_parties,
        )

    @property
    def are_contests(self) -> bool:
        """Whether a party is a contest of its own, as in a primary."""
        return len(self.ballot_parties) > 1 or (
            self.totals_with_party > 0 and self.totals_with_party * CONVENTION_ONE_IN >= self.totals
        )
