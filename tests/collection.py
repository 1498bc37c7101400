"""What votecheck says of the collection in data/: of every report alone, and of all reports of an election together."""

from pathlib import Path

import votecheck
from votecheck.model.report import Dataset

DATA = Path(__file__).parent.parent / "data"
EXPECTED = Path(__file__).parent / "accepted" / "collection.yaml"


def files() -> list[Path]:
    """The elections of the collection."""
    return sorted(path for path in DATA.glob("*.yaml") if path.name != "known.yaml")


def alone(dataset: Dataset) -> dict[str, str]:
    """For each report by itself: `flag` for an error or a warning, `note`, or `silent`."""
    words = {"error": "flag", "warning": "flag", "note": "note", None: "silent"}
    one = {str(r.id): votecheck.check(dataset.model_copy(update={"reports": [r]})) for r in dataset.reports}
    return {name: words[audit.worst()] for name, audit in one.items()}


def together(dataset: Dataset) -> list[str]:
    """The causes of all reports together: severity, rule, what it is about, and the figure as printed."""
    causes = votecheck.check(dataset).diagnoses
    return [f"{d.severity} {d.first.rule}: {d.first.primary.label} {d.first.primary.figure.text}" for d in causes]
