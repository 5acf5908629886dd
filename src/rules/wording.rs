//! Words for lines, gaps and relations, so that every sentence names them alike. Decides nothing.

use super::outcomes::Flag;
use crate::claim::{Activity, ActivityKind, ClaimLine, DiagnosisRelation, Units};
use crate::findings::Condition;
use crate::reference::Kinds;
use crate::timeline::{ProviderRelation as Relation, World};

/// What a line is, in one word or two.
pub(super) fn noun(kinds: Kinds) -> &'static str {
    const NOUNS: [(Kinds, &str); 15] = [
        (Kinds::E_VISIT, "e-visit"),
        (Kinds::PHONE, "telephone service"),
        (Kinds::CHECK_IN, "virtual check-in"),
        (Kinds::IMAGE_EM.or(Kinds::IMAGE_NQ), "image review"),
        (Kinds::TELEHEALTH_VISIT, "telehealth visit"),
        (Kinds::TRAINING, "training"),
        (Kinds::VISIT, "visit"),
        (Kinds::ASSESSMENT, "assessment service"),
        (Kinds::PROLONGED.or(Kinds::PROLONGED_APART), "prolonged service"),
        (Kinds::CARE_MANAGEMENT, "care management"),
        (Kinds::APCM, "advanced primary care management"),
        (Kinds::MONITORING, "remote monitoring"),
        (Kinds::INTERPROFESSIONAL, "consult between clinicians"),
        (Kinds::RHC_WRAPPER, "health-centre communication"),
        (Kinds::PROCEDURE, "procedure"),
    ];
    NOUNS.iter().find(|(kind, _)| kinds.meets(*kind)).map_or("service", |(_, noun)| noun)
}

/// `e-visit 99422 on 2025-10-09`
pub(super) fn on_date(world: &World, line: &ClaimLine) -> String {
    format!("{} on {}", named(world, line), line.date)
}

/// `visit 99213 (2025-10-06)`
pub(super) fn dated(world: &World, line: &ClaimLine) -> String {
    format!("{} ({})", named(world, line), line.date)
}

/// `visit 99213`
pub(super) fn named(world: &World, line: &ClaimLine) -> String {
    format!("{} {}", noun(world.kinds(line)), world.code(line))
}

/// `message M17 of 2025-10-09 14:05:00`
pub(super) fn logged(world: &World, activity: &Activity) -> String {
    let kind = match activity.kind {
        ActivityKind::Message => "message",
        ActivityKind::Phone => "call",
        ActivityKind::Video => "video call",
        ActivityKind::Image => "picture",
        ActivityKind::CareManagement => "care-management entry",
        ActivityKind::Other => "entry",
    };
    format!("{kind} {} of {}", world.names.activities.text(activity.id), activity.start)
}

/// `1 day`, `3 days`
pub(super) fn days(n: i32) -> String {
    if n.abs() == 1 { "1 day".to_owned() } else { format!("{} days", n.abs()) }
}

/// `1 unit`, `1.5 units`
pub(super) fn units(units: Units) -> String {
    format!("{units} {}", if units == Units::ONE { "unit" } else { "units" })
}

/// Where the subject stands in time to a related line: `comes 3 days after`, `is on the same day as`.
pub(super) fn standing(subject: &ClaimLine, related: &ClaimLine) -> String {
    match related.date.gap_to(subject.date) {
        0 => "is on the same day as".to_owned(),
        gap @ 1.. => format!("comes {} after", days(gap)),
        gap => format!("comes {} before", days(gap)),
    }
}

/// The full comparison with the nearest related line and a count of the others.
pub(super) fn comparison(
    world: &World,
    subject: &ClaimLine,
    related: &[&ClaimLine],
    diagnosis: DiagnosisRelation,
) -> String {
    let Some(nearest) = related.first() else { return on_date(world, subject) };
    let others = match related.len() - 1 {
        0 => String::new(),
        1 => ", and one more such line".to_owned(),
        n => format!(", and {n} more such lines"),
    };
    format!(
        "{} {} {}, {}, {}{others}",
        on_date(world, subject),
        standing(subject, nearest),
        dated(world, nearest),
        world.relation(subject, nearest).words(),
        diagnosis_words(world, diagnosis, subject, nearest),
    )
}

