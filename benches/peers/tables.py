"""Markdown tables of what was measured, and the comparison of the answers."""

from measure import Runs


def markdown(heads: list[str], rows: list[list[str]], numbers_from: int = 1) -> str:
    """A table; columns from `numbers_from` on are set to the right."""
    rule = ["---"] * numbers_from + ["---:"] * (len(heads) - numbers_from)
    shown = [f"| {' | '.join(row)} |" for row in [heads, *rows]]
    return "\n".join([shown[0], f"|{'|'.join(rule)}|", *shown[1:]])


def measured(results: dict[str, Runs]) -> str:
    """A row per job: wall, processor and memory."""
    heads = ["what", "wall s", "min–max s", "processor s", "peak MiB"]
    span = lambda runs: f"{min(runs.walls):.2f}–{max(runs.walls):.2f}"
    cells = lambda runs: [f"{runs.wall():.2f}", span(runs), f"{runs.cpu():.2f}", f"{runs.peak():.0f}"]
    return markdown(heads, [[name, *cells(runs)] for name, runs in results.items()])


def counts(results: dict[str, Runs]) -> tuple[str, bool]:
    """The counts of every job that has some, and whether all of all rounds agree."""
    answers = {name: runs.answers for name, runs in results.items() if runs.answers}
    every = [answer for of_job in answers.values() for answer in of_job]
    rows = []
    for key in sorted({key for answer in every for key in answer}):
        seen = [sorted({answer.get(key, 0) for answer in of_job}) for of_job in answers.values()]
        cells = [" or ".join(map(str, values)) for values in seen]
        differs = len({n for values in seen for n in values}) > 1
        rows.append([*key, *cells, "**differs**" if differs else "yes"])
    agree = all(answer == every[0] for answer in every)
    return markdown(["rule", "tier", *answers, "agree"], rows, 2), agree
