"""The seven window checks in Polars, over one Parquet or CSV file of canonical claim lines.

Usage: python polars_checks.py FILE
Prints the flagged lines as JSON: {rule: {tier: lines}}.

A scan reads the code first and the other columns only for the rows that pass
(`parallel="prefiltered"`). The few audited lines are kept; the many visits stream past them in a
second scan and are never kept: as fast as one scan for both, with less memory. Everything runs on
the streaming engine. A CSV is parsed once, with its types given; the lines of all wanted codes are kept.
"""

import json
import sys

import polars as pl

from columns import CORE, NEEDED


def codes(text: str) -> list[str]:
    """Expands "99421-99423 G2012" into the list of codes."""
    out = []
    for part in text.split():
        first, _, last = part.partition("-")
        letter = first[0] if first[0].isalpha() else ""
        width = len(first) - len(letter)
        low, high = int(first[len(letter):]), int((last or first)[len(letter):])
        out += [f"{letter}{n:0{width}d}" for n in range(low, high + 1)]
    return out


E_VISIT_EM = codes("99421-99423 99444")
E_VISIT_NQ = codes("98970-98972 G2061-G2063 98969")
CONTACT_EM = codes("99441-99443 98016 G2012 G2252 G2010")
CONTACT_NQ = codes("98966-98968 G2251 G2250")
E_VISIT = E_VISIT_EM + E_VISIT_NQ
SUBJECT = E_VISIT + CONTACT_EM + CONTACT_NQ
NQ_SUBJECT = E_VISIT_NQ + CONTACT_NQ

# Office without 99211, consult, psychiatry: hard on the e-visit's date.
HARD_VISIT = codes("99201-99205 99212-99215 99241-99245 99251-99255 90791 90792 90832-90838")
TELEHEALTH = codes("98000-98015")
VISIT = HARD_VISIT + TELEHEALTH + codes(
    "99211 99217-99226 99231-99236 99238 99239 99281-99285 99291 99292 99304-99310 99315 99316 99318"
    " 99324-99328 99334-99337 99341-99345 99347-99350 99381-99387 99391-99397 G0402 G0438 G0439"
    " 99483 99495-99498 92002 92004 92012 92014"
)
ASSESSMENT = codes(
    "97161-97168 92521-92524 92507 97802-97804 96156 96158 96159 96164 96165 96167 96168 96170 96171 G0108 G0109"
)
AUDITED = SUBJECT + TELEHEALTH + codes(
    "98960-98962 99417 G2212 G0071 99490 99439 99487 99489 99491 99437 99424-99427 99484 G0323"
    " 99492-99494 G2214 G0556-G0558 99453 99454 99457 99458 99091 99473 99474 98975-98981"
    " 98984-98986 93792 93793 99445 99470 99446-99449 99451 99452"
)

EM_EXTENDER = ["50", "89", "97"]
NO_EM_SCOPE = ["15", "62", "64", "65", "67", "68", "71", "80", "E1", "E2"]
TIERS = ["hard", "presumptive", "advisory"]
RULES = [
    "repeat_e_visit", "e_visit_after_related_visit", "e_visit_before_visit", "e_visit_on_visit_day",
    "contact_after_related_visit", "contact_before_visit", "duplicate_line",
]


def opened(path: str) -> pl.LazyFrame:
    """The file: Parquet to be scanned as often as asked, CSV parsed once and narrowed to the codes of any check."""
    if not path.endswith(".csv"):
        return pl.scan_parquet(path, parallel="prefiltered")
    schema = dict.fromkeys(CORE, pl.String) | {"line_number": pl.Int32, "service_date": pl.Date}
    wanted = pl.col("procedure_code").is_in(AUDITED + VISIT + ASSESSMENT)
    return pl.scan_csv(path, schema=schema).filter(wanted).select(NEEDED).collect(engine="streaming").lazy()


