"""The floor under every engine: decodes the columns the checks need, and does nothing else.

Usage: python decode.py FILE.parquet [polars | pyarrow]
Prints {"rows": rows} as JSON.
"""

import json
import os
import sys

from columns import NEEDED


def with_polars(path: str) -> int:
    """Decodes every needed column, batch by batch: counting nulls is the cheapest use of a column."""
    import polars as pl

    nulls = [pl.col(name).null_count().alias(f"{name}_nulls") for name in NEEDED]
    counted = pl.scan_parquet(path).select(pl.len().alias("rows"), *nulls).collect(engine="streaming")
    return counted["rows"].item()


def with_pyarrow(path: str) -> int:
    """Decodes the columns of a batch of rows side by side and drops the batch."""
    import pyarrow
    from pyarrow import parquet

    pyarrow.set_cpu_count(int(os.environ.get("PEER_THREADS", os.cpu_count() or 1)))
    batches = parquet.ParquetFile(path, memory_map=True).iter_batches(1 << 17, columns=NEEDED, use_threads=True)
    return sum(batch.num_rows for batch in batches)


if __name__ == "__main__":
    decoder = with_pyarrow if sys.argv[2:] == ["pyarrow"] else with_polars
    print(json.dumps({"rows": decoder(sys.argv[1])}))
