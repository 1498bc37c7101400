"""Results files of millions of rows: the same relations as for reports, evaluated over columns.

Three stages, each a folder: `aggregate` turns rows into one line for each contest in each unit; `screen` names the lines in
which a relation breaks, and the conventions that the file follows; `reload` reads the rows behind a break again, as printed,
and makes a report of them. `audit.py` runs the three and hands that report to the exact engine.
"""
