"""Measures the window checks in DuckDB, Polars and claimsweep over one file, side by side.

Usage: python run.py FILE [--runs 3] [--claimsweep PATH_TO_BINARY] [--threads N]

Every engine runs as a child process, in rounds, with the same thread count and a warm file cache. The counts of every
engine and every round must agree: if not, they are marked and the exit code is 1.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import engines
import tables
from measure import Job, cores, ratio, rounds


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Window checks: DuckDB, Polars and claimsweep side by side.")
    parser.add_argument("file", type=Path, help="Parquet or CSV file of canonical claim lines, 19 columns")
    parser.add_argument("--runs", type=int, default=3, help="rounds to measure (3)")
    parser.add_argument("--claimsweep", type=Path, help="release binary to measure beside the peers")
    parser.add_argument("--threads", type=int, default=cores(), help="threads of every engine (all cores)")
    args = parser.parse_args()
    if not args.file.is_file():
        parser.error(f"no such file: {args.file}")
    if args.claimsweep and not args.claimsweep.is_file():
        parser.error(f"no such binary: {args.claimsweep}")
    if args.runs < 1 or args.threads < 1:
        parser.error("--runs and --threads must be at least 1")
    return args


def jobs(args: argparse.Namespace, scratch: Path) -> dict[str, Job]:
    """Whatever can run on the file."""
    claims = args.file.resolve()
    out = engines.floors(claims, args.threads) if claims.suffix == ".parquet" else {}
    out |= engines.peers(claims, args.threads)
    if args.claimsweep:
        binary = args.claimsweep.resolve()
        out["claimsweep"] = engines.claimsweep(binary, claims, scratch, args.threads, engines.RULES)
    return out


def main() -> int:
    """Measures, prints the tables and returns the exit code."""
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        plan = jobs(args, Path(folder))
        if not plan:
            sys.exit("nothing to measure: give --claimsweep, or install duckdb and polars")
        results = rounds(plan, args.runs, [args.file], Path(folder))
    print(f"{args.file.stat().st_size / 2**20:.0f} MiB, {args.threads} threads, {args.runs} rounds\n")
    print(tables.measured(results), "\n")
    for name, runs in results.items():
        if "claimsweep" in results and name != "claimsweep":
            base = results["claimsweep"]
            print(f"{name} ÷ claimsweep: wall {ratio(runs.walls, base.walls):.2f}, "
                  f"peak {ratio(runs.peaks, base.peaks):.2f}")
    text, agree = tables.counts(results)
    print(f"\n{text}\n")
    print("All counts agree." if agree else "COUNTS DIFFER: the times above compare different answers.")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
