"""Reports of equal status that state one fact print the same number.

A rounded figure agrees with the exact one that it covers. A report of a later status (preliminary, final,
corrected) may lawfully differ: that is a note, told apart from a contradiction. Exit polls are never compared
with counts, partial results not with one another.

Consistent:

    reports:
      - {id: morning, status: final, votes: {Ash: "271,641", Birch: 2.6%}}
      - {id: evening, status: final, votes: {Ash: over 271 thousand, Birch: 2.60%}}

Not consistent:

    reports:
      - {id: morning, status: final, votes: {Ash: "271,641"}}
      - {id: evening, status: final, votes: {Ash: "217,641"}}
"""

from votecheck.model.relations import Agree, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "disagree": Sentence("reports differ on {name}: {stated}", solved=True, undecided=True),
    "later": Sentence("reports differ on {name}: {stated}", undecided=True),
}


@rule
def reports_agree() -> Relation:
    return Agree()
