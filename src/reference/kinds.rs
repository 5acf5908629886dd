//! The kinds of service the rules speak of: code families, visit sets, assessment services. Holds no codes itself.
//!
//! Source: project rulebook, section 2.

/// A set of kinds of service; one code may have several (98006 is a telehealth family and a visit set).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u64);

/// Name, in our own words, and bit of every kind.
const TABLE: [(&str, &str, Kinds); 37] = [
    ("e_visit_em", "e-visit: a week of messages answered by a clinician who may bill E/M", Kinds::E_VISIT_EM),
    ("e_visit_nq", "e-visit: a week of messages answered by a clinician without E/M", Kinds::E_VISIT_NQ),
    ("phone_em", "telephone service by a clinician who may bill E/M", Kinds::PHONE_EM),
    ("phone_nq", "telephone service by a clinician without E/M", Kinds::PHONE_NQ),
    ("check_in_em", "virtual check-in by a clinician who may bill E/M", Kinds::CHECK_IN_EM),
    ("check_in_nq", "virtual check-in by a clinician without E/M", Kinds::CHECK_IN_NQ),
    ("image_em", "review of a picture the patient sent, by a clinician who may bill E/M", Kinds::IMAGE_EM),
    ("image_nq", "review of a picture the patient sent, by a clinician without E/M", Kinds::IMAGE_NQ),
    ("telehealth_av", "telehealth visit by sound and picture", Kinds::TELEHEALTH_AV),
    ("telehealth_audio", "telehealth visit by sound alone", Kinds::TELEHEALTH_AUDIO),
    ("training", "self-management training from a curriculum", Kinds::TRAINING),
    ("prolonged", "time beyond the longest visit", Kinds::PROLONGED),
    ("rhc_wrapper", "communication service of a rural or community health centre", Kinds::RHC_WRAPPER),
    ("care_management", "monthly care management", Kinds::CARE_MANAGEMENT),
    ("apcm", "monthly advanced primary care management", Kinds::APCM),
    ("monitoring", "remote monitoring", Kinds::MONITORING),
    ("interprofessional", "consult between clinicians without the patient", Kinds::INTERPROFESSIONAL),
    ("office", "office visit", Kinds::OFFICE),
    ("consult", "consultation visit", Kinds::CONSULT),
    ("hospital", "hospital visit", Kinds::HOSPITAL),
    ("emergency", "emergency department visit", Kinds::EMERGENCY),
    ("critical", "critical care", Kinds::CRITICAL),
    ("nursing", "nursing facility visit", Kinds::NURSING),
    ("home", "home visit", Kinds::HOME),
    ("preventive", "preventive visit", Kinds::PREVENTIVE),
    ("telehealth", "telehealth visit", Kinds::TELEHEALTH),
    ("cognitive", "cognitive, transitional or advance-care visit", Kinds::COGNITIVE),
    ("psychiatry", "psychiatric visit", Kinds::PSYCHIATRY),
    ("eye", "eye visit", Kinds::EYE),
    ("assessment", "assessment service of a clinician without E/M", Kinds::ASSESSMENT),
    ("group_session", "service given to a group at one time", Kinds::GROUP_SESSION),
    ("prolonged_apart", "prolonged service on another date than the visit", Kinds::PROLONGED_APART),
    ("procedure", "procedure with global days, by the fee schedule", Kinds::PROCEDURE),
    ("transition", "care after a hospital stay, which contains a visit", Kinds::TRANSITION),
    ("apcm_addon", "behavioural addition to advanced primary care management", Kinds::APCM_ADDON),
    ("new_patient", "visit code for new patients", Kinds::NEW_PATIENT),
    ("paired", "code that the table of PTP edits pairs with an audited one", Kinds::PAIRED),
];

const fn bit(position: u32) -> Kinds {
    Kinds(1 << position)
}

