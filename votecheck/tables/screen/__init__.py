"""Stage two: aggregates in, the groups that break a rule out.

In: `Aggregates`. Out: `Screened` (contests.py): the broken groups (a rule, a unit, a contest), how many checks passed, and the
conventions of the file: rules that it breaks so often, and always to the same side, that this is its own way of counting.

`conventions.py` learns what the file does not state (votes allowed, what a row *Total* adds up); `inherited_totals.py` gives a
contest the totals of its unit; `laws.py` turns the rules into expressions, `shares.py` those about percentages, `roll_ups.py`
those about sums over units; `copies.py` finds units with the same figures throughout.
"""
