"""`votecheck schema`: print the JSON Schema of the dataset format."""

from votecheck.cli.terminal import show


def schema() -> None:
    """Print the JSON Schema of the dataset format, for editors."""
    import json

    from votecheck.model.report import json_schema

    show(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
