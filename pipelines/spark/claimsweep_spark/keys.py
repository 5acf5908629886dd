"""Cleans identifiers as the worker reads them, and says which lines must be judged together."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f

from .columns import GROUP, IDS

_ASCII_SPACE = "\t\n\x0b\x0c\r "
# Unicode's White_Space, which is what the worker trims.
_ALL_SPACE = _ASCII_SPACE + (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_WORDS_FOR_NOTHING = ("", "null", "nan", "none", "n/a", "\\n")
_LONGEST_WORD = 4

SHARED = "\u0001shared"
"""The key of all patients who share a claim number with another; no clean patient id begins so."""


# So many claim numbers or patients are sent to every executor; beyond that Spark joins as it sees fit.
_MOST_SHARED = 1_000_000


def clean_ids(lines: DataFrame) -> DataFrame:
    """The same lines with claim, original claim and patient in clean form, null for nothing.

    Clean is: no surrounding space, no `.0` of a number, no word for nothing. Written without patterns where nearly
    every identifier passes: they cost five times as much.
    """
    present = [name for name in IDS if name in lines.columns]
    trimmed = lines.withColumns({name: _trimmed(f.col(name)) for name in present})
    return trimmed.withColumns({name: _whole(f.col(name)) for name in present})


def _trimmed(column: Column) -> Column:
    is_ascii = f.octet_length(column) == f.char_length(column)
    return f.when(is_ascii, f.btrim(column, f.lit(_ASCII_SPACE))).otherwise(f.btrim(column, f.lit(_ALL_SPACE)))


def _whole(text: Column) -> Column:
    is_nothing = (f.octet_length(text) <= _LONGEST_WORD) & f.lower(text).isin(*_WORDS_FOR_NOTHING)
    # ASCII digits only: `\d` would take others too.
    number = f.regexp_replace(text, r"^(-?[0-9]+)\.0+$", "$1")
    return f.when(is_nothing, None).when(text.endswith("0") & text.contains("."), number).otherwise(text)


def with_groups(lines: DataFrame) -> DataFrame:
    """Adds `group_key` to lines of clean ids: the patient, or one common key where a claim number joins patients.

    A claim's versions must meet, whoever's they are. Lines without a patient are refused by the worker; they go where
    their claim number sends them, so that they do not all meet in one task. Looks through the ids of all lines at once.
    """
    own = f.coalesce("patient_id", "claim_id", f.lit(""))
    shared = _patients_who_share(lines)
    if shared is None:
        return lines.withColumn(GROUP, own)
    joined = lines.join(shared, f.xxhash64("patient_id") == f.col("patient"), "left")
    return joined.withColumn(GROUP, f.when(f.col("patient").isNotNull(), f.lit(SHARED)).otherwise(own)).drop("patient")


def _patients_who_share(lines: DataFrame) -> DataFrame | None:
    """Hashes of the patients who have a claim number that also stands with another patient; None without any.

    By hashes, which take a tenth of the room of texts. Two claim numbers of one hash join patients for nothing, which
    does no harm; two patients of one hash, one in 2^64 among those of one claim number, would be missed.
    """
    pairs = _pairs(lines)
    common = pairs.groupBy("claim").agg(f.min("patient").alias("low"), f.max("patient").alias("high"))
    claims = _known(common.where(f.col("low") != f.col("high")).select("claim"))
    if claims is None:
        return None
    return _known(pairs.join(claims, "claim", "left_semi").select("patient").distinct())


def _pairs(lines: DataFrame) -> DataFrame:
    """Hashes of claim number and patient, for each number on each line."""
    named = [name for name in ("claim_id", "original_claim_id") if name in lines.columns]
    known = lines.where(f.col("patient_id").isNotNull())
    each = known.select(f.explode(f.array(*named)).alias("claim"), f.xxhash64("patient_id").alias("patient"))
    return each.where(f.col("claim").isNotNull()).select(f.xxhash64("claim").alias("claim"), "patient")


def _known(numbers: DataFrame) -> DataFrame | None:
    """A column of numbers, found once and sent to every executor where they are few; None where there are none."""
    found = numbers.limit(_MOST_SHARED + 1).collect()
    if len(found) > _MOST_SHARED:
        return numbers
    return f.broadcast(numbers.sparkSession.createDataFrame(found, numbers.schema)) if found else None