def lines(claims: pl.LazyFrame, wanted: list[str]) -> pl.LazyFrame:
    """The paid lines of the wanted codes; the optimizer leaves out columns nobody asks for."""
    present = lambda name: pl.when(pl.col(name) != "").then(pl.col(name))
    return (
        claims.filter(
            pl.col("procedure_code").is_in(wanted),
            pl.col("claim_status").fill_null("paid").is_in(["paid", ""]),
        )
        .select(
            "claim_id", "line_number", "patient_id", "diagnosis_1", "diagnosis_2", "payer",
            day="service_date",
            code="procedure_code",
            npi="rendering_npi",
            tin=present("billing_tin"),
            specialty=present("rendering_specialty"),
            modifier_1=present("modifier_1"),
            modifier_2=present("modifier_2"),
        )
    )


def repeat_e_visit(line: pl.LazyFrame) -> pl.LazyFrame:
    """Lines at most seven days after the nearest earlier one of patient, family and group."""
    group = ["patient_id", "nq", "tin", "npi"]
    order = ["day", "code", "claim_id", "line_number"]
    return (
        line.filter(pl.col("code").is_in(E_VISIT))
        .with_columns(
            nq=pl.col("code").is_in(E_VISIT_NQ),
            npi=pl.when(pl.col("tin").is_null()).then("npi"),
        )
        .sort(order, descending=[False, True, False, False])
        .filter(pl.col("day").diff().over(group) <= pl.duration(days=7))
        .select(lines=pl.len())
    )


def duplicate_line(line: pl.LazyFrame) -> pl.LazyFrame:
    """All but the first of audited lines equal in patient, clinician, day, code, modifiers, payer."""
    modifiers = ["modifier_1", "modifier_2"]
    return (
        line.group_by(
            "patient_id", "npi", "day", "code", "payer",
            least=pl.min_horizontal(modifiers), greatest=pl.max_horizontal(modifiers),
        )
        .len()
        .filter(pl.col("len") > 1)
        .select(lines=(pl.col("len") - 1).sum())
    )


def near_visits(line: pl.LazyFrame, visit: pl.LazyFrame) -> pl.LazyFrame:
    """E-visits and contacts with each visit of their patient, clinician or group within seven days."""
    subject = line.filter(pl.col("code").is_in(SUBJECT)).drop("modifier_1", "modifier_2", "payer")
    other_side = ["day", "code", "npi", "tin", "specialty", "diagnosis_1", "diagnosis_2"]
    visit = visit.select("patient_id", pl.col(other_side).name.prefix("v_"))
    return (
        visit.join(subject, on="patient_id")
        .with_columns(gap=(pl.col("v_day") - pl.col("day")).dt.total_days())
        .filter(
            pl.col("gap").is_between(-7, 7),
            (pl.col("npi") == pl.col("v_npi")) | (pl.col("tin") == pl.col("v_tin")),
            pl.col("code").is_in(NQ_SUBJECT) | ~pl.col("v_code").is_in(ASSESSMENT),
        )
    )


def specialties_equal() -> pl.Expr:
    """Equal, or one side is 50, 89 or 97 and the other is known to be E/M-capable."""
    extender = lambda name: pl.col(name).is_in(EM_EXTENDER)
    capable = lambda name: ~pl.col(name).is_in(NO_EM_SCOPE)
    return (
        (pl.col("specialty") == pl.col("v_specialty"))
        | (extender("specialty") & capable("v_specialty"))
        | (extender("v_specialty") & capable("specialty"))
    ).fill_null(False)


