"""Columns that are of different types in different files: widened where that is exact, else read as text."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as f
from pyspark.sql import types as t

FLOATS = (t.FloatType, t.DoubleType)
_NUMBERS_NOT_IDS = frozenset(("units", "billed_amount", "allowed_amount", "paid_amount", "minutes"))
_MOST_DIGITS = 38
_INTEGER_DIGITS: dict[type[t.DataType], int] = {t.ByteType: 3, t.ShortType: 5, t.IntegerType: 10, t.LongType: 20}
# Up to here neighbouring whole numbers can be told apart.
_EXACT: dict[type[t.DataType], int] = {t.FloatType: 1 << 24, t.DoubleType: 1 << 53}
_PLAIN = t.DecimalType(_MOST_DIGITS, 18)


def is_mixed(kinds: list[t.DataType], has_folders: bool) -> bool:
    """Whether a column has to be read as text. `has_folders`: in some files it is what a folder's name says."""
    is_one = all(kind == kinds[0] for kind in kinds)
    if has_folders:
        return not is_one or kinds[0] != t.StringType()
    return not is_one and not (all(isinstance(kind, t.NumericType) for kind in kinds) and _widens_exactly(kinds))


def _widens_exactly(kinds: list[t.DataType]) -> bool:
    """Whether one type of Spark holds all numbers as they are: a float32 as a float64 shows its rounding."""
    if any(isinstance(kind, FLOATS) for kind in kinds):
        return False
    scales = [kind.scale if isinstance(kind, t.DecimalType) else 0 for kind in kinds]
    whole = [
        kind.precision - kind.scale if isinstance(kind, t.DecimalType) else _INTEGER_DIGITS[type(kind)]
        for kind in kinds
    ]
    return max(scales) + max(whole) <= _MOST_DIGITS


def as_text(name: str, column: Column, kind: t.DataType) -> Column:
    """A column as text; floating numbers as the program writes them: whole ones with `.0`, no powers of ten.

    What cannot be written so stays as Spark writes it, and is rejected by the worker: an identifier too large to be
    exact, an amount beyond all sense.
    """
    if not isinstance(kind, FLOATS):
        return column.cast("string")
    limit = 1e15 if name in _NUMBERS_NOT_IDS else _EXACT[type(kind)]
    size = f.abs(column)
    whole = f.concat(column.try_cast("bigint").cast("string"), f.lit(".0"))
    # By its text, which has the fewest digits that say which float32 it is; as a number it would get more.
    plain = f.rtrim(column.cast("string").try_cast(_PLAIN).cast("string"), f.lit("0"))
    return (
        f.when((column % 1 == 0) & (size < limit), whole)
        .when((column % 1 != 0) & (size >= 1e-6) & (size < 1e15), f.coalesce(plain, column.cast("string")))
        .otherwise(column.cast("string"))
    )
