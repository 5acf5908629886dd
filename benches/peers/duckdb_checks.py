"""The seven window checks in DuckDB, over one Parquet or CSV file of canonical claim lines.

Usage: python duckdb_checks.py FILE [checks.sql | plain.sql]
Prints the flagged lines as JSON: {rule: {tier: lines}}.
"""

import json
import os
import sys
from pathlib import Path

import duckdb

from columns import CORE, NEEDED

HERE = Path(__file__).resolve().parent
TYPES = {"line_number": "INTEGER", "service_date": "DATE"}
PARQUET = "CREATE TEMP VIEW claims AS FROM read_parquet(getvariable('claims'))"
# A CSV is parsed once: only the lines of the families are kept. The dialect is given, so nothing is guessed; every
# column is read as text, and the two that are none are cast where the line is kept.
CSV = """
CREATE TEMP TABLE claims AS SELECT {needed}
FROM read_csv(getvariable('claims'), columns = {columns}, auto_detect = false, header = true,
              delim = ',', quote = '"', escape = '"', new_line = '\\n')
WHERE procedure_code IN ({codes})
"""


def parsed(connection: duckdb.DuckDBPyConnection) -> str:
    """The statement that parses a CSV, with the codes written out: a list is tested before a row is kept."""
    codes = [code for (code,) in connection.execute("SELECT DISTINCT procedure_code FROM family_code").fetchall()]
    needed = [f"{name}::{TYPES[name]} AS {name}" if name in TYPES else name for name in NEEDED]
    listed = ", ".join(f"'{code}'" for code in codes)
    return CSV.format(needed=", ".join(needed), columns=dict.fromkeys(CORE, "VARCHAR"), codes=listed)


def counts(path: str, script: str) -> dict[str, dict[str, int]]:
    """Runs the script and groups its last result by rule."""
    text = lambda name: (HERE / name).read_text(encoding="utf-8")
    connection = duckdb.connect()
    connection.execute(f"SET threads = {int(os.environ.get('PEER_THREADS', os.cpu_count()))}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET VARIABLE claims = $path", {"path": path})
    connection.execute(text("codes.sql"))
    connection.execute(parsed(connection) if path.endswith(".csv") else PARQUET)
    out: dict[str, dict[str, int]] = {}
    for rule, tier, lines in connection.execute(text(script)).fetchall():
        out.setdefault(rule, {})[tier] = lines
    return out


if __name__ == "__main__":
    print(json.dumps(counts(sys.argv[1], (sys.argv[2:] or ["checks.sql"])[0])))
