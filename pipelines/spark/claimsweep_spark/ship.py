"""Brings the binary, the pipeline and the files it names to every executor, and finds them there."""

from __future__ import annotations

import atexit
import fnmatch
import glob
import hashlib
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark import SparkContext, SparkFiles

from .errors import SweepError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Shipped:
    """A file on its way: the name Spark knows it by, and its own."""

    shipped: str
    name: str

    def here(self) -> str:
        """Its path on this executor."""
        return SparkFiles.get(self.shipped)


@dataclass(frozen=True)
class Pipeline:
    """What a pipeline file asks for, as far as it concerns Spark: the files beside the claims, the dates it states."""

    path: str
    name: str
    beside: list[str]
    data_from: str | None
    data_through: str | None


def read_pipeline(path: str) -> Pipeline:
    """Reads a pipeline file. Errors when it asks for what cannot be had here: a log of activities, a layout."""
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SweepError(f"{path}: could not be read") from error
    except tomllib.TOMLDecodeError as error:
        raise SweepError(f"{path}: {error}") from error
    if "activity" in content:
        raise SweepError(f"{path}: [activity] is judged on one machine only; take it out to run on Spark")
    layout = _table(content, "claims").get("layout", "canonical")
    if layout != "canonical":
        raise SweepError(f"{path}: layout `{layout}`: on Spark, claim lines must have the canonical columns")
    found = {seen: _matching(path, seen) for seen in (_seen(path, pattern) for pattern in _named(content))}
    beside = sorted({file for files in found.values() for file in files})
    _refuse_confusion(path, found, beside)
    stated = [_table(content, "period").get(key) for key in ("data_from", "data_through")]
    first, last = (None if date is None else str(date) for date in stated)
    return Pipeline(path, str(content.get("name", "")), beside, first, last)


def _refuse_confusion(path: str, found: dict[str, list[str]], beside: list[str]) -> None:
    """Errors when a worker would not find the files by name that the pipeline means: all lie in one folder there."""
    names = [os.path.basename(one) for one in beside]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise SweepError(f"{path}: names two files called {doubled}; executors find files by their name")
    for pattern, files in found.items():
        # What is a file's own name means that file, whatever signs are in it.
        if files == [pattern]:
            continue
        fits = re.compile(fnmatch.translate(os.path.basename(pattern))).match
        other = next((file for file in beside if file not in files and fits(os.path.basename(file))), None)
        if other:
            problem = "executors find files by their name; write a narrower one"
            raise SweepError(f"{path}: the name in {pattern} fits {other} too, and {problem}")


def ship(context: SparkContext, path: str) -> Shipped:
    """Sends a file to the executors, once per content: the second run of a session finds it there.

    Executors that start later fetch it too, so the copy offered stays until this process ends.
    """
    name = os.path.basename(path)
    digest = hashlib.blake2b(digest_size=12)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    shipped = f"claimsweep-{digest.hexdigest()}-{name}"
    key = (str(context.applicationId), shipped)
    if key not in _SENT:
        offered = Path(_offer_folder()) / shipped
        if not offered.exists():
            shutil.copyfile(path, offered)
        context.addFile(str(offered))
        _SENT.add(key)
    return Shipped(shipped, name)


def ship_package(context: SparkContext) -> None:
    """Sends this package, so that executors need no more than pyspark and pyarrow."""
    own = Path(__file__).parent
    digest = hashlib.blake2b(b"".join(file.read_bytes() for file in sorted(own.glob("*.py"))), digest_size=12)
    name = f"claimsweep-{digest.hexdigest()}.zip"
    key = (str(context.applicationId), name)
    if key in _SENT:
        return
    with zipfile.ZipFile(Path(_offer_folder()) / name, "w") as packed:
        for file in sorted(own.glob("*.py")):
            packed.write(file, f"{own.name}/{file.name}")
    context.addPyFile(str(Path(_offer_folder()) / name))
    _SENT.add(key)


_SENT: set[tuple[str, str]] = set()
_OFFERED: list[str] = []


def _offer_folder() -> str:
    """A folder of this process that nobody else can read: consents name patients."""
    if not _OFFERED:
        _OFFERED.append(tempfile.mkdtemp(prefix="claimsweep-"))
        atexit.register(shutil.rmtree, _OFFERED[0], ignore_errors=True)
    return _OFFERED[0]


def _table(content: dict[str, Any], key: str) -> dict[str, Any]:
    table = content.get(key, {})
    return table if isinstance(table, dict) else {}


def _named(content: dict[str, Any]) -> Iterator[str]:
    """Paths and globs of the files beside the claims."""
    for key in ("providers", "consents"):
        path = _table(content, key).get("path")
        if isinstance(path, str):
            yield path
    layout = _table(content, "providers").get("layout", "canonical")
    if isinstance(layout, str) and layout not in ("", "canonical"):
        yield layout
    for value in _table(content, "tables").values():
        for one in value if isinstance(value, list) else [value]:
            path = one.get("path") if isinstance(one, dict) else one
            if isinstance(path, str):
                yield path


def _seen(pipeline: str, pattern: str) -> str:
    """A path of the pipeline, seen from the current folder: `~` and `${NAME}` put in, relative to the pipeline's folder."""

    def value(name: str) -> str:
        found = os.environ.get(name, "")
        if not found:
            raise SweepError(f"{pipeline}: names {pattern}, but the environment variable {name} has no value")
        return found

    if "${" in os.path.basename(pattern):
        raise SweepError(f"{pipeline}: names {pattern}; workers find files by their names: a name cannot be a variable")
    if pattern == "~" or pattern.startswith("~/"):
        pattern = value("HOME") + pattern[1:]
    pattern = re.sub(r"\$\{([^}]*)\}", lambda found: value(found[1]), pattern)
    base = os.path.dirname(pipeline)
    if os.path.isabs(pattern) or not base:
        return pattern
    plain = os.path.join(base, pattern)
    is_glob = re.search(r"[*?\[]", pattern) and not os.path.exists(plain)
    return os.path.join(glob.escape(base), pattern) if is_glob else plain


def _matching(pipeline: str, pattern: str) -> list[str]:
    fitting = [pattern] if os.path.isfile(pattern) else glob.glob(pattern, recursive=True)
    found = [one for one in fitting if os.path.isfile(one)]
    if not found:
        raise SweepError(f"{pipeline}: names {pattern}, which is no file; nothing was sent to the executors")
    return found
