"""Measures the window checks in DuckDB, Polars and claimsweep over one Parquet file, side by side.

Usage: python run.py FILE.parquet [--runs 3] [--claimsweep PATH_TO_BINARY] [--threads N]

Every engine runs as a child process, in rounds (A B C, A B C, ...), with the same thread count and
a warm file cache. Wall time is the median; a ratio is the median of the ratios within each round;
peak memory is the child's own, from the operating system. The counts of every engine and every run
must agree: if not, the differences are printed and the exit code is 1.

Only the standard library is imported while measuring: a large parent would raise a child's peak.
"""

import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
RULES = [
    "repeat_e_visit", "e_visit_after_related_visit", "e_visit_before_visit", "e_visit_on_visit_day",
    "contact_after_related_visit", "contact_before_visit", "duplicate_line",
]
COUNT_FINDINGS = "SELECT rule, tier, count(*) FROM read_parquet($path) GROUP BY ALL"


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Window checks: DuckDB, Polars and claimsweep side by side.")
    parser.add_argument("file", type=Path, help="Parquet file of canonical claim lines")
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


def pipeline(claims: Path, report: Path) -> str:
    """A claimsweep pipeline with exactly the seven checks."""
    return "\n".join([
        'name = "peers"',
        "[period]", "all = true",
        "[claims]", f"paths = [{json.dumps(glob.escape(str(claims)))}]",
        "[rules]", f"only = {json.dumps(RULES)}",
        "[rules.repeat_e_visit]", 'model = "pairwise"',
        "[report]", f"dir = {json.dumps(str(report))}", 'formats = ["parquet"]',
        "[gate]", 'fail_on = "never"', "",
    ])


def engines(args: argparse.Namespace, scratch: Path) -> dict[str, dict]:
    """Each engine's command, and the command that only starts it up."""
    claims = args.file.resolve()
    script = lambda name: [sys.executable, str(HERE / name), str(claims)]
    imports = lambda module: [sys.executable, "-c", f"import json, {module}"]
    out = {
        "decode": {"command": script("decode.py"), "idle": imports("polars")},
        "DuckDB": {"command": script("duckdb_checks.py"), "idle": imports("duckdb")},
        "Polars": {"command": script("polars_checks.py"), "idle": imports("polars")},
    }
    if args.claimsweep:
        binary, config = str(args.claimsweep.resolve()), scratch / "peers.toml"
        config.write_text(pipeline(claims, scratch / "report"), encoding="utf-8")
        command = [binary, "run", str(config), "--threads", str(args.threads)]
        out["claimsweep"] = {"command": command, "idle": [binary, "--version"]}
    return out


def measure(command: list[str], threads: int, scratch: Path) -> dict:
    """Runs one child to its end: wall seconds, processor seconds, peak MiB and its standard output."""
    count = str(threads)
    env = dict(os.environ, POLARS_MAX_THREADS=count, PEER_THREADS=count, NO_COLOR="1")
    with tempfile.TemporaryFile(dir=scratch) as out, tempfile.TemporaryFile(dir=scratch) as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            err.seek(0)
            message = err.read().decode(errors="replace")
            sys.exit(f"{' '.join(command)}\nended with {child.returncode}:\n{message}")
        out.seek(0)
        text = out.read().decode()
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss * unit / 2**20,
        "text": text,
    }


def warm(path: Path) -> None:
    """Reads the file once, so that every engine finds it in the file cache."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def rounds(args: argparse.Namespace, plan: dict[str, dict], scratch: Path) -> dict[str, list[dict]]:
    """All runs of all engines, in paired order; each run also carries its engine's start-up time."""
    out: dict[str, list[dict]] = {name: [] for name in plan}
    for number in range(args.runs):
        warm(args.file)
        for name, engine in plan.items():
            print(f"round {number + 1} of {args.runs}: {name}", file=sys.stderr)
            idle = measure(engine["idle"], args.threads, scratch)["wall"]
            out[name].append(measure(engine["command"], args.threads, scratch) | {"idle": idle})
            if name == "claimsweep":
                shutil.copyfile(scratch / "report/findings.parquet", scratch / f"findings-{number}.parquet")
    return out


