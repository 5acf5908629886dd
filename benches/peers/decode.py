"""The floor under every engine: Polars decodes the columns the checks need, and does nothing else.

Usage: python decode.py FILE.parquet
Prints {"rows": rows} as JSON.
"""

import json
import sys

import polars as pl

COLUMNS = [
    "claim_id", "line_number", "patient_id", "rendering_npi", "billing_tin", "rendering_specialty",
    "service_date", "procedure_code", "modifier_1", "modifier_2", "diagnosis_1", "diagnosis_2", "payer",
    "claim_status",
]


def rows(path: str) -> int:
    """Decodes every needed column, batch by batch: counting nulls is the cheapest use of a column."""
    nulls = [pl.col(name).null_count().alias(f"{name}_nulls") for name in COLUMNS]
    counted = pl.scan_parquet(path).select(pl.len().alias("rows"), *nulls).collect(engine="streaming")
    return counted["rows"].item()


if __name__ == "__main__":
    print(json.dumps({"rows": rows(sys.argv[1])}))
