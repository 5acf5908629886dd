"""The columns of claim lines and findings: names, types, and how Spark's types travel to the worker. Reads no data."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql import types as t

IDS = ("claim_id", "original_claim_id", "patient_id")
"""Identifiers that say which lines belong together; Spark must see them as the worker does."""

CANONICAL = frozenset(
    (
        *IDS,
        "line_number",
        "rendering_npi",
        "billing_tin",
        "billing_npi",
        "rendering_specialty",
        "rendering_taxonomy",
        "procedure_code",
        *(f"modifier_{n}" for n in range(1, 6)),
        "place_of_service",
        *(f"diagnosis_{n}" for n in range(1, 13)),
        "payer",
        "claim_status",
        "claim_frequency",
        "service_date",
        "service_date_to",
        "units",
        "billed_amount",
        "allowed_amount",
        "paid_amount",
        "received_date",
        "paid_date",
        "processed_date",
        "start_time",
        "end_time",
        "minutes",
    )
)
"""Every column the canonical layout knows; others are not read."""

NEEDED = ("claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code")
"""Columns that every file must have."""

GROUP, FILE, ROW = "group_key", "source_file", "source_row"
"""Added to every line: who is judged together, index of the file, row in it from 1."""

_RELATED = t.StructType(
    [
        t.StructField("claim_id", t.StringType()),
        t.StructField("line_number", t.IntegerType()),
        t.StructField("service_date", t.DateType()),
        t.StructField("procedure_code", t.StringType()),
    ]
)

FINDING = t.StructType(
    [
        t.StructField("finding_id", t.StringType()),
        t.StructField("rule", t.StringType()),
        t.StructField("tier", t.StringType()),
        t.StructField("direction", t.StringType()),
        t.StructField("claim_id", t.StringType()),
        t.StructField("line_number", t.IntegerType()),
        t.StructField("patient_id", t.StringType()),
        t.StructField("rendering_npi", t.StringType()),
        t.StructField("billing_tin", t.StringType()),
        t.StructField("payer", t.StringType()),
        t.StructField("service_date", t.DateType()),
        t.StructField("procedure_code", t.StringType()),
        t.StructField("paid_cents", t.LongType()),
        t.StructField("owned_cents", t.LongType()),
        t.StructField("expected_cents", t.LongType()),
        t.StructField("at_risk_cents", t.LongType()),
        t.StructField("at_risk_is_upper_bound", t.BooleanType()),
        t.StructField("gap_days", t.IntegerType()),
        t.StructField("same_diagnosis", t.BooleanType()),
        t.StructField("suggested_code", t.StringType()),
        t.StructField("related", t.ArrayType(_RELATED)),
        t.StructField("message", t.StringType()),
        t.StructField("evidence_needed", t.StringType()),
        t.StructField("source", t.StringType()),
        t.StructField("source_file", t.StringType()),
        t.StructField("source_row", t.LongType()),
    ]
)
"""One finding: the columns of findings.parquet, in their order."""

FOUND = t.StructType([*FINDING.fields, t.StructField("takes_median", t.BooleanType())])
"""One finding as a worker passes it on: whether the run's median paid amount is what the line would still be paid."""

REJECT = t.StructType(
    [
        t.StructField("file", t.IntegerType()),
        t.StructField("row", t.LongType()),
        t.StructField("column", t.StringType()),
        t.StructField("reason", t.StringType()),
    ]
)
"""One row that could not be used; `file` is an index."""

RULE_RUN = t.StructType(
    [t.StructField(name, t.StringType()) for name in ("rule", "status", "reason")]
    + [
        t.StructField(name, t.LongType())
        for name in ("subjects", "flagged", "clean", "cleared", "provisional", "not_evaluable")
    ]
)
"""One rule's run: the columns of rule_runs.parquet."""

KIND, COUNTS = "kind", "counts"


def staged(timed: t.StructType) -> t.StructType:
    """What tasks give: one row per finding, per line with clinicians' time, per reject and per worker's counts.

    `kind` says which; the struct of that name is set and the others are null.
    """
    return t.StructType(
        [
            t.StructField(KIND, t.StringType(), nullable=False),
            t.StructField("finding", FOUND),
            t.StructField("timed", timed),
            t.StructField("reject", REJECT),
            t.StructField(COUNTS, t.StringType()),
        ]
    )


def normalised(name: str) -> str:
    """A column's name as names are compared: lower case, one underscore for every run of space, no byte-order mark."""
    return "_".join(name.lstrip("\ufeff").replace("\u00a0", " ").split()).lower()


def quoted(name: str) -> str:
    """A column's name as Spark takes it literally."""
    return "`" + name.replace("`", "``") + "`"


_SIMPLE: dict[type[t.DataType], pa.DataType] = {
    t.StringType: pa.string(),
    t.BooleanType: pa.bool_(),
    t.ByteType: pa.int8(),
    t.ShortType: pa.int16(),
    t.IntegerType: pa.int32(),
    t.LongType: pa.int64(),
    t.FloatType: pa.float32(),
    t.DoubleType: pa.float64(),
    t.DateType: pa.date32(),
    t.TimestampNTZType: pa.timestamp("us"),
}


def can_travel(kind: t.DataType) -> bool:
    """Whether a column of this type can be given to the worker; times with a zone lose it first."""
    return type(kind) in _SIMPLE or isinstance(kind, (t.DecimalType, t.TimestampType))


def arrow_type(kind: t.DataType) -> pa.DataType:
    """The Arrow type in which Spark hands a type to `mapInArrow`."""
    if isinstance(kind, t.DecimalType):
        return pa.decimal128(kind.precision, kind.scale)
    if isinstance(kind, t.ArrayType):
        return pa.list_(pa.field("element", arrow_type(kind.elementType)))
    if isinstance(kind, t.StructType):
        return pa.struct(list(arrow_schema(kind)))
    return _SIMPLE[type(kind)]


def arrow_schema(schema: t.StructType) -> pa.Schema:
    """The Arrow schema of rows of a Spark schema."""
    return pa.schema([pa.field(one.name, arrow_type(one.dataType), one.nullable) for one in schema.fields])
