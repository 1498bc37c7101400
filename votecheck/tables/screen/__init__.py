"""Stage two: aggregates in, the groups that break a relation out.

In: `Aggregates`. Out: `Judged` (contests.py): the broken groups (a rule, a unit, a contest), how many places are kept, and
the conventions of the file: rules that it breaks so often, and to one side, that this is its own way of counting.

`conventions.py` learns what the file leaves unsaid (votes allowed, what a row *Total* adds up); `inherited_totals.py` gives a
contest the totals of its unit; `laws.py` states the relations as expressions, `shares.py` those of percentages, `roll_ups.py`
those over units; `copies.py` finds units with the same figures throughout.
"""
