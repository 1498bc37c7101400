"""Stage one: rows in, one line for each contest in each unit out.

In: a `Table` (readers), read in batches of rows. Out: `Aggregates` (aggregates.py): contests with their options added up and
their totals, the sums that are later rolled up over units, and what was checked row by row (modes, repeated options, unreadable
cells, printed shares).

`tallies.py` says what a row is about, for any dataframe engine. `streaming.py` is the default engine: one pass over batches
(batches.py, labels.py, batch_totals.py) of contiguous rows; `reference.py` is the plain definition, which engines such as
DuckDB and Spark run (engines.py). Memory is bounded by `spill.py`, which moves large aggregates to disk; `locations.py` knows
on which lines of the file each group is; `dataframes.py` lets one expression serve every dataframe library.
"""
