"""Reads claim lines from Parquet files and folders: which files, which columns, how many rows, first and last date.

Folders such as `payer=medicare` give columns, as they do for `claimsweep audit`. Spark's own discovery of partitions is
off: it guesses types, and it does not see folders above the path it is given.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from urllib.parse import unquote

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from .columns import CANONICAL, FILE, IDS, NEEDED, ROW, can_travel, normalised, quoted
from .errors import SweepError
from .footers import zones_of
from .kinds import FLOATS, as_text, is_mixed
from .paths import expand, has_data_name
from .trees import literal, plain_path, tree_of, without_scheme

_HIVE_BLANK = "__HIVE_DEFAULT_PARTITION__"
_FOOTERS_AT_ONCE = 8
_URI = "claimsweep file"


@dataclass(frozen=True)
class ClaimFile:
    """One Parquet file: its whole path, the one shown, its columns, those of its folders, the zones of its times."""

    path: str
    shown: str
    schema: t.StructType
    folders: list[tuple[str, str]]
    zones: dict[str, str]

    @property
    def columns(self) -> list[str]:
        """All column names, the folders' behind the file's own."""
        return [*self.schema.names, *(name for name, _ in self.folders)]


@dataclass(frozen=True)
class Claims:
    """All claim lines, not yet read: one row per row of the files, canonical columns with `source_file`, `source_row`.

    `files` stand in byte order of the path shown; `source_file` is the index among them. `rows` are the same rows as
    the files have them, before anything was added: to be counted. `left_out` are files below folders that are not read,
    with the reason.
    """

    lines: DataFrame
    rows: DataFrame
    files: list[ClaimFile]
    left_out: dict[str, str]


@dataclass(frozen=True)
class Extent:
    """What one pass over the dates says: rows of all files, first and last service date (ISO, None without any)."""

    rows: int
    first_date: str | None
    last_date: str | None


def open_claims(spark: SparkSession, paths: list[str]) -> Claims:
    """The claim lines behind Parquet files, folders and globs. Errors when a file is not Parquet or lacks a column."""
    named, left_out = _named(spark, paths)
    with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
        files = list(pool.map(lambda one: _opened(spark, *one), named.items()))
    for file in files:
        _refuse_unusable(file)
    rows, uris = _united(spark, files)
    return Claims(_with_places(spark, files, uris, rows), rows, files, left_out)


def measure(claims: Claims) -> Extent:
    """Counts the rows, which takes only the files' footers, and finds the dates: apart from the audit's own pass."""
    lines = claims.lines
    day = _as_day(lines.schema["service_date"].dataType)
    whole = [f.col(name).isNotNull() for name in NEEDED]
    usable = f.when(reduce(Column.__and__, whole), day)
    dates = lines.agg(f.min(usable).cast("string"), f.max(usable).cast("string")).first() or (None, None)
    return Extent(claims.rows.count(), dates[0], dates[1])


def folder_columns(path: str, own: Iterable[str]) -> list[tuple[str, str]]:
    """The columns that folders such as `payer=medicare` stand for, outermost first, but for those the file has."""
    taken = {normalised(name) for name in own}
    pairs = [folder.partition("=") for folder in path.split("/")[:-1]]
    named = [(unquote(name), "" if value == _HIVE_BLANK else unquote(value)) for name, sign, value in pairs if sign]
    return [(name, value) for name, value in named if name and normalised(name) not in taken]


def _named(spark: SparkSession, paths: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The whole path of every file by the path that is shown, in order of the latter; and why others are not read."""
    full: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for path in map(without_scheme, paths):
        tree = tree_of(spark, path)
        found = expand(tree, [path])
        left_out |= found.left_out
        for shown in sorted(found.files):
            _refuse_name(shown, is_given=shown == path)
            full[shown] = tree.full(shown)
    by_file: dict[str, str] = {}
    for shown, path in full.items():
        if by_file.setdefault(path, shown) != shown:
            raise SweepError(f"{shown}: is named a second time, as {by_file[path]}; its lines would count twice")
    return dict(sorted(full.items())), dict(sorted(left_out.items()))


def _refuse_name(shown: str, is_given: bool) -> None:
    """Errors for files that would be read on one machine, and are not Parquet or cannot be had by their name here."""
    name = os.path.basename(shown)
    if has_data_name(name) and not name.lower().endswith(".parquet") and not is_given:
        raise SweepError(f"{shown}: is not Parquet, which is all that is read on Spark")
    if name.startswith(".") or (name.startswith("_") and "=" not in name):
        raise SweepError(f"{shown}: Spark passes over files whose names begin with `{name[0]}`; give it another name")
    if ":" in name and "://" not in shown:
        raise SweepError(f"{shown}: Spark cannot read files with a colon in their name; give it another name")


def _read_path(path: str) -> str:
    return literal(path if "://" in path else f"file:{path}")


def _opened(spark: SparkSession, shown: str, path: str) -> ClaimFile:
    try:
        schema = spark.read.parquet(_read_path(path)).schema
        zones = zones_of(spark, path if "://" in path else f"file:{path}", shown)
    except SweepError:
        raise
    except Exception as error:
        if "NANOS" in str(error):
            problem = "has times in nanoseconds, which Spark does not read; write them in microseconds"
            raise SweepError(f"{shown}: {problem}") from error
        raise SweepError(f"{shown}: could not be read as Parquet") from error
    return ClaimFile(path, shown, schema, folder_columns(shown, schema.names), zones)


