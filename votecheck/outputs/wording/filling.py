"""Templates filled: what a rule or a slip says, with the names and numbers of an observation in its places.

How places are written is said in `model/sentences.py`. Every text that comes from a report passes through `plain`.
"""

import re
from collections.abc import Callable, Mapping

from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Observation
from votecheck.outputs.wording.texts import enumerated, plain, printed, span, who, whole

OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
PLACE = re.compile(r"\{([^{}]+)\}")
MOST_STATED = 6  # numbers of one fact in a headline
Places = Callable[[str], str]


def said(observation: Observation) -> str:
    """One sentence: the place, then what does not match and by how much, or what the slip did."""
    words = filled(observation.sentence.text, lambda place: _place(observation, place))
    where = _where(observation)
    return f"{where}: {words}" if where else words


def _where(observation: Observation) -> str:
    """The unit and the contest that an observation is about, in the report's own words."""
    result, place = observation.result, observation.sentence.place
    unit = [plain(name) for name in reversed(result.unit)]
    around = f" ({unit[1]})" if len(unit) > 1 else ""
    words = (unit[0] + around if unit and "unit" in place else "", plain(result.contest) if "contest" in place else "")
    return ", ".join(word for word in words if word)


def filled(template: str, place: Places) -> str:
    """A template with its places filled; what stands in brackets only where all of its places have something to say."""

    def optional(match: re.Match[str]) -> str:
        first, _, otherwise = match[1].partition("||")
        return first if all(_default(place, name) for name in PLACE.findall(first)) else otherwise

    return PLACE.sub(lambda match: _default(place, match[1]), OPTIONAL.sub(optional, template))


def _default(place: Places, name: str) -> str:
    """What a place says, or the word behind a bar where it says nothing."""
    key, bar, otherwise = name.partition("|")
    return place(key) or otherwise if bar and ":" not in key else place(name)


def _place(observation: Observation, name: str) -> str:
    """What stands in one place."""
    if (known := _OF_OBSERVATIONS.get(name)) is not None:
        return known(observation)
    role, _, wanted = name.partition(":")
    steps = [step for step in observation.steps if step.role == role]
    labels = [plain(step.label) for step in steps if step.label]
    match wanted:
        case "":
            return enumerated(labels) if labels else ""
        case "first" | "last":
            return (labels[0] if wanted == "first" else labels[-1]) if labels else ""
        case "number":
            return f"{len(labels or steps):,}" if steps else ""
        case "value":
            return span(steps[0].value, steps[0].percent) if steps else ""
    kind, _, words = wanted.partition(" ")
    one, _, several = words.partition("|")
    number = f"{len(labels or steps):,}" if kind == "number" else span(steps[0].value) if steps else ""
    word = one if number == "1" else several
    return f"{number} {word}" if kind == "number" else word


# ---- places of all observations -----------------------------------------------------------------


def _related(observation: Observation, number: int) -> Mark | None:
    return observation.related[number] if number < len(observation.related) else None


def _text(mark: Mark | None) -> str:
    return printed(mark.figure) if mark else ""


def _side(observation: Observation, role: str, value: str) -> str:
    """One side of a bound in words, with its value."""
    labels, total = [plain(label) for label in observation.labels(role)], span(observation.step(value).value)
    if len(labels) == 1:
        return f"{labels[0]}, {total},"
    return f"{' + '.join(labels) if len(labels) <= 3 else f'{len(labels)} parts'}, together {total},"


def _parts(observation: Observation) -> str:
    parts = [plain(label) for label in observation.labels("part")]
    return " + ".join(parts) if len(parts) <= 3 else f"the {len(parts)} parts"


def _more_or_less(observation: Observation) -> str:
    left, right = observation.step("left").value, observation.step("right").value
    return "more" if right.high is not None and left.low > right.high else "less"


def _fewer_or_more(observation: Observation) -> str:
    return "fewer" if _more_or_less(observation) == "more" else "more"


def _shared(observation: Observation) -> str:
    value = observation.step("shared").value
    return f"of {span(value)}" if value.low == value.high else f"between {span(value).replace(' … ', ' and ')}"


def _times(observation: Observation) -> str:
    return "twice" if len(observation.marks) == 2 else f"{len(observation.marks)} times"


def _base(observation: Observation) -> str:
    step = observation.step("base")
    return f"{plain(step.label)} ({span(step.value)})"


def _follows(observation: Observation) -> str:
    assert isinstance(observation, Finding)
    assert observation.follows is not None
    return span(observation.follows, observation.primary.figure.kind == "percent")


def _stated(observation: Observation) -> str:
    """The printed numbers of one fact, each with the reports that print it."""
    by_value: dict[Interval, list[Mark]] = {}
    for mark in observation.marks:
        by_value.setdefault(mark.figure.interval(), []).append(mark)
    told = [f"{_text(marks[0])} in {enumerated([plain(m.words) for m in marks])}" for marks in by_value.values()]
    return "; ".join(told[:MOST_STATED])


def _rival(observation: Observation) -> str:
    share, count = observation.related[1:3]
    return f"{who(count)}'s {_text(count)} ({_text(share)})"


def _contests(observation: Observation) -> str:
    labels = [plain(label) for label in observation.labels("contest") if label]
    return labels[0] if len(labels) == 1 else f"{len(labels)} contests" if labels else ""


def _swapped(observation: Observation) -> str:
    return "are swapped" if len(observation.labels("order")) == 2 else "stand in another order"


def _share(observation: Observation) -> str:
    return next((_text(mark) for mark in observation.marks if mark.figure.kind == "percent"), "")


_OF_OBSERVATIONS: Mapping[str, Callable[[Observation], str]] = {
    "name": lambda one: who(one.primary),
    "text": lambda one: _text(one.primary),
    "quoted text": lambda one: repr(_text(one.primary)),
    "problem": lambda one: one.primary.figure.problem,
    "words": lambda one: plain(one.primary.words),
    "other": lambda one: _text(_related(one, 0)),
    "other name": lambda one: who(one.related[0]),
    "other words": lambda one: plain(one.related[0].words),
    "last": lambda one: _text(_related(one, 1)),
    "share": _share,
    "rival": _rival,
    "base": _base,
    "follows": _follows,
    "gap": lambda one: whole(one.gap) if isinstance(one, Finding) else "",
    "parts": _parts,
    "left": lambda one: span(one.step("left").value),
    "whole": lambda one: " + ".join(dict.fromkeys(plain(label) for label in one.labels("whole"))),
    "right": lambda one: span(one.step("right").value),
    "left side": lambda one: _side(one, "part", "left"),
    "right side": lambda one: _side(one, "whole", "right"),
    "fewer or more": _fewer_or_more,
    "shared": _shared,
    "times": _times,
    "stated": _stated,
    "places": lambda one: " and ".join(plain(unit) for unit in dict.fromkeys(mark.words for mark in one.marks)),
    "count": lambda one: f"{len(one.marks):,}",
    "whole unit": lambda one: plain(one.result.unit[-1]) if one.result.unit else "",
    "contest of it": lambda one: plain(one.result.contest) or "the contest",
    "contest or how many": _contests,
    "path": lambda one: " › ".join(plain(label) for label in one.labels("unit")),
    "quoted listed": lambda one: enumerated([f"“{plain(label)}”" for label in one.labels("listed")]),
    "mode or": lambda one: " or ".join(plain(label) for label in one.labels("mode")),
    "is or are": lambda one: "are" if one.primary.label in one.primary.result.totals else "is",
    "has or have": lambda one: "have" if len(one.labels("unit")) > 1 else "has",
    "swapped or reordered": _swapped,
}
