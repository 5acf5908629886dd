"""What is measured together: groups of jobs that take turns, so that their ratios are paired."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import engines
from measure import Job, Runs, rounds

SEED = 7
ONE_RULE = ["repeat_e_visit"]
LIMIT = "512MiB"


@dataclass
class Bench:
    """What is measured, and where."""

    binary: Path
    work: Path
    scratch: Path
    lines: int
    threads: int
    runs: int

    def claims(self, lines: int, extension: str = "parquet") -> Path:
        """A synthetic file in the shape the peers expect; written unless it is there."""
        path = self.work / f"claims-{lines}.{extension}"
        if not path.is_file():
            print(f"writing {path.name}", file=sys.stderr)
            partial = self.work / f"partial.{extension}"
            shape = ["--lines", str(lines), "--columns", "core", "--shape", "uncorrected", "--seed", str(SEED)]
            subprocess.run([self.binary, "synth", partial, *shape, "--quiet"], check=True, stdout=subprocess.DEVNULL)
            partial.rename(path)
        return path

    def sweep(self, claims: Path, **options: object) -> Job:
        """A run of claimsweep with this bench's threads, unless told otherwise."""
        options.setdefault("threads", self.threads)
        return engines.claimsweep(self.binary, claims, self.scratch, **options)

    def measured(self, jobs: dict[str, Job], files: list[Path], runs: int = 0) -> dict[str, Runs]:
        """All rounds of a group."""
        return rounds(jobs, runs or self.runs, files, self.scratch)


def parquet(bench: Bench) -> dict[str, Runs]:
    """Everything over the Parquet file of the chosen size."""
    claims = bench.claims(bench.lines)
    jobs = engines.floors(claims, bench.threads) | engines.peers(claims, bench.threads)
    jobs |= engines.starts(bench.threads)
    jobs["all rules"] = bench.sweep(claims)
    jobs["the seven checks"] = bench.sweep(claims, only=engines.RULES)
    jobs["one rule"] = bench.sweep(claims, only=ONE_RULE)
    jobs["all rules, one thread"] = bench.sweep(claims, threads=1)
    jobs["all rules, two threads"] = bench.sweep(claims, threads=2)
    return bench.measured(jobs, [claims])


def csv(bench: Bench) -> dict[str, Runs]:
    """The same lines as CSV."""
    claims = bench.claims(bench.lines, "csv")
    jobs = {f"{name}, CSV": job for name, job in engines.peers(claims, bench.threads).items()}
    jobs |= engines.starts(bench.threads)
    jobs["all rules, CSV"] = bench.sweep(claims)
    jobs["the seven checks, CSV"] = bench.sweep(claims, only=engines.RULES)
    return bench.measured(jobs, [claims])


def limited(lines: int) -> str:
    """The name of the run within the memory limit."""
    return f"{lines:,} lines within {LIMIT}"


def scale(bench: Bench, sizes: list[int]) -> dict[str, Runs]:
    """All rules over files of several sizes; over the largest also within a memory limit. Three sizes take turns once only:
    the largest takes minutes."""
    files = {size: bench.claims(size) for size in sizes}
    jobs = {f"{size:,} lines": bench.sweep(path) for size, path in files.items()}
    jobs[limited(sizes[-1])] = bench.sweep(files[sizes[-1]], more=("--memory-limit", LIMIT))
    return bench.measured(jobs, list(files.values()), 1 if len(sizes) > 2 else bench.runs)


def start_up(bench: Bench) -> dict[str, Runs]:
    """The commands that read nothing; they are short, so they are run more often."""
    jobs = {command: Job([str(bench.binary), command], bench.threads) for command in ["--version", "rules"]}
    return bench.measured(jobs, [], max(bench.runs, 10))
