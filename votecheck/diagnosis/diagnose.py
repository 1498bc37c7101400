"""Diagnosis: the causes behind the findings. One cause is said once, and what it explains stands under it.

Slips of units and tables are weighed first (hypotheses.py). Of what they leave, a figure that alone could explain several
findings is taken for their cause, and the search names the cheapest slips behind it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from votecheck.diagnosis.belief import believed
from votecheck.diagnosis.consequence import consequence
from votecheck.diagnosis.hypotheses import chosen, hypotheses
from votecheck.diagnosis.searches import Places, Solved, can_be_solved, explained_together
from votecheck.diagnosis.unreadable import told_by_sums
from votecheck.model.causes import Confidence, Consequence, Diagnosis, Explanation, Repair, gravest_first
from votecheck.model.facts import Election, Result
from votecheck.model.figures import Figure, Origin
from votecheck.model.findings import SEVERITIES, Finding, Hypothesis, Mark
from votecheck.model.relations import Rule
from votecheck.rules import all_rules
from votecheck.slips.evidence import Evidence

FEWEST_MODES = 3  # in which a law of a list breaks, so that it is the list that is wrong
FEWEST_PLACES = 3  # in which one name stands more than once, or one text cannot be read
MOST_EQUAL = 3  # more explanations of one cost than these explain nothing


def diagnose(
    findings: Iterable[Finding], elections: Iterable[Election] = (), rules: Iterable[Rule] | None = None
) -> list[Diagnosis]:
    """Group findings by cause, and explain each cause; the gravest and first in the file at the top. `rules` are those that
    were checked: all, unless given."""
    left, every = list(findings), list(elections)
    places = Places.of(every)
    told = frozenset((f.rule, id(f.result)) for f in left)
    causes: list[Diagnosis] = []
    for election in every if left else ():
        own = [f for f in left if places.home.get(id(f.result)) is election]
        evidence = Evidence(election, list(all_rules().values() if rules is None else rules), own)
        for hypothesis, explained in chosen(hypotheses(evidence), own, election):
            causes.append(_of_hypothesis(hypothesis, explained))
            left = [f for f in left if f not in explained]
    settled = {r.mark.figure: r.room for cause in causes for e in cause.explanations for r in e.repairs}
    solved = explained_together(left, places, told, settled)
    repaired = {r.mark.figure for found in solved.values() for e in found.explanations[:1] for r in e.repairs}
    grouped = [_diagnosis(explained, culprit) for culprit, explained in _by_culprit(left, repaired)]
    grouped = _joined(grouped, solved)
    grouped = _with_explanations(sorted(grouped, key=gravest_first), solved)
    causes += _as_lists([_read_by_sums(cause, places) for cause in grouped])
    return sorted(map(believed, _in_several_places(causes)), key=gravest_first)


# ---- explanations -------------------------------------------------------------------------------


def _joined(causes: Sequence[Diagnosis], solved: Solved) -> list[Diagnosis]:
    """The causes that one slip of several figures explains as one cause."""
    joined = list(causes)
    for explanation in dict.fromkeys(e for found in solved.values() for e in found.explanations[:1]):
        moved = {r.mark.figure for r in explanation.repairs if r.moved}
        same = [c for c in joined if moved and (c.culprit in moved or all(f.suspects & moved for f in c.findings))]
        if len(same) > 1:
            together = _diagnosis([f for c in same for f in c.findings], None)
            culprit = next(c.culprit for c in same if together.first in c.findings)
            together = together._replace(culprit=culprit)
            joined = [together if c is same[0] else c for c in joined if c not in same[1:]]
    return joined


def _with_explanations(causes: Sequence[Diagnosis], solved: Solved) -> list[Diagnosis]:
    """Each cause with the explanations of its results, of which each cause is told the slips that it speaks of."""
    siblings: dict[int, list[Diagnosis]] = defaultdict(list)
    for cause in causes:
        if (result := _result(cause)) and id(result) in solved:
            siblings[id(solved[id(result)])].append(cause)
    explained: list[Diagnosis] = []
    for cause in causes:
        result = _result(cause)
        if result is None or id(result) not in solved:
            explained.append(cause)
            continue
        explanations, tried, cut_off, _, may_lack_rows, may_be_chance = found = solved[id(result)]
        repaired = {r.mark.figure: r.mark for e in explanations for r in e.repairs}
        others = {figure for figure, mark in repaired.items() if _owner(mark, siblings[id(found)]) is not cause}
        own = tuple(dict.fromkeys(part for e in explanations if (part := _part(e, others, cause.first.suspects)).repairs))
        confidence = _confidence(own, cut_off, may_lack_rows or may_be_chance)
        if all(f.sentence.undecided for f in cause.findings):
            own, confidence = (), "undecided"
        tried = 0 if explanations and not cut_off else tried  # another cause may tell them
        cause = cause._replace(explanations=own, confidence=confidence, cut_off=cut_off, tried=tried)
        unlikely = bool(explanations) and (_is_one_row_too_often(explanations[0]) or _is_exchange(explanations[0]))
        if unlikely and confidence in ("certain", "likely"):
            cause = cause._replace(confidence="possible")
        elif own and confidence != "undecided" and not cut_off and (changed := _in_any_case(result, own)):
            cause = cause._replace(consequence=changed, severity="error")
        explained.append(cause)
    return _absorbed(explained)


def _in_any_case(result: Result, explanations: Sequence[Explanation]) -> Consequence | None:
    """What all explanations alike would change."""
    found = {consequence(result, explanation) for explanation in explanations}
    return found.pop() if len(found) == 1 else None


def _of_hypothesis(hypothesis: Hypothesis, explained: Sequence[Finding]) -> Diagnosis:
    """The cause that a slip of many figures is, with what each of its figures should have been, if it says so."""
    severity = max((hypothesis.severity, *(f.severity for f in explained)), key=SEVERITIES.index)
    cause = Diagnosis(severity, tuple(sorted(explained, key=_most_telling)), hypothesis=hypothesis)
    if not hypothesis.values:
        return cause
    found = Explanation(hypothesis.cost, tuple(_changes(hypothesis)))
    results = {id(r.mark.result): r.mark.result for r in found.repairs}
    changed = next((c for result in results.values() if (c := consequence(result, found))), None)
    severity = "error" if changed else cause.severity
    return cause._replace(explanations=(found,), confidence="certain", consequence=changed, severity=severity)


def _changes(one: Hypothesis) -> Iterator[Repair]:
    for mark, value in zip(one.marks, one.values, strict=True):
        if mark.figure.interval() != value:
            yield Repair(mark, one.slip, value, value, f"{int(value.low):,}", one.cost, moved=True, about=one.about)


def _read_by_sums(cause: Diagnosis, places: Places) -> Diagnosis:
    """The cause of a figure that cannot be read, with what its sums say it is."""
    mark = cause.first.primary
    election = places.home.get(id(mark.result))
    if election is None or mark.figure.state != "unreadable":
        return cause
    told = told_by_sums(mark, places.whole.get(id(mark.result)), election)
    return cause._replace(explanations=told[:1], confidence=told[1]) if told else cause


def _result(cause: Diagnosis) -> Result | None:
    """The result whose laws a cause can be explained by, if there is one."""
    return next((f.result for f in cause.findings if can_be_solved(f)), None)


def _owner(mark: Mark, causes: Sequence[Diagnosis]) -> Diagnosis:
    """The cause that speaks of a repaired figure: as its culprit, as a suspect, or of its result; or the first of them."""
    culprit = (c for c in causes if c.culprit is mark.figure)
    suspect = (c for c in causes if any(mark.figure in f.suspects for f in c.findings))
    beside = (c for c in causes if c.first.result is mark.result)
    return next(culprit, None) or next(suspect, None) or next(beside, None) or causes[0]


def _part(explanation: Explanation, others: set[Figure], first: frozenset[Figure]) -> Explanation:
    """An explanation without the slips that another cause speaks of, the cause's own first."""
    repairs = tuple(r for r in explanation.repairs if r.mark.figure not in others)
    repairs = tuple(sorted(repairs, key=lambda r: r.mark.figure not in first))
    left_out = sum(r.cost for r in explanation.repairs) - sum(r.cost for r in repairs)
    return explanation._replace(repairs=repairs, cost=explanation.cost - left_out)


