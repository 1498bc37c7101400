"""Stage three: broken groups in, a report of their source rows out.

In: `Screened`. Out: a `Report` (report.py) with the figures as the file prints them, small enough for the exact engine.

`selection.py` decides which groups are read again; inside sums over many units these are only the units that may be the cause:
`suspect_units.py` finds units that are suspect as a whole (left out, counted twice, without a mode), `suspect_figures.py` units
in which a single slip would explain the gap. All other units are added up to one summary row (`summary_rows.py`).
`source_rows.py` reads the rows.
"""
