"""The command as a process of its own: exit codes, one line of error, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support import Case, with_column
from tests.test_failures import SLOW


def start(case: Case, binary: str) -> subprocess.Popen[bytes]:
    """Starts the command on two threads of one process."""
    command = [sys.executable, "-m", "claimsweep_spark", "--pipeline", case.pipeline(), "--claims", str(case.claims)]
    command += ["--binary", binary, "--out", str(case.out), "--partitions", "2"]
    settings = "--master local[2] --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYSPARK_GATEWAY")}
    environment["PYSPARK_SUBMIT_ARGS"] = f"{settings} pyspark-shell"
    # This package lies where the tests stand, installed or not.
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_rejected_rows_make_the_exit_code_3(case: Case) -> None:
    table = case.synthetic(1_000, seed=20)
    case.write(with_column(table, "patient_id", [None, *table["patient_id"].to_pylist()[1:]]))
    assert case.on_one_machine() == 3
    process = start(case, case.binary)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 3, errors.decode()
    assert out == b""
    case.assert_same_output()


def test_an_interrupted_run_leaves_nothing(case: Case) -> None:
    case.write(case.synthetic(1_000, seed=21))
    process = start(case, case.wrapper("echo at-work > $SHELF/at-work\n" + SLOW))
    deadline = time.monotonic() + 90
    while not (case.folder / "at-work").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors.decode()
    assert b"error: interrupted; nothing was published" in errors
    assert not case.out.exists()
    case.assert_tidy()
