"""No more units have reported than there are.

Units are whatever the report counts: polling stations, precincts, districts.

Consistent:

    totals:
      units reported: 9,980
      units: 10,033

Not consistent:

    totals:
      units reported: 10,330
      units: 10,033
"""

from votecheck.model.relations import AtMost, Count, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "exceeds": Sentence(
        "{parts} ({left}) exceed {whole} ({right}) by {gap}", calculation="sum", solved=True, is_equation=False
    ),
}


@rule
def units_reported_within_units() -> Relation:
    return AtMost(Count("units reported"), Count("units"))
