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


def clean_ids(lines: DataFrame) -> DataFrame:
    """The same lines with claim, original claim and patient in clean form, null for nothing."""
    present = [name for name in IDS if name in lines.columns]
    return lines.withColumns({name: clean(f.col(name)) for name in present})


def clean(column: Column) -> Column:
    """An identifier without surrounding space and a number's `.0`; null when it is a word for nothing.

    Written without a pattern where nearly every identifier passes: patterns cost five times as much.
    """
    is_ascii = f.octet_length(column) == f.char_length(column)
    text = f.when(is_ascii, f.btrim(column, f.lit(_ASCII_SPACE))).otherwise(f.btrim(column, f.lit(_ALL_SPACE)))
    is_nothing = (f.octet_length(text) <= _LONGEST_WORD) & f.lower(text).isin(*_WORDS_FOR_NOTHING)
    # Both halves of `1234.0` are ASCII digits: `\d` would take others too.
    whole = f.regexp_replace(text, r"^(-?[0-9]+)\.0+$", "$1")
    return f.when(is_nothing, None).when(text.endswith("0") & text.contains("."), whole).otherwise(text)


def with_groups(lines: DataFrame) -> DataFrame:
    """Adds `group_key` to lines of clean ids: the patient, or one common key where a claim number joins patients.

    A claim's versions must meet, whoever's they are. Lines without a patient are refused by the worker; they go where
    their claim number sends them, so that they do not all meet in one task.
    """
    shared = _patients_who_share(lines)
    key = f.when(f.col("shared"), f.lit(SHARED)).otherwise(f.coalesce("patient_id", "claim_id", f.lit("")))
    return lines.join(shared, f.xxhash64("patient_id") == f.col("patient"), "left").withColumn(GROUP, key).drop(
        "shared", "patient"
    )


def _patients_who_share(lines: DataFrame) -> DataFrame:
    """Hashes of the patients who have a claim number that also stands with another patient.

    By hashes, which take a tenth of the room of texts. Two claim numbers of one hash join patients for nothing, which
    does no harm; two patients of one hash, one in 2^64 among those of one claim number, would be missed.
    """
    named = [name for name in ("claim_id", "original_claim_id") if name in lines.columns]
    claims = f.array_distinct(f.array_compact(f.array(*named)))
    known = lines.where(f.col("patient_id").isNotNull())
    pairs = known.select(f.explode(claims).alias("claim"), f.xxhash64("patient_id").alias("patient")).select(
        f.xxhash64("claim").alias("claim"), "patient"
    )
    common = pairs.groupBy("claim").agg(f.min("patient").alias("low"), f.max("patient").alias("high"))
    common = common.where(f.col("low") != f.col("high")).select("claim")
    return pairs.join(common, "claim", "left_semi").select("patient", f.lit(True).alias("shared")).distinct()
