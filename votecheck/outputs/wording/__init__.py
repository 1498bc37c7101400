"""Findings in plain, neutral sentences, for every output."""
