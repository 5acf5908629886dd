"""Which files are read: those that the program on one machine reads, by the names it gives them, or none at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claimsweep_spark.errors import SweepError
from claimsweep_spark.paths import Found, expand, has_data_name
from claimsweep_spark.read import folder_columns
from claimsweep_spark.trees import LocalTree, literal, plain_path

FILES = (
    "a.parquet",
    "_b.parquet",
    ".hidden.parquet",
    "notes.md",
    "_sub/c.parquet",
    "x/d.parquet",
    "x/without an ending",
    "x/_spark_metadata/0",
    "x/y/e.parquet",
    "x/.git/f.parquet",
    "cl[1]/h.parquet",
    "cl1/i.parquet",
    "{p,q}/j.parquet",
)
PATTERNS = (
    "t",
    "./t/",
    "t/*.parquet",
    "./t/*.parquet",
    "t//*.parquet",
    "u/**/*.parquet",
    "u/**/**/e.parquet",
    "u/**",
    "t/*/*.parquet",
    "t/cl[1]",
    "t/cl[1]/*",
    "t/cl[!2-9]/*.parquet",
    "t/cl?",
    "t/{p,q}/*",
    "t/x/*",
    "t/x/*/",
    "t/x/../x/*.p*",
    "[t]/x",
    "*.parquet",
    "t/nothing*",
    "t/a**",
    "t/a[",
)


def test_paths_globs_and_folders_stand_for_the_files_the_program_reads(
    binary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = {"claim_id": "c", "patient_id": "p", "rendering_npi": "1", "service_date": "2025-01-02", "procedure_code": "99213"}
    for name in (*(f"t/{name}" for name in FILES), "z.parquet"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist([line]), name)
    Path("t/notes.md").write_text("Notes on the data.\n")
    shutil.copytree("t", "u")
    Path("t/x/up").symlink_to("..")
    for pattern in PATTERNS:
        try:
            found = expand(LocalTree(), [pattern])
        except SweepError as error:
            assert "\n" not in str(error)
            found = Found()
        done = subprocess.run([binary, "audit", "--claims", pattern, "--out", "r"], capture_output=True, check=False)
        is_read = done.returncode in (0, 3)
        told = json.loads(Path("r/summary.json").read_text()) if is_read else {"files": []}
        assert sorted(found.files) == [file["file"] for file in told["files"]], f"{pattern}: {done.stderr.decode()}"
        assert sorted(found.left_out) == [file["file"] for file in told.get("files_left_out", [])], pattern
    # The program goes round forty times here.
    with pytest.raises(SweepError, match="a link to a folder above it"):
        expand(LocalTree(), ["t/**/*.parquet"])


@pytest.mark.parametrize("log", ["_delta_log", ".hoodie"])
def test_tables_with_a_log_of_their_own_are_refused(tmp_path: Path, log: str) -> None:
    for name in ("a.parquet", f"{log}/b.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(SweepError, match="table: export the present version as Parquet"):
        expand(LocalTree(), [str(tmp_path)])


def test_names_are_data_or_not_and_are_told_literally() -> None:
    assert all(map(has_data_name, ("a.csv", "A.CSV", "a.b.txt", "a.csv.gz", "a.zip", "a.gz", "a.parquet.zst", "_a.csv")))
    assert not any(map(has_data_name, ("_SUCCESS", "a.crc", "a.xlsx", "a.tar.gz", "csv", ".csv", "README.md", "a.csv.bak")))
    assert literal("a[1]/{b}*?\\") == "a\\[1\\]/\\{b\\}\\*\\?\\\\"
    assert plain_path("file:///a%20b/c%2520") == "/a b/c%20"
    assert plain_path("s3a://bucket/a%20b") == "s3a://bucket/a b"


def test_folders_name_columns_each_time_they_do() -> None:
    path = "a/payer=x/payer=__HIVE_DEFAULT_PARTITION__/Units=%31/=y/f=1.parquet"
    assert folder_columns(path, ["UNITS"]) == [("payer", "x"), ("payer", "")]


def test_what_links_and_dots_lead_to_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "far/claims").mkdir(parents=True)
    (tmp_path / "far/a.parquet").touch()
    (tmp_path / "near").symlink_to("far/claims")
    tree = LocalTree()
    assert tree.full(f"{tmp_path}/near/../a.parquet") == os.path.realpath(tmp_path / "far/a.parquet")
    assert tree.full(f"{tmp_path}/near") == f"{tmp_path}/near"
