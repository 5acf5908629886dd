"""Guards against regressions by counting instructions, not time: the same on a busy machine.

Usage: python benches/instructions.py --claimsweep PATH [--profile dev] [--bless]

Runs the built program under valgrind's callgrind on a small synthetic input with one thread, and compares the counts
with `instructions.json` beside this file. Exit code 0: every count is within the tolerance, or was blessed. 1: one is
above it, or a run did not end well. Fewer instructions than the tolerance allows are reported, to be blessed.

Hash seeds differ from run to run, and with them the counts: the widest spread seen was 0.26 %. The tolerance of 10 %
leaves room for another C library or processor, so that what fails is a change of the program.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

import engines
from measure import cores

COUNTS = Path(__file__).resolve().with_name("instructions.json")
LINES = 5_000
SEED = 7
TOLERANCE = 0.10
COLLECTED = re.compile(r"Collected : (\d+)")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Counts instructions and compares them with instructions.json.")
    parser.add_argument("--claimsweep", type=Path, required=True, help="the built program")
    parser.add_argument("--profile", default="dev", help="the profile it was built with, a key of the file (dev)")
    parser.add_argument("--bless", action="store_true", help="write the counts instead of comparing them")
    parser.add_argument("--counts", type=Path, default=COUNTS, help="file of the counts (instructions.json)")
    parser.add_argument("--lines", type=int, default=LINES, help=f"lines of the input ({LINES}); for trying it out")
    args = parser.parse_args()
    if not args.claimsweep.is_file():
        parser.error(f"no such binary: {args.claimsweep}")
    if not shutil.which("valgrind"):
        parser.error("valgrind is not installed: apt-get install valgrind")
    return args


def scenarios(binary: Path, scratch: Path, lines: int) -> dict[str, list[str]]:
    """The commands to count, over files written now."""
    files = {kind: scratch / f"claims.{kind}" for kind in ["parquet", "csv"]}
    for path in files.values():
        shape = ["--lines", str(lines), "--columns", "core", "--shape", "uncorrected", "--seed", str(SEED)]
        subprocess.run([binary, "synth", path, *shape], check=True, capture_output=True)
    run = lambda kind, only=None: engines.claimsweep(binary, files[kind], scratch, 1, only).command
    return {"parquet": run("parquet"), "csv": run("csv"), "one rule": run("parquet", ["repeat_e_visit"])}


def count(command: list[str], scratch: Path) -> int:
    """The instructions of one command, of every process it becomes."""
    callgrind = ["valgrind", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={scratch}/callgrind.%p"]
    # With the variable set the program need not start itself again to limit polars' threads.
    env = dict(os.environ, POLARS_MAX_THREADS="1")
    done = subprocess.run([*callgrind, *command], capture_output=True, text=True, env=env, check=False)
    found = [int(number) for number in COLLECTED.findall(done.stderr)]
    if done.returncode != 0 or not found:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return sum(found)


def counted(args: argparse.Namespace) -> dict[str, int]:
    """Every scenario's instructions; they do not disturb each other, so they run side by side."""
    with tempfile.TemporaryDirectory(prefix="instructions-") as folder, ThreadPoolExecutor(cores()) as pool:
        scratch = Path(folder)
        commands = scenarios(args.claimsweep.resolve(), scratch, args.lines)
        numbers = pool.map(lambda command: count(command, scratch), commands.values())
        return dict(zip(commands, numbers))


def compare(counts: dict[str, int], known: dict[str, int]) -> bool:
    """Prints every scenario beside its known count and says whether none is above the tolerance."""
    is_fine = True
    for name, number in counts.items():
        if name not in known:
            print(f"{name}: {number:,} instructions, none known: run with --bless")
            is_fine = False
            continue
        change = number / known[name] - 1
        fewer = "fewer: bless them" if change < -TOLERANCE else "as known"
        verdict = "more than allowed" if change > TOLERANCE else fewer
        print(f"{name}: {number:,} instructions, {change:+.2%} of {known[name]:,}: {verdict}")
        is_fine &= change <= TOLERANCE
    return is_fine


def main() -> int:
    """Counts, then compares or blesses."""
    args = arguments()
    counts = counted(args)
    known = json.loads(args.counts.read_text(encoding="utf-8")) if args.counts.is_file() else {}
    if args.bless:
        known[args.profile] = counts
        args.counts.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"blessed: {counts}")
        return 0
    return 0 if compare(counts, known.get(args.profile, {})) else 1


if __name__ == "__main__":
    sys.exit(main())
