"""Folders to look for claims in: those of this machine, and those of the file systems that Spark reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, Protocol
from urllib.parse import unquote

from pyspark.sql import SparkSession

from .errors import SweepError

Kind = Literal["file", "folder", ""]


class Tree(Protocol):
    """Where files are looked for."""

    def kind(self, path: str) -> Kind:
        """What lies at a path, through links; empty for nothing."""

    def names(self, folder: str) -> list[str]:
        """The names in a folder. Errors when it cannot be read, or a name is not UTF-8."""

    def real(self, path: str) -> str:
        """The same for all ways that lead to one folder."""

    def full(self, path: str) -> str:
        """The whole path, without escapes: absolute on this machine, elsewhere with scheme and host."""

    def begins_with(self, path: str, sign: bytes) -> bool:
        """Whether a file's first bytes are these. Errors when it cannot be read."""


def tree_of(spark: SparkSession, path: str) -> Tree:
    """The file system that a path lies on."""
    return LocalTree() if is_local(spark, path) else HadoopTree(spark)


def is_local(spark: SparkSession, path: str) -> bool:
    """Whether a path is one of this machine: without a scheme, where Spark's file system is this machine's too."""
    jsc: Any = spark.sparkContext._jsc
    default = jsc.hadoopConfiguration().get("fs.defaultFS") or "file:"
    return "://" not in path and not path.startswith("file:") and default.startswith("file:")


def without_scheme(path: str) -> str:
    """A path as the user wrote it, but for the `file:` of a local one."""
    return "/" + path.removeprefix("file:").lstrip("/") if path.startswith("file:") else path


def plain_path(uri: str) -> str:
    """A path out of a URI of Spark: local files lose `file:` and their escapes, others keep scheme and host."""
    return unquote(without_scheme(uri)) if uri.startswith("file:") or "://" in uri else uri


def literal(path: str) -> str:
    """A path in which nothing is a glob to Spark."""
    return "".join("\\" + sign if sign in "{}[]*?\\" else sign for sign in path)


class LocalTree:
    """The files of this machine."""

    def kind(self, path: str) -> Kind:
        """What lies at a path."""
        return "file" if os.path.isfile(path) else "folder" if os.path.isdir(path) else ""

    def names(self, folder: str) -> list[str]:
        """The names in a folder."""
        try:
            names = os.listdir(folder)
        except OSError as error:
            raise SweepError(f"{folder}: could not be read: {error.strerror}") from error
        for name in names:
            try:
                name.encode()
            except UnicodeEncodeError as error:
                raise SweepError(f"{folder}: holds a file whose name is not UTF-8; rename it") from error
        return names

    def real(self, path: str) -> str:
        """The path without links."""
        return os.path.realpath(path)

    def full(self, path: str) -> str:
        """The absolute path. What stands before `..` may be a link, which must be followed first."""
        folder, name = os.path.split(path)
        has_up = ".." in folder.split("/")
        return os.path.join(os.path.realpath(folder), name) if has_up else os.path.abspath(path)


    def begins_with(self, path: str, sign: bytes) -> bool:
        """Whether a file's first bytes are these."""
        try:
            with open(path, "rb") as file:
                return file.read(len(sign)) == sign
        except OSError as error:
            raise SweepError(f"{path}: could not be read: {error.strerror}") from error


@contextmanager
def _asking(path: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        java = getattr(error, "java_exception", None)
        kind = java.getClass().getSimpleName() if java is not None else type(error).__name__
        raise SweepError(f"{path}: could not be looked for on its file system ({kind})") from error


class HadoopTree:
    """The files of any other system, by Hadoop. Remembers what it has listed: each question takes a journey."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self.known: dict[str, Kind] = {}

    def kind(self, path: str) -> Kind:
        """What lies at a path."""
        if path not in self.known:
            with _asking(path):
                there, system = self._there(path)
                status = system.getFileStatus(there) if path and system.exists(there) else None
            self.known[path] = "" if status is None else "folder" if status.isDirectory() else "file"
        return self.known[path]

    def names(self, folder: str) -> list[str]:
        """The names in a folder."""
        with _asking(folder):
            there, system = self._there(folder)
            entries = list(system.listStatus(there))
        names = []
        for status in entries:
            name = str(status.getPath().getName())
            self.known[os.path.join(folder, name)] = "folder" if status.isDirectory() else "file"
            names.append(name)
        return names

    def real(self, path: str) -> str:
        """The whole path: these systems have no links that are followed."""
        return self.full(path)

    def full(self, path: str) -> str:
        """The path with scheme and host."""
        there, system = self._there(path)
        return str(system.makeQualified(there).toString())

    def begins_with(self, path: str, sign: bytes) -> bool:
        """Whether a file's first bytes are these."""
        with _asking(path):
            there, system = self._there(path)
            stream = system.open(there)
            try:
                return all(stream.read() == byte for byte in sign)
            finally:
                stream.close()

    def _there(self, path: str) -> tuple[Any, Any]:
        context: Any = self.spark.sparkContext
        there = context._jvm.org.apache.hadoop.fs.Path(path)
        return there, there.getFileSystem(context._jsc.hadoopConfiguration())
