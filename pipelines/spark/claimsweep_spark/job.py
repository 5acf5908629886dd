"""The run from end to end: read, regroup, judge by patient, judge by clinician, merge, check, publish.

Nothing is published unless every row that Spark counted is accounted for.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyspark import Broadcast
from pyspark.sql import DataFrame, SparkSession

from .errors import EXIT_DONE, EXIT_INCOMPLETE, EXIT_UNBALANCED, SweepError, from_task
from .folders import Folder, passing, publish, refuse_foreign, resolved
from .keys import clean_ids, with_groups
from .merge import Merged, Program, check
from .owners import money, with_owners
from .read import Claims, Extent, measure, open_claims
from .ship import read_pipeline
from .stages import Crew, Staged, by_clinician, by_patient, crew
from .write import summary, write_columns, write_findings, write_rejects, write_rule_runs, write_summary

ROWS_PER_PARTITION = 500_000
"""Rows of one task when the number of partitions is not given; more need more memory to sort, fewer more starts."""

SESSION = {
    # Times with a zone lose it on the way to the worker: read in UTC, and moved where a file's columns name another.
    "spark.sql.session.timeZone": "UTC",
    # What does not fit a type is an error and not a blank; decimals as text are never written as powers of ten.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    # Dates such as 0001-01-01 stand for "unknown" in real claims; the worker deals with them.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # Findings are few: without this they would be spread over all cores, and each task would write a file per rule.
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    "spark.sql.sources.partitionOverwriteMode": "static",
}


@dataclass(frozen=True)
class Request:
    """What is asked of a run. `partitions`: tasks of each stage, by default one per 500,000 rows."""

    pipeline: str
    claims: list[str]
    binary: str
    out: str
    partitions: int | None = None
    partition_by: str = "rule"
    stage_dir: str | None = None


@dataclass
class Outcome:
    """A published run: exit code, summary, seconds by step; the code is 3 for rejects, failed rules, nothing judged."""

    code: int
    summary: dict[str, Any]
    seconds: dict[str, float] = field(default_factory=dict)


def sweep(spark: SparkSession, request: Request) -> Outcome:
    """Runs the audit and publishes its output. Raises `SweepError` when nothing could be published.

    Settings of the session given are not touched: the run has one of its own on the same context.
    """
    session = spark.newSession()
    for key, value in SESSION.items():
        session.conf.set(key, value)
    try:
        return _sweep(session, request)
    except SweepError:
        raise
    except Exception as error:
        told = from_task(error)
        if told is None:
            raise
        raise told from error


def _sweep(spark: SparkSession, request: Request) -> Outcome:
    pipeline = read_pipeline(request.pipeline)
    program = Program(request.binary, request.pipeline)
    version = program.version()
    program.check()
    out = Folder(spark, resolved(spark, request.out))
    refuse_foreign(out)
    stage = _stage(spark, request, out)
    clock = Clock()
    with clock.step("files and dates"):
        claims = open_claims(spark, request.claims)
        extent = measure(claims)
    n_cores = spark.sparkContext.defaultParallelism
    n_partitions = request.partitions or max(extent.rows // ROWS_PER_PARTITION + 1, n_cores)
    with passing(stage.hidden_sibling("staging")) as staging, passing(out.hidden_sibling("new")) as new:
        run = Run(claims, extent, crew(spark, request.binary, pipeline, n_partitions), program, staging, clock)
        judged = run.judged()
        merged = judged.merged
        with clock.step("owners"):
            findings = with_owners(judged.findings, merged.rules, merged.medians)
            write_findings(findings, request.partition_by, new)
            written = spark.read.schema(findings.schema).parquet(new.below("findings").to_read())
            sums = money(written, merged.rules)
            check(merged, extent.rows, _by_rule(sums))
            if not sums:
                write_columns(findings, new)
        write_rule_runs(spark, merged, new)
        write_rejects(judged.rejects, claims.files, merged, new)
        about = {
            "claimsweep": version,
            "spark": spark.version,
            "pipeline": pipeline.name,
            "data_from": pipeline.data_from or judged.whole["first_date"],
            "data_through": pipeline.data_through or judged.whole["last_date"],
            "files": [file.shown for file in claims.files],
            "files_left_out": [{"file": path, "reason": reason} for path, reason in claims.left_out.items()],
            "partitions": n_partitions,
        }
        content = summary(merged, sums, about)
        write_summary(content, new)
        publish(new, out)
    for path, reason in claims.left_out.items():
        clock.say(f"not read: {path}: {reason}")
    if merged.nothing_judged:
        clock.say(merged.nothing_judged)
    return Outcome(EXIT_INCOMPLETE if merged.is_incomplete() else EXIT_DONE, content, clock.seconds)


def _stage(spark: SparkSession, request: Request, out: Folder) -> Folder:
    """What the staging folder lies beside. Errors when that would be in the report, which must hold nothing else."""
    if request.stage_dir is None:
        return out
    folder = Folder(spark, resolved(spark, request.stage_dir))
    if f"{folder.path.rstrip('/')}/".startswith(f"{out.path.rstrip('/')}/"):
        raise SweepError(f"{folder.path}: is where the report goes; name another folder for staged results")
    return folder.below("claims")


@dataclass(frozen=True)
class Judged:
    """What both stages gave, when what they were told of the whole run was right."""

    findings: DataFrame
    rejects: DataFrame
    merged: Merged
    whole: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """The two stages and the merge of their counts, again when dates or columns turned out otherwise."""

    claims: Claims
    extent: Extent
    crew: Crew
    program: Program
    staging: Folder
    clock: Clock

    def judged(self) -> Judged:
        """Errors with code 4 when the dates that workers saw are not the ones they were told, even the second time."""
        whole: dict[str, Any] = {
            "first_date": self.extent.first_date,
            "last_date": self.extent.last_date,
            "rows": self.extent.rows,
            "files": [{"path": file.shown, "columns": file.columns} for file in self.claims.files],
        }
        for attempt in ("first", "second"):
            judged = self._attempt(whole, self.staging.below(attempt))
            if judged.merged.again is None:
                return judged
            self.staging.below(attempt).remove()
            whole = judged.merged.again
            self.clock.say("dates or columns turned out otherwise than assumed: judging again")
        raise SweepError("workers do not agree on the dates of the data; nothing was published", EXIT_UNBALANCED)

    def _attempt(self, whole: dict[str, Any], folder: Folder) -> Judged:
        text = json.dumps(whole, ensure_ascii=False)
        told: Broadcast[str] = folder.spark.sparkContext.broadcast(text)
        with self.clock.step("patients"):
            lines = with_groups(clean_ids(self.claims.lines))
            first = by_patient(lines, self.crew, told, folder.below("patients"))
        findings, counts = first.of("finding"), first.counts()
        timed = first.of("timed")
        if timed.limit(1).count():
            with self.clock.step("clinicians"):
                second: Staged = by_clinician(timed, self.crew, told, folder.below("clinicians"))
            findings = findings.unionByName(second.of("finding"))
            counts += second.counts()
        with self.clock.step("merge"):
            merged = self.program.merge(text, counts)
        return Judged(findings, first.of("reject"), merged, whole)


def _by_rule(sums: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in sums:
        found[line["rule"]] = found.get(line["rule"], 0) + line["findings"]
    return found


@dataclass
class Clock:
    """Seconds by step, told on standard error as they pass."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times a step; one that happens twice is summed."""
        start = time.monotonic()
        yield
        took = time.monotonic() - start
        self.seconds[name] = self.seconds.get(name, 0.0) + took
        self.say(f"{name}: {took:.1f} s")

    @staticmethod
    def say(words: str) -> None:
        """A line on standard error; holds no patient's values."""
        print(f"claimsweep-spark: {words}", file=sys.stderr)
