"""How quickly the command starts: `python tests/benchmarks/startup.py`.

Ratios in one run, each the median of rounds that alternate: votecheck beside a hello-world of the same three
libraries (one typer command, one pydantic model, one rich table).
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
ROOT = Path(__file__).parents[2]
HELLO = """
import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

class Hello(BaseModel):
    name: str

def main(name: str = "world") -> None:
    table = Table("hello")
    table.add_row(Hello(name=name).name)
    Console().print(table)

typer.run(main)
"""
SMALL = (
    "votecheck: 1\nelection: x\nreports:\n  - {id: a, votes: {Ash: 45 (45%), Birch: 55 (55%)}, totals: {valid votes: 100}}\n"
)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO)
        (Path(folder) / "small.yaml").write_text(SMALL)
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "votecheck"), folder], check=True)
        votecheck = [sys.executable, "-c", "from votecheck.cli import app; app()"]  # as the installed command does
        commands = {
            "hello-world of the three libraries": [
                sys.executable,
                "-c",
                f"import sys; sys.path[:0] = [{folder!r}]; import hello",
            ],
            "votecheck --version": [*votecheck, "--version"],
            "votecheck check, a small file": [*votecheck, "check", f"{folder}/small.yaml"],
            "votecheck check, Kazakhstan": [*votecheck, "check", "data/kazakhstan-2022.yaml", "--exit-zero"],
        }
        rounds = [{name: seconds(command) for name, command in commands.items()} for _ in range(ROUNDS)]
    first = next(iter(commands))
    for name in commands:
        ratio = statistics.median(times[name] / times[first] for times in rounds)
        print(f"{name:<36} {ratio:5.2f}")


if __name__ == "__main__":
    main()