#[expect(missing_docs, reason = "each constant is described by its row of TABLE")]
impl Kinds {
    pub const NONE: Self = Self(0);
    pub const E_VISIT_EM: Self = bit(0);
    pub const E_VISIT_NQ: Self = bit(1);
    pub const PHONE_EM: Self = bit(2);
    pub const PHONE_NQ: Self = bit(3);
    pub const CHECK_IN_EM: Self = bit(4);
    pub const CHECK_IN_NQ: Self = bit(5);
    pub const IMAGE_EM: Self = bit(6);
    pub const IMAGE_NQ: Self = bit(7);
    pub const TELEHEALTH_AV: Self = bit(8);
    pub const TELEHEALTH_AUDIO: Self = bit(9);
    pub const TRAINING: Self = bit(10);
    pub const PROLONGED: Self = bit(11);
    pub const RHC_WRAPPER: Self = bit(12);
    pub const CARE_MANAGEMENT: Self = bit(13);
    pub const APCM: Self = bit(14);
    pub const MONITORING: Self = bit(15);
    pub const INTERPROFESSIONAL: Self = bit(16);
    pub const OFFICE: Self = bit(17);
    pub const CONSULT: Self = bit(18);
    pub const HOSPITAL: Self = bit(19);
    pub const EMERGENCY: Self = bit(20);
    pub const CRITICAL: Self = bit(21);
    pub const NURSING: Self = bit(22);
    pub const HOME: Self = bit(23);
    pub const PREVENTIVE: Self = bit(24);
    pub const TELEHEALTH: Self = bit(25);
    pub const COGNITIVE: Self = bit(26);
    pub const PSYCHIATRY: Self = bit(27);
    pub const EYE: Self = bit(28);
    pub const ASSESSMENT: Self = bit(29);
    pub const GROUP_SESSION: Self = bit(30);
    pub const PROLONGED_APART: Self = bit(31);
    /// One edit away from an audited code, and not a real code itself.
    pub const NEAR_MISS: Self = bit(32);
    /// On some payer's list of codes it does not pay.
    pub const PAYER_LISTED: Self = bit(33);
    /// Named by a rule of the user's own.
    pub const CUSTOM: Self = bit(35);
    /// A procedure by the user's fee schedule: global days 000, 010 or 090.
    pub const PROCEDURE: Self = bit(36);
    /// Paired with an audited code by the user's table of PTP edits.
    pub const PAIRED: Self = bit(37);
    /// Has a first or last date in the rulebook.
    pub const DATED: Self = bit(34);
    pub const TRANSITION: Self = bit(38);
    pub const APCM_ADDON: Self = bit(39);
    pub const NEW_PATIENT: Self = bit(40);

    /// Every kind there is.
    pub const ANY: Self = Self(u64::MAX);
    /// `e_visit_em` and `e_visit_nq`.
    pub const E_VISIT: Self = Self::E_VISIT_EM.or(Self::E_VISIT_NQ);
    /// Telephone, both kinds of clinician.
    pub const PHONE: Self = Self::PHONE_EM.or(Self::PHONE_NQ);
    /// Virtual check-ins, both kinds of clinician.
    pub const CHECK_IN: Self = Self::CHECK_IN_EM.or(Self::CHECK_IN_NQ);
    /// Telephone, check-ins and images.
    pub const CONTACT: Self = Self::PHONE.or(Self::CHECK_IN).or(Self::IMAGE_EM).or(Self::IMAGE_NQ);
    /// The contact families of clinicians without E/M, beside which assessment services count as visits.
    pub const WITHOUT_EM: Self = Self::E_VISIT_NQ.or(Self::PHONE_NQ).or(Self::CHECK_IN_NQ).or(Self::IMAGE_NQ);
    /// Both families of telehealth visits.
    pub const TELEHEALTH_VISIT: Self = Self::TELEHEALTH_AV.or(Self::TELEHEALTH_AUDIO);
    /// Every audited family.
    pub const AUDITED: Self = Self((1 << 17) - 1).or(Self::TRANSITION).or(Self::APCM_ADDON);
    /// Every visit set.
    pub const VISIT: Self = Self(((1 << 29) - 1) & !((1 << 17) - 1));

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the sets have a kind in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no kind at all.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The kind of a rulebook name, such as `e_visit_em` or `office`.
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.0 == name).map(|row| row.2)
    }

    /// The kinds of several names; `None` when one is unknown.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::NONE, |all, name| Some(all.or(Self::from_name(name)?)))
    }

    /// The rulebook names of the kinds in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        TABLE.iter().filter(move |row| self.meets(row.2)).map(|row| row.0)
    }

    /// The kinds in our own words.
    pub fn own_words(self) -> impl Iterator<Item = &'static str> {
        TABLE.iter().filter(move |row| self.meets(row.2)).map(|row| row.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bits_agree() {
        for (name, _, kind) in TABLE {
            assert_eq!(Kinds::from_name(name), Some(kind));
            assert_eq!(kind.names().collect::<Vec<_>>(), [name]);
        }
        assert_eq!(Kinds::AUDITED.names().count(), 19);
        assert_eq!(Kinds::VISIT.names().count(), 12);
        assert!(!Kinds::AUDITED.meets(Kinds::VISIT));
    }
}
