"""What the footer of a Parquet file says that Spark does not look at: the types its columns had in Arrow.

Parquet knows no lengths of time and of zones only UTC; writers note in `ARROW:schema` what a column was, and the
program on one machine reads it so. Spark takes a length of time for a bare number, and the time of any zone for one of
UTC.
"""

from __future__ import annotations

import base64
import re
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from .columns import CANONICAL, normalised
from .errors import SweepError

_NOTE = "ARROW:schema"
_UTC = frozenset(("UTC", "Etc/UTC", "+00:00", "Z", "GMT"))
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")


def zones_of(spark: SparkSession, path: str, shown: str) -> dict[str, str]:
    """The columns whose times belong to another zone than UTC, with that zone. Errors when one is a length of time."""
    schema = _arrow_schema(spark, path, shown)
    zones = {}
    for field in schema if schema is not None else ():
        name = normalised(field.name)
        if name not in CANONICAL:
            continue
        if pa.types.is_duration(field.type):
            problem = "holds lengths of time, which Spark reads as bare numbers; write minutes as numbers"
            raise SweepError(f"{shown}: column `{name}` {problem}")
        zone = field.type.tz if pa.types.is_timestamp(field.type) else None
        if zone and zone not in _UTC:
            _refuse_unknown(spark, zone, f"{shown}: column `{name}`")
            zones[field.name] = zone
    return zones


def _refuse_unknown(spark: SparkSession, zone: str, where: str) -> None:
    jvm: Any = spark.sparkContext._jvm
    if not _OFFSET.fullmatch(zone) and not jvm.java.time.ZoneId.getAvailableZoneIds().contains(zone):
        problem = "is in a time zone that Spark does not know; write its times in UTC or without a zone"
        raise SweepError(f"{where} {problem}")


def _arrow_schema(spark: SparkSession, path: str, shown: str) -> pa.Schema | None:
    context: Any = spark.sparkContext
    parquet = context._jvm.org.apache.parquet.hadoop
    there = context._jvm.org.apache.hadoop.fs.Path(path)
    file = parquet.util.HadoopInputFile.fromPath(there, context._jsc.hadoopConfiguration())
    reader = parquet.ParquetFileReader.open(file)
    try:
        note = reader.getFileMetaData().getKeyValueMetaData().get(_NOTE)
    finally:
        reader.close()
    if note is None:
        return None
    try:
        return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(note)))
    except (ValueError, pa.ArrowException) as error:
        raise SweepError(f"{shown}: its footer tells types in `{_NOTE}` that cannot be read; write it anew") from error
