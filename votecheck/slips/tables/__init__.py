"""Slips of rows of a results table, in several units or lists at once."""
