//! The rules on who the patient and the clinician are (rulebook section 3.4): established patients, consent, staff.
//!
//! What it is: a search through three years of the patient's lines, a list of consents, a list of taxonomies.
//! What it is not: the rules on the scope of clinicians, which need no history.

use super::calendar::years_before;
use super::codes::{
    days_from_civil, family, is_assessment, is_contact, is_e_visit, is_non_em_message, is_telehealth,
    is_wrapper_contact, visit_set,
};
use super::relation::{Provider, flagged, strongest};
use super::visit::{Visit, relation, services};
use super::world::{World, is_procedure};
use super::{GROUP_UNKNOWN, INSUFFICIENT_HISTORY, NaiveLine, NaiveOutcome};

const YEARS: i32 = 3;
const CONSENT_DAYS: i32 = 365;
pub(super) const STAFF: [&str; 8] = ["163W", "164W", "164X", "1835", "1837", "167G", "376K", "3747"];

/// A nurse, assistant or pharmacist named as the one who rendered the service.
pub(super) fn staff_as_rendering_clinician(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_e_visit(&subject.code) && !is_contact(&subject.code) && !is_telehealth(&subject.code) {
        return None;
    }
    let is_staff = |taxonomy: &str| STAFF.iter().any(|prefix| taxonomy.starts_with(prefix));
    Some(match (subject.taxonomy.as_deref(), subject.specialty.as_deref()) {
        (Some(taxonomy), _) if is_staff(taxonomy) => flagged(subject, "presumptive", Vec::new()),
        (None, None) => NaiveOutcome::NOT_EVALUABLE,
        _ => NaiveOutcome::Clean,
    })
}

/// A service before a line.
pub(super) struct Earlier<'a> {
    pub(super) line: &'a NaiveLine,
    pub(super) denied: bool,
}

impl Earlier<'_> {
    /// Whether patient and clinician only heard each other: a code or a modifier says so.
    pub(super) fn is_audio_only(&self) -> bool {
        let by_modifier = self.line.modifiers.iter().any(|modifier| matches!(modifier.as_str(), "93" | "FQ"));
        by_modifier || family(&self.line.code) == Some("telehealth_audio")
    }
}

/// What the years before a line hold.
pub(super) struct History<'a> {
    /// Services of the clinician or the group's specialty.
    pub(super) found: Vec<Earlier<'a>>,
    /// Whether some line may be such a service: a specialty is not known, or no fee schedule covers its date.
    pub(super) service_unknown: bool,
    /// Whether some service may be by a colleague: a tax number is blank.
    pub(super) group_unknown: bool,
    /// Whether the data reach back so far.
    pub(super) complete: bool,
}

impl History<'_> {
    /// Whether something in the past establishes the patient for this payer.
    pub(super) fn establishes(&self, payer: Option<&str>) -> bool {
        self.found.iter().any(|earlier| payer == Some("medicare") || !earlier.is_audio_only())
    }
}

/// Services of the patient before the line with which patient and clinician met, denied ones among them; those of sound
/// alone too, which not every payer counts.
pub(super) fn history<'a>(world: &'a World<'_>, subject: &NaiveLine) -> History<'a> {
    // The health centres' wrapper code asks for a visit of the last year.
    let years = if family(&subject.code) == Some("rhc_wrapper") { 1 } else { YEARS };
    let first = years_before(subject.date, years);
    let counts = |line: &NaiveLine| {
        visit_set(&line.code).is_some()
            || (is_non_em_message(&subject.code) && is_assessment(&line.code))
            || world.global_days(&line.code, line.date).is_some()
    };
    let in_time = |line: &NaiveLine| first <= line.date && line.date < subject.date;
    let earlier = services(world, subject, |line| in_time(line) && counts(line));
    let undated = services(world, subject, |line| {
        in_time(line) && !counts(line) && world.fees_on(line.date).is_none() && is_procedure(&line.code, world.inputs)
    });
    let could_count = |v: &Visit<'_>| {
        matches!(relation(subject, v.line), Provider::SameClinician | Provider::SameGroupSpecialty | Provider::Unknown)
    };
    let hides_specialty = |v: &Visit<'_>| {
        relation(subject, v.line) == Provider::SameGroup && (v.line.specialty.is_none() || subject.specialty.is_none())
    };
    let strong =
        |v: &&Visit<'_>| matches!(relation(subject, v.line), Provider::SameClinician | Provider::SameGroupSpecialty);
    History {
        service_unknown: earlier.iter().any(hides_specialty) || undated.iter().any(could_count),
        group_unknown: earlier.iter().any(|v| relation(subject, v.line) == Provider::Unknown),
        found: earlier.iter().filter(strong).map(|v| Earlier { line: v.line, denied: v.denied }).collect(),
        complete: world.range.data_from <= first,
    }
}

