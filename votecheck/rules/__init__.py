"""Rules: one file each, holding the law, its page and its examples, and nothing but that.

A rule's module docstring is its page, SENTENCES says in words how it can be broken, its function returns the relation, and the
function's name is the rule's name. The folder is the registry.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from functools import cache

from votecheck.model.relations import Relation, Rule


def rule(make: Callable[[], Relation]) -> Rule:
    """Make a rule of the function that returns its relation. A difference is an error."""
    return _rule(make, "error")


def soft_rule(make: Callable[[], Relation]) -> Rule:
    """A rule whose break may have a lawful explanation: a difference is a warning."""
    return _rule(make, "warning")


def remark(make: Callable[[], Relation]) -> Rule:
    """A rule whose break is worth knowing and no error: a difference is a note."""
    return _rule(make, "note")


def _rule(make: Callable[[], Relation], severity: str) -> Rule:
    module = sys.modules[make.__module__]
    page = (module.__doc__ or "").strip() + "\n"
    return Rule(make.__name__.replace("_", "-"), page, make(), severity, module.SENTENCES)  # type: ignore[arg-type]


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule in this folder by its name, in the order of the names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = {name: getattr(importlib.import_module(f"{__name__}.{name}"), name) for name in names}
    return {rule.name: rule for rule in found.values()}
