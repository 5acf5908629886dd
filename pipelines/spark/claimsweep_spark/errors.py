"""Why a run ended without output, and the exit code that tells it. Messages hold no patient's values."""

from __future__ import annotations

import re

EXIT_DONE = 0
EXIT_BAD_INPUT = 2
EXIT_INCOMPLETE = 3
EXIT_UNBALANCED = 4
EXIT_INTERRUPTED = 130


class SweepError(Exception):
    """A run that published nothing. `code` is the exit code: 2 bad input, 4 rows unaccounted for."""

    def __init__(self, message: str, code: int = EXIT_BAD_INPUT) -> None:
        super().__init__(message)
        self.code = code


class WorkerError(RuntimeError):
    """A worker that failed inside a task. Spark hands on only its text, so the text says everything."""

    def __init__(self, stage: str, partition: int, code: int, line: str) -> None:
        super().__init__(f"claimsweep worker ({stage}, partition {partition}, exit code {code}): {line}")


_WORKER_LINE = re.compile(r"claimsweep worker \(\w+, partition \d+, exit code (-?\d+)\): [^\n]*")


def from_task(error: Exception) -> SweepError | None:
    """The worker's own line out of the long text of a failed Spark job; None when no worker said anything."""
    found = _WORKER_LINE.search(str(error))
    if found is None:
        return None
    code = EXIT_UNBALANCED if int(found.group(1)) == EXIT_UNBALANCED else EXIT_BAD_INPUT
    return SweepError(found.group(0), code)


def first_complaint(words: str, longest: int = 500) -> str:
    """What a program's standard error says of its end: the line that begins a complaint, else the last one.

    A complaint may go on for lines: a header that it quotes may have line breaks in it. None holds a patient's values.
    """
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    begun = [line for line in lines if line.startswith(("claimsweep: ", "error: "))]
    return (begun or lines[-1:] or [""])[0][:longest]
