"""Tallies: the statements of one article with the scope that its words give them.

A scope is what the figures speak of: results of which status, an estimate, which place. It holds from the words that
say it to the end of the paragraph, and for the lines of the list that a paragraph announces.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from votecheck.model.figures import Unread
from votecheck.prose.columns import blocks, numbers, rows
from votecheck.prose.grammar import Item, Statement, items, line, statements
from votecheck.prose.language import Language
from votecheck.prose.pages import Article, date_line
from votecheck.prose.passages import Passage, sentences
from votecheck.prose.tokens import Token, tokens

LONGEST_LINE = 200_000
LONGEST_LISTED = 200  # a line of a list
_ENDS = re.compile(r"[.!?]$")  # of a sentence, which is no heading


class Scope(NamedTuple):
    """What results the figures belong to."""

    status: str = ""
    unit: str = ""
    contest: str = ""  # the first round, where it is told beside the second


class Said(NamedTuple):
    """A statement, the passage it stands in, and its scope."""

    statement: Statement
    passage: Passage
    scope: Scope


def tallies(article: Article, words: Language) -> tuple[list[Said], list[Unread]]:
    """What an article says of votes, and the numbers in it that were not used."""
    return _Reader(article, words).read()


class _Reader:
    def __init__(self, article: Article, words: Language) -> None:
        self.article, self.words = article, words
        text = "\n".join(p.text for p in article.passages)
        self.lower = set(re.findall(r"(?<![^\W\d_])[^\W\d_A-ZА-Я]+(?![^\W\d_])", text))
        self.year = article.date[:4] or _own_year(text, words)
        self.general = Scope(self._status(article.title) or self._counted(text), self._abroad(article.title))
        self.places = {id(p): n for n, p in enumerate(article.passages)}
        self.said: list[Said] = []
        self.unsure: list[list[Said]] = []  # list lines, block by block
        self.numbers: list[tuple[Passage, Token]] = []
        self.tables: list[tuple[str, int, int]] = []  # the heading of each, and where what it says stands

    def read(self) -> tuple[list[Said], list[Unread]]:
        """The statements that are sure, or made so by others, and the numbers that none of them uses."""
        tables = dict(blocks(self.article.passages))
        number, announced = 0, self.general
        while number < len(self.article.passages):
            if number in tables and self._table(self.article.passages[number : tables[number]], number, announced):
                number = tables[number]
                continue
            passage = self.article.passages[number]
            if passage.text.strip() and not date_line(passage.text, self.words):
                announced = self._paragraph(passage, announced)
            number += 1
        self._settle()
        self._tell_tables_apart()
        used = {(id(s.passage), t.start) for s in self.said for t in _numbers(s.statement)}
        unread = ((p, t) for p, t in self.numbers if (id(p), t.start) not in used)
        return self.said, [Unread(passage.part(t.start, t.end), t.meaning) for passage, t in unread]

    def _table(self, block: Sequence[Passage], number: int, announced: Scope) -> bool:
        """Read a table; whether anything in it was understood. Its numbers that were not are noted."""
        found = []
        for row in rows(block, self.words):
            scope = announced._replace(unit=row.unit or announced.unit, contest=row.contest or announced.contest)
            found.append(Said(row.statement, row.passage, scope))
        if not found:
            return False
        for passage in block:
            self.numbers += [(passage, Token("C", c.start, c.start + len(c.text), c.text)) for c in numbers(passage.text)]
        above = next((p.text.strip("#* \t") for p in reversed(self.article.passages[:number]) if p.text.strip()), "")
        heading = above if len(above) <= LONGEST_LISTED and not _ENDS.search(above) else ""
        self.tables.append((heading, len(self.said), len(found)))
        self.said += found
        return True

    def _tell_tables_apart(self) -> None:
        """Several tables of the same options under different headings are of several units; of other options, contests."""
        headed = [(heading, self.said[start : start + size]) for heading, start, size in self.tables]
        headings = [heading for heading, _ in headed]
        if len(headed) < 2 or len(set(headings)) < len(headings) or not all(headings):
            return
        options = [{s.statement.name for s in said if s.statement.kind == "option"} for _, said in headed]
        key = "unit" if all(options) and set.intersection(*options) else "contest"
        for heading, start, size in self.tables:
            own = self.said[start : start + size]
            self.said[start : start + size] = [s._replace(scope=s.scope._replace(**{key: heading})) for s in own]

    def _paragraph(self, passage: Passage, announced: Scope) -> Scope:
        """Read a paragraph, or a line of a list; return the scope it gives to the lines after it."""
        if not re.search(r"\d", passage.text) or len(passage.text) > LONGEST_LINE:
            scope = self._scope(passage.text, [], self.general)
            listed = passage.text.rstrip().endswith(":") or len(passage.text) < 100
            return scope if listed else self.general
        found = self._tokens(passage, 0, len(passage.text)) if len(passage.text) <= LONGEST_LISTED else []
        listed_line = line(items(found), passage.text)
        if listed_line:
            said = Said(listed_line, passage, announced)
            if listed_line.sure or listed_line.measure.votes or listed_line.kind == "total":
                self.said.append(said)
            if self.unsure and self._follows(self.unsure[-1][-1].passage, passage):
                self.unsure[-1].append(said)
            else:
                self.unsure.append([said])
            self._note(found, passage)
            return announced
        scope = self.general
        abbreviations = [*self.words.table["percent"], *self.words.table["multiples"]]
        for start, end in sentences(passage.text, abbreviations):
            whole = found if found and end - start == len(passage.text) else self._tokens(passage, start, end)
            scope = self._sentence(passage, passage.text[start:end], whole, scope)
        return scope if passage.text.rstrip().endswith(":") else self.general

    def _follows(self, one: Passage, other: Passage) -> bool:
        """Whether a list goes on: nothing but empty lines between."""
        first, last = self.places[id(one)], self.places[id(other)]
        return last - first < 8 and not any(p.text.strip() for p in self.article.passages[first + 1 : last])

    def _sentence(self, passage: Passage, text: str, found: list[Token], scope: Scope) -> Scope:
        scope = self._scope(text, found, scope)
        self._note(found, passage)
        grouped = items(found)
        elsewhere = self._of_another_election(found)
        sentence = [s for s in statements(grouped, self.words) if not any(t.start in elsewhere for t in _numbers(s))]
        said = [Said(s, passage, self._placed(s, grouped, scope)) for s in sentence]
        sure = [s for s in said if s.statement.sure]
        if len(said) - len(sure) > 1 or sure:  # A (52%), B (40%) and C (8%)
            self.said += said
        elif said:
            self.unsure.append(said)
        return scope

    def _settle(self) -> None:
        """Take the lines of a list where they are several, or name what is known from elsewhere in the article."""
        known = {_last(s.statement.name) for s in self.said if s.statement.kind == "option"}
        taken = {id(s) for s in self.said}
        for block in self.unsure:
            paired = sum(s.statement.measure.number is not None or s.statement.measure.share is not None for s in block)
            for said in block:
                sure = paired > 1 or _last(said.statement.name) in known
                if id(said) not in taken and sure:
                    self.said.append(said)

    # ---- tokens -------------------------------------------------------------------------------

    def _tokens(self, passage: Passage, start: int, end: int) -> list[Token]:
        return tokens(passage.text, start, end, self.words, self.lower)

    def _note(self, found: Sequence[Token], passage: Passage) -> None:
        for token in found:
            if any(c.isdigit() for c in token.text) and token.meaning not in ("date", "year") and token.code in "CPxd":
                self.numbers.append((passage, token))

    # ---- scopes -------------------------------------------------------------------------------

    def _scope(self, text: str, found: Sequence[Token], scope: Scope) -> Scope:
        """The scope after the words of a sentence."""
        status = self._status(text)
        if scope.status != "exit poll" and status:
            scope = scope._replace(status=status)
        if self.words.first_round.search(text):
            scope = scope._replace(contest="first round")
        unit = self._abroad(text) or _unit(found)
        return scope._replace(unit=unit) if unit else scope

    def _placed(self, statement: Statement, grouped: Sequence[Item], scope: Scope) -> Scope:
        """The scope of one statement: "in Almaty" holds where it stands right before or after it."""
        codes = "".join(item.code for item in grouped)
        for match in re.finditer(r"^iw?(?P<a>N),|(?P<M>M)[^MNi]{0,3}iw?(?P<b>N)(?=[,.;&]|$)", codes):
            place = grouped[match.start("a") if match["a"] else match.start("b")]
            own = not match["M"] or grouped[match.start("M")].measure is statement.measure
            if own and place.text != statement.name:
                return scope._replace(unit=scope.unit or place.text)
        return scope

    def _abroad(self, text: str) -> str:
        return "abroad" if self.words.abroad.search(text) else ""

    def _status(self, text: str) -> str:
        return "exit poll" if self.words.estimates.search(text) else self._counted(text)

    def _counted(self, text: str) -> str:
        """The status of counted votes that a text speaks of first."""
        found = [(m.start(), -len(m[0]), key) for key, pattern in self.words.statuses.items() if (m := pattern.search(text))]
        return min(found)[2] if found else ""

    def _of_another_election(self, found: Sequence[Token]) -> set[int]:
        """The tokens of a sentence that speak of another year's election, of the one before, or of some voters only.

        All of it does, unless the clause that says so has figures of its own beside those of other clauses.
        """
        clauses: list[list[Token]] = [[]]
        for token in found:
            if token.code in ",;&":
                clauses.append([])
            clauses[-1].append(token)
        telling = [clause for clause in clauses if any(map(self._another, clause))]
        counted = [any(t.code in "CP" for t in clause) for clause in clauses]
        alone = (
            all(any(t.code in "CP" for t in clause) for clause in telling) and clauses[0] not in telling and sum(counted) > 1
        )
        marked = [t for clause in telling for t in clause] if alone else list(found) if telling else []
        return {t.start for t in marked}

    def _another(self, token: Token) -> bool:
        years = re.findall(r"\d{4}", token.text) if token.code == "d" and token.meaning in ("date", "year") else []
        if not self.year:  # "In 2014 A won 54.7%": without a date of its own, a text says so of another year
            return token.code == "p" or token.meaning == "year"
        return token.code == "p" or any(y < self.year for y in years)


def _own_year(text: str, words: Language) -> str:
    """The year of the days that a text names, if it names any."""
    days = (re.search(r"\d{4}", match[0]) for match in words.date.finditer(text))
    return next((y for y, _ in Counter(day[0] for day in days if day).most_common(1)), "")


def _unit(found: Sequence[Token]) -> str:
    """The place that a sentence names by its noun: the Abai region."""
    return next((t.text for t in found if t.code == "u"), "")


def _numbers(statement: Statement) -> Iterator[Token]:
    measure = statement.measure
    return (t for t in (measure.number, measure.share, measure.whole) if t)


def _last(name: str) -> str:
    return name.split()[-1].lower() if name.split() else ""
