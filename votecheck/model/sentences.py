"""Sentences: what a rule or a slip says, as a template. Numbers, escaping and layout belong to the outputs that fill it.

Places in braces are filled from a finding: `{name}`, `{text}`, `{gap}` … (`outputs/wording/filling.py` lists them), or the
role of a step in its calculation: `{unit}` is the labels of all steps with the role *unit*, `{unit:first}` the first one,
`{unit:number}` how many there are, `{unit:value}` the value of the first, `{unit:is|are}` a word for one and for several. What
stands in square brackets is left out where a place in it has nothing to say.
"""

from typing import Literal, NamedTuple

Place = Literal["unit and contest", "unit", "contest", ""]
Calculation = Literal["steps", "sum", "lead", "figures", "proposed", "nothing"]


class Sentence(NamedTuple):
    """One way in which a rule is broken, or what a slip did."""

    text: str
    more: str = ""  # added where one cause has `{more}` further places of the same kind, which then are one cause
    place: Place = "unit and contest"  # what is said before it, of where the result stands
    asks: str = "which figure is right"  # of the publisher
    calculation: Calculation = "steps"  # what is printed below it: all steps, a sum, the figures, what each should be
    head: str = ""  # above what each figure should be
    solved: bool = False  # it is about numbers that the laws can be solved for
    is_equation: bool = True  # what breaks is off by just the gap; otherwise by the gap at least
    pointed: bool = False  # it points at one pair of figures by comparing it with many others
    undecided: bool = False  # reports differ, and no law of one of them decides
    pictured: bool = False  # the totals that all pairs imply are shown below it
