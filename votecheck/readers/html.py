"""HTML pages: the text of a page with the place of every character, cut down to its main text by trafilatura.

The places come from Python's own forgiving parser, the choice of what is article and what is menu from trafilatura.
"""

import re
from html import unescape
from html.parser import HTMLParser

from votecheck.model.errors import missing_extra
from votecheck.prose.passages import INVISIBLE, Passage, Place
from votecheck.readers import Reading, Source
from votecheck.readers.article import read_passages

BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody"),
    *("tfoot", "thead", "tr", "ul"),
}
CELLS = {"td", "th"}
SILENT = {"script", "style", "template", "noscript", "title"}
VOID = {"br", "hr"}
LARGEST_CHOSEN_FROM = 2_000_000  # characters
LOOK_AHEAD = 200_000  # characters of the main text in which the next passage is sought
MOST_SPANNED = 100  # columns or rows, of one cell
_DATES = {"article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate"}


def recognises(text: str) -> bool:
    """Whether a text is a web page."""
    return re.search(r"<(?:!doctype html|html|head|body|article|table|p|div)\b", text[:4096], re.IGNORECASE) is not None


def has_tables(text: str) -> bool:
    """Whether a text, such as Markdown, holds tables written in HTML."""
    low = text.lower()
    return "<table" in low and "</td>" in low


def read(source: Source) -> Reading:
    """The reports in the main text of a page. Raises InputError if trafilatura is not installed."""
    page = _Page(source.path)
    page.feed(source.text)
    page.close()
    page.flush()
    kept = list(_main(page.passages, _main_text(source)))
    return read_passages(source.path, kept, page.date, page.publisher)


class _Page(HTMLParser):
    """Collects the passages of a page."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=False)
        self.path = path
        self.passages: list[Passage] = []
        self.date = self.publisher = ""
        self.text: list[str] = []
        self.places: list[Place] = []
        self.length = 0
        self.silent = 0
        self.in_cell = False
        self.column = 0  # of the table's row: how many cells were begun
        self.from_above: dict[int, tuple[int, str, Place]] = {}  # by column: how many rows a cell still reaches down, its text
        self.filled: dict[int, tuple[int, str, Place]] = {}  # those that reach into the next row as well
        self.cell = (0, 1, 1)  # where its text begins, how many columns and rows it spans

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({key: value or "" for key, value in attrs})
        elif tag in SILENT:
            self.silent += 1
        elif tag in CELLS:
            self._end_cell()
            self._begin_cell({key: value or "" for key, value in attrs})
        elif tag in BLOCKS:
            self._block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({key: value or "" for key, value in attrs})
        elif tag in VOID:
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in CELLS:
            self._end_cell()
        elif tag in BLOCKS:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            line, column = self.getpos()
            self._put(data, line, column + 1)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def flush(self) -> None:
        """End the passage."""
        if text := "".join(self.text):
            self.passages.append(Passage(text, self.path, tuple(self.places)))
        self.text, self.places, self.length = [], [], 0
        self.from_above |= self.filled
        self.filled = {}

    def _meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = attributes.get("content", "").strip()
        if name == "og:site_name":
            self.publisher = self.publisher or content
        elif name in _DATES and (day := re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", content)):
            self.date = self.date or " ".join(filter(None, day.groups()))

    def _block(self, tag: str) -> None:
        if tag in ("tr", "table", "tbody"):
            self._end_cell()
            if self.column:
                self._fill_from_above()
            self.flush()
            self.column = 0
            if tag == "table":
                self.from_above = {}
        elif self.in_cell:
            self._separate(" ")
        else:
            self.flush()

    def _separate(self, mark: str) -> None:
        if self.text and not self.silent and not self.text[-1].isspace():
            self._mark(mark)

    def _mark(self, mark: str) -> None:
        self.text.append(mark)
        self.length += len(mark)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell of a table, in the next column that no cell reaches down to from above."""
        self._fill_from_above()
        if self.column:
            self._mark("\t")
        self.in_cell = True
        wide, high = (_span(attributes.get(name, "")) for name in ("colspan", "rowspan"))
        self.cell = (len(self.text), wide, high)

    def _end_cell(self) -> None:
        """End the cell that is open, with an empty one for each further column that it spans."""
        if not self.in_cell:
            return
        self.in_cell = False
        begin, wide, high = self.cell
        text, line, column = "".join(self.text[begin:]), *self.getpos()
        place = self.places[-1] if text and self.places else Place(0, line, column + 1)
        for number in range(wide):
            if number:
                self._mark("\t")
            if high > 1:
                self.from_above[self.column] = (high - 1, "" if number else text, place)
            self.column += 1

    def _fill_from_above(self) -> None:
        """Repeat the cells that reach down into this row, up to the next column that is free."""
        while self.column in self.from_above:
            rows, text, place = self.from_above.pop(self.column)
            if self.column:
                self._mark("\t")
            self._add(text, place.line, place.column)
            if rows > 1:
                self.filled[self.column] = (rows - 1, text, place)
            self.column += 1

    def _reference(self, written: str) -> None:
        if not self.silent:
            line, column = self.getpos()
            self._put(unescape(written), line, column + 1)

    def _put(self, data: str, line: int, column: int) -> None:
        """Add text that stands at a place, its white space made one space and invisible characters left out."""
        for piece in re.finditer(r"\n|[^\S\n\u00a0\u202f\u2009]+|[^\s]+|[\u00a0\u202f\u2009]", data):
            text = piece[0]
            if text.isspace() and text not in "\u00a0\u202f\u2009":
                if self.text and not self.text[-1][-1].isspace():
                    self._add(" ", line, column)
            else:
                self._add(INVISIBLE.sub("", text), line, column)
            line, column = (line + 1, 1) if text == "\n" else (line, column + len(text))

    def _add(self, text: str, line: int, column: int) -> None:
        if text:
            self.places.append(Place(self.length, line, column))
            self.text.append(text)
            self.length += len(text)


def _span(written: str) -> int:
    """How many columns or rows a cell spans; no more than tables have."""
    return min(int(written), MOST_SPANNED) if written.isdecimal() and int(written) else 1


def _main_text(source: Source) -> str:
    """The main text, or nothing for a page so large that the choice would take minutes: it is read whole."""
    try:
        import trafilatura
    except ImportError:
        raise missing_extra(source.path, "articles") from None
    if len(source.text) > LARGEST_CHOSEN_FROM:
        return ""
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.extract(source.text, include_tables=True, include_comments=False, favor_recall=True) or ""


def _main(passages: list[Passage], main_text: str) -> list[Passage]:
    """The passages whose words stand in the main text, in its order, with the rows of tables and what stands above these; all
    of them if there is none."""
    main, place = _letters(main_text), 0
    if not main:
        return passages
    kept: list[Passage] = []
    tabular = ["\t" in passage.text for passage in passages]
    for number, passage in enumerate(passages):
        if tabular[number] or (number + 1 < len(passages) and tabular[number + 1] and passage.text.strip()):
            kept.append(passage)
            continue
        letters = _letters(passage.text)
        found = main.find(letters, max(0, place - LOOK_AHEAD), place + LOOK_AHEAD) if letters else -1
        if found >= 0:
            kept.append(passage)
            place = found + len(letters) if found >= place else place
    return kept


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
