"""Findings in, causes out: which figures are wrong, what they should have been, and how sure that is.

`diagnose.py` is the way through; `audit.py` runs it for one election. Who decides what:

- `hypotheses.py`: whether a slip of a unit or a table (`slips/`) explains findings at less cost than anything else.
- `searches.py`: which results are searched together. `explain.py` searches them: `system.py` turns their laws and figures into
  constraints, `localise.py` opens sets of figures, the cheapest first, `propagation.py` narrows bounds, `moves.py` brings the
  slips of lists, `readings.py` those of single figures; `crossings.py` helps where the search stopped.
- Which of two explanations wins: the cheaper one. Costs are on the slips; rivals are within one step (`slips/__init__.py`).
- `diagnose.py` also says how sure an explanation is; `consequence.py` what it would change; `sound.py` whether it may be
  written into the file; `unreadable.py` what a text that is no number must be.
"""