/// `same diagnosis I10`, `different diagnosis`, `diagnosis not known on both lines`
pub(super) fn diagnosis_words(world: &World, relation: DiagnosisRelation, a: &ClaimLine, b: &ClaimLine) -> String {
    match relation {
        DiagnosisRelation::Different => "different diagnosis".to_owned(),
        DiagnosisRelation::Unknown => "diagnosis not known on both lines".to_owned(),
        DiagnosisRelation::Same => {
            let other: Vec<&str> = world.names.diagnosis_texts(b.diagnoses).collect();
            let mut shared: Vec<&str> =
                world.names.diagnosis_texts(a.diagnoses).filter(|code| other.contains(code)).collect();
            // Codes that say nothing of the problem come last; in alphabetical order the claim's own order plays no part.
            shared.sort_unstable_by_key(|code| (code.starts_with('Z'), *code));
            shared.truncate(1);
            shared.first().map_or_else(|| "same diagnosis category".to_owned(), |code| format!("same diagnosis {code}"))
        }
    }
}

/// What had to hold for a finding, one by one, with the arithmetic of the window.
pub(super) fn conditions(world: &World, line: &ClaimLine, flag: &Flag<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    if let Some(nearest) = flag.related.first() {
        if let Some((first, last)) = flag.window {
            let gap = line.date.gap_to(nearest.date);
            let what = format!(
                "{} - {} = {gap:+} days, which lies from {first:+} to {last:+} ({} to {})",
                nearest.date,
                line.date,
                line.date.plus(first),
                line.date.plus(last)
            );
            conditions.push(Condition { what, holds: Some(first <= gap && gap <= last) });
        }
        let relation = world.relation(line, nearest);
        conditions
            .push(Condition { what: "same clinician".to_owned(), holds: Some(relation == Relation::SameClinician) });
        if relation != Relation::SameClinician {
            conditions.push(relation_condition(line, nearest, relation));
        }
        let what = format!("a diagnosis in common ({})", diagnosis_words(world, flag.diagnosis, line, nearest));
        conditions.push(Condition { what, holds: flag.diagnosis.as_same() });
    }
    conditions.extend(flag.conditions.iter().cloned());
    conditions
}

/// Whether the billing group is the same; unknown when a line does not name it.
fn relation_condition(line: &ClaimLine, nearest: &ClaimLine, relation: Relation) -> Condition {
    let known = line.group.is_known() && nearest.group.is_known();
    let holds = known.then_some(relation > Relation::Unknown);
    Condition { what: format!("same billing group ({})", relation.words()), holds }
}

/// The citation of what a payer wants and the pipeline states.
pub(super) fn policy_of(payer: &str) -> String {
    format!("policy of {payer} as stated under [payers] in the pipeline; manifest.json records it (claimsweep, 2026)")
}

/// `; consider 98016`
pub(super) fn successors(codes: &[&str]) -> String {
    match codes {
        [] => String::new(),
        codes => format!("; consider {}", codes.join(" or ")),
    }
}

/// `specialty 65`, `taxonomy 225100000X`, or both.
pub(super) fn specialty(world: &World, line: &ClaimLine) -> String {
    let (specialty, taxonomy) =
        (world.names.specialties.text(line.specialty), world.names.taxonomies.text(line.taxonomy));
    match (specialty, taxonomy) {
        ("", taxonomy) => format!("taxonomy {taxonomy}"),
        (specialty, "") => format!("specialty {specialty}"),
        (specialty, taxonomy) => format!("specialty {specialty} and taxonomy {taxonomy}"),
    }
}

/// A sentence opens with a capital; "e-visit" becomes "E-visit".
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let mut capitalised: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    capitalised.push_str(letters.as_str());
    capitalised
}
