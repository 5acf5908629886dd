"""The command: `python -m claimsweep_spark --pipeline FILE --claims PATH… --binary PATH --out DIR`.

Exit codes: 0 done; 2 bad usage, pipeline or input, nothing published; 3 done, but rows were rejected or a rule failed;
4 rows unaccounted for, nothing published; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor, wait

from pyspark.sql import SparkSession

from .errors import EXIT_BAD_INPUT, EXIT_INTERRUPTED, SweepError
from .job import ROWS_PER_PARTITION, Outcome, Request, sweep
from .write import PARTITIONS

_SECONDS_BETWEEN_LOOKS = 0.2


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    request = _request(arguments)
    # What Spark spills and shuffles on this machine holds patients' lines, and nothing but this closes it to others.
    os.umask(0o077)
    interrupted = threading.Event()
    _listen(interrupted)
    spark: SparkSession | None = None
    try:
        spark = _session()
        # Spark has set a handler of its own meanwhile.
        _listen(interrupted)
        outcome = _watched(spark, request, interrupted)
    except (Exception, KeyboardInterrupt) as error:
        code, words = _told(error, interrupted.is_set())
        print(f"error: {words}", file=sys.stderr)
        return code
    finally:
        if spark:
            spark.stop()
    done = outcome.summary
    print(f"claimsweep-spark: {done['accounting']['rows_read']} rows, {done['findings']} findings", file=sys.stderr)
    return outcome.code


def _listen(interrupted: threading.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())


def _session() -> SparkSession:
    # Under spark-submit the session exists already, with the cluster's settings.
    builder = SparkSession.builder.appName("claimsweep").config("spark.hadoop.fs.permissions.umask-mode", "077")
    return builder.getOrCreate()


def _told(error: BaseException, is_interrupted: bool) -> tuple[int, str]:
    """The exit code and the words for a run that published nothing.

    The texts of Spark and of Python may quote values of rows, which may be a patient's: only what kind of error it was
    is told, and where.
    """
    if is_interrupted or isinstance(error, KeyboardInterrupt):
        return EXIT_INTERRUPTED, "interrupted; nothing was published"
    if isinstance(error, SweepError):
        return error.code, str(error)
    own = os.path.dirname(__file__)
    places = [
        f"{os.path.basename(frame.filename)}, line {frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.dirname(frame.filename) == own
    ]
    kind, place = type(error).__name__, places[-1] if places else "Python's own code"
    if type(error).__module__.startswith(("pyspark.", "py4j.")):
        return EXIT_BAD_INPUT, f"Spark failed with {kind} (asked by {place}); see the cluster's logs"
    return EXIT_BAD_INPUT, f"{kind} in {place}, on the driver; nothing was published"


def _watched(spark: SparkSession, request: Request, interrupted: threading.Event) -> Outcome:
    """Runs the sweep in a thread of its own and takes its jobs back when interrupted.

    An exception that a signal raises amid a call to Spark's Java half would leave their connection in disorder, and the
    folders could not be tidied up.
    """
    if interrupted.is_set():
        raise KeyboardInterrupt
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