def with_relations(pair: pl.LazyFrame) -> pl.LazyFrame:
    """Adds the provider relation and the diagnosis relation of each pair."""
    code = lambda name: pl.col(name).str.replace_all(".", "", literal=True).str.to_uppercase()
    counted = lambda name: pl.when(code(name) != "", ~code(name).str.starts_with("Z")).then(code(name))
    left = [counted("diagnosis_1"), counted("diagnosis_2")]
    right = [counted("v_diagnosis_1"), counted("v_diagnosis_2")]
    shared = pl.any_horizontal([(a == b).fill_null(False) for a in left for b in right])
    unknown = pl.coalesce(left).is_null() | pl.coalesce(right).is_null()
    same_clinician = (pl.col("npi") == pl.col("v_npi")).fill_null(False)
    same_group = (pl.col("tin") == pl.col("v_tin")).fill_null(False)
    return pair.with_columns(
        same_clinician=same_clinician,
        strong=same_clinician | (same_group & specialties_equal()),
        same=shared,
        unknown=unknown,
    )


def tier_after() -> pl.Expr:
    """Visit before the subject: related by diagnosis, or not known to be unrelated."""
    strong, same = pl.col("strong"), pl.col("same")
    return pl.when(strong & same).then(1).when(strong & pl.col("unknown")).then(2).when(~strong & same).then(2)


def tier_e_visit_before() -> pl.Expr:
    """Visit one to seven days after the e-visit."""
    strong, inside = pl.col("strong"), pl.col("gap") <= 6
    return pl.when(strong & inside).then(1).when(strong).then(2).when(inside & pl.col("same")).then(2)


def tier_same_day() -> pl.Expr:
    """Visit on the e-visit's own date."""
    clinician = pl.col("same_clinician")
    other_way = (pl.col("v_code") == "99212") & pl.col("code").is_in(["99422", "99423"])
    hard = clinician & pl.col("v_code").is_in(HARD_VISIT) & ~other_way
    return pl.when(hard).then(0).when(pl.col("strong")).then(1).otherwise(2)


def tier_contact_before() -> pl.Expr:
    """Visit one to three days after the contact."""
    strong, same, gap = pl.col("strong"), pl.col("same"), pl.col("gap")
    return (
        pl.when(strong & same & (gap == 1)).then(1)
        .when(strong & (gap == 1)).then(2)
        .when(strong & same & (gap <= 3)).then(2)
    )


def visit_checks(line: pl.LazyFrame, visit: pl.LazyFrame) -> pl.LazyFrame:
    """The five checks against visits; a pair belongs to one of them by its subject and its gap."""
    gap, e_visit = pl.col("gap"), pl.col("code").is_in(E_VISIT)
    rule = (
        pl.when(e_visit & (gap < 0)).then(1).when(e_visit & (gap > 0)).then(2).when(e_visit).then(3)
        .when(gap <= 0).then(4).otherwise(5)
    )
    tier = (
        pl.when(pl.col("rule").is_in([1, 4])).then(tier_after())
        .when(pl.col("rule") == 2).then(tier_e_visit_before())
        .when(pl.col("rule") == 3).then(tier_same_day())
        .otherwise(tier_contact_before())
    )
    return (
        with_relations(near_visits(line, visit))
        .with_columns(rule=rule)
        .with_columns(tier=tier)
        .drop_nulls("tier")
        .group_by("rule", "claim_id", "line_number")
        .agg(pl.col("tier").min())
        .select("rule", "tier")
    )


def counts(path: str) -> dict[str, dict[str, int]]:
    """Runs every check and counts the flagged lines by rule and tier."""
    claims = opened(path)
    line = lines(claims, AUDITED).collect(engine="streaming").lazy()
    visit = lines(claims, VISIT + ASSESSMENT)
    queries = [visit_checks(line, visit), repeat_e_visit(line), duplicate_line(line)]
    visits, repeats, duplicates = pl.collect_all(queries, engine="streaming")
    out = {rule: {} for rule in RULES}
    for rule, tier, n in visits.group_by("rule", "tier").len().rows():
        out[RULES[rule]][TIERS[tier]] = n
    out["repeat_e_visit"]["flagged"] = repeats.item()
    out["duplicate_line"]["hard"] = duplicates.item()
    return out


if __name__ == "__main__":
    print(json.dumps(counts(sys.argv[1])))
