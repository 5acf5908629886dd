"""Finds the files behind paths, globs and folders, as the program's own `src/load/paths.rs` does. Opens no file.

Spark's listing is not used for it: it passes over names that begin with `_`, knows no `**`, and takes brackets in a
name that is meant literally for a glob.
"""

from __future__ import annotations

import fnmatch
import os.path
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from .errors import SweepError
from .trees import Tree

# Endings of the files that a folder stands for, and what may stand behind them.
_DATA = frozenset(("csv", "txt", "tsv", "psv", "dat", "parquet", "837", "835", "x12", "edi"))
_PACKED = frozenset(("gz", "zst", "zip"))
# Folders in which programs keep notes on the data beside them.
_NOTES = frozenset(("_temporary", "_spark_metadata"))
# Folders that make the one around them a table some of whose files are no longer current.
_TABLES = {"_delta_log": "Delta Lake", ".hoodie": "Hudi"}
_ROOT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?/?|/")


def expand(tree: Tree, patterns: Iterable[str]) -> list[str]:
    """The files behind paths, globs and folders, sorted, each once, written as given. Errors when there is none.

    What exists under the name given is meant, whatever signs are in it. A folder stands for every data file below it; a
    glob for the files it matches, and only when it matches none for the data files below the folders it matches.
    """
    files: set[str] = set()
    for pattern in patterns:
        kind = tree.kind(pattern)
        if kind == "file":
            files.add(pattern)
        else:
            files.update(_below(tree, pattern, [pattern]) if kind == "folder" else _matches(tree, pattern))
    return sorted(files)


def has_data_name(name: str) -> bool:
    """Whether a file is called like data."""
    stem, end = _split(name)
    if end not in _PACKED:
        return end in _DATA
    inner = _split(stem)[1]
    return not inner or inner in _DATA


def _split(name: str) -> tuple[str, str]:
    # A dot that begins a name begins no ending.
    stem, dot, end = name.rpartition(".")
    return (stem, end.lower()) if dot and stem else (name, "")


def _below(tree: Tree, asked: str, folders: list[str]) -> list[str]:
    """The data files below folders; each real folder once, as a link may lead back to one above it."""
    waiting, seen, files = list(folders), set[str](), list[str]()
    while waiting:
        folder = waiting.pop()
        real = tree.real(folder)
        if real in seen:
            continue
        seen.add(real)
        for name in tree.names(folder):
            if name in _TABLES:
                raise SweepError(f"{asked}: is a {_TABLES[name]} table: export the present version as Parquet")
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            if tree.kind(path) == "folder":
                if name not in _NOTES:
                    waiting.append(path)
            elif has_data_name(name):
                files.append(path)
    if not files:
        raise SweepError(f"{asked}: is a folder without Parquet files (their names end in .parquet)")
    return files


def _matches(tree: Tree, pattern: str) -> list[str]:
    """The files a glob matches; when it matches folders only, the data files below them."""
    root = _ROOT.match(pattern)
    start = root.group(0) if root else "."
    parts = pattern[root.end() if root else 0 :].split("/")
    wants_folders = parts[-1] == ""
    parts = parts[:-1] if wants_folders else parts
    _refuse_bad_parts(pattern, parts)
    found: dict[Literal["file", "folder", ""], list[str]] = {"file": [], "folder": [], "": []}
    for path in _walk(tree, start, parts, ()) if parts else ():
        found[tree.kind(path)].append(path)
    if found["file"] and not wants_folders:
        return found["file"]
    if found["folder"]:
        return _below(tree, pattern, found["folder"])
    raise SweepError(f"{pattern}: no such file or folder, or nothing matches it")


def _walk(tree: Tree, folder: str, parts: list[str], above: tuple[str, ...]) -> Iterator[str]:
    """What below a folder matches the parts of a glob. `above`: the real folders that a `**` has come through."""
    first, rest = parts[0], parts[1:]
    if first == "**":
        yield from _through(tree, folder, rest, above)
    elif not _is_glob(first):
        path = _join(folder, first)
        if tree.kind(path):
            yield from _walk(tree, path, rest, ()) if rest else (path,)
    elif tree.kind(folder) == "folder":
        name_fits = re.compile(fnmatch.translate(first)).match
        for name in sorted(filter(name_fits, tree.names(folder))):
            path = _join(folder, name)
            yield from _walk(tree, path, rest, ()) if rest else (path,)


def _through(tree: Tree, folder: str, rest: list[str], above: tuple[str, ...]) -> Iterator[str]:
    """What matches `**` and the parts behind it: at this level and at all below."""
    while rest and rest[0] == "**":
        rest = rest[1:]
    if rest:
        yield from _walk(tree, folder, rest, ())
    if tree.kind(folder) != "folder":
        return
    real = tree.real(folder)
    if real in above:
        raise SweepError(f"{folder}: is a link to a folder above it, through which `**` would go round for ever")
    for name in tree.names(folder):
        path = _join(folder, name)
        if tree.kind(path) == "folder":
            if not rest:
                yield path
            yield from _through(tree, path, rest, (*above, real))


def _join(folder: str, name: str) -> str:
    return name if folder == "." else os.path.join(folder, name)


def _is_glob(part: str) -> bool:
    return any(sign in part for sign in "*?[")


def _refuse_bad_parts(pattern: str, parts: list[str]) -> None:
    for part in parts:
        if "**" in part and part != "**":
            raise SweepError(f"{pattern}: `**` must stand alone between slashes")
        # Behind `[` and `[!` a `]` means itself.
        if "[" in re.sub(r"\[!?.[^]]*\]", "", part, flags=re.DOTALL):
            raise SweepError(f"{pattern}: `[` is not closed, and there is no file of that name")
