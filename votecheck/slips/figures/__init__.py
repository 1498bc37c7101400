"""Slips of one figure. Each says, of a figure as printed, which digits should have been printed, or which true values."""
