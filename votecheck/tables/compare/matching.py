"""Which unit, contest and option of one source is which of another. A name joins another only if it fits exactly one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

from votecheck.model.names import folded, identify
from votecheck.tables.aggregate.tallies import SEP
from votecheck.vocabulary.tables import role_of_column

MOST_COMPARED = 400  # contests that are matched by their words; more of them only by their whole names


class Matching(NamedTuple):
    """The names of another source, each with the name that this one has for the same."""

    units: Mapping[str, str]
    contests: Mapping[str, str]
    options: Mapping[tuple[str, str], str]  # by this source's contest and the other's option

    def option(self, contest: str, name: str) -> str:
        """This source's name for an option of the other, in a contest of this source; its own name if it has no partner."""
        return self.options.get((contest, name), name)


Lists = Mapping[str, Collection[str]]  # the options of each contest


def matching(units: Iterable[str], lists: Lists, other_units: Iterable[str], other_lists: Lists) -> Matching:
    """The matching of two sources: their units, as paths joined by SEP, and the options of their contests."""
    contests = match_contests(lists, other_lists)
    options = {
        (ours, name): option
        for theirs, ours in contests.items()
        for name, option in match_options(lists[ours], other_lists[theirs]).items()
    }
    return Matching(match_units(units, other_units), contests, options)


def match_units(ours: Iterable[str], theirs: Iterable[str]) -> dict[str, str]:
    """Their units, each with the one of ours that has its name: exactly; without case, accents, points and words such as
    *county*; or by its last name alone, where only one unit of either side has it."""
    return _in_stages(ours, theirs, (str, _folded_path, unit_key, lambda unit: unit_key(unit).rpartition(SEP)[2]))


def match_contests(ours: Lists, theirs: Lists) -> dict[str, str]:
    """Their contests, each with the one of ours that has its name or its words; or all of whose words are in the name of one
    only; or that shares the options which no other contest lists."""
    found = _in_stages(ours, theirs, (str, folded, _contest_words))
    if max(len(ours), len(theirs)) <= MOST_COMPARED:
        found |= _within(set(ours) - set(found.values()), set(theirs) - set(found))
    left_ours = {name: options for name, options in ours.items() if name not in set(found.values())}
    left_theirs = {name: options for name, options in theirs.items() if name not in found}
    if len(ours) == 1 and left_ours:
        (only,) = left_ours
        alike = _most_alike(ours[only], left_theirs)
        return found | ({alike: only} if alike else {})
    if len(theirs) == 1 and left_theirs:
        (only,) = left_theirs
        alike = _most_alike(theirs[only], left_ours)
        return found | ({only: alike} if alike else {})
    return found | _by_options(left_ours, left_theirs)


def match_options(ours: Collection[str], theirs: Collection[str]) -> dict[str, str]:
    """Their options, each with the one of ours that it means."""
    names = identify({}, [list(ours), list(theirs)])
    of_option = {names.option(name): name for name in reversed(list(ours))}
    return {name: of_option[names.option(name)] for name in theirs if names.option(name) in of_option}


def _in_stages(ours: Iterable[str], theirs: Iterable[str], keys: Iterable[Callable[[str], Hashable]]) -> dict[str, str]:
    """Names that are alike by the first key by which either side has only one of them."""
    left_ours, left_theirs = sorted(set(ours)), sorted(set(theirs))
    found: dict[str, str] = {}
    for key in keys:
        by_key = _unique(left_ours, key)
        pairs = {name: by_key[k] for k, name in _unique(left_theirs, key).items() if k in by_key}
        found |= pairs
        left_ours = [name for name in left_ours if name not in set(pairs.values())]
        left_theirs = [name for name in left_theirs if name not in pairs]
    return found


def _unique(names: Iterable[str], key: Callable[[str], Hashable]) -> dict[Hashable, str]:
    """The names by their keys, without those that share one."""
    by_key: dict[Hashable, list[str]] = defaultdict(list)
    for name in names:
        by_key[key(name)].append(name)
    return {k: same[0] for k, same in by_key.items() if len(same) == 1}


def _folded_path(unit: str) -> str:
    return SEP.join(map(folded, unit.split(SEP)))


def unit_key(unit: str) -> str:
    """A unit's path without case, accents, points, leading zeros, and words such as *county*: equal for units of one name."""
    return SEP.join(_unit_words(name) for name in unit.split(SEP))


def _unit_words(name: str) -> str:
    """A unit's name without the words that say what kind of unit it is, and without zeros before a number."""
    words = [_number(word) for word in folded(name).split()]
    return " ".join(word for word in words if not role_of_column(word).endswith("unit")) or " ".join(words)


def _contest_words(contest: str) -> Hashable:
    return frozenset(map(_number, folded(contest.replace(SEP, " ")).split()))


def _number(word: str) -> str:
    return (word.lstrip("0") or "0") if word.isdecimal() else word


def _within(ours: Collection[str], theirs: Collection[str]) -> dict[str, str]:
    """Contests all of whose words are in the name of exactly one contest of the other side."""
    words = {name: _contest_words(name) for name in (*ours, *theirs)}
    alike = [(a, b) for a in ours for b in theirs if words[a] and words[b] and _one_holds(words[a], words[b])]
    times_ours, times_theirs = [a for a, _ in alike], [b for _, b in alike]
    return {b: a for a, b in alike if times_ours.count(a) == 1 and times_theirs.count(b) == 1}


def _one_holds(one: Hashable, other: Hashable) -> bool:
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    return one <= other or other <= one


def _most_alike(options: Collection[str], others: Lists) -> str:
    """The one list that shares most options with a list; nothing if none shares any, or two as many."""
    shared = {name: len(match_options(options, listed)) for name, listed in others.items()}
    most = max(shared.values(), default=0)
    best = [name for name, number in shared.items() if number == most]
    return best[0] if len(best) == 1 and most else ""


def _by_options(ours: Lists, theirs: Lists) -> dict[str, str]:
    """Contests that share an option which is in no other contest of either side, where all such options agree."""
    of_ours, of_theirs = _unique_options(ours), _unique_options(theirs)
    pairs: dict[str, set[str]] = defaultdict(set)
    for option, contest in of_theirs.items():
        if option in of_ours:
            pairs[contest].add(of_ours[option])
    single = {theirs: matched.pop() for theirs, matched in pairs.items() if len(matched) == 1}
    return {theirs: ours for theirs, ours in single.items() if [*single.values()].count(ours) == 1}


def _unique_options(lists: Lists) -> dict[str, str]:
    """The options that only one contest lists, by their folded names, each with its contest."""
    contests: dict[str, set[str]] = defaultdict(set)
    for contest, options in lists.items():
        for option in options:
            contests[folded(option)].add(contest)
    return {option: next(iter(same)) for option, same in contests.items() if len(same) == 1}
