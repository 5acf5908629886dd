"""Runs the same claims through Spark and through `claimsweep run`, and compares everything both say."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from claimsweep_spark.job import Outcome, Request, sweep

RUN_COUNTS = ("subjects", "flagged", "clean", "cleared", "provisional", "not_evaluable")


@dataclass
class Case:
    """One test's folder: `claims`, the pipeline, the report of one machine and the output of Spark."""

    spark: SparkSession
    binary: str
    folder: Path

    def __post_init__(self) -> None:
        self.claims = self.folder / "claims"
        self.out = self.folder / "out"
        self.reference = self.folder / "reference"
        self.beside: Path | None = None
        self.wishes = ""

    def synthetic(self, lines: int, seed: int, *, beside: bool = False, shape: str = "sample") -> pa.Table:
        """Claim lines as `claimsweep synth` makes them."""
        file = self.folder / "synthetic.parquet"
        command = [self.binary, "synth", str(file), "--lines", str(lines), "--seed", str(seed), "--shape", shape]
        if beside:
            self.beside = self.folder / "beside"
            command += ["--beside", str(self.beside)]
        subprocess.run(command, check=True, capture_output=True)
        return pq.read_table(file)

    def write(self, table: pa.Table, name: str = "a.parquet", rows_per_group: int = 3_000) -> None:
        """Writes a file of claims, in several row groups."""
        path = self.claims / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, row_group_size=rows_per_group, compression="zstd")

    def pipeline(self, claims: str | None = None) -> str:
        """The pipeline both use, with the files beside the claims when there are any, and `wishes` as further lines."""
        beside = self.beside
        text = f"""
            name = "test"
            period.all = true
            claims.paths = ["{claims or self.claims}"]
            report.dir = "{self.reference}"
            report.formats = ["parquet"]
            """
        if beside:
            text += f"""
            providers.path = "{beside}/providers.csv"
            consents.path = "{beside}/consents.csv"
            tables.fee_schedule = ["{beside}/tables/PPRRVU*.csv"]
            tables.ptp = ["{beside}/tables/ccipra-*.txt"]
            tables.mue = ["{beside}/tables/MCR_MUE_*.csv"]
            """
        text += self.wishes
        path = self.folder / "pipeline.toml"
        path.write_text(text)
        return str(path)

    def on_one_machine(self, claims: str | None = None) -> int:
        """Runs the audit on one machine; its exit code."""
        # Paths begin at the current folder, as the paths that Spark is given, so that both name files alike.
        command = [self.binary, "run", self.pipeline(claims), "--base", os.curdir, "--quiet"]
        done = subprocess.run(command, check=False, capture_output=True)
        assert done.returncode in (0, 3), done.stderr.decode()
        return done.returncode

    def on_spark(self, claims: str | None = None, **wishes: Any) -> Outcome:
        """Runs the audit on Spark."""
        wanted: dict[str, Any] = {"binary": self.binary, "partitions": 4, **wishes}
        paths = [claims or str(self.claims)]
        return sweep(self.spark, Request(self.pipeline(claims), paths, out=str(self.out), **wanted))

    def assert_equal(self, claims: str | None = None, **wishes: Any) -> Outcome:
        """Runs both and compares exit codes, findings, money, rules, rejects and accounting."""
        code = self.on_one_machine(claims)
        outcome = self.on_spark(claims, **wishes)
        assert outcome.code == code
        self.assert_same_output()
        return outcome

    def assert_same_output(self) -> None:
        """Compares what both have written."""
        ours, theirs = self.findings(), pq.read_table(self.reference / "findings.parquet")
        types = {field.name: plain(field.type) for field in ours.schema if field.name != "service_month"}
        assert types == {field.name: plain(field.type) for field in theirs.schema}
        assert rows(ours.select(theirs.schema.names)) == rows(theirs)
        ours, theirs = pq.read_table(self.out / "rule_runs"), pq.read_table(self.reference / "rule_runs.parquet")
        assert ours.to_pylist() == theirs.to_pylist()
        assert rows(pq.read_table(self.out / "rejects")) == rows(pq.read_table(self.reference / "rejects.parquet"))
        summary, known = self.summary(), json.loads((self.reference / "summary.json").read_text())
        known["accounting"].pop("balances")
        assert summary["accounting"] == known["accounting"]
        for key in ("money", "findings", "owned_cents", "data_from", "data_through"):
            assert summary[key] == known[key], key
        self.assert_tidy()

    def assert_tidy(self) -> None:
        """Nothing hidden is left behind, whether the run published or not."""
        assert [one.name for one in self.folder.iterdir() if one.name.startswith(".")] == []

    def findings(self) -> pa.Table:
        """What Spark wrote, with the column that the folders stand for."""
        hive = ds.partitioning(pa.schema([("rule", pa.string())]), flavor="hive")
        by_rule = next((self.out / "findings").glob("rule=*"), None)
        return ds.dataset(self.out / "findings", partitioning=hive if by_rule else None).to_table()

    def summary(self) -> dict[str, Any]:
        """What summary.json says."""
        return dict(json.loads((self.out / "summary.json").read_text()))

    def wrapper(self, script: str) -> str:
        """A program in front of the worker: `$REAL` is the true one. Everything but judging patients goes through."""
        path = self.folder / "wrapper"
        path.write_text(
            f'#!/bin/sh\nREAL="{self.binary}"\nSHELF="{self.folder}"\n'
            'case "$*" in *"--stage patients"*) ;; *) exec "$REAL" "$@" ;; esac\n' + script
        )
        path.chmod(0o755)
        return str(path)


def plain(kind: pa.DataType) -> str:
    """A type without what may differ: the name of a list's elements, whether they may be null."""
    return str(kind).replace(" not null", "").replace("element:", "item:")


def rows(table: pa.Table) -> Counter[str]:
    """The rows of a table, whatever their order; a doubled row counts twice."""
    return Counter(json.dumps(row, default=str, sort_keys=True) for row in table.to_pylist())


def with_column(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    """A table with a column of other values."""
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values, pa.string()))
