"""Every command of README.md that belongs to Python is run here, on the sample data; the others are run by cargo's tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pyspark

PROJECT = Path(__file__).resolve().parents[3]
INSTALL = "python -m pip install ./pipelines/spark"
BINARY = "target/release/claimsweep"


def _commands() -> list[str]:
    blocks = (PROJECT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    lines = [line for block in blocks for line in block.split("```")[0].splitlines()]
    return [line for line in lines if line.startswith("python ")]


def test_the_commands_of_the_readme_find_what_one_machine_finds(binary: str, tmp_path: Path) -> None:
    """The sample, judged on Spark and by `claimsweep run` with the same pipeline: the same findings and money."""
    for folder in ("pipelines", "sample-data"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    commands = _commands()
    # `.ci/run` has installed the package.
    assert commands[0] == INSTALL
    assert len(commands) > 1
    for command in commands[1:]:
        assert BINARY in command
        words = [sys.executable, *command.replace(BINARY, binary).split()[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"})
        assert done.returncode == 0, done.stderr[-2000:]
    alone = subprocess.run([binary, "run", "pipelines/cluster.toml", "--json"], cwd=tmp_path, capture_output=True, check=True)
    summary = json.loads(alone.stdout)
    told = json.loads((tmp_path / "reports/spark/summary.json").read_text(encoding="utf-8"))
    found = pq.read_table(tmp_path / "reports/spark/findings").to_pylist()
    expected = pq.read_table(tmp_path / "reports/cluster/findings.parquet").to_pylist()
    owned = {row["finding_id"]: (row["rule"], row["owned_cents"], row["message"]) for row in expected}
    assert {row["finding_id"]: (row["rule"], row["owned_cents"], row["message"]) for row in found} == owned
    assert told["accounting"]["rows_read"] == summary["accounting"]["rows_read"]
    assert told["accounting"]["audited"] == summary["accounting"]["audited"] > 0


def test_spark_submit_runs_it_too(binary: str, tmp_path: Path) -> None:
    """A file for `spark-submit`, on the master that its options name."""
    for folder in ("pipelines", "sample-data"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    words = [submit, "--master", "local[2]", "--conf", "spark.ui.enabled=false", PROJECT / "pipelines/spark/submit.py"]
    options = ["--pipeline", "pipelines/cluster.toml", "--claims", "sample-data/claims/claims.parquet", "--binary", binary, "--out", "out"]
    own = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(PROJECT / "pipelines/spark")}
    done = subprocess.run([*words, *options], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **own})
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))["findings"] > 0
