"""Spark and one machine say the same of the same claims."""

from __future__ import annotations

import os
import stat

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.support import Case, with_column


def test_everything_equals_the_audit_on_one_machine(case: Case) -> None:
    case.write(case.synthetic(12_000, seed=7, beside=True))
    case.assert_equal()
    summary = case.summary()
    # What is compared must be there: findings of both stages, of most rules, and money with several claimants.
    assert len({line["rule"] for line in summary["money"]}) > 30
    assert any(line["rule"] == "impossible_day" for line in summary["money"])
    assert sum(line["paid_cents"] for line in summary["money"]) > summary["owned_cents"] > 0
    assert stat.S_IMODE(os.stat(case.out).st_mode) == 0o700


def test_folders_give_columns(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    table = case.synthetic(8_000, seed=11)
    for payer in pc.unique(table["payer"]).to_pylist():
        of_payer = table.filter(pc.equal(table["payer"], payer)).drop_columns(["payer"])
        half = len(of_payer) // 2
        case.write(of_payer.slice(0, half), f"payer={payer}/year=2025/part 1 [x].parquet", 500)
        case.write(of_payer.slice(half), f"payer={payer}/year=2025/part%202.parquet", 500)
    case.write(table.slice(0, 0).drop_columns(["payer"]), "payer=__HIVE_DEFAULT_PARTITION__/empty.parquet")
    monkeypatch.chdir(case.folder)
    outcome = case.assert_equal("claims", partition_by="service_month")
    assert outcome.summary["files"][0] == "claims/payer=__HIVE_DEFAULT_PARTITION__/empty.parquet"
    assert {"medicare", "commercial"} < set(case.findings()["payer"].to_pylist())
    assert next((case.out / "findings").glob("service_month=2025-*"))


def test_files_of_different_columns_and_types(case: Case) -> None:
    table = case.synthetic(6_000, seed=3)
    numbered = case.synthetic(6_000, seed=4, shape="bulk")
    digits = pc.replace_substring_regex(numbered["patient_id"], "[^0-9]", "").cast(pa.int64())
    numbered = numbered.set_column(numbered.schema.get_field_index("patient_id"), "patient_id", digits)
    names = [" Patient  ID" if name == "patient_id" else name.upper() for name in numbered.column_names]
    odd = numbered.rename_columns(names).append_column("note", pa.nulls(6_000, pa.string()))
    case.write(table.drop_columns(["minutes", "start_time", "end_time", "original_claim_id"]), "a.parquet")
    case.write(odd.drop_columns(["MODIFIER_2", "PLACE_OF_SERVICE"]), "b.parquet")
    assert case.assert_equal().summary["findings"] > 100


def test_identifiers_are_cleaned_before_lines_meet(case: Case) -> None:
    table = case.synthetic(6_000, seed=5)
    patients, claims = table["patient_id"].to_pylist(), table["claim_id"].to_pylist()
    spaces = [("", ""), ("  ", ""), ("", "\u00a0\t"), ("\u3000", "")]
    number = {one: str(n) for n, one in enumerate(dict.fromkeys(patients), 10_000)}
    ids = [number[one] + (".0" if n % 3 else "") for n, one in enumerate(patients)]
    dressed: list[str | None] = [one.join(spaces[n % 4]) for n, one in enumerate(ids)]
    for n, nothing in enumerate([None, "", "NULL", " nan ", "N/A", "\\N", "1.5E+15"]):
        dressed[n * 7] = nothing
    claims = [f" {one}" if n % 5 == 0 else one for n, one in enumerate(claims)]
    case.write(with_column(with_column(table, "patient_id", dressed), "claim_id", claims))
    outcome = case.assert_equal()
    assert outcome.code == 3
    assert outcome.summary["accounting"]["rejected"] == 7


def test_patients_who_share_a_claim_number_stay_apart(case: Case) -> None:
    table = case.synthetic(3_000, seed=6, shape="uncorrected")
    # Another patient's replacement names each of these claims as its original, or has its number.
    originals = table.slice(0, 120)
    names = originals["claim_id"].to_pylist()
    replacing = with_column(originals, "patient_id", [f"other {n}" for n in range(120)])
    replacing = with_column(replacing, "claim_frequency", ["7"] * 120)
    new_names = [name if n % 2 else f"new-{n}" for n, name in enumerate(names)]
    replacing = with_column(replacing, "original_claim_id", [None if n % 2 else name for n, name in enumerate(names)])
    case.write(pa.concat_tables([table, with_column(replacing, "claim_id", new_names)]))
    outcome = case.assert_equal(partitions=12)
    assert outcome.summary["accounting"]["superseded"] == 0


def test_one_patient_with_very_many_lines(case: Case) -> None:
    table = case.synthetic(104_000, seed=8, shape="bulk")
    patients = table["patient_id"].to_pylist()
    case.write(with_column(table, "patient_id", ["the one"] * 100_000 + patients[100_000:]), rows_per_group=20_000)
    case.assert_equal()


def test_dates_that_turn_out_otherwise_are_judged_again(case: Case, capfd: pytest.CaptureFixture[str]) -> None:
    table = case.synthetic(6_000, seed=9)
    # SQL takes this line for the first of the data; the worker rejects it, because its code is blank.
    dates, codes = table["service_date"].to_pylist(), table["procedure_code"].to_pylist()
    dates[10], codes[10] = dates[10].replace(year=2019), "  "
    index = table.schema.get_field_index("service_date")
    spoilt = table.set_column(index, "service_date", pa.array(dates, pa.date32()))
    case.write(with_column(spoilt, "procedure_code", codes))
    outcome = case.assert_equal()
    assert "judging again" in capfd.readouterr().err
    assert not outcome.summary["data_from"].startswith("2019")


def test_dates_that_the_pipeline_states_and_rows_rejected_beside_the_claims(case: Case) -> None:
    case.write(case.synthetic(2_000, seed=10, beside=True))
    for name, row in (("providers.csv", "x,1,2"), ("consents.csv", "PX,not a date")):
        with (case.folder / "beside" / name).open("a") as file:
            file.write(f"{row}\n")
    case.wishes = 'period.data_from = "2025-01-01"\nperiod.data_through = "2025-12-31"'
    outcome = case.assert_equal()
    assert outcome.code == 3
    assert (outcome.summary["data_from"], outcome.summary["data_through"]) == ("2025-01-01", "2025-12-31")
    assert None in pq.read_table(case.out / "rejects")["column"].to_pylist()


def test_no_lines_at_all(case: Case) -> None:
    case.write(case.synthetic(1_000, seed=1).slice(0, 0))
    outcome = case.assert_equal()
    assert outcome.summary["accounting"]["rows_read"] == 0
