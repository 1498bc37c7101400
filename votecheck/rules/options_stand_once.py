"""An option stands once in the list of a contest.

The same name twice, in one contest of one reporting unit: with the same figure a copied row, with another one the row of
somebody else, or of another place. In a results file a total of a contest stands once too; a list all of whose rows stand
twice is one finding.

Consistent:

    votes: {Anna Ash: 30, Ben Birch: 50}

Not consistent:

    votes: {Anna Ash: 30, ANNA ASH: 30, Ben Birch: 50}
"""

from votecheck.model.relations import Distinct, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "copied": Sentence(
        "{name} {is or are} listed {times}, each time with {text}",
        more="; the same in {more:more list|more lists}",
        asks="whether it belongs there more than once",
    ),
    "differs": Sentence(
        "{name} {is or are} listed {times}: {text} and {other}",
        more="; the same in {more:more list|more lists}",
        asks="whether it belongs there more than once",
    ),
    "convention": Sentence(
        "{rule} is skipped for this file: in {broken} of {places} places {part|options} are listed more than once, "
        "so the file seems to count differently (--strict checks it anyway)"
    ),
}


@rule
def options_stand_once() -> Relation:
    return Distinct("options")