def table(results: dict[str, list[dict]]) -> str:
    """One Markdown table: an engine per row, ratios against decoding and against claimsweep."""
    heads = ["engine", "wall s", "min–max s", "without start-up s", "processor s", "peak MiB", "wall ÷ decode"]
    against = ["decode"]
    if "claimsweep" in results:
        heads += ["wall ÷ claimsweep", "peak ÷ claimsweep"]
        against.append("claimsweep")
    out = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for name, runs in results.items():
        of = lambda key: median(run[key] for run in runs)
        walls = [run["wall"] for run in runs]
        ratio = lambda other, key: median(a[key] / b[key] for a, b in zip(runs, results[other]))
        net = median(run["wall"] - run["idle"] for run in runs)
        cells = [name, f"{of('wall'):.2f}", f"{min(walls):.2f}–{max(walls):.2f}", f"{net:.2f}"]
        cells += [f"{of('cpu'):.2f}", f"{of('peak'):.0f}"]
        cells += [f"{ratio(other, 'wall'):.2f}" for other in against]
        if "claimsweep" in results:
            cells.append(f"{ratio('claimsweep', 'peak'):.2f}")
        out.append(f"| {' | '.join(cells)} |")
    return "\n".join(out)


def findings(path: Path) -> dict[str, dict[str, int]]:
    """claimsweep's findings by rule and tier; the tiers of repeat_e_visit are one figure, as in the peers."""
    import duckdb

    out: dict[str, dict[str, int]] = {}
    for rule, tier, lines in duckdb.execute(COUNT_FINDINGS, {"path": str(path)}).fetchall():
        tiers = out.setdefault(rule, {})
        tier = "flagged" if rule == "repeat_e_visit" else tier
        tiers[tier] = tiers.get(tier, 0) + lines
    return out


def flat(counts: dict[str, dict[str, int]]) -> dict[tuple[str, str], int]:
    """Counts by (rule, tier), without the zeros."""
    return {(rule, tier): n for rule, tiers in counts.items() for tier, n in tiers.items() if n}


def compare(results: dict[str, list[dict]], scratch: Path) -> bool:
    """Prints the counts of every engine and says whether all runs agree."""
    answers = {}
    for name, runs in results.items():
        for number, run in enumerate(runs):
            if name == "claimsweep":
                answers[name, number] = flat(findings(scratch / f"findings-{number}.parquet"))
            elif name != "decode":
                answers[name, number] = flat(json.loads(run["text"]))
    names = [name for name in results if name != "decode"]
    print(f"\n| rule | tier | {' | '.join(names)} |\n|---|---|{'---:|' * len(names)}")
    for key in sorted({key for answer in answers.values() for key in answer}):
        cells = []
        for name in names:
            seen = {answer.get(key, 0) for (engine, _), answer in answers.items() if engine == name}
            cells.append(" or ".join(str(n) for n in sorted(seen)))
        mark = "" if len(set(cells)) == 1 and " or " not in cells[0] else "  <-- DIFFERS"
        print(f"| {key[0]} | {key[1]} | {' | '.join(cells)} |{mark}")
    first = next(iter(answers.values()))
    return all(answer == first for answer in answers.values())


def main() -> int:
    """Measures, prints both tables and returns the exit code."""
    args = arguments()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        scratch = Path(folder)
        results = rounds(args, engines(args, scratch), scratch)
        lines = json.loads(results["decode"][0]["text"])["rows"]
        size = args.file.stat().st_size / 2**20
        print(f"{lines} lines, {size:.0f} MiB, {args.threads} threads, {args.runs} runs\n")
        print(table(results))
        if compare(results, scratch):
            print("\nAll counts agree.")
            return 0
    print("\nCOUNTS DIFFER: the times above compare different answers.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
