"""A row of the list is the sum of all others: a total that is read as an option.

The votes of the list are twice what they should be. It bears the name of a total, or is the valid votes that are printed.

Before:

    votes:
      Ash:   5,123
      Birch: 3,654
      Cedar: 1,223
      Total: 10,000

After:

    votes:
      Ash:   5,123
      Birch: 3,654
      Cedar: 1,223
    totals:
      valid votes: 10,000
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.relations import Distinct
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence, of_finding


@slip(4, "the row shows it by itself, and bears the name of a total", "{changes} ({slip})", sentence=Sentence("{the finding}"))
def total_among_options(evidence: Evidence) -> Iterator[Hypothesis]:
    for finding in evidence.of_rule(Distinct("total and option")):
        yield of_finding(total_among_options, finding)
