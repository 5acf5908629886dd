"""The figures that have a target: computed from what was measured, and held against it."""

from dataclasses import dataclass

import engines
from groups import LIMIT, limited
from measure import Runs, ratio, without

Group = dict[str, Runs]
MISSING = "not measured"


@dataclass
class Figure:
    """A line of the table of targets."""

    what: str
    value: float | None
    target: float | None
    at_least: bool = False
    unit: str = "×"
    note: str = ""

    def cells(self) -> list[str]:
        """What, measured, target, whether it is met."""
        digits = 2 if self.unit == "×" else 0
        show = lambda number: f"{number:.{digits}f}{'' if self.unit == '×' else ' '}{self.unit}"
        value = MISSING if self.value is None else show(self.value) + self.note
        if self.target is None:
            return [self.what, value, "", ""]
        target = f"{'≥' if self.at_least else '≤'} {show(self.target)}"
        return [self.what, value, target, "" if self.value is None else self.verdict()]

    def verdict(self) -> str:
        """`yes`, or `no` in bold."""
        met = self.value >= self.target if self.at_least else self.value <= self.target
        return "yes" if met else "**no**"


def walls(group: Group, over: str, under: str) -> float | None:
    """The paired ratio of two jobs' times; nothing when one was not measured."""
    both = over in group and under in group
    return ratio(group[over].walls, group[under].walls) if both else None


def peaks(group: Group, over: str, under: str) -> float | None:
    """The paired ratio of two jobs' peaks."""
    both = over in group and under in group
    return ratio(group[over].peaks, group[under].peaks) if both else None


def net(group: Group, peer: str, ours: str, peer_over: bool) -> str:
    """The ratio again with the peer's start-up taken off, in brackets."""
    start = engines.start_of(peer)
    if not {peer, ours, start} <= set(group):
        return ""
    theirs = without(group[peer].walls, group[start].walls)
    if min(theirs) <= 0:
        return ""
    pair = (theirs, group[ours].walls) if peer_over else (group[ours].walls, theirs)
    return f" ({ratio(*pair):.2f}× without start-up)"


def against_decoding(group: Group) -> list[Figure]:
    """All rules against the fastest way to decode the columns, and against each."""
    found = sorted((name for name in engines.FLOORS if name in group), key=lambda name: group[name].wall())
    if not found:
        return [Figure("all rules ÷ decoding", None, 2.0)]
    row = lambda name, target: Figure(
        f"all rules ÷ {name}", walls(group, "all rules", name), target, note=net(group, name, "all rules", False)
    )
    return [row(found[0], 2.0), *(row(name, None) for name in found[1:])]


def against_peers(group: Group, kind: str, faster: dict[str, float], memory: dict[str, float]) -> list[Figure]:
    """Every peer against all rules and against the seven checks; targets by the peer's name."""
    out = []
    for ours in ["all rules", "the seven checks"]:
        for name in [name for name, (_, _, _, kinds) in engines.PEERS.items() if kind in kinds]:
            suffix = ", CSV" if kind == ".csv" else ""
            peer, mine = name + suffix, ours + suffix
            time = walls(group, peer, mine)
            note = net(group, peer, mine, True)
            out.append(Figure(f"{peer} ÷ {mine}: time", time, faster.get(name), True, note=note))
            out.append(Figure(f"{mine} ÷ {peer}: peak memory", peaks(group, mine, peer), memory.get(name)))
    return out


def scaling(group: Group, lines: int) -> list[Figure]:
    """Time per tenfold size, and memory at the largest; what was not run stays as a row."""
    name = lambda size: f"{size:,} lines"
    peak = lambda job: group[job].peak() if job in group else None
    sizes = [lines // 10, lines, lines * 10]
    big, small = name(sizes[2]), limited(sizes[2])
    limit = float(LIMIT.removesuffix("MiB"))
    out = [Figure(f"{name(b)} ÷ {name(a)}", walls(group, name(b), name(a)), 11.0) for a, b in zip(sizes, sizes[1:])]
    out += [Figure(f"peak memory of {name(size)}", peak(name(size)), None, unit="MiB") for size in sizes[:2]]
    out.append(Figure(f"peak memory of {big}", peak(big), 2048.0, unit="MiB"))
    out.append(Figure(f"{small} ÷ without a limit", walls(group, small, big), 2.0))
    out.append(Figure(f"peak memory of {small}", peak(small), limit, unit="MiB"))
    return out


def start_up(group: Group) -> list[Figure]:
    """The two commands that read nothing, in milliseconds."""
    return [Figure(f"`{name}`", runs.wall() * 1000, 50.0, unit="ms") for name, runs in group.items()]


def all_of(parquet: Group, csv: Group, scale: Group, start: Group, lines: int) -> list[Figure]:
    """Every figure, in the order of the table."""
    return [
        *against_decoding(parquet),
        *against_peers(parquet, ".parquet", {"DuckDB": 5.0, "Polars": 5.0}, {"DuckDB": 1 / 3}),
        *against_peers(csv, ".csv", {"DuckDB": 3.0}, {}),
        *scaling(scale, lines),
        Figure("all rules ÷ one rule", walls(parquet, "all rules", "one rule"), 1.25),
        *start_up(start),
        Figure("one thread ÷ two", walls(parquet, "all rules, one thread", "all rules, two threads"), 1.6, True),
    ]
