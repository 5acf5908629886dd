"""Files are read as the program on one machine reads them, or refused by name."""

from __future__ import annotations

import datetime
import math

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from claimsweep_spark.errors import SweepError
from claimsweep_spark.kinds import as_text
from claimsweep_spark.paths import expand
from claimsweep_spark.read import open_claims
from claimsweep_spark.trees import HadoopTree, LocalTree, without_scheme
from tests.support import Case


def replaced(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """A table with a column of other values and another type."""
    return table.set_column(table.schema.get_field_index(name), name, values)


def in_zone(times: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Times without a zone as those of that clock."""
    return pc.assume_timezone(times.cast(pa.timestamp("us")), zone, ambiguous="latest", nonexistent="latest")


def test_names_zones_and_types_of_numbers(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    table = case.synthetic(4_000, seed=31)
    # Late in the evening: in UTC these are dates of the next day.
    evening = pc.add(table["service_date"].cast(pa.timestamp("us")), pa.scalar(datetime.timedelta(hours=22)))
    zoned = replaced(table, "service_date", in_zone(evening, "America/New_York"))
    for name, zone in (("start_time", "America/Denver"), ("end_time", "-06:00")):
        zoned = replaced(zoned, name, in_zone(table[name], "UTC").cast(pa.timestamp("us", zone)))
    numbers = pc.fill_null(pc.index_in(table["billing_tin"], pc.unique(table["billing_tin"])), 0)
    npis = pc.add(pa.scalar(9_007_199_254_740_993), numbers.cast(pa.int64()))
    paid = table["paid_amount"].cast(pa.float64())

    def wide(scale: int) -> pa.ChunkedArray:
        return table["allowed_amount"].cast(pa.decimal128(38, scale))

    kinds = {
        "a.parquet": {"paid_amount": paid.cast(pa.float32()), "rendering_npi": npis, "billing_tin": numbers, "allowed_amount": wide(18)},
        "_sub/b.parquet": {
            "paid_amount": paid,
            "allowed_amount": wide(2),
            "rendering_npi": pc.add(1_234_567_890, numbers.cast(pa.int64())).cast(pa.float64()),
            "billing_tin": numbers.cast(pa.float32()),
            "units": table["units"].cast(pa.float64()),
        },
        "_sub/deep/c.parquet": {"rendering_npi": npis, "units": table["units"].cast(pa.float64()).cast(pa.float32())},
        "d.parquet": {},
    }
    for n, (name, columns) in enumerate(kinds.items()):
        part = table if n > 1 else zoned
        for column, values in columns.items():
            part = replaced(part, column, values)
        case.write(part.slice(n * 1_000, 1_000), name, 400)
    monkeypatch.chdir(case.claims)
    # Begins here, goes down to all levels, and names files as they are seen from here.
    outcome = case.assert_equal("**/*.parquet")
    assert outcome.summary["files"] == sorted(kinds)
    assert outcome.summary["accounting"]["rows_read"] == 4_000


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("_b.parquet", None, r"_b\.parquet: Spark passes over files whose names begin with `_`"),
        ("x/co:lon.parquet", None, r"co:lon\.parquet: Spark cannot read files with a colon"),
        ("payer=a/payer=b/c.parquet", None, "has the column `payer` twice"),
        ("b.parquet", ("minutes", pa.array([900, 0], pa.duration("s"))), "`minutes` holds lengths of time"),
        ("b.parquet", ("end_time", pa.array([1, 2], pa.timestamp("us", "Mars/Olympus"))), "time zone that Spark does not"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(
    case: Case, name: str, column: tuple[str, pa.Array] | None, words: str
) -> None:
    table = case.synthetic(1_000, seed=17).slice(0, 2)
    case.write(table)
    if name.startswith("payer"):
        table = table.drop_columns(["payer"])
    case.write(replaced(table, *column) if column else table, name)
    with pytest.raises(SweepError, match=words) as failure:
        case.on_spark()
    assert "\n" not in str(failure.value)
    assert not case.out.exists()


def test_a_file_named_twice_is_refused(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.write(case.synthetic(1_000, seed=17).slice(0, 2))
    monkeypatch.chdir(case.folder)
    with pytest.raises(SweepError, match=r"^\./claims/a\.parquet: is named a second time, as claims/a\.parquet"):
        open_claims(case.spark, ["claims", "./claims"])


def test_floating_numbers_become_texts_without_powers_of_ten(spark: SparkSession) -> None:
    numbers = [0.30000000000000004, 12_345_678.9, 0.00001, -0.5, 100.0, 9_007_199_254_740_992.0, 1e20, math.nan, None]
    doubles = spark.createDataFrame([(number,) for number in numbers], "n double")
    texts = [row[0] for row in doubles.select(as_text("paid_amount", f.col("n"), t.DoubleType())).collect()]
    assert texts[:6] == ["0.30000000000000004", "12345678.9", "0.00001", "-0.5", "100.0", "9.007199254740992E15"]
    assert texts[6:] == ["1.0E20", "NaN", None]
    floats = spark.createDataFrame([(12.34,), (16_777_216.0,), (20_000_001.0,)], "n float")
    for name, expected in (("units", ["12.34", "16777216.0", "20000000.0"]), ("billing_tin", ["12.34", "1.6777216E7", "2.0E7"])):
        assert [row[0] for row in floats.select(as_text(name, f.col("n"), t.FloatType())).collect()] == expected


def test_other_file_systems_are_searched_alike(case: Case) -> None:
    for name in ("b[1].parquet", "_x/c d.parquet", "_x/%41/e.parquet"):
        file = case.claims / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for pattern in ("", "/**/*.parquet", "/_x/*", "/b[1].parquet", "/nothing"):
        found = []
        for tree in (LocalTree(), HadoopTree(case.spark)):
            try:
                found.append([without_scheme(tree.full(path)) for path in sorted(expand(tree, [f"{case.claims}{pattern}"]).files)])
            except SweepError as error:
                found.append([str(error)])
        assert found[0] == found[1]
    with pytest.raises(SweepError, match=r"could not be looked for on its file system \(UnsupportedFileSystemException\)"):
        expand(HadoopTree(case.spark), ["nowhere://host/claims"])
