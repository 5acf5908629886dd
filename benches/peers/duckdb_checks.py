"""The seven window checks in DuckDB: runs checks.sql over one Parquet file of canonical claim lines.

Usage: python duckdb_checks.py FILE.parquet
Prints the flagged lines as JSON: {rule: {tier: lines}}.
"""

import json
import os
import sys
from pathlib import Path

import duckdb


def counts(path: str) -> dict[str, dict[str, int]]:
    """Runs the script and groups its last result by rule."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {int(os.environ.get('PEER_THREADS', os.cpu_count()))}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET VARIABLE claims = $path", {"path": path})
    script = Path(__file__).with_name("checks.sql").read_text(encoding="utf-8")
    out: dict[str, dict[str, int]] = {}
    for rule, tier, lines in connection.execute(script).fetchall():
        out.setdefault(rule, {})[tier] = lines
    return out


if __name__ == "__main__":
    print(json.dumps(counts(sys.argv[1])))
