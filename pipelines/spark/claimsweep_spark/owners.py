"""Gives every line's money one owner among all findings of the run, and sums it up."""

from __future__ import annotations

from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as f

from .columns import FINDING

_TIERS = ("advisory", "presumptive", "hard")
_LINE = ("patient_id", "service_date", "claim_id", "line_number")


def with_owners(
    findings: DataFrame, rules: list[dict[str, Any]], medians: list[dict[str, Any]] | None = None
) -> DataFrame:
    """The findings of rules that count, with `owned_cents` decided anew: per line, one finding owns what is at stake.

    Of overpayments the strongest tier owns, then the rule that stands first in the rulebook. Each worker decided among
    its own findings only. What only the whole run can price is priced by `medians` (payer, code, cents), and what is at
    risk follows from both.
    """
    order = {rule["rule"]: rule["order"] for rule in rules if rule["status"] not in ("error", "not_applicable")}
    kept = findings.where(f.col("rule").isin(*order))
    tier = _number({name: strength for strength, name in enumerate(_TIERS)}, f.col("tier"))
    rank = _number(order, f.col("rule"))
    is_overpayment = f.col("direction") == "overpayment"
    first = Window.partitionBy(*_LINE, is_overpayment).orderBy(
        tier.desc(), rank, f.col("source_file").desc(), f.col("source_row").desc()
    )
    owns = is_overpayment & (f.row_number().over(first) == 1)
    owned = f.when(owns, f.coalesce("paid_cents", f.lit(0))).otherwise(0).cast("long")
    prices = {f"{one['payer']}\x00{one['code']}": one["cents"] for one in medians or []}
    median = _number(prices, f.concat_ws("\x00", "payer", "suggested_code")) if prices else f.lit(None)
    expected = f.when(f.col("takes_median"), median).otherwise(f.col("expected_cents")).cast("long")
    priced = kept.withColumn("owned_cents", owned).withColumn("expected_cents", expected)
    at_risk = f.greatest(f.col("owned_cents") - f.coalesce("expected_cents", f.lit(0)), f.lit(0)).cast("long")
    weighed = priced.withColumn("at_risk_cents", at_risk)
    return weighed.withColumn("at_risk_is_upper_bound", f.col("expected_cents").isNull()).select(*FINDING.names)


def money(findings: DataFrame, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings and cents by rule and tier, in the order of the rulebook, strongest tier first."""
    sums = findings.groupBy("rule", "tier", "direction").agg(
        f.count(f.lit(1)).alias("findings"),
        f.coalesce(f.sum("paid_cents"), f.lit(0)).alias("paid_cents"),
        f.sum("owned_cents").alias("owned_cents"),
        f.sum("at_risk_cents").alias("at_risk_cents"),
        f.max(f.col("at_risk_is_upper_bound") & (f.col("owned_cents") > 0)).alias("at_risk_is_upper_bound"),
    )
    order = {rule["rule"]: rule["order"] for rule in rules}
    rows = [row.asDict() for row in sums.collect()]
    return sorted(rows, key=lambda row: (order[row["rule"]], -_TIERS.index(row["tier"])))


def _number(numbers: dict[str, int], name: Column) -> Column:
    pairs = [f.lit(one) for pair in numbers.items() for one in pair]
    return f.create_map(*pairs)[name] if pairs else f.lit(0)
