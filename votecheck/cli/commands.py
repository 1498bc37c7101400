"""How commands show themselves: flags without a type in the help, and an answer to a file in place of a command."""

import os
import shlex
from typing import Any

from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command in whose help a flag is its name and no type."""

    def get_params(self, ctx: Any) -> Any:
        return _plain_flags(super().get_params(ctx))


class Commands(TyperGroup):
    """The commands; a file in place of one is answered with what was probably meant."""

    def get_params(self, ctx: Any) -> Any:
        return _plain_flags(super().get_params(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and os.path.exists(args[0]):
            ctx.fail(f"a command is missing; to check what it holds: votecheck check {shlex.quote(args[0])}")
        return super().resolve_command(ctx, args)


def _plain_flags(parameters: list[Any]) -> list[Any]:
    for one in parameters:
        if getattr(one, "is_flag", False):
            one.metavar = ""
    return parameters
