"""Measures claimsweep against its targets and its peers, and prints the results as Markdown.

Usage: python benches/run.py --claimsweep PATH --work DIR [--lines 10000000] [--big] [--into FILE.md]

The files are written by the program itself into the work folder, and kept there for the next time. See README.md
beside this file. Exit code 0: all counts agree, targets met or not. 1: counts differ, or an engine failed.
"""

import argparse
import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

import engines
import groups
import tables
import targets
from measure import Runs, cores

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="claimsweep against its targets and its peers, as Markdown.")
    parser.add_argument("--claimsweep", type=Path, required=True, help="release binary to measure")
    parser.add_argument("--work", type=Path, required=True, help="folder of the synthetic files; made when absent")
    parser.add_argument("--lines", type=int, default=10_000_000, help="lines of the main file (10000000)")
    parser.add_argument("--big", action="store_true", help="also ten times as many lines, with and without a limit")
    parser.add_argument("--runs", type=int, default=3, help="rounds of every group (3)")
    parser.add_argument("--threads", type=int, default=cores(), help="threads of every engine (all cores)")
    parser.add_argument("--into", type=Path, help="Markdown file whose results are replaced, instead of printed")
    args = parser.parse_args()
    if not args.claimsweep.is_file():
        parser.error(f"no such binary: {args.claimsweep}")
    if args.lines < 10 or args.runs < 1 or args.threads < 1:
        parser.error("--lines must be at least 10, --runs and --threads at least 1")
    if args.into and not (args.into.is_file() and BEGIN in args.into.read_text(encoding="utf-8")):
        parser.error(f"no file with a line {BEGIN}: {args.into}")
    return args


def processor() -> str:
    """The processor's model, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def setting(args: argparse.Namespace) -> str:
    """Machine, date, sizes and versions, in two lines."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    program = subprocess.run([args.claimsweep, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    libraries = [name for name in engines.LIBRARIES.values() if engines.installed(name)]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in libraries]
    machine = f"{platform.system()}, {processor()}, {cores()} cores, {memory:.0f} GiB"
    sizes = f"{args.lines:,} lines, {args.threads} threads, {args.runs} rounds, medians"
    programs = "; ".join([program, f"Python {platform.python_version()}", *versions])
    return f"{datetime.date.today()}, {machine}; {sizes}.\n{programs}."


def answers(results: dict[str, Runs]) -> tuple[str, bool]:
    """One line when all counts agree, the whole table when they do not."""
    table, agree = tables.counts(results)
    jobs = [name for name, runs in results.items() if runs.answers]
    if not agree:
        return f"**The counts differ: the times compare different answers.**\n\n{table}", False
    flagged = sum(results[jobs[0]].answers[0].values())
    return f"The counts of the seven checks agree in every round ({flagged:,} lines): {'; '.join(jobs)}.", True


def written(args: argparse.Namespace, text: str) -> None:
    """Prints the results, or puts them between the marks of a file."""
    if not args.into:
        print(text)
        return
    old = args.into.read_text(encoding="utf-8")
    before, after = old.split(BEGIN)[0], old.split(END)[-1]
    args.into.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Measures every group and writes the tables."""
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    work = args.work.resolve()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=work) as folder:
        bench = groups.Bench(args.claimsweep.resolve(), work, Path(folder), args.lines, args.threads, args.runs)
        parquet, csv = groups.parquet(bench), groups.csv(bench)
        sizes = [args.lines // 10, args.lines, args.lines * 10][: 3 if args.big else 2]
        scale, start = groups.scale(bench, sizes), groups.start_up(bench)
    figures = targets.all_of(parquet, csv, scale, start, args.lines)
    goals = tables.markdown(["figure", "measured", "target", "met"], [figure.cells() for figure in figures])
    starts = {name: runs for name, runs in csv.items() if name not in parquet}
    everything = parquet | starts | scale
    said, agree = answers(parquet | starts)
    written(args, "\n\n".join([setting(args), goals, tables.measured(everything), said]))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
