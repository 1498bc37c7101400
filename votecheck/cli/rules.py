"""`votecheck rules`: list the rules."""

import typer


def rules() -> None:
    """List the rules: name, severity, law."""
    from votecheck.rules import all_rules

    found = all_rules().values()
    width = max(len(rule.name) for rule in found)
    for rule in found:
        typer.echo(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.law}")
