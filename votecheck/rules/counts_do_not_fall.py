"""In a series of partial results no count gets smaller.

Held for the partial reports of one publisher in the order of their dates, and for its full count after them. A
batch that was counted twice and taken out is a lawful reason, so a break is a warning.

Consistent:

    reports:
      - {id: 21h, publisher: Office, date: 2024-05-01, status: partial, votes: {Ash: 400}}
      - {id: 22h, publisher: Office, date: 2024-05-02, status: partial, votes: {Ash: 500}}

Not consistent:

    reports:
      - {id: 21h, publisher: Office, date: 2024-05-01, status: partial, votes: {Ash: 500}}
      - {id: 22h, publisher: Office, date: 2024-05-02, status: partial, votes: {Ash: 400}}
"""

from votecheck.model.relations import NeverFall, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import soft_rule

SENTENCES = {"falls": Sentence("{name} falls from {other} ({other words}) to {text} ({words})")}


@soft_rule
def counts_do_not_fall() -> Relation:
    return NeverFall()
