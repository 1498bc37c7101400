"""The counts of the units add up to the count of the unit they make up.

Every level, every option and total, every mode. The units add up to more than the whole: always broken. To
less: broken if the units are known to be all (`all units: yes`, a printed number of units, or another count
that adds up exactly); otherwise some may not be listed.

A slip of a unit as a whole is one cause, not one for every sum: a unit that is not listed, that is listed elsewhere or by
another name, that was left out of the totals or counted twice, or whose rows or modes are in another order
(`votecheck slips`).

Consistent:

    votes: {Ash: 30, Birch: 50}
    units:
      North: {votes: {Ash: 10, Birch: 30}}
      South: {votes: {Ash: 20, Birch: 20}}

Not consistent:

    votes: {Ash: 30, Birch: 50}
    units:
      North: {votes: {Ash: 10, Birch: 30}}
      South: {votes: {Ash: 20, Birch: 40}}
"""

from votecheck.model.relations import Count, Equal, Relation, Sum
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "sum": Sentence(
        "for {whole}, {part:number unit adds|units add} up to {left}; the total says {right} ({gap} {fewer or more})",
        calculation="sum",
        solved=True,
    ),
    "convention, short": Sentence(
        "{rule} is skipped for this file: in {broken} of {places} places the units fall short of the total "
        "(not all may be listed), so the file seems to count differently (--strict checks it anyway)"
    ),
}


@rule
def units_add_up() -> Relation:
    return Equal(Sum(Count(), "units"), Count())
