"""Puts the counts of all workers together, by the program itself, and checks them against what Spark counted."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from .columns import FILE, NEEDED, ROW
from .errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_INCOMPLETE, EXIT_UNBALANCED, SweepError, first_complaint


@dataclass(frozen=True)
class Merged:
    """What became of every row, what every rule concluded, and what the workers should have been told, if otherwise.

    `rules` stand in the order of the rulebook; `input_rejects` are rows of the files beside the claims,
    `medians` what payers usually paid for codes; `nothing_judged` says why no rule met a line, where none did.
    """

    again: dict[str, Any] | None
    accounting: dict[str, int]
    rules: list[dict[str, Any]]
    input_rejects: list[dict[str, Any]]
    medians: list[dict[str, Any]]
    nothing_judged: str | None

    def told(self) -> list[str]:
        """The rules whose findings count: the others failed in some task, or cannot run."""
        return [rule["rule"] for rule in self.rules if rule["status"] not in ("error", "not_applicable")]

    def is_incomplete(self) -> bool:
        """Whether rows were rejected, a rule failed, or no row has anything to judge."""
        has_failed = any(rule["status"] == "error" for rule in self.rules)
        has_rejects = bool(self.input_rejects) or self.accounting.get("rejected", 0) > 0
        return has_failed or has_rejects or self.nothing_judged is not None


@dataclass(frozen=True)
class Program:
    """The binary on the driver, and the pipeline it reads with the files beside it."""

    binary: str
    pipeline: str

    def version(self) -> str:
        """What the program says of its version. Errors when it cannot be run here."""
        return self._output([self.binary, "--version"], b"").strip()

    def check(self) -> None:
        """Errors when the pipeline, or a file it names, is not as a worker needs it: told by one that gets no lines."""
        schema = pa.schema([(name, pa.string()) for name in NEEDED] + [(FILE, pa.int32()), (ROW, pa.int64())])
        no_lines = pa.BufferOutputStream()
        pa.ipc.new_stream(no_lines, schema).close()
        whole = {"files": [{"path": "claims", "columns": list(NEEDED)}]}
        with tempfile.TemporaryDirectory(prefix="claimsweep-") as folder:
            file = Path(folder) / "whole.json"
            file.write_text(json.dumps(whole), encoding="utf-8")
            command = [self.binary, "worker", "--pipeline", self.pipeline, "--whole", str(file), "--quiet"]
            self._run([*command, "--counts", str(Path(folder) / "counts")], no_lines.getvalue().to_pybytes())

    def merge(self, whole: str, counts: list[str]) -> Merged:
        """Merges the counts of all workers, a JSON line each. Errors with code 4 when rows are missing."""
        with tempfile.TemporaryDirectory(prefix="claimsweep-") as folder:
            file = Path(folder) / "whole.json"
            file.write_text(whole, encoding="utf-8")
            command = [self.binary, "worker", "--stage", "merge", "--pipeline", self.pipeline, "--whole", str(file)]
            merged = json.loads(self._output([*command, "--quiet"], "".join(f"{line}\n" for line in counts).encode()))
        return Merged(
            merged.get("again"),
            merged["accounting"],
            merged["rules"],
            merged.get("input_rejects") or [],
            merged["medians"],
            merged.get("nothing_judged"),
        )

    def _output(self, command: list[str], given: bytes) -> str:
        return self._run(command, given).decode("utf-8")

    def _run(self, command: list[str], given: bytes) -> bytes:
        try:
            done = subprocess.run(command, input=given, capture_output=True, check=False)
        except OSError as error:
            raise SweepError(f"{self.binary}: could not be run on the driver: {error.strerror}") from error
        if done.returncode not in (EXIT_DONE, EXIT_INCOMPLETE):
            words = first_complaint(done.stderr.decode("utf-8", "replace")).removeprefix("claimsweep: ")
            code = EXIT_UNBALANCED if done.returncode == EXIT_UNBALANCED else EXIT_BAD_INPUT
            raise SweepError(words or f"{self.binary}: ended with {done.returncode}", code)
        return done.stdout


def check(merged: Merged, rows: int, findings: dict[str, int]) -> None:
    """Errors with code 4 unless rows and findings as Spark counted them are those the workers counted.

    `findings` are by rule, of the rules whose findings count.
    """
    accounted = sum(n for name, n in merged.accounting.items() if name != "rows_read" and not isinstance(n, bool))
    if rows != accounted or rows != merged.accounting["rows_read"]:
        problem = f"{rows} rows counted by Spark, {accounted} accounted for by workers; nothing was published"
        raise SweepError(f"the accounting identity failed: {problem}", EXIT_UNBALANCED)
    told = set(merged.told())
    flagged = {rule["rule"]: rule["flagged"] for rule in merged.rules if rule["rule"] in told and rule["flagged"]}
    if flagged != findings:
        wrong = next(rule for rule in sorted({*flagged, *findings}) if flagged.get(rule) != findings.get(rule))
        problem = f"{findings.get(wrong, 0)} findings of {wrong} staged, {flagged.get(wrong, 0)} counted by workers"
        raise SweepError(f"{problem}; nothing was published", EXIT_UNBALANCED)
