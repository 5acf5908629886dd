"""Folders on whatever file system Spark writes to: made private, published by one rename, removed. Writes no tables."""

from __future__ import annotations

import json
import os.path
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pyspark.sql import SparkSession

from .errors import SweepError
from .trees import is_local, literal

SUMMARY = "summary.json"
PROGRAM = "claimsweep-spark"
_PRIVATE = "700"
# What lies in a report, with the notes of Hadoop (checksums of local files) and of Databricks.
_PARTS = r"(part-[^/]+\.parquet|_SUCCESS|_(started|committed)_[0-9]+)"
_PLACES = r"(findings/((rule|service_month)=[^/]*/)?|rule_runs/|rejects/)"
_OURS = re.compile(rf"summary\.json|\.summary\.json\.crc|{_PLACES}({_PARTS}|\.{_PARTS}\.crc)")


@dataclass(frozen=True)
class Folder:
    """A folder by its path, with the file system it lies on."""

    spark: SparkSession
    path: str

    def below(self, name: str) -> Folder:
        """The folder or file of that name in it."""
        return Folder(self.spark, f"{self.path.rstrip('/')}/{name}")

    def hidden_sibling(self, purpose: str) -> Folder:
        """A folder beside it whose name begins with a dot; no two runs have the same."""
        parent, _, name = self.path.rstrip("/").rpartition("/")
        beside = f".{name}.{purpose}-{uuid4().hex[:12]}"
        return Folder(self.spark, f"{parent}/{beside}" if "/" in self.path.rstrip("/") else beside)

    def to_read(self) -> str:
        """Its path as Spark's readers take it, for whom brackets are a glob."""
        return literal(self.path)

    def exists(self) -> bool:
        """Whether anything is there."""
        return bool(self._system().exists(self._path()))

    def make(self) -> None:
        """Makes it, for its owner only where the file system knows owners."""
        permission = self._jvm().org.apache.hadoop.fs.permission.FsPermission(_PRIVATE)
        self._system().mkdirs(self._path(), permission)
        # The umask of a file system may have narrowed what was asked, never widened; some ignore it altogether.
        self._system().setPermission(self._path(), permission)

    def remove(self) -> None:
        """Removes it with all that is in it."""
        self._system().delete(self._path(), True)

    def rename(self, target: Folder) -> None:
        """Renames it. Errors when the file system says no."""
        if not self._system().rename(self._path(), target._path()):
            raise SweepError(f"{self.path} could not be renamed to {target.path}")

    def write_text(self, name: str, text: str) -> None:
        """Writes a file in it."""
        out = self._system().create(self.below(name)._path(), False)
        try:
            out.write(bytearray(text.encode()))
        finally:
            out.close()

    def read_text(self, name: str) -> str:
        """What a file in it says. Errors when it is not there."""
        stream = self._system().open(self.below(name)._path())
        try:
            return str(self._jvm().org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()

    def foreign(self) -> str | None:
        """What no run of ours has put there; None when it holds the output of an earlier run, or nothing."""
        if not self.exists():
            return None
        if not self._system().isDirectory(self._path()):
            return "it is not a folder"
        entries = self._below()
        if SUMMARY in entries and not self._has_our_summary():
            return f"`{SUMMARY}` in it is not of {PROGRAM}"
        has_summary = SUMMARY in entries
        found = next((name for name in sorted(entries) if not (has_summary and _OURS.fullmatch(name))), None)
        return f"`{found}` in it was not written by {PROGRAM}" if found else None

    def _has_our_summary(self) -> bool:
        try:
            return bool(json.loads(self.read_text(SUMMARY)).get("program") == PROGRAM)
        except (ValueError, AttributeError):
            return False

    def _below(self) -> list[str]:
        """The paths of all files in it, and of folders in which there is nothing, as seen from here."""
        found, waiting = list[str](), [""]
        while waiting:
            folder = waiting.pop()
            entries = list(self._system().listStatus(self.below(folder)._path() if folder else self._path()))
            if folder and not entries:
                found.append(folder)
            for entry in entries:
                name = f"{folder}/{entry.getPath().getName()}".lstrip("/")
                (waiting if entry.isDirectory() else found).append(name)
        return found

    def _jvm(self) -> Any:
        return self.spark.sparkContext._jvm

    def _path(self) -> Any:
        return self._jvm().org.apache.hadoop.fs.Path(self.path)

    def _system(self) -> Any:
        jsc: Any = self.spark.sparkContext._jsc
        return self._path().getFileSystem(jsc.hadoopConfiguration())


def resolved(spark: SparkSession, path: str) -> str:
    """A path that means the same to Spark: relative local ones count from this process's folder, not from that in which
    its Java half was started."""
    return os.path.abspath(path) if is_local(spark, path) else path


def refuse_foreign(out: Folder) -> None:
    """Errors when anything would be replaced that no run of ours has written."""
    foreign = out.foreign()
    if foreign:
        raise SweepError(f"{out.path}: is there already, and {foreign}; it was left alone: move it away")


@contextmanager
def passing(folder: Folder) -> Iterator[Folder]:
    """A private folder that is gone afterwards, whatever happens."""
    folder.make()
    try:
        yield folder
    finally:
        if folder.exists():
            folder.remove()


def publish(finished: Folder, out: Folder) -> None:
    """Puts a finished folder in the place of `out`. Where renames are atomic, readers see the old one or the new.

    Errors when another run has put its report there meanwhile: most file systems then rename *into* that report.
    """
    refuse_foreign(out)
    own_words = finished.read_text(SUMMARY)
    old = out.hidden_sibling("old")
    replaces = out.exists()
    if replaces:
        out.rename(old)
    failure: Exception | None = None
    try:
        finished.rename(out)
    except Exception as error:
        failure = error
    astray = out.below(finished.path.rpartition("/")[2])
    if failure is None and not astray.exists() and _says(out) == own_words:
        if replaces:
            old.remove()
        return
    if astray.exists():
        astray.remove()
    if replaces and not out.exists():
        old.rename(out)
        replaces = False
    kept = f"; the report from before both lies in {old.path}" if replaces else ""
    if failure is not None and not out.exists():
        raise failure
    raise SweepError(f"{out.path}: another run has published there; its report stays, this one was not published{kept}")


def _says(report: Folder) -> str | None:
    try:
        return report.read_text(SUMMARY)
    except Exception:
        # Taken away by a run that publishes at this moment.
        return None
