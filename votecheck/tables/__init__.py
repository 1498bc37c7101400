"""Results files of millions of rows: the same rules as for reports, checked by dataframe expressions.

Four stages, each a folder: `aggregate` turns rows into one line for each contest in each unit; `screen` finds the lines that
break a rule, and the conventions that the file follows; `reload` reads the source rows behind a broken rule again and makes a
report of them; `compare` matches the tables, datasets and articles that are named together and finds the figures in which they
differ. `audit.py` runs them and hands the reports to the exact engine.
"""
