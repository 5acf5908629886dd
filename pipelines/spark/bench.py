"""Times the run on Spark, step by step, against `claimsweep run` on the same file and the same number of cores.

    python bench.py --binary PATH --claims FILE.parquet [--executors 1 2] [--rounds 1] [--memory 2g]

Prints a Markdown table, and with --json everything as JSON. Findings of all runs must be the same in every column.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PIPELINE = """
name = "bench"
period.all = true
claims.paths = ["{claims}"]
report.dir = "{report}"
report.formats = ["parquet"]
"""


def main() -> None:
    """Runs each measurement in a process of its own: a session cannot change the number of its executors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--claims", required=True)
    parser.add_argument("--executors", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--partitions", type=int)
    parser.add_argument("--memory", default="2g", help="of each executor")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(on_spark(args, args.one)))
        return
    results = []
    for n_cores in args.executors:
        for _ in range(args.rounds):
            results.append(on_one_machine(args, n_cores))
            own = [sys.executable, *sys.argv, "--one", str(n_cores)]
            results.append(json.loads(subprocess.run(own, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1]))
    same = {(one["findings"], one["owned_cents"], one["digest"]) for one in results}
    print(json.dumps(results, indent=2) if args.json else table(results))
    sys.exit(0 if len(same) == 1 else "findings differ")


def on_one_machine(args: argparse.Namespace, n_threads: int) -> dict[str, Any]:
    """One machine's time, with its summary."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = written(folder, args.claims)
        start, before = time.monotonic(), cpu_seconds()
        command = [args.binary, "run", pipeline, "--quiet", "--threads", str(n_threads)]
        code = subprocess.run(command, check=False).returncode
        took, spent = time.monotonic() - start, cpu_seconds() - before
        if code not in (0, 3):
            sys.exit(f"claimsweep run ended with {code}")
        summary = json.loads((Path(folder) / "report" / "summary.json").read_text())
        summary["digest"] = digest(f"{folder}/report/findings.parquet")
    return result(f"claimsweep run, {n_threads} threads", took, spent, {}, summary)


def on_spark(args: argparse.Namespace, n_executors: int) -> dict[str, Any]:
    """Spark's time on executors of one core, without the start of the session."""
    import pyspark
    from pyspark.sql import SparkSession

    from claimsweep_spark.job import Request, sweep

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "spark-home"
        home.mkdir()
        for part in Path(pyspark.__file__).parent.iterdir():
            (home / part.name).symlink_to(part)
        os.environ.update(SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
        megabytes = int(args.memory.removesuffix("g")) * 1024
        builder = SparkSession.builder.master(f"local-cluster[{n_executors},1,{megabytes}]")
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.executor.memory": args.memory,
            "spark.sql.shuffle.partitions": "8",
        }
        for key, value in settings.items():
            builder = builder.config(key, value)
        begun = time.monotonic()
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        spark.range(n_executors).count()
        start, before = time.monotonic(), cpu_seconds()
        request = Request(written(folder, args.claims), [args.claims], args.binary, f"{folder}/out", args.partitions)
        outcome = sweep(spark, request)
        took, spent = time.monotonic() - start, cpu_seconds() - before
        steps = {"start of the session": start - begun} | outcome.seconds
        outcome.summary["digest"] = digest(f"{folder}/out/findings")
        spark.stop()
    return result(f"Spark, {n_executors} executors", took, spent, steps, outcome.summary)


def written(folder: str, claims: str) -> str:
    """A pipeline of these claims."""
    path = Path(folder) / "pipeline.toml"
    path.write_text(PIPELINE.format(claims=os.path.abspath(claims), report=f"{folder}/report"))
    return str(path)


def digest(findings: str) -> str:
    """A hash of all findings in all columns, whatever their order and their files."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    hive = ds.partitioning(pa.schema([("rule", pa.string())]), flavor="hive")
    table = ds.dataset(findings, partitioning=hive).to_table()
    table = table.select(sorted(table.column_names))
    rows = sorted(json.dumps(row, default=str) for batch in table.to_batches() for row in batch.to_pylist())
    return hashlib.blake2b("\n".join(rows).encode(), digest_size=16).hexdigest()


def cpu_seconds() -> float:
    """Processor time of this process and all its descendants so far, those that have ended included. Linux only."""
    parents: dict[int, int] = {}
    spent: dict[int, int] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(process.name)] = int(fields[1])
            spent[int(process.name)] = sum(int(ticks) for ticks in fields[11:15])

    def is_ours(process: int) -> bool:
        while process not in (0, os.getpid()):
            process = parents.get(process, 0)
        return process != 0

    return sum(ticks for process, ticks in spent.items() if is_ours(process)) / os.sysconf("SC_CLK_TCK")


def result(
    what: str, took: float, spent: float, steps: dict[str, float], summary: dict[str, Any]
) -> dict[str, Any]:
    """One measurement."""
    rows = summary["accounting"]["rows_read"]
    return {
        "what": what,
        "seconds": round(took, 2),
        "cpu_seconds": round(spent, 2),
        "lines_per_second": round(rows / took),
        "steps": {name: round(seconds, 2) for name, seconds in steps.items()},
        "rows": rows,
        "findings": summary["findings"],
        "owned_cents": summary["owned_cents"],
        "digest": summary["digest"],
    }


def table(results: list[dict[str, Any]]) -> str:
    """The measurements as Markdown."""
    lines = ["| run | seconds | CPU seconds | lines/s | findings | steps (seconds) |", "|---|---|---|---|---|---|"]
    for one in results:
        steps = ", ".join(f"{name} {seconds}" for name, seconds in one["steps"].items())
        speed = f"{one['lines_per_second']:,}"
        cells = [one["what"], one["seconds"], one["cpu_seconds"], speed, one["findings"], steps]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
