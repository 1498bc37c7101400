"""Stage three: broken groups in, a report of the rows behind them out.

In: `Judged`. Out: a `Report` (report.py) with the figures as they are printed in the file, small enough for the exact engine.

`selection.py` decides which groups are read again; inside sums over many units only those units that may be the cause:
`suspect_units.py` finds units that are suspect as a whole (left out, counted twice, without a mode), `suspect_figures.py` units
in which one slip would do. All others are added up to one line (`summary_rows.py`). `source_rows.py` reads the rows.
"""
