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

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from .columns import CANONICAL, FILE, IDS, ROW, can_travel, normalised, quoted
from .errors import SweepError
from .folders import resolved

NEEDED = ("claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code")
_HIVE_BLANK = "__HIVE_DEFAULT_PARTITION__"
_FOOTERS_AT_ONCE = 8
_URI = "claimsweep file"
# Files that `claimsweep audit` would read in a folder and Spark cannot; any other name is passed over by both.
_NOT_PARQUET = frozenset(("csv", "txt", "tsv", "psv", "dat", "837", "835", "x12", "edi", "gz", "zst", "zip"))


@dataclass(frozen=True)
class ClaimFile:
    """One Parquet file: as Spark names it, as reports show it, its columns, and those its folders stand for."""

    uri: str
    shown: str
    schema: t.StructType
    folders: dict[str, str]

    @property
    def columns(self) -> list[str]:
        """All column names, the folders' behind the file's own."""
        return [*self.schema.names, *self.folders]


@dataclass(frozen=True)
class Claims:
    """All claim lines, not yet read: one row per row of the files, canonical columns with `source_file`, `source_row`.

    `files` stand in byte order of the path shown; `source_file` is the index among them. `rows` are the same rows as
    the files have them, before anything was added: to be counted.
    """

    lines: DataFrame
    rows: DataFrame
    files: list[ClaimFile]


@dataclass(frozen=True)
class Extent:
    """What one pass over the dates says: rows of all files, first and last service date (ISO, None without any)."""

    rows: int
    first_date: str | None
    last_date: str | None


def open_claims(spark: SparkSession, paths: list[str]) -> Claims:
    """The claim lines behind Parquet files, folders and globs. Errors when a file is not Parquet or lacks a column."""
    shown = {plain_path(uri): uri for path in paths for uri in _files_under(spark, resolved(spark, path))}
    roots = [_fixed_part(path) for path in paths]
    named = sorted((_as_given(path, roots), uri) for path, uri in shown.items())
    with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
        schemas = list(pool.map(lambda one: _schema(spark, one[1]), named))
    files = [
        ClaimFile(uri, name, schema, folder_columns(name, schema.names))
        for (name, uri), schema in zip(named, schemas, strict=True)
    ]
    for file in files:
        _refuse_unusable(file)
    rows = _united(spark, files)
    return Claims(_with_places(spark, files, rows), rows, files)


def measure(claims: Claims) -> Extent:
    """Counts the rows, which takes only the files' footers, and finds the dates: apart from the audit's own pass."""
    lines = claims.lines
    day = _as_day(lines.schema["service_date"].dataType)
    whole = [f.col(name).isNotNull() for name in NEEDED]
    usable = f.when(reduce(Column.__and__, whole), day)
    dates = lines.agg(f.min(usable).cast("string"), f.max(usable).cast("string")).first() or (None, None)
    return Extent(claims.rows.count(), dates[0], dates[1])


def plain_path(uri: str) -> str:
    """A path out of a URI: local files lose `file:` and their escapes, others keep scheme and host."""
    if uri.startswith("file:"):
        return "/" + unquote(uri.removeprefix("file:").lstrip("/"))
    return unquote(uri) if "://" in uri else uri


def folder_columns(path: str, own: Iterable[str]) -> dict[str, str]:
    """The columns that folders such as `payer=medicare` stand for, outermost first, but for those the file has."""
    taken = {normalised(name) for name in own}
    pairs = [folder.partition("=") for folder in path.split("/")[:-1]]
    named = [(unquote(name), "" if value == _HIVE_BLANK else unquote(value)) for name, sign, value in pairs if sign]
    return {name: value for name, value in named if name and normalised(name) not in taken}


def _files_under(spark: SparkSession, path: str) -> list[str]:
    """The Parquet files of one path given. A file that is named itself is taken whatever its name is."""
    try:
        # Names the files without opening them.
        uris = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(path).inputFiles()
    except AnalysisException as error:
        raise SweepError(f"{path}: no such file or folder, or nothing matches it") from error
    if [plain_path(uri) for uri in uris] == [_absolute(path)]:
        return uris
    ends = {uri: uri.rpartition(".")[2].lower() for uri in uris}
    foreign = next((uri for uri, end in ends.items() if end in _NOT_PARQUET), None)
    if foreign:
        raise SweepError(f"{plain_path(foreign)}: is not Parquet, which is all that is read on Spark")
    files = [uri for uri, end in ends.items() if end == "parquet"]
    if not files:
        raise SweepError(f"{path}: is a folder without Parquet files (their names end in .parquet)")
    return files


