"""The two stages on the cluster: lines by patient, then lines of time by clinician. Results lie in a staging folder.

Results are staged as files and not kept in accumulators: when a task runs again after its executor was lost, Spark
commits the files of one attempt only, so nothing is lost or counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark import Broadcast
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from .columns import FILE, GROUP, KIND, ROW, arrow_schema, staged
from .folders import Folder
from .ship import Pipeline, Shipped, ship, ship_package
from .worker import WorkerCall


@dataclass(frozen=True)
class Crew:
    """What every worker of a run gets, and into how many tasks each stage is cut."""

    binary: Shipped
    pipeline: Shipped
    beside: list[Shipped]
    n_partitions: int


@dataclass(frozen=True)
class Staged:
    """The results of a stage, read back from its folder."""

    rows: DataFrame

    def of(self, kind: str) -> DataFrame:
        """The rows of one kind, as columns of their own."""
        return self.rows.where(f.col(KIND) == kind).select(f"{kind}.*")

    def counts(self) -> list[str]:
        """One JSON line per worker."""
        return [row[0] for row in self.rows.where(f.col(KIND) == "counts").select("counts").collect()]


def crew(spark: SparkSession, binary: str, pipeline: Pipeline, n_partitions: int) -> Crew:
    """Sends what workers need to the executors."""
    context = spark.sparkContext
    ship_package(context)
    beside = [ship(context, path) for path in pipeline.beside]
    return Crew(ship(context, binary), ship(context, pipeline.path), beside, n_partitions)


def by_patient(lines: DataFrame, crew: Crew, whole: Broadcast[str], folder: Folder) -> Staged:
    """Judges lines that have a `group_key`; stages findings, lines of clinicians' time, rejects and counts."""
    return _run("patients", lines, (GROUP, FILE, ROW), crew, whole, folder)


def by_clinician(timed: DataFrame, crew: Crew, whole: Broadcast[str], folder: Folder) -> Staged:
    """Judges the lines of time that the first stage staged; stages findings and counts."""
    return _run("clinicians", timed, (GROUP, "patient_id", FILE, ROW), crew, whole, folder)


def _run(
    stage: str, lines: DataFrame, order: tuple[str, ...], crew: Crew, whole: Broadcast[str], folder: Folder
) -> Staged:
    grouped = lines.repartition(crew.n_partitions, GROUP).sortWithinPartitions(*order)
    schema = staged(_timed(lines.schema))
    call = WorkerCall(
        stage, crew.binary, crew.pipeline, crew.beside, whole, arrow_schema(lines.schema), arrow_schema(schema)
    )
    # One file per task: each kind's columns are null in the rows of the others, which costs next to nothing.
    grouped.mapInArrow(call.judge, schema).write.parquet(folder.path)
    return Staged(lines.sparkSession.read.schema(schema).parquet(folder.to_read()))


def _timed(lines: t.StructType) -> t.StructType:
    """The columns of lines with clinicians' time: those of the lines, with the number each line was given."""
    number = t.StructField("line_number", t.IntegerType())
    return t.StructType([*(field for field in lines.fields if field.name != number.name), number])
