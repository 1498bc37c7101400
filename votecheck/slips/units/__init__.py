"""Slips of a reporting unit, or of a contest, as a whole: each breaks many sums at once."""
