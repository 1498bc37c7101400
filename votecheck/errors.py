"""The one error that a user meets."""


class InputError(Exception):
    """A file that cannot be read, or written: where, why, and what to do. The command exits 2 with it."""

    def __init__(self, path: str, problem: str, line: int = 0, column: int = 0) -> None:
        self.path, self.problem, self.line, self.column = path, problem, line, column
        place = ":".join([path, *(str(n) for n in (line, column) if n)])
        super().__init__(f"{place}: {problem}")
