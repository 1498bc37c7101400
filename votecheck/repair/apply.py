"""Sound repairs made in the files they came from: datasets, and tables that are text; each only if that leaves fewer causes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from votecheck.diagnosis.sound import Fix, fixes
from votecheck.inputs import Inputs, read_source
from votecheck.model.audit import Audit
from votecheck.model.errors import InputError
from votecheck.pipeline import audit
from votecheck.readers import Source, decoded
from votecheck.repair.patches import encoded, patched

if TYPE_CHECKING:
    from votecheck.readers.tables import TableFile


class Patch(NamedTuple):
    """A file as it is, and as it would be with its sound repairs made."""

    path: str
    before: str
    after: str


class Repaired(NamedTuple):
    """The files that change, the audit as it was before, and the tables in which nothing can be changed."""

    patches: list[Patch]
    audit: Audit
    unchangeable: list[str]


def repaired(inputs: Inputs) -> Repaired:
    """The files with unique, corroborated repairs made. Articles are left alone."""
    before = audit(inputs)
    causes = list(fixes(before))
    paths = {fix.figure.origin.path for cause in causes for fix in cause}
    texts = {s.path: _Text(s.path, s.text) for s, reading in inputs.readings.items() if not reading.quotes}
    tables = {file.path: file for same in inputs.tables for file in same if file.path in paths}
    texts |= {path: text for path, file in tables.items() if (text := _text_of(file))}
    possible = [cause for cause in causes if all(fix.figure.origin.path in texts for fix in cause)]
    state = _made(_State(inputs, texts, _grave(before)), possible)
    patches = [Patch(path, text.text, after) for path, text in texts.items() if (after := state.after(text)) != text.text]
    return Repaired(patches, before, sorted(tables.keys() - texts.keys()))


class _Text(NamedTuple):
    """The text of a file; of a table, what its cells are parted by."""

    path: str
    text: str
    mark: str = ""


class _State(NamedTuple):
    """The files with some repairs made in them, and how many causes are left."""

    inputs: Inputs
    texts: dict[str, _Text]
    causes: int
    made: tuple[Fix, ...] = ()

    def after(self, text: _Text) -> str:
        """A text with its repairs."""
        return patched(text.text, [fix for fix in self.made if fix.figure.origin.path == text.path], text.mark)

    def then(self, more: Iterable[Fix]) -> "_State":
        """The same with more repairs."""
        state = self._replace(made=(*self.made, *more))
        changed = {path: state.after(self.texts[path]) for path in {fix.figure.origin.path for fix in state.made}}
        sources = {s.path: s for s in self.inputs.readings}
        read = {sources[path]: read_source(Source(path, text)) for path, text in changed.items() if path in sources}
        tables = tuple(tuple(_changed(file, changed.get(file.path)) for file in same) for same in self.inputs.tables)
        return state._replace(
            causes=_grave(audit(self.inputs._replace(readings={**self.inputs.readings, **read}, tables=tables, errors=[])))
        )


def _made(state: _State, causes: Sequence[list[Fix]]) -> _State:
    """The state with the repairs of these causes, but for those that do not leave one cause fewer."""
    if not causes:
        return state
    then = state.then(fix for cause in causes for fix in cause)
    if then.causes + len(causes) <= state.causes:
        return then
    if len(causes) == 1:
        return state
    half = len(causes) // 2
    return _made(_made(state, causes[:half]), causes[half:])


def _text_of(file: "TableFile") -> _Text | None:
    """The text of a table; nothing if it is packed, a workbook, or not in Unicode."""
    from votecheck.readers.encodings import beginning
    from votecheck.readers.headings import delimiter

    data = file.whole()
    try:
        return _Text(file.path, decoded(data, file.path), delimiter(beginning(file.head())))
    except InputError:
        return None


def _changed(file: "TableFile", text: str | None) -> "TableFile":
    return file if text is None else file._replace(data=encoded(text, file.head()))


def _grave(found: Audit) -> int:
    return sum(d.severity != "note" for d in found.diagnoses)
