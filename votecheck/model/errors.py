"""The one error that a user meets."""


class InputError(Exception):
    """A file that cannot be read, or written: where, why, and what to do. The command exits 2 with it."""

    def __init__(self, path: str, problem: str, line: int = 0, column: int = 0) -> None:
        self.path, self.problem, self.line, self.column = path, problem, line, column
        place = ":".join([path, *(str(n) for n in (line, column) if n)])
        super().__init__(f"{place}: {problem}")

    def __reduce__(self) -> tuple[type["InputError"], tuple[str, str, int, int]]:
        """For the way back from other processes."""
        return type(self), (self.path, self.problem, self.line, self.column)


class UnknownTableError(InputError):
    """A file that can be read, but of which it is not known what its columns hold."""


def missing_extra(path: str, extra: str) -> InputError:
    """What is said where a format needs a package that is not installed."""
    return InputError(path, f"needs more packages; install them with: python -m pip install 'votecheck[{extra}]'")
