"""Stage four: what is named together, compared: tables with tables, and with datasets and articles.

In: `Screened` tables, and the datasets named with them. Out: an `Audit` of the facts that both print.

`matching.py` says which unit, contest and option of one source is which of another. `roll_ups.py` compares the units of one
table with the units around them in another, `same_units.py` two tables of the same units, and `datasets.py` a table with what
people wrote. Large tables are joined as dataframes; only the groups that differ are read again, for the exact engine.
"""
