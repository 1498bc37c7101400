"""The words of results tables: what headings and rows say, from `tables.yaml`. Texts are compared by whole words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from votecheck.vocabulary.labels import label_role, plain


@cache
def words() -> dict[str, Any]:
    import yaml

    text = Path(__file__).with_name("tables.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (texts only)
    return loaded


def role_of_column(heading: str) -> str:
    """What a heading says of its column; nothing if it is not known."""
    if known := _headings().get(plain(heading)):
        return known
    if re.search(r"%|\b(percent|pct)\b", heading.casefold()):
        return "share"
    found = label_role(heading)
    if found == "units":
        return "unit" if len(plain(heading).split()) == 1 else "no tally"
    return {"nothing": "no tally", "blank or invalid votes": "invalid votes"}.get(found, found)


@cache
def _headings() -> dict[str, str]:
    return {text: name for name, texts in words()["columns"].items() for text in texts}


class Role(NamedTuple):
    """What a row is: an option, or the total it states, and whether that is one of the whole unit."""

    name: str  # "option", "write-ins", a total of the dataset, "total", "part" (of another row) or "nothing"
    of_unit: bool = False


def role(contest: str, option: str, given: Mapping[str, str]) -> Role:
    """What a row is about, by the whole words of its contest and of its option."""
    if option in given:
        return Role(given[option])
    rows = _rows()
    of_contest = rows.get(plain(contest), "")
    if of_contest in ("registered voters", "ballots issued", "ballots cast", "nothing"):
        own = rows.get(plain(option))
        return Role(of_contest, True) if not plain(option) or own in (of_contest, "total") else Role("nothing", True)
    if re.match(r"(registered voters|ballots cast|voter turnout) \w", plain(contest)):
        return Role("nothing", True)  # of one party, of blank ballots
    return Role(rows.get(plain(option)) or _role_by_words(option))


def _role_by_words(option: str) -> str:
    """What a row is about that no list of whole labels names. A total of one party or kind of ballots, as in *Ballots Cast -
    Green*, is none of its contest."""
    first, *more = re.split(r"\s[-–]\s|[(:]", option, maxsplit=1)
    found = label_role(option) or ("nothing" if more and label_role(first) else "")
    return {"": "option", "turnout": "nothing", "units": "nothing", "blank or invalid votes": "invalid votes"}.get(found, found)


@cache
def _rows() -> dict[str, str]:
    return {text: name for name, texts in words()["rows"].items() for text in texts}


@cache
def tokens_of_whole() -> tuple[str, ...]:
    """Letters of which some are in every name that says that a unit is a sum of others: a quick look before a slow one."""
    return tuple({max(text.split(), key=len) for text in (*words()["whole"], *words()["subtotal"])})


def is_subtotal(unit: str) -> bool:
    """Whether the name of a unit says that it is the sum of some units beside it."""
    return any(f"{plain(unit)} ".startswith(f"{text} ") for text in words()["subtotal"])


def is_whole(unit: str, outer: str) -> bool:
    """Whether the name of a unit says that it is the whole of the units beside it. One that is called just like the unit
    around it is none: a town has the name of its county."""
    name, around, whole = plain(unit), plain(outer), words()["whole"]
    if name in whole or label_role(unit) == "total" or _is_total_of_units(name):
        return True
    if not around or not name.startswith(around):
        return False
    rest = name.removeprefix(around).strip()
    return rest == "county" or rest.removeprefix("county ") in whole


def _is_total_of_units(name: str) -> bool:
    """Whether a name is made of a word for a total and words for units alone, as *District Total*."""
    kinds = ["total" if label_role(word) == "total" else role_of_column(word) for word in name.split()]
    return (
        "total" in kinds and len(kinds) > 1 and all(kind in ("total", "unit", "outer unit", "contest part") for kind in kinds)
    )
