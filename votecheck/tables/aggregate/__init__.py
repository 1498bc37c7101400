"""Stage one: rows in, one line for each contest in each unit out.

In: a `Table` (readers), some rows at a time. Out: `Aggregates` (aggregates.py): contests with their options added up and their
totals, the sums to be added up over the units, and what single rows say (their modes, their shares, cells that are no number).

`tallies.py` says what a row is about, for any dataframe engine. `streaming.py` is the default engine: one pass over batches
(batches.py, labels.py, batch_totals.py) of contiguous rows; `reference.py` is the clear definition, which engines such as
DuckDB and Spark run (engines.py). Memory is bounded by `spill.py`, which puts large aggregates on disk; `locations.py` knows
where each group stands in the file; `dataframes.py` lets one expression serve every dataframe library.
"""
