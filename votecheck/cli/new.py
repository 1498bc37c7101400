"""`votecheck new`: print a starter dataset."""

from votecheck.cli.terminal import show

STARTER = """\
# yaml-language-server: $schema=dataset.schema.json
# (`votecheck schema > dataset.schema.json` writes the schema that editors use.)
votecheck: 1
election: Country, office, 2024-05-05

names: # one option, all its spellings
  Ash: [Anna Ash, A. Ash]

reports:
  - id: final
    publisher: Electoral Office
    date: 2024-05-06
    status: final # exit poll, partial, preliminary, unofficial, final, corrected
    source: https://example.org/results
    shares of: valid votes # leave it out if the report does not say
    votes: # as printed: a count, a share, or both
      Anna Ash: 5,123 (51.23%)
      Ben Birch: 4,877 (48.77%)
    totals:
      valid votes: 10,000
      invalid votes: 250
      ballots cast: 10,250
      registered voters: 20,500
      turnout: 50.0%
"""


def new() -> None:
    """Print a starter dataset to fill in."""
    show(STARTER)