def _as_given(path: str, roots: list[str]) -> str:
    """A path as `audit` shows it: what was given, and behind it what was found below."""
    for given in roots:
        root = _absolute(given).rstrip("/")
        if path == root:
            return given
        if path.startswith(root + "/"):
            return given.rstrip("/") + path.removeprefix(root)
    return path


def _fixed_part(path: str) -> str:
    """A path up to its first folder with a glob in it."""
    folders = path.split("/")
    n_fixed = next((n for n, folder in enumerate(folders) if set(folder) & set("*?[{")), len(folders))
    return "/".join(folders[:n_fixed])


def _absolute(path: str) -> str:
    return path if "://" in path else os.path.abspath(plain_path(path))


def _literal(path: str) -> str:
    """A path in which nothing is a glob."""
    return "".join("\\" + sign if sign in "{}[]*?\\" else sign for sign in path)


def _read_path(uri: str) -> str:
    path = plain_path(uri)
    return _literal("file:" + path if uri.startswith("file:") else path)


def _schema(spark: SparkSession, uri: str) -> t.StructType:
    try:
        return spark.read.parquet(_read_path(uri)).schema
    except Exception as error:
        if "NANOS" in str(error):
            problem = "has times in nanoseconds, which Spark does not read; write them in microseconds"
            raise SweepError(f"{plain_path(uri)}: {problem}") from error
        raise SweepError(f"{plain_path(uri)}: could not be read as Parquet") from error


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
        if name in IDS and isinstance(kind, (t.FloatType, t.DoubleType)):
            raise SweepError(f"{file.shown}: column `{name}` holds floating point numbers; write it as text first")


def _united(spark: SparkSession, files: list[ClaimFile]) -> DataFrame:
    """The rows of all files, one read per schema: files need not have the same columns in the same types."""
    groups: dict[str, list[ClaimFile]] = {}
    for file in files:
        groups.setdefault(file.schema.json(), []).append(file)
    texts = _mixed_columns(groups)
    frames = [_group_rows(spark, group, texts) for group in groups.values()]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)


def _mixed_columns(groups: dict[str, list[ClaimFile]]) -> set[str]:
    """The columns that are of different kinds in different files: they are read as text."""
    kinds: dict[str, list[t.DataType]] = {}
    folders: set[str] = set()
    for group in groups.values():
        for name, own in _bound(group[0]).items():
            kinds.setdefault(name, []).append(group[0].schema[own].dataType)
        folders.update(normalised(name) for file in group for name in file.folders)
    mixed = set()
    for name, found in kinds.items():
        numbers = all(isinstance(kind, t.NumericType) for kind in found)
        same = all(kind == found[0] for kind in found) and (name not in folders or found[0] == t.StringType())
        if same or (numbers and name not in folders):
            continue
        if any(isinstance(kind, (t.FloatType, t.DoubleType)) for kind in found):
            # Spark would write 12345678.9 as 1.23456789E7.
            raise SweepError(f"column `{name}` is floating point in one file and not in another; write one type")
        mixed.add(name)
    return mixed


def _group_rows(spark: SparkSession, group: list[ClaimFile], texts: set[str]) -> DataFrame:
    frame = spark.read.schema(group[0].schema).parquet(*[_read_path(file.uri) for file in group])
    columns = []
    for name, own in sorted(_bound(group[0]).items()):
        column, kind = f.col(quoted(own)), group[0].schema[own].dataType
        if isinstance(kind, t.TimestampType):
            column, kind = column.cast("timestamp_ntz"), t.TimestampNTZType()
        if name in texts or (name in IDS and not isinstance(kind, t.StringType)):
            column = column.cast("string")
        columns.append(column.alias(name))
    place = [f.col("_metadata.file_path").alias(_URI), (f.col("_metadata.row_index") + 1).alias(ROW)]
    return frame.select(*columns, *place)


def _with_places(spark: SparkSession, files: list[ClaimFile], rows: DataFrame) -> DataFrame:
    """Adds the file's index, and what its folders say, from a small table of files that every executor gets."""
    names = sorted({normalised(name) for file in files for name in file.folders} & CANONICAL)
    said = [{normalised(name): value for name, value in file.folders.items()} for file in files]
    table = [
        (uri, index, *(of_file.get(name) for name in names))
        for index, (file, of_file) in enumerate(zip(files, said, strict=True))
        for uri in _spellings(file.uri)
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