def _confidence(explanations: Sequence[Explanation], cut_off: bool, is_doubted: bool) -> Confidence:
    """How sure the cheapest explanation is, by its rivals and by what the arithmetic leaves open (docs/confidence.md)."""
    if not explanations or any(r.slip.anything for r in explanations[0].repairs):
        return "undecided"
    best = explanations[0]
    equal = sum(MOST_EQUAL + 1 if e.stands_for_many else 1 for e in explanations if e.cost == best.cost)
    if len(explanations) > 1 or equal > 1 or cut_off:
        return "possible" if equal <= MOST_EQUAL else "undecided"
    exact = all(r.open_room.low == r.open_room.high and r.slip.exact for r in best.repairs)
    return "certain" if exact and not is_doubted else "likely"


def _as_lists(causes: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Causes by which the sums of one list break in all and in each mode of voting, and that nothing likely explains, as one
    cause: it is the list that is another one."""
    by_list: dict[int, list[Diagnosis]] = defaultdict(list)
    for cause in causes:
        if cause.confidence not in ("certain", "likely") and cause.first.sentence.calculation == "sum":
            by_list[id(cause.first.result)].append(cause)
    kept = list(causes)
    for same in by_list.values():
        modes = {f.primary.fact.mode for c in same for f in c.findings[:1] if f.primary.fact}
        if len(modes) >= FEWEST_MODES:
            together = _diagnosis([f for c in same for f in c.findings], None)
            tried, cut_off = max(c.tried for c in same), any(c.cut_off for c in same)
            joined = together._replace(confidence="undecided", tried=tried, cut_off=cut_off)
            kept = [joined if c is same[0] else c for c in kept if c not in same[1:]]
    return kept


def _in_several_places(causes: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Causes by which one name stands more than once in the lists of several units as one cause: it is the name that is not
    enough to tell its rows apart; and so those by which one text cannot be read in several places."""
    alike: dict[tuple[object, ...], list[Diagnosis]] = defaultdict(list)
    for cause in causes:
        first, mark = cause.first, cause.first.primary
        if not first.sentence.more or cause.explanations:
            continue
        if mark.figure.state != "unreadable":
            alike[first.sentence, id(first.result.report), first.result.contest, mark.label].append(cause)
        elif len(cause.findings) == 1:
            mode = mark.fact.mode if mark.fact else ""
            alike[first.sentence, id(first.result.report), mark.figure.text, mark.figure.problem, mode].append(cause)
    several = [sorted(same, key=lambda cause: cause.place) for same in alike.values() if len(same) >= FEWEST_PLACES]
    together = {id(same[0]): _as_one(same) for same in several}
    further = {id(c) for same in several for c in same[1:]}
    return [together.get(id(cause), cause) for cause in causes if id(cause) not in further]


def _as_one(causes: Sequence[Diagnosis]) -> Diagnosis:
    """Several causes that are named alike as one, named by the first of them."""
    made = _diagnosis([f for c in causes for f in c.findings], None)
    return made._replace(hypothesis=causes[0].hypothesis)


def _is_one_row_too_often(explanation: Explanation) -> bool:
    """Whether several slips would be in one row: it is likelier that all of it belongs elsewhere."""
    slips = {(id(r.mark.result), r.mark.fact.name if r.mark.fact else "", r.moved or r.mark) for r in explanation.repairs}
    return any(number > 1 for number in Counter(slip[:2] for slip in slips).values())


def _is_exchange(explanation: Explanation) -> bool:
    """Whether two slips in two units would make up for each other: it is likelier that these have exchanged something."""
    changes = [(r.mark.result, r.room.low - r.mark.figure.interval().low) for r in explanation.repairs if not r.moved]
    return len(changes) == 2 and changes[0][0] is not changes[1][0] and changes[0][1] == -changes[1][1]


def _absorbed(causes: Sequence[Diagnosis]) -> list[Diagnosis]:
    """A note about a figure that the best explanation of another cause repairs is said under that cause."""
    kept: list[Diagnosis] = []
    under: dict[int, list[Finding]] = defaultdict(list)
    for cause in causes:
        others = causes if cause.severity == "note" else ()
        repaired_by = next((c for c in others if _repairs(c, cause)), None)
        if repaired_by is None:
            kept.append(cause)
        else:
            under[id(repaired_by)].extend(cause.findings)
    return [c._replace(findings=(*c.findings, *under[id(c)])) for c in kept]


def _repairs(cause: Diagnosis, note: Diagnosis) -> bool:
    if cause.confidence == "undecided" or cause.severity == "note":
        return False
    repaired = {r.mark.figure for r in cause.explanations[0].repairs}
    return all(f.sentence.undecided and f.suspects & repaired for f in note.findings)


# ---- grouping -----------------------------------------------------------------------------------


def _by_culprit(findings: Sequence[Finding], repaired: set[Figure]) -> Iterator[tuple[Figure | None, list[Finding]]]:
    """Take the figure that most findings suspect, and those; then the same with what is left.

    Figures that the best explanation repairs come first.
    """
    suspected: dict[Figure, list[Finding]] = defaultdict(list)
    for finding in findings:
        for figure in sorted(finding.suspects, key=lambda f: f.origin):  # a set has no order of its own
            suspected[figure].append(finding)
    left = set(findings)
    numbered = enumerate(suspected.items())
    queue = [(figure not in repaired, _unlikely(figure, of), number, figure) for number, (figure, of) in numbered]
    heapify(queue)
    while queue:
        other, rank, number, figure = heappop(queue)
        explained = [f for f in suspected[figure] if f in left]
        if explained and rank != (current := _unlikely(figure, explained)):
            heappush(queue, (other, current, number, figure))
        elif explained:
            alone = len(explained) == 1 and len(explained[0].suspects) > 1
            yield (None if alone else figure), explained
            left.difference_update(explained)
    yield from ((None, [finding]) for finding in findings if finding in left)


def _unlikely(figure: Figure, findings: Sequence[Finding]) -> tuple[bool, int, bool, bool, int]:
    """Orders culprits, the likeliest first: behind an error, behind many findings, pointed at, named first."""
    grave = any(f.severity != "note" for f in findings)
    pointed = any(f.sentence.pointed for f in findings)
    primary = any(f.primary.figure is figure for f in findings)
    return not grave, -len(findings), not pointed, not primary, -figure.origin.line


def _diagnosis(findings: Sequence[Finding], culprit: Figure | None) -> Diagnosis:
    """The most telling finding first."""
    worst = max(findings, key=lambda f: SEVERITIES.index(f.severity)).severity
    return Diagnosis(worst, tuple(sorted(findings, key=_most_telling)), culprit)


def _most_telling(finding: Finding) -> tuple[int, bool, int, Origin]:
    """The gravest first, then the one that suspects the fewest figures."""
    severity = -SEVERITIES.index(finding.severity)
    return severity, not finding.sentence.pointed, len(finding.suspects) or 99, finding.primary.figure.origin
