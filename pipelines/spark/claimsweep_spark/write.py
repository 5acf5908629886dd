"""Writes the tables of a finished run: findings, rule runs, rejects, summary."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from . import __version__
from .columns import RULE_RUN
from .folders import PROGRAM, SUMMARY, Folder
from .merge import Merged
from .read import ClaimFile

PARTITIONS = ("rule", "service_month")
_ORDER = ("patient_id", "service_date", "claim_id", "line_number", "rule")


def write_findings(findings: DataFrame, partition_by: str, out: Folder) -> None:
    """One row per finding, in folders by rule or month of service; each file is sorted as findings.parquet is."""
    if partition_by == "service_month":
        findings = findings.withColumn("service_month", f.date_format("service_date", "yyyy-MM"))
    ordered = findings.sortWithinPartitions(partition_by, *_ORDER, "source_file", "source_row")
    ordered.write.partitionBy(partition_by).option("compression", "zstd").parquet(out.below("findings").path)


def write_columns(findings: DataFrame, out: Folder) -> None:
    """Where no folder was written for want of findings: one file of no rows, so that readers learn the columns."""
    findings.limit(0).coalesce(1).write.mode("append").parquet(out.below("findings").path)


def write_rule_runs(spark: SparkSession, merged: Merged, out: Folder) -> None:
    """One row per rule, in the order of the rulebook."""
    rows = [tuple(rule[name] for name in RULE_RUN.names) for rule in merged.rules]
    spark.createDataFrame(rows, RULE_RUN).coalesce(1).write.parquet(out.below("rule_runs").path)


def write_rejects(rejects: DataFrame, files: list[ClaimFile], merged: Merged, out: Folder) -> None:
    """One row per row that could not be used, of the claims and of the files beside them."""
    spark = rejects.sparkSession
    paths = t.StructType([t.StructField("file", t.IntegerType()), t.StructField("path", t.StringType())])
    names = spark.createDataFrame([(index, file.shown) for index, file in enumerate(files)], paths)
    named = rejects.join(f.broadcast(names), "file").select(f.col("path").alias("file"), "row", "column", "reason")
    beside = [(one["file"], one["row"], one.get("column") or None, one["reason"]) for one in merged.input_rejects]
    schema = t.StructType([t.StructField("file", t.StringType()), *rejects.schema.fields[1:]])
    every = named.unionByName(spark.createDataFrame(beside, schema)) if beside else named
    every.sort("file", "row", "column").write.parquet(out.below("rejects").path)


def summary(merged: Merged, money: list[dict[str, Any]], about: dict[str, Any]) -> dict[str, Any]:
    """What summary.json says: accounting, rules, money. `about` tells versions, files and dates."""
    return {
        "program": PROGRAM,
        "version": __version__,
        **about,
        "accounting": merged.accounting,
        "findings": sum(line["findings"] for line in money),
        "owned_cents": sum(line["owned_cents"] for line in money),
        "at_risk_cents": sum(line["at_risk_cents"] for line in money),
        "at_risk_is_upper_bound": any(line["at_risk_is_upper_bound"] for line in money),
        "money": money,
        "rules": merged.rules,
    }


def write_summary(content: dict[str, Any], out: Folder) -> None:
    """Writes summary.json, by which a later run knows the folder as its own."""
    out.write_text(SUMMARY, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