def _bound(file: ClaimFile) -> dict[str, str]:
    """The file's own columns by canonical name."""
    return {normalised(name): name for name in file.schema.names if normalised(name) in CANONICAL}


def _refuse_unusable(file: ClaimFile) -> None:
    names = [normalised(name) for name in file.columns]
    doubled = next((name for name in names if name in CANONICAL and names.count(name) > 1), None)
    if doubled:
        raise SweepError(f"{file.shown}: has the column `{doubled}` twice")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise SweepError(f"{file.shown}: has no column `{missing[0]}`")
    for name, own in _bound(file).items():
        kind = file.schema[own].dataType
        if not can_travel(kind):
            problem = f"column `{name}` is {kind.simpleString()}, expected text, a number or a date"
            raise SweepError(f"{file.shown}: {problem}")
        if name in IDS and isinstance(kind, FLOATS):
            raise SweepError(f"{file.shown}: column `{name}` holds floating point numbers; write it as text first")


def _united(spark: SparkSession, files: list[ClaimFile]) -> tuple[DataFrame, dict[str, str]]:
    """The rows of all files, one read per schema: files need not have the same columns in the same types.

    Also how Spark spells each file's path.
    """
    groups: dict[str, list[ClaimFile]] = {}
    for file in files:
        groups.setdefault(f"{file.schema.json()} {sorted(file.zones.items())}", []).append(file)
    texts = _mixed_columns(groups)
    frames, uris = [], dict[str, str]()
    for group in groups.values():
        frame = spark.read.schema(group[0].schema).parquet(*[_read_path(file.path) for file in group])
        uris.update((plain_path(uri), uri) for uri in frame.inputFiles())
        frames.append(_columns_of(frame, group[0], texts))
    missed = next((file for file in files if file.path not in uris), None)
    if missed:
        raise SweepError(f"{missed.shown}: Spark passes over files of that name; give it another")
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames), uris


def _mixed_columns(groups: dict[str, list[ClaimFile]]) -> set[str]:
    """The columns that are of different kinds in different files, and are read as text."""
    kinds: dict[str, list[t.DataType]] = {}
    folders: set[str] = set()
    for group in groups.values():
        for name, own in _bound(group[0]).items():
            kinds.setdefault(name, []).append(group[0].schema[own].dataType)
        folders.update(normalised(name) for file in group for name, _ in file.folders)
    return {name for name, found in kinds.items() if is_mixed(found, name in folders)}


def _columns_of(frame: DataFrame, file: ClaimFile, texts: set[str]) -> DataFrame:
    """The canonical columns of files like this one, and where each row stands."""
    columns = []
    for name, own in sorted(_bound(file).items()):
        column, kind = f.col(quoted(own)), file.schema[own].dataType
        if isinstance(kind, t.TimestampType):
            column, kind = column.cast("timestamp_ntz"), t.TimestampNTZType()
            if own in file.zones:
                column = f.convert_timezone(f.lit("UTC"), f.lit(file.zones[own]), column)
        if name in texts or (name in IDS and not isinstance(kind, t.StringType)):
            column = as_text(name, column, kind)
        columns.append(column.alias(name))
    place = [f.col("_metadata.file_path").alias(_URI), (f.col("_metadata.row_index") + 1).alias(ROW)]
    return frame.select(*columns, *place)


def _with_places(spark: SparkSession, files: list[ClaimFile], uris: dict[str, str], rows: DataFrame) -> DataFrame:
    """Adds the file's index, and what its folders say, from a small table of files that every executor gets."""
    names = sorted({normalised(name) for file in files for name, _ in file.folders} & CANONICAL)
    said = [{normalised(name): value for name, value in file.folders} for file in files]
    table = [
        (uri, index, *(of_file.get(name) for name in names))
        for index, (file, of_file) in enumerate(zip(files, said, strict=True))
        for uri in _spellings(uris[file.path])
    ]
    fields = [t.StructField(_URI, t.StringType()), t.StructField(FILE, t.IntegerType(), nullable=False)]
    fields += [t.StructField(f"folder {name}", t.StringType()) for name in names]
    places = spark.createDataFrame(table, t.StructType(fields))
    joined = rows.join(f.broadcast(places), _URI, "left")
    for name in names:
        folder = f.col(quoted(f"folder {name}"))
        joined = joined.withColumn(name, f.coalesce(f.col(name), folder) if name in rows.columns else folder)
    # A file that is not in the table would be a defect here: its rows must not pass as those of another.
    index = f.coalesce(f.col(FILE), f.raise_error(f.lit("a row comes from a file that was not listed")).cast("int"))
    wanted = [name for name in sorted(CANONICAL) if name in joined.columns]
    return joined.select(*wanted, index.alias(FILE), f.col(ROW))


def _spellings(uri: str) -> list[str]:
    """The ways a file is written: Spark lists local files as `file:///a`, and says of a row that it is of `file:/a`."""
    if not uri.startswith("file:"):
        return [uri]
    path = uri.removeprefix("file:").lstrip("/")
    return [f"file:/{path}", f"file:///{path}"]


def _as_day(kind: t.DataType) -> Column:
    """The service date as a day, as far as SQL can tell; the worker decides what it really is."""
    day = f.col("service_date")
    if isinstance(kind, t.DateType):
        return day
    if isinstance(kind, t.TimestampNTZType):
        return day.cast("date")
    text = f.trim(day.cast("string"))
    tries = [f.try_to_timestamp(text, f.lit(form)).cast("date") for form in ("yyyy-MM-dd", "yyyyMMdd", "MM/dd/yyyy")]
    return f.coalesce(*tries)
