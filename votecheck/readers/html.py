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
_DATES = {"article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate"}


def recognises(text: str) -> bool:
    """Whether a text is a web page."""
    return re.search(r"<(?:!doctype html|html|head|body|article|table|p|div)\b", text[:4096], re.IGNORECASE) is not None


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
        self.in_cell = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({key: value or "" for key, value in attrs})
        elif tag in SILENT:
            self.silent += 1
        elif tag in CELLS:
            self._separate("\t")
            self.in_cell += 1
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
            self.in_cell = max(0, self.in_cell - 1)
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

    def _meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = attributes.get("content", "").strip()
        if name == "og:site_name":
            self.publisher = self.publisher or content
        elif name in _DATES and (day := re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", content)):
            self.date = self.date or " ".join(filter(None, day.groups()))

    def _block(self, tag: str) -> None:
        if tag in ("tr", "table", "tbody"):
            self.in_cell = 0
            self.flush()
        elif self.in_cell:
            self._separate(" ")
        else:
            self.flush()

    def _separate(self, mark: str) -> None:
        if self.text and not self.silent and (mark == "\t" or not self.text[-1].isspace()):
            self.text.append(mark)
            self.length += 1

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
    """The passages whose words stand in the main text, in its order; all of them if there is none."""
    main, place = _letters(main_text), 0
    if not main:
        return passages
    kept: list[Passage] = []
    for passage in passages:
        letters = _letters(passage.text)
        found = main.find(letters, max(0, place - LOOK_AHEAD), place + LOOK_AHEAD) if letters else -1
        if found >= 0:
            kept.append(passage)
            place = found + len(letters) if found >= place else place
    return kept


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
