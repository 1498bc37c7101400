"""Repairs: sound ones written into the text they came from, and the best-supported tally of several reports."""
