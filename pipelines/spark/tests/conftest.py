"""A real cluster of processes for all tests: two executors of one core, each a Java process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest
from pyspark.sql import SparkSession

from tests.support import Case


@pytest.fixture(scope="session")
def binary() -> str:
    """The program under test; without one there is nothing to test."""
    path = os.environ.get("CLAIMSWEEP_BINARY")
    if not path or not os.access(path, os.X_OK):
        pytest.exit("set CLAIMSWEEP_BINARY to a built claimsweep program", returncode=2)
    return path


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session on `local-cluster[2,1,1024]`."""
    # Executors leave their folders in SPARK_HOME/work: this one is the pip package by links, and goes with the test.
    home = tmp_path_factory.mktemp("spark-home")
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    os.environ.update(SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("claimsweep tests")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.executor.memory": "1g",
        # Files are read in pieces, so that rows are numbered across them.
        "spark.sql.files.maxPartitionBytes": "256k",
        # Short jobs: the second compiler would only compete with them for the cores.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.hadoop.fs.permissions.umask-mode": "077",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def case(spark: SparkSession, binary: str, tmp_path: Path) -> Case:
    """A folder of its own for claims, pipeline and both reports."""
    return Case(spark, binary, tmp_path)
