"""The command as a process of its own: exit codes, one line of error, nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pyspark.errors import PySparkException

from claimsweep_spark.__main__ import _told
from claimsweep_spark.errors import first_complaint
from claimsweep_spark.merge import Merged, check
from tests.support import Case, with_column
from tests.test_failures import SLOW


def start(case: Case, binary: str) -> subprocess.Popen[bytes]:
    """Starts the command on two threads of one process."""
    command = [sys.executable, "-m", "claimsweep_spark", "--pipeline", case.pipeline(), "--claims", str(case.claims)]
    command += ["--binary", binary, "--out", str(case.out), "--partitions", "2"]
    settings = "--master local[2] --conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false"
    settings += f" --conf spark.local.dir={case.folder}/local"
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


def test_a_run_interrupted_before_spark_is_there_ends_like_any_other(case: Case) -> None:
    process = start(case, case.binary)
    # Java has started, and is not ready yet.
    deadline = time.monotonic() + 60
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not children.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors.decode()
    assert b"error: interrupted; nothing was published" in errors


def test_an_error_is_told_by_kind_and_place_without_values() -> None:
    def told(failing: Callable[[], object]) -> str:
        try:
            failing()
        except Exception as error:
            code, words = _told(error, is_interrupted=False)
            assert code == 2
            return words
        raise AssertionError("did not fail")

    words = told(lambda: check(Merged(None, {}, [], [], [], None), 0, {}))
    assert re.fullmatch(r"KeyError in merge\.py, line [0-9]+, on the driver; nothing was published", words)
    assert told(lambda: {}["patient 7"]).startswith("KeyError in Python's own code")
    quoting = told(lambda: (_ for _ in ()).throw(PySparkException("patient 7")))
    assert quoting.startswith("Spark failed with PySparkException") and "7" not in quoting


def test_the_first_line_of_a_complaint_is_told() -> None:
    assert first_complaint("warning\nclaimsweep: a.csv: expected HCPCS, found\nCPT Code, Values\n") == (
        "claimsweep: a.csv: expected HCPCS, found"
    )
    assert first_complaint("one\n\n two \n") == "two"
    assert first_complaint("") == ""


def test_an_interrupted_run_leaves_nothing(case: Case) -> None:
    case.write(case.synthetic(1_000, seed=21))
    process = start(case, case.wrapper("echo at-work > $SHELF/at-work\n" + SLOW))
    deadline = time.monotonic() + 90
    while not (case.folder / "at-work").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    # What is shuffled are patients' lines.
    shuffled = list((case.folder / "local").rglob("shuffle_*.data"))
    assert shuffled
    assert {stat.S_IMODE(one.stat().st_mode) for one in shuffled} == {0o600}
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors.decode()
    assert b"error: interrupted; nothing was published" in errors
    assert not case.out.exists()
    case.assert_tidy()
