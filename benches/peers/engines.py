"""The commands of every engine, and how its answer is read: flagged lines by (rule, tier)."""

import glob
import importlib.util
import json
import sys
from pathlib import Path

from measure import Job

HERE = Path(__file__).resolve().parent
RULES = [
    "repeat_e_visit", "e_visit_after_related_visit", "e_visit_before_visit", "e_visit_on_visit_day",
    "contact_after_related_visit", "contact_before_visit", "duplicate_line",
]
# Name: the library it needs, the script, its further arguments, and the kinds of file it is shown.
PEERS = {
    "DuckDB": ("duckdb", "duckdb_checks.py", ["checks.sql"], (".parquet", ".csv")),
    "DuckDB, plain SQL": ("duckdb", "duckdb_checks.py", ["plain.sql"], (".parquet",)),
    "Polars": ("polars", "polars_checks.py", [], (".parquet", ".csv")),
}
FLOORS = {"decoding, Polars": "polars", "decoding, pyarrow": "pyarrow"}
LIBRARIES = {"DuckDB": "duckdb", "Polars": "polars", "pyarrow": "pyarrow"}


def installed(module: str) -> bool:
    """Whether a library can be imported; it is not imported here."""
    return importlib.util.find_spec(module) is not None


def is_flagged(rule: str, tier: str) -> tuple[str, str]:
    """The key of a count: the tiers of repeat_e_visit are one figure, as in the peers."""
    return rule, "flagged" if rule == "repeat_e_visit" else tier


def peer_answer(text: str) -> dict[tuple[str, str], int]:
    """A peer's counts, without the zeros."""
    return {(rule, tier): n for rule, tiers in json.loads(text).items() for tier, n in tiers.items() if n}


def summary_answer(text: str) -> dict[tuple[str, str], int]:
    """The counts of the seven checks in claimsweep's summary."""
    out: dict[tuple[str, str], int] = {}
    for entry in json.loads(text)["money"]:
        if entry["rule"] in RULES and entry["findings"]:
            key = is_flagged(entry["rule"], entry["tier"])
            out[key] = out.get(key, 0) + entry["findings"]
    return out


def pipeline(claims: Path, report: Path, only: list[str] | None) -> str:
    """A claimsweep pipeline with some rules, or all; repeats are counted the way the peers count them."""
    return "\n".join([
        'name = "bench"',
        "[period]", "all = true",
        "[claims]", f"paths = [{json.dumps(glob.escape(str(claims)))}]",
        "[rules]", *([f"only = {json.dumps(only)}"] if only else []),
        "[rules.repeat_e_visit]", 'model = "pairwise"',
        "[report]", f"dir = {json.dumps(str(report))}", 'formats = ["parquet"]',
        "[gate]", 'fail_on = "never"', "",
    ])


def claimsweep(
    binary: Path, claims: Path, scratch: Path, threads: int, only: list[str] | None = None, more: tuple[str, ...] = ()
) -> Job:
    """A run of claimsweep over a file; every command has a pipeline and a report of its own in the scratch folder."""
    name = f"{len(list(scratch.glob('*.toml')))}"
    config = scratch / f"{name}.toml"
    config.write_text(pipeline(claims, scratch / f"report-{name}", only), encoding="utf-8")
    command = [str(binary), "run", str(config), "--json", "--quiet", "--threads", str(threads), *more]
    counts_all_seven = only is None or set(RULES) <= set(only)
    return Job(command, threads, summary_answer if counts_all_seven else None)


def peers(claims: Path, threads: int) -> dict[str, Job]:
    """The peers that are installed and know the kind of file."""
    script = lambda name, more: [sys.executable, str(HERE / name), str(claims), *more]
    return {
        name: Job(script(file, more), threads, peer_answer)
        for name, (library, file, more, kinds) in PEERS.items()
        if installed(library) and claims.suffix in kinds
    }


def floors(claims: Path, threads: int) -> dict[str, Job]:
    """Decoding the needed columns, with whatever is installed."""
    command = lambda library: [sys.executable, str(HERE / "decode.py"), str(claims), library]
    return {name: Job(command(library), threads) for name, library in FLOORS.items() if installed(library)}


def starts(threads: int) -> dict[str, Job]:
    """Starting the interpreter and importing a library: what a peer spends before it reads anything."""
    command = lambda library: [sys.executable, "-c", f"import json, {library}"]
    return {
        f"starting {name}": Job(command(library), threads)
        for name, library in LIBRARIES.items()
        if installed(library)
    }


def start_of(name: str) -> str:
    """The name of the start-up that a peer's or a floor's time includes."""
    return f"starting {next((known for known in LIBRARIES if known in name), '')}"
