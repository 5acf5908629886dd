//! The cases: number in the case list, date of day 0, lines, and everything the rules say of them.
//!
//! A number that stands twice has a variant named in the list's own text. Nothing is computed here.

use super::notation::Case;

pub(super) const fn case(number: u32, base: &'static str, lines: &'static str, expected: &'static str) -> Case {
    Case::new(number, base, lines, expected)
}

/// A Monday on which every code but those of the past is in effect.
pub(super) const MONDAY: &str = "2025-06-02";
const FRIDAY: &str = "2025-06-06";

pub(super) const CASES: &[Case] = &[
    // Repeated e-visits.
    case(1, MONDAY, "d0 99421 A I10; d3 99422 A I10", "repeat_e_visit 2 presumptive by=1 same=yes"),
    case(2, MONDAY, "d0 99421 A I10; d6 99421 A I10", "repeat_e_visit 2 presumptive by=1"),
    case(4, MONDAY, "d0 99421 A I10; d8 99421 A I10", "clean repeat_e_visit 2"),
    case(5, MONDAY, "d0 99421 A I10; d4 99421 A2 I10", "repeat_e_visit 2 presumptive by=1"),
    case(7, MONDAY, "d0 99421 A I10; d3 99421 A L20.9", "repeat_e_visit 2 advisory by=1 same=no"),
    case(8, MONDAY, "d0 99421 A I10; d0 99423 A I10", "repeat_e_visit 1 hard by=2 same=yes; clean repeat_e_visit 1"),
    // E-visits and visits.
    case(10, MONDAY, "d0 99213 A I10; d3 99421 A I10", "e_visit_after_related_visit 2 presumptive by=1 same=yes"),
    case(11, MONDAY, "d0 99213 A I10; d3 99421 A L20.9", "cleared e_visit_after_related_visit 1"),
    case(13, MONDAY, "d0 99213 A I10; d8 99421 A I10", "clean e_visit_after_related_visit 1"),
    case(14, MONDAY, "d0 99213 CARD I10; d2 99421 A I10", "e_visit_after_related_visit 2 advisory by=1"),
    case(16, MONDAY, "d0 99421 A I10; d4 99213 A I10", "e_visit_before_visit 1 presumptive by=2 same=yes"),
    case(17, MONDAY, "d0 99421 A I10; d4 99213 A M54.50", "e_visit_before_visit 1 presumptive by=2 same=no"),
    case(19, MONDAY, "d0 99421 A I10; d7 99213 A I10", "e_visit_before_visit 1 advisory by=2"),
    case(19, MONDAY, "d0 99421 A; d7 99213 A", "e_visit_before_visit 1 advisory by=2 same=unknown"),
    case(20, MONDAY, "d0 99421 A; d9 99213 A", "clean e_visit_before_visit 1"),
    case(22, MONDAY, "d0 99421 A I10; d0 99211 A I10", "e_visit_on_visit_day 1 presumptive by=2"),
    case(23, MONDAY, "d0 99421 A I10; d0 99285 X I10", "clean e_visit_on_visit_day 1"),
    // Contacts and visits.
    case(
        25,
        "2020-06-01",
        "d0 99213 A E78.5 payer=medicare; d1 G2012 A E78.5 payer=medicare; d4 G2012 A E78.5 payer=medicare",
        "contact_after_related_visit 2 presumptive by=1; contact_after_related_visit 3 presumptive by=1",
    ),
    case(26, MONDAY, "d0 98016 A I10; d1 99213 A I10", "contact_before_visit 1 presumptive by=2"),
    case(28, MONDAY, "d0 98016 A I10; d1 99213 A S93.401A", "contact_before_visit 1 advisory by=2 same=no"),
    case(29, FRIDAY, "d0 98016 A I10; d3 99213 A I10", "contact_before_visit 1 advisory by=2 same=yes"),
    case(31, MONDAY, "d-3 97110 PT M25.561; d0 98966 PT M25.561", "clean contact_after_related_visit 1"),
    case(31, MONDAY, "d-3 97164 PT M25.561; d0 98966 PT M25.561", "contact_after_related_visit 2 presumptive by=1"),
    case(
        32,
        MONDAY,
        "d0 98968 RD E11.9; d10 97803 RD E11.9",
        "clean contact_before_visit 1; clean contact_after_related_visit 1; clean clinician_with_em_scope 1",
    ),
    case(92, MONDAY, "d0 99421 A I10; d3 98016 A I10", "phone_after_e_visit 2 advisory by=1"),
    case(97, MONDAY, "d0 99213 A Z00.00; d3 99421 A I10", "e_visit_after_related_visit 2 advisory by=1 same=unknown"),
    // Who.
    case(34, "2026-02-02", "d0 98966 A I10", "clinician_with_em_scope 1 presumptive suggests=98016"),
    case(35, "2026-02-02", "d0 98966 NP I10", "clinician_with_em_scope 1 advisory"),
    case(37, MONDAY, "d0 98970 LPC F41.1", "clean clinician_with_em_scope 1; clean e_visit_before_visit 1"),
    case(
        38,
        "2021-03-01",
        "d0 98971 PT M25.561 payer=medicare",
        "clean code_not_in_effect 1; clean code_not_payable 1; clean clinician_with_em_scope 1",
    ),
    // Codes and payers.
    case(40, "2021-01-04", "d0 G2061 PT M25.561", "code_not_in_effect 1 hard suggests=98970"),
    case(41, "2025-01-02", "d0 99441 A I10", "code_not_in_effect 1 hard suggests=98016"),
    case(43, "2025-03-01", "d0 G2012 A I10 payer=medicare", "code_not_in_effect 1 hard suggests=98016"),
    case(44, "2024-11-01", "d0 98016 A I10", "code_not_in_effect 1 hard suggests=G2012"),
    // Telehealth visits and form.
    case(46, MONDAY, "d0 98006 A I10; d3 98006 A I10", "clean telehealth_visit_same_day 2"),
    case(47, MONDAY, "d0 98006 A I10; d0 99213 A I10", "telehealth_visit_same_day 1 presumptive by=2"),
    case(79, MONDAY, "d0 99421 A I10 pos=02 mod=95 payer=medicare", "telehealth_marker 1 hard"),
    case(79, MONDAY, "d0 99421 A I10 pos=02 mod=95", "telehealth_marker 1 advisory"),
    case(80, MONDAY, "d0 98016 A I10 mod=95 payer=medicare", "telehealth_marker 1 hard"),
    // Prolonged services.
    case(
        49,
        MONDAY,
        "d0 98003 A I10 min=80; d0 99417 A I10",
        "clean prolonged_below_threshold 1; clean prolonged_without_base 1; clean telehealth_time_below_level 1",
    ),
    case(
        50,
        MONDAY,
        "d0 98003 A I10 min=70; d0 99417 A I10",
        "prolonged_below_threshold 2 hard by=1 same=yes; clean prolonged_without_base 1",
    ),
    case(52, MONDAY, "d0 99215 A I10 min=60; d0 99417 A I10", "clean prolonged_below_threshold 1"),
    case(
        53,
        MONDAY,
        "d0 99205 A I10 min=80 payer=medicare; d0 99417 A I10 payer=medicare",
        "code_not_payable 2 hard suggests=G2212; prolonged_below_threshold 2 hard by=1",
    ),
    // Minutes.
    case(55, MONDAY, "d0 99422 A I10 min=9", "minutes_below_band 1 hard suggests=99421; clean minutes_below_floor 1"),
    case(
        56,
        "2026-02-02",
        "d0 99421 A I10 min=14",
        "minutes_above_band 1 presumptive suggests=99422; clean minutes_below_band 1",
    ),
    // By the times of the case the check-in is too long for its code and the visit too short for its level.
    case(
        71,
        MONDAY,
        "d0 98016 A I10 pt=P at=10:00-10:12; d0 98005 A I10 pt=Q at=10:05-10:20",
        "overlapping_time 2 presumptive by=1; clean overlapping_time 1; \
         minutes_above_band 1 presumptive suggests=G2252; telehealth_time_below_level 2 advisory",
    ),
    case(
        71,
        MONDAY,
        "d0 98016 A I10 pt=P; d0 98005 A I10 pt=Q; \
         log d0 phone A pt=P at=10:00-10:12 of=1; log d0 video A pt=Q at=10:05-10:20 of=2",
        "overlapping_time 2 presumptive by=1; clean overlapping_time 1; \
         minutes_above_band 1 presumptive suggests=G2252; telehealth_time_below_level 2 advisory",
    ),
    // Training. Two single trainings at one time overlap as well; a group's session does not.
    case(
        73,
        MONDAY,
        "d0 98960 PT M25.561 pt=P at=14:00-14:30; d0 98960 PT M25.561 pt=Q at=14:00-14:30",
        "training_group_mismatch 1 presumptive by=2 suggests=98961; \
         training_group_mismatch 2 presumptive by=1 suggests=98961; overlapping_time 2 presumptive by=1",
    ),
    case(
        74,
        MONDAY,
        "9x d0 98962 PT M25.561 at=14:00-14:30",
        "training_group_mismatch 1 presumptive by=2,3,4,5,6,7,8,9; training_group_mismatch 2 presumptive; \
         training_group_mismatch 3 presumptive; training_group_mismatch 4 presumptive; \
         training_group_mismatch 5 presumptive; training_group_mismatch 6 presumptive; \
         training_group_mismatch 7 presumptive; training_group_mismatch 8 presumptive; \
         training_group_mismatch 9 presumptive; clean overlapping_time 9",
    ),
    case(74, MONDAY, "8x d0 98962 PT M25.561 at=14:00-14:30", "clean training_group_mismatch 8"),
    case(76, MONDAY, "d0 98960 PT M25.561 units=3 min=60", "training_group_mismatch 1 presumptive"),
    // A clinician's day.
    case(77, MONDAY, "25x d0 99215 A I10", "impossible_day 1 advisory"),
    case(77, MONDAY, "24x d0 99215 A I10", "clean impossible_day 2"),
    // Services that run beside messages in a month.
    case(64, MONDAY, "d0 99421 A I10; d5 99490 A I10", "care_management_overlap 1 advisory by=2"),
    case(65, MONDAY, "d0 99421 A I10; d0 99490 A I10", "care_management_overlap 1 presumptive by=2"),
    case(
        65,
        MONDAY,
        "d0 99421 A I10; d0 99490 A I10; ptp 99490>99421 0",
        "care_management_overlap 1 presumptive by=2; pair_edit 1 hard by=2",
    ),
    case(
        67,
        MONDAY,
        "d0 G0557 A I10 payer=medicare; d3 99421 A I10 payer=medicare",
        "apcm_bundled_contact 2 presumptive by=1",
    ),
    // The list says advisory, for another clinician's benefit; the rulebook names all e-visits alike.
    case(
        68,
        MONDAY,
        "d0 G0557 A I10 payer=medicare; d3 98970 PT I10 payer=medicare",
        "apcm_bundled_contact 2 presumptive by=1",
    ),
    case(70, "2026-03-02", "d0 99457 A I10; d3 99470 A I10", "monitoring_code_conflict 2 hard by=1"),
    // New and established patients.
    case(
        85,
        MONDAY,
        "d0 99213 NP I10; d425 98001 A I10 payer=commercial",
        "patient_already_established 2 presumptive by=1 suggests=98005",
    ),
    case(86, MONDAY, "d0 93000 A I10; d365 98001 A I10 payer=commercial", "clean patient_already_established 1"),
    // Effective lines.
    case(
        88,
        MONDAY,
        "d0 99421 A I10; d0 99421 A I10 freq=8 of=1; d0 99421 A I10",
        "clean repeat_e_visit 1; clean duplicate_line 1",
    ),
    case(
        89,
        MONDAY,
        "d0 99421 A I10; d0 99422 A I10 freq=7 of=1",
        "clean repeat_e_visit 1; clean duplicate_line 1; clean e_visit_before_visit 1",
    ),
    case(
        91,
        MONDAY,
        "d0 99421 A I10 payer=medicare; d0 99421 A I10 payer=medigap",
        "clean duplicate_line 2; clean near_duplicate_line 1; cleared near_duplicate_line 1; cleared repeat_e_visit 1; \
         cleared overlapping_time 1; not_evaluable two_primary_payers 1",
    ),
];
