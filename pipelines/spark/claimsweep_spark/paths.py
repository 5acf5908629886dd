"""Finds the files behind paths, globs and folders, as the program's own `src/load/paths.rs` and `found.rs` do. Of files
below folders it opens those whose name says nothing, to see whether they are Parquet.

Spark's listing is not used for it: it passes over names that begin with `_`, knows no `**`, and takes brackets in a
name that is meant literally for a glob.
"""

from __future__ import annotations

import fnmatch
import os.path
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
# What files of operating systems, of programs at work and of finished jobs are called.
_SYSTEM_STARTS = ("~$", "._", ".~lock", "_committed_", "_started_")
_SYSTEM_NAMES = frozenset((".ds_store", "thumbs.db", "desktop.ini", "_success", ".gitkeep", ".gitignore"))
# How every Parquet file begins.
_MAGIC = b"PAR1"
_ROOT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?/?|/")


@dataclass
class Found:
    """Files that are read, written as given, and files below folders that are not, with the reason."""

    files: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)


def expand(tree: Tree, patterns: Iterable[str]) -> Found:
    """The files behind paths, globs and folders. Errors when there is none.

    What exists under the name given is meant, whatever signs are in it. A folder stands for every data file below it; a
    glob for the files it matches, and only when it matches none for the data files below the folders it matches.
    """
    found = Found()
    for pattern in patterns:
        kind = tree.kind(pattern)
        if kind == "file":
            found.files.add(pattern)
        elif kind == "folder":
            _below(tree, pattern, [pattern], found)
        else:
            _matches(tree, pattern, found)
    return found


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


def _below(tree: Tree, asked: str, folders: list[str], found: Found) -> None:
    """Adds what lies below folders; each real folder once, as a link may lead back to one above it."""
    waiting, seen = list(folders), set[str]()
    n_before = len(found.files)
    while waiting:
        folder = waiting.pop()
        real = tree.real(folder)
        if real in seen:
            continue
        seen.add(real)
        for name in tree.names(folder):
            if name in _TABLES:
                raise SweepError(f"{asked}: is a {_TABLES[name]} table: export the present version as Parquet")
            if _is_system_file(name):
                continue
            path = os.path.join(folder, name)
            is_folder = tree.kind(path) == "folder"
            reason = _reason_against(tree, path, name, is_folder)
            if reason:
                found.left_out[path] = reason
            elif is_folder:
                waiting.append(path)
            else:
                found.files.add(path)
    if len(found.files) == n_before:
        first = "".join(f"; {path}: {reason}" for path, reason in sorted(found.left_out.items())[:1])
        raise SweepError(f"{asked}: is a folder without Parquet files{first}")


def _reason_against(tree: Tree, path: str, name: str, is_folder: bool) -> str:
    """Why something below a folder is passed over; empty when it is not."""
    if is_folder and name in _NOTES:
        return "a folder of a program's notes on the data beside it"
    if name.startswith("."):
        return "a hidden folder" if is_folder else "a hidden file"
    if is_folder or has_data_name(name) or tree.begins_with(path, _MAGIC):
        return ""
    return "is not Parquet, which is all that is read on Spark"


def _is_system_file(name: str) -> bool:
    """Files of operating systems and of programs at work, and the marks of finished jobs: they never hold data."""
    is_checksum = name.startswith(".") and name.endswith(".crc")
    return is_checksum or name.startswith(_SYSTEM_STARTS) or name.lower() in _SYSTEM_NAMES


def _matches(tree: Tree, pattern: str, into: Found) -> None:
    """Adds the files a glob matches; when it matches folders only, the data files below them."""
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
        into.files.update(found["file"])
        return
    if found["folder"]:
        _below(tree, pattern, found["folder"], into)
        return
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
