"""Runs the `claimsweep` worker inside a task: lines in, findings out, a partition never held. Runs on executors.

Three threads move batches while the task waits for results: one feeds the worker, one reads its findings, one the
lines of clinicians' time. The queue between them and the task is bounded, and so are the pipes: whoever is slow slows
the rest.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import pyarrow as pa
from pyspark import Broadcast, TaskContext

from .errors import EXIT_DONE, EXIT_INCOMPLETE, WorkerError, first_complaint
from .ship import Shipped

_WAITING_BATCHES = 4
_NOTES_PER_BATCH = 10_000
_MOST_WORDS = 65_536


@dataclass(frozen=True)
class WorkerCall:
    """How to run the worker: the files it needs, the schema of its lines, and that of the rows made of its results."""

    stage: str
    binary: Shipped
    pipeline: Shipped
    beside: list[Shipped]
    whole: Broadcast[str]
    schema: pa.Schema
    staged: pa.Schema

    def judge(self, lines: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """For `mapInArrow`: gives findings, lines with clinicians' time, rejects and counts as rows of `staged`.

        Errors with the worker's own line when it fails.
        """
        context = TaskContext.get()
        partition = context.partitionId() if context else 0
        batches = iter(lines)
        first = next(batches, None)
        # Of empty partitions the first still asks: a run of no lines at all has rules and counts too.
        if first is None and partition > 0:
            return
        with tempfile.TemporaryDirectory(prefix="claimsweep-") as folder:
            with _Conversation(self, folder, partition) as conversation:
                yield from conversation.results(first, batches)
            yield from _notes(os.path.join(folder, "counts"), self.staged)


class _Conversation:
    """A worker at work. On leaving, however that comes about, the worker is gone."""

    def __init__(self, call: WorkerCall, folder: str, partition: int) -> None:
        self.call, self.folder, self.partition = call, folder, partition
        self.results_waiting: queue.Queue[tuple[str, Any]] = queue.Queue(_WAITING_BATCHES)
        self.is_over = threading.Event()
        self.stopped_reading = False
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> _Conversation:
        command = _command(self.call, self.folder)
        passed: tuple[int, ...] = ()
        self.timed: IO[bytes] | None = None
        if self.call.stage == "patients":
            read_end, write_end = os.pipe()
            self.timed, passed = os.fdopen(read_end, "rb"), (write_end,)
            command += ["--timed", f"/dev/fd/{write_end}"]
        try:
            with open(os.path.join(self.folder, "errors"), "wb") as errors:
                self.process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, pass_fds=passed
                )
        except OSError as error:
            raise WorkerError(self.call.stage, self.partition, 2, f"could not be started: {error.strerror}") from None
        finally:
            # The end of the worker must be the end of the pipe.
            for end in passed:
                os.close(end)
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self.threads[1:]:
            thread.join()
        # The feeder may still wait for Spark's next batch, which a cancelled task never gets: it ends with the process.
        for stream in (self.process.stdout, self.timed):
            if stream:
                stream.close()

    def results(self, first: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The worker's results as they come; errors unless it ended well."""
        self._start(lambda: self._feed(first, batches))
        self._start(lambda: self._read("finding", self.process.stdout))
        if self.timed:
            self._start(lambda: self._read("timed", self.timed))
        n_open = len(self.threads)
        failure: BaseException | None = None
        while n_open:
            kind, result = self.results_waiting.get()
            if kind == "end":
                n_open -= 1
            elif kind == "failure":
                # What broke first is what is told; the others only notice that the worker is gone.
                failure = failure or result
                self.process.kill()
            else:
                yield self._as_rows(kind, result)
        self._refuse_bad_end(failure)

    def _as_rows(self, kind: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Rows of one kind: the struct of that name is set. Columns are taken by name, in the order expected."""
        wanted = self.call.staged.field(kind).type
        columns = []
        for one in wanted:
            try:
                columns.append(batch.column(one.name).cast(one.type))
            except (KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
                # Arrow's own words may quote a value.
                problem = f"gave no column `{one.name}` of type {one.type}"
                raise WorkerError(self.call.stage, self.partition, EXIT_DONE, problem) from None
        return _only(kind, pa.StructArray.from_arrays(columns, fields=list(wanted)), self.call.staged)

    def _refuse_bad_end(self, failure: BaseException | None) -> None:
        code = self.process.wait()
        stage, partition = self.call.stage, self.partition
        own_words = _own_words(os.path.join(self.folder, "errors"))
        is_broken = isinstance(failure, pa.ArrowInvalid)
        if code not in (EXIT_DONE, EXIT_INCOMPLETE) and (own_words or failure is None or is_broken):
            raise WorkerError(stage, partition, code, own_words or "ended without a word") from None
        if is_broken:
            raise WorkerError(stage, partition, code, "its results broke off") from None
        if failure is not None:
            raise failure
        if self.stopped_reading:
            raise WorkerError(stage, partition, code, "ended before it had read all lines")

    def _start(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                self._put("failure", error)
            self._put("end", None)

        thread = threading.Thread(target=guarded, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _put(self, kind: str, result: object) -> None:
        while not self.is_over.is_set():
            with contextlib.suppress(queue.Full):
                self.results_waiting.put((kind, result), timeout=0.2)
                return

    def _feed(self, first: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch]) -> None:
        assert self.process.stdin is not None
        schema = self.call.schema if first is None else first.schema
        try:
            with self.process.stdin as sink:
                writer = pa.ipc.new_stream(sink, schema)
                if first is not None:
                    writer.write_batch(first)
                for batch in batches:
                    writer.write_batch(batch)
                # Not in a `finally`: lines cut short must not look whole.
                writer.close()
        except BrokenPipeError:
            # The worker's own words and exit code say why.
            self.stopped_reading = True

    def _read(self, kind: str, stream: IO[bytes] | None) -> None:
        with pa.ipc.open_stream(stream) as reader:
            for batch in reader:
                self._put(kind, batch)


def _command(call: WorkerCall, folder: str) -> list[str]:
    """The worker's command; what it reads by name lies in `folder` afterwards."""
    binary = call.binary.here()
    if not os.access(binary, os.X_OK):
        os.chmod(binary, 0o700)
    beside = os.path.join(folder, "files")
    os.mkdir(beside)
    for file in call.beside:
        os.symlink(file.here(), os.path.join(beside, file.name))
    whole = os.path.join(folder, "whole.json")
    with open(whole, "w", encoding="utf-8") as file_of_whole:
        file_of_whole.write(call.whole.value)
    counts = os.path.join(folder, "counts")
    command = [binary, "worker", "--pipeline", call.pipeline.here(), "--stage", call.stage, "--whole", whole]
    return [*command, "--files", beside, "--counts", counts, "--threads", "1", "--quiet"]


def _only(kind: str, rows: pa.Array, staged: pa.Schema) -> pa.RecordBatch:
    n_rows = len(rows)
    given = {"kind": pa.array([kind], pa.string()).take(pa.array([0] * n_rows, pa.int32())), kind: rows}
    columns = [given[one.name] if one.name in given else pa.nulls(n_rows, one.type) for one in staged]
    return pa.RecordBatch.from_arrays(columns, schema=staged)


def _notes(path: str, staged: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rejects and counts, as the worker noted them. Errors when the counts are missing: it did not end as it should."""
    rejects: list[dict[str, Any]] = []
    counts: list[str] = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            note = json.loads(line)
            if "reject" in note:
                rejects.append(note["reject"])
            else:
                counts.append(line.strip())
            if len(rejects) == _NOTES_PER_BATCH:
                yield _only("reject", pa.array(rejects, staged.field("reject").type), staged)
                rejects = []
    if len(counts) != 1:
        raise WorkerError("notes", 0, EXIT_DONE, f"expected one line of counts, found {len(counts)}")
    if rejects:
        yield _only("reject", pa.array(rejects, staged.field("reject").type), staged)
    yield _only("counts", pa.array(counts, pa.string()), staged)


def _own_words(path: str) -> str:
    with open(path, "rb") as file:
        return first_complaint(file.read(_MOST_WORDS).decode("utf-8", "replace"))
