//! The cases of the edition of 2026-11-30, and older ones that need a table of CMS: number in the case list, date of day 0,
//! lines, and everything the rules say of them.
//!
//! A number that stands twice has a variant named in the list's own text. Nothing is computed here.

use super::notation::Case;
use super::table::{MONDAY, case};

pub(super) const EDITION: &[Case] = &[
    // Two payers.
    case(
        101,
        MONDAY,
        "d0 99213 A I10 mod=95 paid=70; d0 99213 A I10 payer=other paid=15",
        "cleared overlapping_time 1; cleared telehealth_place_of_service 1; not_evaluable two_primary_payers 1",
    ),
    // The two Medicares make no copy, so the second line is a repeat as well.
    case(
        102,
        MONDAY,
        "d0 99422 A I10 payer=medicare paid=28; d0 99422 A I10 payer=medicare_advantage paid=28",
        "two_primary_payers 2 presumptive by=1; repeat_e_visit 2 hard by=1",
    ),
    // Groups.
    case(103, MONDAY, "d0 99422 A I10; d4 99421 A I10 tin=T9", "repeat_e_visit 2 presumptive by=1 same=yes"),
    case(
        118,
        MONDAY,
        "d0 99214 A2 I10 tin=; d2 99422 A I10",
        "not_evaluable e_visit_after_related_visit 1; clean e_visit_before_visit 1",
    ),
    // Monthly services. The call stands beside two services of care management in its month, too.
    case(
        104,
        "2026-05-31",
        "d0 G0556 A I10 payer=medicare; d-21 99491 A I10 payer=medicare; d-19 99484 A I10 payer=medicare; \
         d-17 98967 RD I10 payer=medicare",
        "apcm_bundled_contact 2 presumptive by=1; clean apcm_bundled_contact 2; \
         care_management_overlap 4 advisory by=3,2",
    ),
    case(105, "2026-05-31", "d0 G0569 A I10 payer=medicare", "apcm_bundled_contact 1 hard"),
    case(106, "2026-03-20", "d0 98984 A I10; d16 98976 A I10", "monitoring_code_conflict 1 hard by=2"),
    case(107, "2026-03-05", "d0 98986 A I10; d15 98977 A I10", "monitoring_code_conflict 2 advisory by=1"),
    case(108, "2026-03-02", "d0 99458 A I10", "monitoring_code_conflict 1 hard"),
    case(109, MONDAY, "d0 98967 RD I10; d0 99490 A I10", "care_management_overlap 1 presumptive by=2"),
    case(110, MONDAY, "d0 98971 PT I10; d0 99426 A I10", "care_management_overlap 2 presumptive by=1"),
    case(111, MONDAY, "d0 98016 A I10; d0 99490 A I10", "care_management_overlap 1 advisory by=2"),
    // Pair edits. Care management on the date of a call is that rule's finding, with or without the edit.
    case(
        112,
        "2025-12-31",
        "d0 99487 RD I10; d0 98966 RD I10; ptp 99487>98966 0 until=2025-12-31",
        "pair_edit 2 hard by=1; care_management_overlap 2 presumptive by=1",
    ),
    case(
        112,
        "2026-01-01",
        "d0 99487 RD I10; d0 98966 RD I10; ptp 99487>98966 0 until=2025-12-31",
        "clean pair_edit 2; care_management_overlap 2 presumptive by=1",
    ),
    case(
        8,
        MONDAY,
        "d0 99421 A I10; d0 99423 A I10; ptp 99423>99421 0",
        "repeat_e_visit 1 hard by=2; pair_edit 1 hard by=2; clean pair_edit 1",
    ),
    case(
        22,
        MONDAY,
        "d0 99421 A I10; d0 99211 A I10; ptp 99421>99211 0",
        "e_visit_on_visit_day 1 presumptive by=2; pair_edit 2 hard by=1; clean pair_edit 1",
    ),
    case(113, MONDAY, "d0 90837 LCSW F41.1; d0 98971 LCSW F41.1", "e_visit_on_visit_day 2 presumptive by=1"),
    // Procedures.
    case(61, MONDAY, "d0 10060 A I10; d6 99421 A I10; fee 10060 010", "contact_in_global_period 2 presumptive by=1"),
    case(
        62,
        MONDAY,
        "d0 27447 CARD I10; d40 99421 CARD L20.9 mod=24; fee 27447 090",
        "cleared contact_in_global_period 1",
    ),
    case(
        114,
        "2023-06-05",
        "d0 99441 A M54.5; d1 62323 A M54.5; fee 62323 000",
        "contact_before_visit 1 presumptive by=2 same=yes; clean contact_in_global_period 1",
    ),
    case(
        114,
        "2023-06-05",
        "d0 99441 A M54.5; d1 62323 A M54.5",
        "clean contact_before_visit 1; says contact_before_visit procedures not looked at: no fee schedule",
    ),
    case(
        122,
        MONDAY,
        "d-20 27447 A M17.11; d0 98005 A M17.11; fee 27447 090",
        "contact_in_global_period 2 presumptive by=1 same=yes",
    ),
    // Telehealth. An assessment service is no visit, and so no subject of the place.
    case(115, "2022-06-06", "d0 98967 RD E11.9 mod=93 payer=medicare", "cleared telehealth_marker 1"),
    case(116, "2026-03-02", "d0 99213 A I10 mod=95 pos=11 payer=medicare", "telehealth_place_of_service 1 presumptive"),
    case(116, "2026-03-02", "d0 99213 A I10 mod=95 pos=02 payer=medicare", "clean telehealth_place_of_service 1"),
    case(
        116,
        "2026-03-02",
        "d0 97161 PT M25.561 mod=95 pos=11 payer=medicare",
        "cleared telehealth_place_of_service 1",
    ),
    // Who.
    case(117, MONDAY, "d0 98961 A I10 payer=medicaid", "cleared clinician_with_em_scope 1"),
    // The audio-only visit itself is for a patient nobody had seen.
    case(
        119,
        MONDAY,
        "d-150 98013 A I10; d0 98001 A I10",
        "patient_already_established 2 advisory by=1; patient_not_established 1 presumptive",
    ),
    case(
        119,
        MONDAY,
        "d-150 98013 A I10 payer=medicare; d0 98001 A I10 payer=medicare",
        "patient_already_established 2 presumptive by=1; patient_not_established 1 presumptive; \
         code_not_payable 1 hard; code_not_payable 2 hard",
    ),
    // Consultations and the month after a discharge.
    case(120, MONDAY, "d0 99451 CARD I10; d10 99204 CARD I10", "consult_near_visit 1 presumptive by=2"),
    case(120, MONDAY, "d-9 99214 CARD I10; d0 99451 CARD I10", "consult_near_visit 2 advisory by=1"),
    case(121, MONDAY, "d0 99421 A I10; d12 99495 A I10", "transition_overlap 1 advisory by=2"),
    // What a payer denied.
    case(
        123,
        MONDAY,
        "d0 99213 A I10 status=denied; d3 99421 A I10",
        "e_visit_after_related_visit 2 advisory by=1 same=yes",
    ),
    case(
        124,
        MONDAY,
        "d0 99421 A I10 pos=02; d0 99422 A I10 freq=7 of=1 status=denied",
        "telehealth_marker 1 advisory; clean repeat_e_visit 1; clean duplicate_line 1; \
         remarks telehealth_marker a denied replacement names this claim",
    ),
    // A year whose tables nobody has read.
    case(125, "2027-02-01", "d0 99421 A I10", "not_evaluable code_not_in_effect 1; not_evaluable telehealth_marker 1"),
];
