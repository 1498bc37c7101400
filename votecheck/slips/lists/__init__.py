"""Slips of several figures of one contest in one unit: rows, columns, totals and their parts."""
