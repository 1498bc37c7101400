"""Complete reports of one contest list the same options.

Held between lists that are complete: declared so, adding up to a printed total, or with shares that add up to
100. Names are made one by declared aliases, spelling and transliteration. Two names that only resemble each
other are kept apart, and said.

Consistent:

    reports:
      - {id: morning, complete: yes, votes: {Saltanat Turssynbekova: 20, Ash: 80}}
      - {id: evening, complete: yes, votes: {Салтанат Турсынбекова: 20, Ash: 80}}

Not consistent:

    reports:
      - {id: morning, complete: yes, votes: {Ash: 60, Birch: 40}}
      - {id: evening, complete: yes, votes: {Ash: 60, Cedar: 40}}
"""

from votecheck.model.relations import Relation, SameOptions
from votecheck.model.sentences import Sentence
from votecheck.rules import soft_rule

SENTENCES = {
    "resembles": Sentence(
        "“{name}” looks like “{other:first}” but counts as another option; `names:` can join them", calculation="figures"
    ),
    "not listed": Sentence("{name} is listed by {words} but not by {other:first}", calculation="figures"),
}


@soft_rule
def same_candidates() -> Relation:
    return SameOptions()
