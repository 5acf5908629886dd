"""Each line's money has one owner among the findings of both stages."""

from __future__ import annotations

from datetime import date
from typing import Any

from pyspark.sql import SparkSession

from claimsweep_spark.columns import FOUND
from claimsweep_spark.owners import with_owners

RULES = [
    {"rule": name, "order": order, "status": status}
    for order, (name, status) in enumerate(
        [("first", "ran"), ("second", "ran"), ("form", "ran"), ("broken", "error"), ("absent", "not_applicable")], 1
    )
]


def finding(rule: str, tier: str, claim: str, **other: Any) -> tuple[Any, ...]:
    """A finding that owns its money, as each stage alone would say."""
    given = {
        "finding_id": f"{rule} {claim}",
        "rule": rule,
        "tier": tier,
        "direction": "overpayment",
        "claim_id": claim,
        "line_number": 1,
        "patient_id": "p",
        "service_date": date(2025, 1, 1),
        "paid_cents": 700,
        "owned_cents": 700,
        "source_file": "a",
        "source_row": 1,
        "takes_median": False,
    } | other
    return tuple(given.get(name) for name in FOUND.names)


def test_the_strongest_tier_owns_then_the_first_rule(spark: SparkSession) -> None:
    findings = [
        finding("first", "advisory", "tier"),
        finding("second", "hard", "tier"),
        finding("first", "hard", "order"),
        finding("second", "hard", "order"),
        finding("form", "hard", "form", direction="form", owned_cents=0),
        finding("second", "advisory", "form"),
        finding("broken", "hard", "dropped"),
        finding("absent", "hard", "dropped"),
        finding("second", "advisory", "dropped"),
        finding("first", "hard", "unpaid", paid_cents=None, owned_cents=0),
        finding("first", "hard", "other line"),
        finding("second", "hard", "other line", line_number=2),
    ]
    decided = with_owners(spark.createDataFrame(findings, FOUND), RULES).collect()
    assert {row.finding_id: row.owned_cents for row in decided} == {
        "first tier": 0,
        "second tier": 700,
        "first order": 700,
        "second order": 0,
        "form form": 0,
        "second form": 700,
        "second dropped": 700,
        "first unpaid": 0,
        "first other line": 700,
        "second other line": 700,
    }


def test_what_is_at_risk_is_what_is_owned_less_what_would_still_be_paid(spark: SparkSession) -> None:
    named = {"payer": "medicare", "suggested_code": "99213"}
    findings = [
        finding("first", "hard", "by median", takes_median=True, **named),
        finding("first", "hard", "no median", takes_median=True, payer="other", suggested_code="99213"),
        finding("first", "hard", "by schedule", expected_cents=900),
    ]
    medians = [{"payer": "medicare", "code": "99213", "cents": 400}]
    decided = with_owners(spark.createDataFrame(findings, FOUND), RULES, medians).collect()
    assert {row.finding_id: (row.expected_cents, row.at_risk_cents, row.at_risk_is_upper_bound) for row in decided} == {
        "first by median": (400, 300, False),
        "first no median": (None, 700, True),
        "first by schedule": (900, 0, False),
    }
