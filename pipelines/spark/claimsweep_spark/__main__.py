"""The command: `python -m claimsweep_spark --pipeline FILE --claims PATH… --binary PATH --out DIR`.

Exit codes: 0 done; 2 bad usage, pipeline or input, nothing published; 3 done, but rows were rejected or a rule failed;
4 rows unaccounted for, nothing published; 130 interrupted.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait

from pyspark.sql import SparkSession

from .errors import EXIT_BAD_INPUT, EXIT_INTERRUPTED, SweepError
from .job import ROWS_PER_PARTITION, Outcome, Request, sweep
from .write import PARTITIONS

_SECONDS_BETWEEN_LOOKS = 0.2


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    request = _request(arguments)
    # Under spark-submit the session exists already, with the cluster's settings.
    builder = SparkSession.builder.appName("claimsweep").config("spark.hadoop.fs.permissions.umask-mode", "077")
    spark = builder.getOrCreate()
    interrupted = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())
    try:
        outcome = _watched(spark, request, interrupted)
    except Exception as error:
        if interrupted.is_set():
            print("error: interrupted; nothing was published", file=sys.stderr)
            return EXIT_INTERRUPTED
        if isinstance(error, SweepError):
            print(f"error: {error}", file=sys.stderr)
            return error.code
        # Spark's texts may quote values of rows, which may be a patient's: only what kind of error it was is told.
        print(f"error: Spark failed with {type(error).__name__}; see the cluster's logs", file=sys.stderr)
        return EXIT_BAD_INPUT
    finally:
        spark.stop()
    done = outcome.summary
    print(f"claimsweep-spark: {done['accounting']['rows_read']} rows, {done['findings']} findings", file=sys.stderr)
    return outcome.code


def _watched(spark: SparkSession, request: Request, interrupted: threading.Event) -> Outcome:
    """Runs the sweep in a thread of its own and takes its jobs back when interrupted.

    An exception that a signal raises amid a call to Spark's Java half would leave their connection in disorder, and the
    folders could not be tidied up.
    """
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(sweep, spark, request)
        while not wait([run], timeout=_SECONDS_BETWEEN_LOOKS).done:
            if interrupted.is_set():
                # Again and again: between two jobs there is nothing to take back.
                spark.sparkContext.cancelAllJobs()
        return run.result()


def _request(arguments: list[str] | None) -> Request:
    parser = argparse.ArgumentParser("claimsweep_spark", description="Audit medical claim lines on Apache Spark.")
    parser.add_argument("--pipeline", required=True, metavar="FILE", help="the pipeline file; its claims are not read")
    parser.add_argument(
        "--claims",
        required=True,
        nargs="+",
        metavar="PATH",
        help="Parquet files, folders, globs, on any file system that Spark reads",
    )
    parser.add_argument(
        "--binary", required=True, metavar="PATH", help="the claimsweep program, for the cluster's machines"
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="folder of the output; an earlier one is replaced")
    parser.add_argument(
        "--partitions", type=_positive, metavar="N", help=f"tasks [default: one per {ROWS_PER_PARTITION} rows]"
    )
    parser.add_argument("--partition-by", choices=PARTITIONS, default="rule", help="folders of findings [rule]")
    parser.add_argument(
        "--stage-dir",
        metavar="DIR",
        help="where intermediate files lie, which hold patient data [default: hidden, beside the output]",
    )
    return Request(**vars(parser.parse_args(arguments)))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
