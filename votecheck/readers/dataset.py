"""The native dataset: YAML (or JSON, which is YAML too), read with the line and column of every figure."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml
from pydantic import ValidationError

from votecheck.model.errors import InputError
from votecheck.model.figures import Origin, Printed
from votecheck.model.report import Dataset
from votecheck.readers import Source

SUFFIXES = (".yaml", ".yml", ".json")
DEEPEST = 24
TOO_DEEP = f"nested more than {DEEPEST} levels deep"
MOST_VALUES = 200_000
MOST_PROBLEMS = 5

Node = Any  # Printed, list or dict with Printed keys: the shapes of a YAML document


def recognises(text: str) -> bool:
    """Whether a text declares itself a votecheck dataset."""
    return re.search(r"""^[{\s]*["']?votecheck["']?\s*:""", text[:65536], re.MULTILINE) is not None


def may_be_one(path: str) -> bool:
    """Whether a file that cannot be decoded names the format all the same, so that nobody takes it for read."""
    try:
        with open(path, "rb") as file:
            return b"votecheck" in file.read(65536)
    except OSError:
        return True


def read(source: Source) -> Dataset:
    """The dataset in a text. Raises InputError with the line, and what to do."""
    tree = _Composer(source).document()
    if not isinstance(tree, dict):
        raise InputError(source.path, "not a dataset; `votecheck new` prints one to start from", 1)
    if "votecheck" not in tree:
        raise InputError(source.path, "not a votecheck dataset: its first line should be `votecheck: 1`", 1)
    try:
        return Dataset.model_validate(tree)
    except ValidationError as error:
        raise _explained(error, tree, source.path) from None


class _Composer:
    """Builds plain lists, dicts and texts with their places from the C parser's events."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self.text = source.text
        self.values = 0

    def document(self) -> Node:
        stack: list[_Open] = []
        root: Node = None
        for event in self._events():
            if isinstance(event, yaml.ScalarEvent):
                node: Node = self._scalar(event)
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self._refuse_deep(event, len(stack))
                stack.append(_Open(event))
                continue
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                node = stack.pop().value
            else:
                continue
            if stack:
                self._put(stack[-1], node, event)
            else:
                root = node
        return root

    def _events(self) -> Iterator[Any]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        documents = 0
        try:
            for event in yaml.parse(self.text, Loader=loader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    raise self._error(event, "YAML anchors and aliases are not read; quote a text that begins with * or &")
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    raise self._error(event, "a second YAML document; keep one election in one file")
                yield event
        except yaml.MarkedYAMLError as error:
            line, column = _where(error.problem_mark or error.context_mark)
            if "nesting depth" in str(error.problem):  # the library reads ahead, and may refuse it before we do
                raise InputError(self.path, TOO_DEEP, line, column) from None
            problem = f"not valid YAML: {error.problem or error.context}{self._hint(line)}"
            raise InputError(self.path, problem, line, column) from None
        except yaml.reader.ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            raise InputError(self.path, "a control character in the text; take it out", line) from None

    def _hint(self, line: int) -> str:
        text = next(iter(self.text.splitlines()[line - 1 : line]), "") if line else ""
        if re.search(r":\s*[*&!%@`]", text):
            return "; put a text that begins with a sign in quotes (a figure withheld: `suppressed`)"
        if re.search(r":.*: ", text):
            return "; put a text that holds a colon in quotes"
        return "; a tab cannot indent, use spaces" if text.startswith("\t") else ""

    def _scalar(self, event: Any) -> Printed:
        self.values += 1
        if self.values > MOST_VALUES:
            raise self._error(event, f"more than {MOST_VALUES:,} values; a dataset is written by a person, one per election")
        mark, quoted = event.start_mark, event.style in ("'", '"')
        length = len(event.value) if mark.line == event.end_mark.line else 0
        return Printed(event.value, Origin(self.path, mark.line + 1, mark.column + 1 + quoted, length))

    def _refuse_deep(self, event: Any, depth: int) -> None:
        if depth >= DEEPEST:
            raise self._error(event, TOO_DEEP)

    def _put(self, parent: "_Open", node: Node, event: Any) -> None:
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif parent.key is None:
            if not isinstance(node, Printed):
                raise self._error(event, "a key must be one line of text")
            if node in parent.value:
                first = next(k for k in parent.value if k == node)
                raise self._error(event, f"{str(node)!r} stands here twice (first on line {first.origin.line}); keep one")
            parent.key = node
        else:
            self._refuse_split_figure(parent, node)
            parent.value[parent.key] = node
            parent.key = None

    def _refuse_split_figure(self, parent: "_Open", node: Node) -> None:
        """In {A: 6,456,393} YAML takes the commas for its own; the pieces that remain tell it."""
        if parent.flow and node == "" and parent.key is not None and re.match(r"[\d(]", parent.key):
            place = parent.key.origin
            raise InputError(self.path, "inside { } a comma ends the entry; put the figure in quotes", place.line, place.column)

    def _error(self, event: Any, problem: str) -> InputError:
        return InputError(self.path, problem, event.start_mark.line + 1, event.start_mark.column + 1)


def _where(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


class _Open:
    """A list or mapping that is still being filled."""

    __slots__ = ("flow", "key", "value")

    def __init__(self, event: Any) -> None:
        self.value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.key: Printed | None = None
        self.flow = bool(event.flow_style)


# ---- validation errors, in the words of the file ------------------------------------------------


def _explained(error: ValidationError, tree: Node, path: str) -> InputError:
    problems = [_problem(dict(e), tree) for e in error.errors(include_url=False, include_input=False)]
    problems.sort(key=lambda p: p[1:])
    first, line, column = problems[0]
    others = [f"\n  line {n}: {text}" for text, n, _ in problems[1:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        others.append(f"\n  and {len(problems) - MOST_PROBLEMS} more")
    return InputError(path, first + "".join(others), line, column)


def _problem(error: dict[str, Any], tree: Node) -> tuple[str, int, int]:
    place = _place(tree, error["loc"])
    key = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            text = f"unknown key {key!r}{_suggestion(key, error['loc'])}"
        case "missing":
            text = f"{key!r} is missing"
        case "literal_error":
            text = f"{key!r} must be one of {error['ctx']['expected']}"
        case "model_type" | "dict_type" | "model_attributes_type":
            text = f"{key!r} should be one figure, or keys and values, one a line"
        case "list_type":
            text = f"{key!r} should be a list, each item on a line that begins with -"
        case "bool_parsing" | "bool_type":
            text = f"{key!r} must be yes or no"
        case _:
            text = f"{key!r}: " + error["msg"].removeprefix("Value error, ")
    return text, place.line, place.column


def _place(tree: Node, steps: tuple[int | str, ...]) -> Origin:
    """Where the last step that exists in the document stands: its key, or its value."""
    place, node = Origin(line=1), tree
    for step in steps:
        if isinstance(node, dict) and step in node:
            place = next(k for k in node if k == step).origin
            node = node[step]
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
            place = _first_place(node, place)
    return place


def _first_place(node: Node, default: Origin) -> Origin:
    while isinstance(node, dict | list) and node:
        node = next(iter(node))
    return node.origin if isinstance(node, Printed) else default


def _suggestion(key: str, steps: tuple[int | str, ...]) -> str:
    """The nearest known key at that place in the file."""
    import difflib

    model: Any = Dataset
    for step, inner in pairwise((*steps, "")):
        field = next((f for f in getattr(model, "model_fields", {}).values() if f.alias == step), None)
        if field is not None and inner != "":
            model = _model_of(field.annotation) or model
    known = sorted(f.alias for f in model.model_fields.values())
    nearest = difflib.get_close_matches(key.lower().replace("_", " "), known, 1, 0.5)
    nearest = nearest or [k for k in known if key.lower() in k.split()][:1]
    return f"; did you mean {nearest[0]!r}?" if nearest else f"; known here: {', '.join(known)}"


def _model_of(annotation: Any) -> Any:
    """The model inside `X | None`, `list[X]` or `dict[str, X]`."""
    if hasattr(annotation, "model_fields"):
        return annotation
    found = (_model_of(inner) for inner in getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)
