"""Settings: what is in force for a file, from `votecheck.toml` or `[tool.votecheck]` in a `pyproject.toml` above it."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from votecheck.model.column_map import ColumnMap
from votecheck.model.errors import InputError
from votecheck.model.relations import Rule
from votecheck.model.report import RoundingName, ShareBase
from votecheck.rules import all_rules

FILE, SHARED_FILE = "votecheck.toml", "pyproject.toml"


class Model(BaseModel):
    """Keys are written with hyphens; an unknown key is an error."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
        defer_build=True,
    )


class Choice(Model):
    """Which rules are held."""

    select: list[str] = Field([], description="only these rules")
    ignore: list[str] = Field([], description="all rules but these")

    @field_validator("select", "ignore")
    @classmethod
    def _known(cls, names: list[str]) -> list[str]:
        for name in names:
            if name not in all_rules():
                raise ValueError(f"no rule is named {name!r}{_nearest(name, all_rules())}")
        return names


class ForSource(Model):
    """How a publisher, or a source, prints its results, where its reports do not say so."""

    rounding: RoundingName | None = None
    shares_of: ShareBase | None = None
    approximate: bool | None = None
    complete: bool | None = None
    votes_allowed: int | None = Field(None, ge=1)
    elected_by: str | None = None


class Settings(Choice):
    """Everything that can be set."""

    check: list[str] = Field([], description="what to check where no path is named")
    fail_on: Literal["error", "warning", "note"] = Field("warning", description="the least severity that fails")
    known: str = Field("", description="the register of known discrepancies")
    paths: dict[str, Choice] = Field({}, description="rules for some paths, by pattern")
    tables: dict[str, ColumnMap] = Field({}, description="what the columns of tables hold, by pattern of their paths")
    sources: dict[str, ForSource] = Field({}, description="how publishers print their results, by name")


class InForce(NamedTuple):
    """The settings that hold for a file, and the file they stand in; its folder is what their paths start from."""

    settings: Settings
    file: Path | None = None

    @property
    def folder(self) -> Path:
        return self.file.parent if self.file else Path()

    def holds(self, rule: Rule, path: str) -> bool:
        """Whether a rule is held for a file."""
        choices = [self.settings, *(choice for pattern, choice in self.settings.paths.items() if self._matches(pattern, path))]
        return all((not c.select or rule.name in c.select) and rule.name not in c.ignore for c in choices)

    def maps(self, path: str) -> list[ColumnMap]:
        """The column maps that are set for a file."""
        return [given for pattern, given in self.settings.tables.items() if self._matches(pattern, path)]

    def for_report(self, publisher: str, source: str) -> Iterator[ForSource]:
        """What is set for the publisher of a report, or for the beginning of its source."""
        for name, given in self.settings.sources.items():
            if name == publisher or (source and source.startswith(name)):
                yield given

    def _matches(self, pattern: str, path: str) -> bool:
        try:
            shown = Path(path).resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError:
            shown = Path(path).as_posix()
        from fnmatch import fnmatchcase

        return fnmatchcase(shown, pattern) or shown.startswith(pattern.rstrip("/") + "/")


def in_force(path: str, explicit: str = "") -> InForce:
    """The settings for a file: those named, or the nearest above it. Raises InputError."""
    if explicit:
        return _read(Path(explicit))
    place = Path(path).resolve()
    return _above(Path.cwd() if path == "-" else place if place.is_dir() else place.parent)


@cache
def _above(folder: Path) -> InForce:
    for place in (folder, *folder.parents):
        for name in (FILE, SHARED_FILE):
            if (place / name).is_file() and (found := _read(place / name)).file:
                return found
    return InForce(Settings())


@cache
def _read(file: Path) -> InForce:
    """The settings in a file; none are in force from a `pyproject.toml` that does not speak of votecheck."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or "not UTF-8 text"
        raise InputError(str(file), f"cannot be read: {problem.lower()}") from None
    if file.name == SHARED_FILE and "votecheck" not in text:
        return InForce(Settings())
    import tomllib

    try:
        document: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(file), f"not valid TOML: {error}") from None
    if file.name == SHARED_FILE:
        document = document.get("tool", {}).get("votecheck")
        if document is None:
            return InForce(Settings())
    try:
        return InForce(Settings.model_validate(document), file)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _explained(first["loc"], first["type"], first["msg"], file, text) from None


def in_words(path: str, here: InForce) -> str:
    """The settings that hold for a file, one a line as TOML, each with where it comes from."""
    lines = [f"# {path}: {here.file or 'no settings file; everything as it is by default'}"]
    for name, field in Settings.model_fields.items():
        value = getattr(here.settings, name)
        if isinstance(value, dict):
            for key, inner in value.items():
                lines += [
                    f"[{field.alias}.{_toml(key)}]",
                    *(f"{k} = {_toml(v)}" for k, v in inner.model_dump(by_alias=True, exclude_defaults=True).items() if v),
                ]
            continue
        origin = here.file.name if here.file and name in here.settings.model_fields_set else "default"
        lines.append(f"{field.alias} = {_toml(value)}  # {field.description} ({origin})")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _explained(steps: tuple[int | str, ...], kind: str, message: str, file: Path, text: str) -> InputError:
    words = [word for word in map(str, steps) if not word.startswith(("[key]", "literal["))]  # what pydantic adds to places
    key = next((word for word in reversed(words) if not word.isdigit()), "")
    line = next((n for n, row in enumerate(text.split("\n"), 1) if re.match(rf"""\s*\[?.*["']?{re.escape(key)}\b""", row)), 0)
    if kind == "extra_forbidden":
        model: type[BaseModel] = (
            Choice
            if words[0] == "paths"
            else ForSource
            if words[0] == "sources"
            else ColumnMap
            if words[0] == "tables"
            else Settings
        )
        near = _nearest(key, [f.alias or n for n, f in model.model_fields.items()])
        return InputError(str(file), f"unknown key {key!r}{near}", line)
    return InputError(str(file), f"{key!r}: {message.removeprefix('Value error, ')}", line)


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(name, list(known), 1)
    return f"; did you mean {nearest[0]!r}?" if nearest else f"; known: {', '.join(known)}"
