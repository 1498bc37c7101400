"""Results files of millions of rows: the same rules as for reports, checked by dataframe expressions.

Three stages, each a folder: `aggregate` turns rows into one line for each contest in each unit; `screen` finds the lines that
break a rule, and the conventions that the file follows; `reload` reads the source rows behind a broken rule again and makes a
report of them. `audit.py` runs the three and hands that report to the exact engine.
"""
