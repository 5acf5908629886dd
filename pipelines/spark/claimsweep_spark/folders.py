"""Folders on whatever file system Spark writes to: made private, published by one rename, removed. Writes no tables."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pyspark.sql import SparkSession

from .errors import SweepError

SUMMARY = "summary.json"
PROGRAM = "claimsweep-spark"
_PRIVATE = "700"


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

    def is_ours(self) -> bool:
        """Whether it holds the output of an earlier run, or nothing."""
        system = self._system()
        if not self.exists() or (system.isDirectory(self._path()) and not system.listStatus(self._path())):
            return True
        summary = self.below(SUMMARY)
        if not summary.exists():
            return False
        lines = self.spark.read.text(summary.path, wholetext=True).collect()
        try:
            return bool(json.loads(lines[0][0]).get("program") == PROGRAM)
        except (ValueError, IndexError, AttributeError):
            return False

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
    jsc: Any = spark.sparkContext._jsc
    is_local = "://" not in path and jsc.hadoopConfiguration().get("fs.defaultFS").startswith("file:")
    return os.path.abspath(path) if is_local and not path.startswith("file:") else path


def refuse_foreign(out: Folder) -> None:
    """Errors when a folder would be replaced that no run of ours has written."""
    if not out.is_ours():
        raise SweepError(f"{out.path}: is there already and holds no report of {PROGRAM}; it was left alone")


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
    """Puts a finished folder in the place of `out`. Where renames are atomic, readers see the old one or the new."""
    old = out.hidden_sibling("old")
    replaces = out.exists()
    if replaces:
        out.rename(old)
    try:
        finished.rename(out)
    except Exception:
        if replaces:
            old.rename(out)
        raise
    if replaces:
        old.remove()