/// Whether Medicare asked nobody whether the patient was established.
pub(super) fn is_waived(line: &NaiveLine) -> bool {
    line.payer.as_deref() == Some("medicare")
        && days_from_civil(2020, 3, 1) <= line.date
        && line.date <= days_from_civil(2023, 5, 11)
}

/// A service for established patients, and none that established this one.
pub(super) fn patient_not_established(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let code = subject.code.as_str();
    let established_visit =
        matches!(code, "98004" | "98005" | "98006" | "98007" | "98012" | "98013" | "98014" | "98015");
    if !is_e_visit(code) && !is_contact(code) && !established_visit && !is_wrapper_contact(code, subject.date) {
        return None;
    }
    let history = history(world, subject);
    Some(if history.establishes(subject.payer.as_deref()) {
        NaiveOutcome::Clean
    } else if is_waived(subject) {
        NaiveOutcome::CLEARED
    } else if history.group_unknown {
        GROUP_UNKNOWN
    } else if history.service_unknown {
        NaiveOutcome::NOT_EVALUABLE
    } else if !history.complete {
        INSUFFICIENT_HISTORY
    } else {
        // Whatever is found here is of sound alone, and no payer is named for whom that counts.
        flagged(subject, if history.found.is_empty() { "presumptive" } else { "advisory" }, Vec::new())
    })
}

/// A code for new patients, and a service that made this one an old acquaintance.
pub(super) fn patient_already_established(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let code = subject.code.as_str();
    let is_new_office = matches!(code, "99202" | "99203" | "99204" | "99205");
    let is_new_telehealth =
        matches!(code, "98000" | "98001" | "98002" | "98003" | "98008" | "98009" | "98010" | "98011");
    if !is_new_office && !is_new_telehealth {
        return None;
    }
    let history = history(world, subject);
    let medicare = subject.payer.as_deref() == Some("medicare");
    let tier = |earlier: &Earlier<'_>| {
        let is_weak = earlier.denied || (earlier.is_audio_only() && !medicare);
        if is_weak { "advisory" } else { "presumptive" }
    };
    let hits: Vec<_> = history.found.iter().map(|earlier| (tier(earlier), earlier.line)).collect();
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if history.group_unknown => GROUP_UNKNOWN,
        None if history.service_unknown => NaiveOutcome::NOT_EVALUABLE,
        None if !history.complete => INSUFFICIENT_HISTORY,
        None => NaiveOutcome::Clean,
    })
}

/// No consent in the year up to the line.
pub(super) fn consent_not_on_file(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let consents = world.inputs.consents.as_ref()?;
    let tier = match family(&subject.code)? {
        "phone_em" | "phone_nq" => "advisory",
        "interprofessional" => "presumptive",
        _ if is_e_visit(&subject.code) || is_contact(&subject.code) => "presumptive",
        _ => return None,
    };
    let is_current = |(patient, date): &(String, i32)| {
        *patient == subject.patient && (0..CONSENT_DAYS).contains(&(subject.date - date))
    };
    Some(match subject.payer.as_deref() {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some("medicare") if consents.iter().any(is_current) => NaiveOutcome::Clean,
        Some("medicare") => flagged(subject, tier, Vec::new()),
        Some(_) => NaiveOutcome::CLEARED,
    })
}
