"""How often the explanations of real slips are right: `python tests/benchmarks/corrections.py FOLDER [--write]`.

FOLDER holds files as they stood before their maintainers corrected them: `cases.jsonl`, a line for each wrong cell (file, line,
old, new, the lines of the sums that it breaks, the files to hand over with it), `clean/` and `traps.jsonl`. Prints how many
slips are found (a cause points at a line of a sum that the cell breaks), how many of the first repairs give back the corrected
cell, by slip and by confidence, and what is said of clean files and traps. `--write` puts the counts by slip into
docs/slips.json.
"""

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Case = dict[str, Any]


def causes(folder: Path, files: list[str]) -> list[Case]:
    """The causes that the command names in some files of a folder."""
    command = [sys.executable, "-m", "votecheck", "check", *files, "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return list(json.loads(run.stdout)["causes"]) if run.stdout else []


def lines_of(cause: Case) -> set[tuple[str, int]]:
    """The files and lines that a cause points at, or repairs."""
    figures = [mark for finding in cause["findings"] for mark in (finding["primary"], *finding["related"])]
    figures += [repair["figure"] for explanation in cause["explanations"] for repair in explanation["repairs"]]
    return {(Path(figure["path"]).name, figure["line"]) for figure in figures}


def first_repairs(found: list[Case], case: Case) -> list[tuple[str, str, bool]]:
    """The confidence and the slip of each first repair of the wrong cell, and whether it gives back the corrected one."""
    place = Path(case["file"]).name, case["line"]
    repairs = [(cause, repair) for cause in found for e in cause["explanations"][:1] for repair in e["repairs"]]
    here = [(c, r) for c, r in repairs if (Path(r["figure"]["path"]).name, r["figure"]["line"]) == place]
    return [(c["confidence"], r["slip"], (r["should_have_been"] or "").replace(",", "") == case["new"]) for c, r in here]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    by_files: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for line in (given.folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        beside = case.get("with") or []
        by_files[case["file"], *([beside] if isinstance(beside, str) else beside)].append(case)
    found = right = detectable = 0
    by_slip: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    by_word: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda files: causes(given.folder, list(files)), by_files)
        for cases, answer in zip(by_files.values(), answers, strict=True):
            pointed = set().union(*map(lines_of, answer)) if answer else set()
            for case in (case for case in cases if case["detectable"]):
                name = Path(case["file"]).name
                places = {(name, case["line"])} | {(name, n) for relation in case["relations"] for n in relation["lines"]}
                repairs = first_repairs(answer, case)
                detectable, found, right = (
                    detectable + 1,
                    found + bool(places & pointed),
                    right + any(ok for _, _, ok in repairs),
                )
                for word, slip, ok in repairs[:1]:
                    for counts in (by_slip[slip], by_word[word]):
                        counts[0], counts[1] = counts[0] + ok, counts[1] + 1
    print(f"{detectable} detectable, {found} found, first repair right: {right}")
    print("by confidence", {word: f"{ok} of {of}" for word, (ok, of) in by_word.items()})
    print("by slip", {slip: f"{ok} of {of}" for slip, (ok, of) in sorted(by_slip.items())})
    for folder in sorted((given.folder / "clean").iterdir()):
        loud = [c["message"] for c in causes(folder, sorted(p.name for p in folder.iterdir())) if c["severity"] != "note"]
        if loud:
            print("clean, and not silent:", folder.name, loud)
    for line in (given.folder / "traps.jsonl").read_text(encoding="utf-8").splitlines():
        trap = json.loads(line)
        places = {(Path(trap["file"]).name, n) for n in trap["lines"]}
        loud = [c["message"] for c in causes(given.folder, [trap["file"]]) if c["severity"] != "note" and places & lines_of(c)]
        if loud:
            print("a trap:", trap["file"], loud)
    if given.write:
        about = (
            f"Of {detectable} wrong cells that public datasets corrected and arithmetic can find, {right} were what the first "
            "repair said; the last column has them by slip. It is measured on files that the costs were not fitted to cell by "
            "cell, but they were looked at: expect less on others."
        )
        table = {slip: [ok, of] for slip, (ok, of) in sorted(by_slip.items())}
        text = json.dumps({"about": about, "slips": table}, indent=2, ensure_ascii=False) + "\n"
        (ROOT / "docs" / "slips.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
