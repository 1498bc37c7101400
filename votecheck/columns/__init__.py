"""The same relations held in columns, for results files of millions of rows: what breaks is found, and explained as ever."""
