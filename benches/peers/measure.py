"""Runs child processes and measures them. Only the standard library: a large parent would raise a child's peak."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass
class Job:
    """A command to measure, its threads, and what reads the counts by (rule, tier) out of its output, if it counts."""

    command: list[str]
    threads: int
    answer: Callable[[str], dict[tuple[str, str], int]] | None = None


@dataclass
class Runs:
    """What was measured of one job, round by round."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    answers: list[dict[tuple[str, str], int]] = field(default_factory=list)

    def wall(self) -> float:
        """Median wall seconds."""
        return median(self.walls)

    def cpu(self) -> float:
        """Median processor seconds."""
        return median(self.cpus)

    def peak(self) -> float:
        """Median of the peaks, in MiB."""
        return median(self.peaks)


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measure(job: Job, scratch: Path, runs: Runs) -> None:
    """Runs one child to its end and adds its wall seconds, processor seconds, peak MiB and standard output."""
    count = str(job.threads)
    env = dict(os.environ, POLARS_MAX_THREADS=count, PEER_THREADS=count, NO_COLOR="1", TMPDIR=str(scratch))
    with tempfile.TemporaryFile(dir=scratch) as out, tempfile.TemporaryFile(dir=scratch) as err:
        start = time.perf_counter()
        child = subprocess.Popen(job.command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=scratch)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            err.seek(0)
            message = err.read().decode(errors="replace")
            sys.exit(f"{' '.join(job.command)}\nended with {child.returncode}:\n{message}")
        out.seek(0)
        text = out.read().decode()
    unit = 1 if sys.platform == "darwin" else 1024
    runs.walls.append(wall)
    runs.cpus.append(usage.ru_utime + usage.ru_stime)
    runs.peaks.append(usage.ru_maxrss * unit / 2**20)
    runs.texts.append(text)
    if job.answer:
        runs.answers.append(job.answer(text))


def warm(path: Path) -> None:
    """Reads the file once, so that every engine finds it in the file cache."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def rounds(jobs: dict[str, Job], count: int, files: list[Path], scratch: Path) -> dict[str, Runs]:
    """Every job once per round, in turns (A B C, A B C), so that a slow minute hits all sides."""
    out = {name: Runs() for name in jobs}
    for number in range(count):
        for path in files:
            warm(path)
        for name, job in jobs.items():
            print(f"round {number + 1} of {count}: {name}", file=sys.stderr)
            measure(job, scratch, out[name])
    return out


def ratio(over: list[float], under: list[float]) -> float:
    """The median of the ratios within each round."""
    return median(a / b for a, b in zip(over, under, strict=True))


def without(runs: list[float], starts: list[float]) -> list[float]:
    """Walls less the start-up measured in the same round."""
    return [wall - start for wall, start in zip(runs, starts, strict=True)]
