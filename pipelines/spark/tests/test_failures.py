"""What happens when executors die, workers fail, or the output is somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

from claimsweep_spark.errors import SweepError
from claimsweep_spark.folders import SUMMARY, Folder, publish
from claimsweep_spark.ship import read_pipeline
from tests.support import Case, with_column

# The worker starts only after a while, so that an executor can be killed while tasks run.
SLOW = 'sleep 1.5\nexec "$REAL" "$@"\n'
# Lines of one patient make it fail, whichever partition they are in and however often it is tried.
FAILS_ON_ONE = """
lines="$SHELF/lines.$$"
cat > "$lines"
if grep -q the-unlucky-one "$lines"; then rm "$lines"; echo "error: standard input: cannot go on" >&2; exit 2; fi
"$REAL" "$@" < "$lines"; code=$?; rm "$lines"; exit $code
"""
# Every first attempt gives all its findings and then fails.
FAILS_ONCE = """
"$REAL" "$@"; code=$?
if mkdir "$SHELF/failed-once" 2>/dev/null; then echo "error: a passing fault" >&2; exit 2; fi
exit $code
"""


def executors(spark: SparkSession) -> list[int]:
    """The processes of this session's executors, and of no other."""
    own = spark.sparkContext.applicationId
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            is_executor = any(word.endswith("CoarseGrainedExecutorBackend") for word in words)
            if is_executor and own in words and words[0].endswith("java"):
                found.append(int(process.name))
    return found


def lost_executors(spark: SparkSession) -> int:
    """How many executors Spark itself counts as gone."""
    known = spark.sparkContext._jsc.sc().statusStore().executorList(False)
    return sum(1 for n in range(known.size()) if not known.apply(n).isActive())


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it holds soon: the process and Spark's own list of executors may be behind on a machine with much to do."""
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def kill_one_mid_stage(spark: SparkSession, killed: list[int]) -> None:
    """Kills an executor when some tasks of the workers' stage are done and some are at work."""
    tracker = spark.sparkContext.statusTracker()
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
            if stage and stage.numTasks == 4 and stage.numCompletedTasks >= 1 and stage.numActiveTasks >= 1:
                victim = executors(spark)[0]
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
                return
        time.sleep(0.1)


def test_an_executor_killed_mid_stage_loses_and_doubles_nothing(case: Case, spark: SparkSession) -> None:
    case.write(case.synthetic(6_000, seed=12))
    case.on_one_machine()
    before, killed = lost_executors(spark), list[int]()
    killer = threading.Thread(target=kill_one_mid_stage, args=(spark, killed))
    killer.start()
    case.on_spark(binary=case.wrapper(SLOW))
    killer.join()
    assert len(killed) == 1
    assert comes_true(lambda: not Path(f"/proc/{killed[0]}").exists())
    assert comes_true(lambda: lost_executors(spark) == before + 1)
    case.assert_same_output()


def test_a_worker_that_fails_on_one_partition_fails_the_job_with_its_words(case: Case) -> None:
    table = case.synthetic(3_000, seed=13)
    patients = table["patient_id"].to_pylist()
    patients[1_500] = "the-unlucky-one"
    case.write(with_column(table, "patient_id", patients))
    with pytest.raises(SweepError, match=r"exit code 2\): error: standard input: cannot go on$") as failure:
        case.on_spark(binary=case.wrapper(FAILS_ON_ONE))
    assert failure.value.code == 2
    assert not case.out.exists()
    case.assert_tidy()
    # The same job without that patient goes through: it was that partition alone.
    case.write(table)
    case.on_one_machine()
    case.on_spark(binary=case.wrapper(FAILS_ON_ONE))
    case.assert_same_output()


def test_a_task_tried_again_counts_once(case: Case) -> None:
    case.write(case.synthetic(4_000, seed=14))
    case.on_one_machine()
    case.on_spark(binary=case.wrapper(FAILS_ONCE))
    assert (case.folder / "failed-once").exists()
    case.assert_same_output()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 0\n", "exit code 0.: its results broke off"),
        # All is well but for the lines: the true worker judges the first only.
        ('head -c 200000 | "$REAL" "$@"\n', "patients, partition 0, exit code 2"),
        ('kill -9 $$\n', "exit code -9.: ended without a word"),
    ],
)
def test_a_worker_that_ends_too_early_is_not_believed(case: Case, script: str, words: str) -> None:
    case.write(case.synthetic(20_000, seed=15))
    with pytest.raises(SweepError, match=words):
        case.on_spark(binary=case.wrapper(script), partitions=1)
    assert not case.out.exists()


def test_only_an_output_of_ours_is_replaced(case: Case) -> None:
    case.write(case.synthetic(1_000, seed=16))
    # Brackets are no glob here.
    case.out = case.folder / "out[1]"
    case.out.mkdir()
    thesis = case.out / "thesis.txt"
    thesis.write_text("years of work")
    with pytest.raises(SweepError, match=r"`thesis\.txt` in it was not written by claimsweep-spark; it was left alone"):
        case.on_spark()
    assert [one.name for one in case.out.iterdir()] == ["thesis.txt"]
    thesis.unlink()
    case.on_one_machine()
    with pytest.raises(SweepError, match="is where the report goes"):
        case.on_spark(stage_dir=str(case.out / "stage"))
    case.on_spark(partitions=1, stage_dir=str(case.folder / "stage[1]"))
    shutil.rmtree(case.out / "rejects")
    case.on_spark(partitions=1)
    case.assert_same_output()
    for mine in ("thesis.txt", "findings/rule=mine/thesis.txt", "rejects/more/part-1.parquet"):
        (case.out / mine).parent.mkdir(exist_ok=True)
        (case.out / mine).write_text("years of work")
        with pytest.raises(SweepError, match=f"`{mine}` in it was not written by"):
            case.on_spark()
        (case.out / mine).unlink()
        if (case.out / mine).parent.name in ("rule=mine", "more"):
            (case.out / mine).parent.rmdir()
    case.assert_same_output()


