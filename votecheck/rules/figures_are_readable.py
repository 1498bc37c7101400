"""Every figure can be read as one number.

Signs, letters or two decimal marks inside a number leave it unread, and the rest of the report is still
judged. Groups that are not of three digits (10.555.92) are read, and noted.

Consistent:

    votes:
      Ash:   13,86,233
      Birch: 6 456 392
      Cedar: suppressed

Not consistent:

    votes:
      Ash:   12a4
"""

from votecheck.model.relations import Readable, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "malformed": Sentence("{text} for {name} has unusual digit grouping"),
    "unreadable": Sentence(
        "{quoted text} for {name} cannot be read: {problem}", more="; the same in {more:more place|more places}", pointed=True
    ),
}


@rule
def figures_are_readable() -> Relation:
    return Readable()
