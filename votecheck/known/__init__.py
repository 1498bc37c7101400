"""Known discrepancies: the register of what was accepted, and what changed since a git revision."""
