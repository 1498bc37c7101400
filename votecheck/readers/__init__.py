"""Readers: one file per format. Each turns a file into a Dataset and keeps the place of every figure.

A reader has `read(source)`, and `recognises` where a name does not say what a file holds; results files are read as tables.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from votecheck.model.errors import InputError
from votecheck.model.figures import Origin, Quote, Unread
from votecheck.model.report import Dataset


class Source(NamedTuple):
    """A file's text and the name it is shown by."""

    path: str
    text: str


class Reading(NamedTuple):
    """A dataset, with the words around its figures where it was read from running text, and the numbers not used."""

    dataset: Dataset
    unread: tuple[Unread, ...] = ()
    quotes: Mapping[Origin, Quote] = MappingProxyType({})


STANDARD_INPUT = "standard input"
UNNAMED = "the election in the articles"  # until a dataset named with them, or a person, says which it is
TEXTS = (".txt", ".md", ".text", ".markdown")
WEB_PAGES = (".html", ".htm", ".xhtml")
LARGEST = 64 * 2**20


def load(path: str, stdin: bytes | None = None) -> Source:
    """The text of a file, or of standard input for `-`. Raises InputError."""
    name = STANDARD_INPUT if path == "-" else path
    try:
        if stdin is None and Path(path).stat().st_size > LARGEST:
            raise InputError(name, f"larger than {LARGEST // 2**20} MB; a dataset is written by a person, one per election")
        data = Path(path).read_bytes() if stdin is None else stdin
    except OSError as error:
        raise InputError(name, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    return Source(name, decoded(data, name))


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 or UTF-16. Raises InputError."""
    if not data.strip():
        raise InputError(name, "the file is empty; `votecheck new` prints a dataset to start from")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096]:
            raise InputError(name, "a binary file, not a dataset") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(name, "not UTF-8 text; save the file as UTF-8", line) from None
    if "\0" in text:
        raise InputError(name, "a binary file, not a dataset")
    return text
