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
        "{name} stands {count} times in this list, each time with {text}",
        more="; so it does in {more:more list|more lists}",
        asks="whether it belongs there more than once",
    ),
    "differs": Sentence(
        "{name} stands {count} times in this list, with {text} and with {other}",
        more="; so it does in {more:more list|more lists}",
        asks="whether it belongs there more than once",
    ),
    "convention": Sentence(
        "{rule} is not held here: {part|options} stand more than once in {broken} of {places} places, "
        "which is taken for this file's own way of counting (--strict holds it)"
    ),
}


@rule
def options_stand_once() -> Relation:
    return Distinct("options")
