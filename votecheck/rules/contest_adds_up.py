"""Votes, undervotes and overvotes add up to the ballots cast, as often as votes are allowed.

Undervotes and overvotes are votes lost. Some offices print overvotes as ballots, each of which loses all the
votes it had; the report's own figures decide which. If a report does not say how many votes are allowed, any
number that fits is taken. The same holds within each mode of voting. A results file is taken to count otherwise only if
most of its sums are off, all to one side; sums of a few units are findings.

NIST SP 1500-100: votes + undervotes + overvotes = votes allowed x ballots cast.

Consistent:

    votes allowed: 2
    votes:
      Ash:   90
      Birch: 70
      Cedar: 30
    totals:
      undervotes: 6
      overvotes:  4
      ballots cast: 100

Not consistent:

    votes:
      Ash:   60
      Birch: 30
    totals:
      undervotes: 6
      overvotes:  1
      ballots cast: 100
"""

from votecheck.model.relations import Count, Equal, Plus, Relation, Sum, Times, Where
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "sum": Sentence(
        "votes, undervotes and overvotes add up to {left}; {whole} are {right} ({gap} {fewer or more})",
        calculation="sum",
        solved=True,
    ),
}


@rule
def contest_adds_up() -> Relation:
    return Equal(
        Plus(
            (
                Sum(Count(), "options"),
                Count("undervotes"),
                Where("overvotes", "as votes", Count("overvotes")),
                Where("overvotes", "as ballots", Times(Count("overvotes"))),
            )
        ),
        Times(Count("ballots cast")),
    )