@pytest.mark.parametrize("has_old", [True, False])
def test_two_runs_that_publish_at_once_lose_no_report(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_old: bool
) -> None:
    def finished(name: str) -> Folder:
        folder = Folder(spark, str(tmp_path / name))
        folder.make()
        # The same claims give the same words.
        folder.write_text(SUMMARY, json.dumps({"program": "claimsweep-spark", "files": []}))
        (tmp_path / name / "rule_runs").mkdir()
        (tmp_path / name / "rule_runs" / f"part-{name}.parquet").touch()
        return folder

    def held() -> list[str]:
        return sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("part-*"))

    out = finished("out") if has_old else Folder(spark, str(tmp_path / "out"))
    ours, theirs = finished(".out.new-1"), finished(".out.new-2")
    rename, waiting = Folder.rename, [theirs]

    def overtaken(folder: Folder, target: Folder) -> None:
        if folder is ours and waiting:
            publish(waiting.pop(), out)
        rename(folder, target)

    monkeypatch.setattr(Folder, "rename", overtaken)
    with pytest.raises(SweepError, match="another run has published there; its report stays") as failure:
        publish(ours, out)
    assert held()[-1] == "out/rule_runs/part-.out.new-2.parquet"
    assert len(held()) == 1 + has_old
    if has_old:
        kept = Path(str(failure.value).rpartition(" lies in ")[2])
        assert (kept / "rule_runs/part-out.parquet").exists()


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("patient_id", pa.array([1.0, 2.0]), "floating point"),
        ("start_time", pa.array([1, 2], pa.timestamp("ns")), "nanoseconds"),
        ("patient_id", None, "has no column `patient_id`"),
        ("Patient ID", pa.array(["a", "b"]), "has the column `patient_id` twice"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_one_line(
    case: Case, column: str, values: pa.Array | None, words: str
) -> None:
    table = case.synthetic(1_000, seed=17).slice(0, 2)
    if column in table.column_names:
        table = table.drop_columns([column])
    case.write(table if values is None else table.append_column(column, values))
    with pytest.raises(SweepError, match=words) as failure:
        case.on_spark()
    assert "\n" not in str(failure.value)
    assert not case.out.exists()


def test_what_is_not_parquet_is_refused(case: Case) -> None:
    case.write(case.synthetic(1_000, seed=18))
    (case.claims / "more.csv").write_text("claim_id\n")
    with pytest.raises(SweepError, match=r"more\.csv: is not Parquet"):
        case.on_spark()


def test_a_log_of_activities_is_refused(case: Case) -> None:
    case.wishes = 'activity.paths = ["log.csv"]'
    with pytest.raises(SweepError, match=r"\[activity\]"):
        case.on_spark()


def test_a_mistake_in_the_pipeline_is_told_before_claims_are_looked_for(case: Case) -> None:
    for wishes, words in (("gate.fail_onn = 3", "unknown key `fail_onn`"), ('consents.path = "{0}"', "header")):
        case.wishes = wishes.format(__file__)
        with pytest.raises(SweepError, match=words) as failure:
            case.on_spark("/no/such/claims")
        own = __file__ if "consents" in wishes else f"{case.folder}/pipeline.toml"
        assert str(failure.value).startswith(own)
        assert "\n" not in str(failure.value)
        assert failure.value.code == 2


def test_tables_that_executors_could_not_tell_apart_are_refused(tmp_path: Path) -> None:
    for name in ("fee/a.csv", "fee/2025[1].csv", "mue/b.csv", "ptp/c.txt", "ptp/old/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    pipeline = tmp_path / "pipeline.toml"

    def beside(fee: str, mue: str) -> list[str]:
        tables = f'fee_schedule = ["{tmp_path}/{fee}"]\nmue = ["{tmp_path}/{mue}"]\nptp = ["{tmp_path}/ptp/**/*.txt"]'
        pipeline.write_text(f"[tables]\n{tables}\n")
        return [str(Path(one).relative_to(tmp_path)) for one in read_pipeline(str(pipeline)).beside]

    with pytest.raises(SweepError, match=r"the name in .*/fee/\*\.csv fits .*/mue/b\.csv too"):
        beside("fee/*.csv", "mue/*.csv")
    assert beside("fee/a*.csv", "mue/b*.csv") == ["fee/a.csv", "mue/b.csv", "ptp/c.txt", "ptp/old/d.txt"]
    assert beside("fee/2025[1].csv", "mue/b.csv")[0] == "fee/2025[1].csv"


def test_paths_begin_at_the_folder_of_the_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("beside/roster.csv", "jobs[1]/own.csv", "jobs[1]/pipeline.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    pipeline = tmp_path / "jobs[1]/pipeline.toml"

    def beside(path: str) -> list[str]:
        pipeline.write_text(f'[providers]\npath = "{path}"\n')
        return [str(Path(one).resolve().relative_to(tmp_path.resolve())) for one in read_pipeline(str(pipeline)).beside]

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BESIDE", "../beside")
    for path in ("../beside/roster.csv", "~/beside/roster.csv", "${BESIDE}/roster.csv", "../beside/*.csv"):
        assert beside(path) == ["beside/roster.csv"]
    assert beside("own.csv") == beside("*.csv") == ["jobs[1]/own.csv"]
    for path, word in (("${NOTHING}/x.csv", "NOTHING has no value"), ("../${BESIDE}", "a name cannot be a variable")):
        with pytest.raises(SweepError, match=word):
            beside(path)
