"""The relations held against the results of an election, exactly: a verdict for each, and why."""
