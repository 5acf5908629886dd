//! What the words of a log and a roster mean: kinds of contact, who wrote, who began, specialties by name. A value is told
//! only when many rows share it or when it is made of these words alone; what no list knows is said, never guessed.

use super::profile::{Profile, Words};

/// Kinds of contact by words of their names, the narrower first. What is none of ours to bill is `other`.
const KINDS: [(&str, &str); 45] = [
    ("care management", "care_management"),
    ("care coordination", "care_management"),
    ("chronic care", "care_management"),
    ("ccm", "care_management"),
    ("tcm", "care_management"),
    ("refill", "other"),
    ("letter", "other"),
    ("fax", "other"),
    ("result", "other"),
    ("results", "other"),
    ("orders", "other"),
    ("order", "other"),
    ("referral", "other"),
    ("documentation", "other"),
    ("scheduling", "other"),
    ("appointment", "other"),
    ("office visit", "other"),
    ("other", "other"),
    ("voicemail", "phone"),
    ("telephone", "phone"),
    ("phone", "phone"),
    ("call", "phone"),
    ("tel", "phone"),
    ("video", "video"),
    ("telehealth", "video"),
    ("telemedicine", "video"),
    ("televisit", "video"),
    ("zoom", "video"),
    ("image", "image"),
    ("photo", "image"),
    ("picture", "image"),
    ("message", "message"),
    ("messages", "message"),
    ("msg", "message"),
    ("portal", "message"),
    ("mychart", "message"),
    ("email", "message"),
    ("e mail", "message"),
    ("chat", "message"),
    ("sms", "message"),
    ("e visit", "message"),
    ("evisit", "message"),
    ("advice request", "message"),
    ("medical advice", "message"),
    ("in basket", "message"),
];

/// Whose entry it is, by words. A registered nurse cannot bill, a nurse practitioner can.
const ROLES: [(&str, &str); 38] = [
    ("nurse practitioner", "practitioner"),
    ("physician assistant", "practitioner"),
    ("medical assistant", "staff"),
    ("front desk", "staff"),
    ("registered nurse", "staff"),
    ("care team", "staff"),
    ("clinical staff", "staff"),
    ("practitioner", "practitioner"),
    ("provider", "practitioner"),
    ("physician", "practitioner"),
    ("clinician", "practitioner"),
    ("doctor", "practitioner"),
    ("resident", "practitioner"),
    ("psychologist", "practitioner"),
    ("therapist", "practitioner"),
    ("dietitian", "practitioner"),
    ("md", "practitioner"),
    ("do", "practitioner"),
    ("np", "practitioner"),
    ("aprn", "practitioner"),
    ("pa", "practitioner"),
    ("pa c", "practitioner"),
    ("lcsw", "practitioner"),
    ("staff", "staff"),
    ("nurse", "staff"),
    ("rn", "staff"),
    ("lpn", "staff"),
    ("ma", "staff"),
    ("cma", "staff"),
    ("scheduler", "staff"),
    ("receptionist", "staff"),
    ("pharmacist", "staff"),
    ("system", "staff"),
    ("patient", "patient"),
    ("proxy", "patient"),
    ("parent", "patient"),
    ("caregiver", "patient"),
    ("member", "patient"),
];

/// Who began, by the direction as a practice sees it.
const DIRECTIONS: [(&str, &str); 22] = [
    ("to patient", "practice"),
    ("from patient", "patient"),
    ("to provider", "patient"),
    ("from provider", "practice"),
    ("inbound", "patient"),
    ("incoming", "patient"),
    ("received", "patient"),
    ("in", "patient"),
    ("patient", "patient"),
    ("proxy", "patient"),
    ("member", "patient"),
    ("outbound", "practice"),
    ("outgoing", "practice"),
    ("sent", "practice"),
    ("out", "practice"),
    ("practice", "practice"),
    ("provider", "practice"),
    ("clinic", "practice"),
    ("clinician", "practice"),
    ("staff", "practice"),
    ("internal", "unknown"),
    ("unknown", "unknown"),
];

/// Words that say nothing of the meaning and are about no person.
const PLAIN: [&str; 21] = [
    "rx",
    "a",
    "and",
    "the",
    "to",
    "from",
    "of",
    "by",
    "for",
    "patient",
    "secure",
    "visit",
    "encounter",
    "contact",
    "clinical",
    "user",
    "request",
    "advice",
    "medical",
    "new",
    "reply",
];

/// A list of words with their meanings.
pub(super) type Meanings = [(&'static str, &'static str)];

/// Kinds of contact.
pub(super) const fn kinds() -> &'static Meanings {
    &KINDS
}

/// Whose entry it is.
pub(super) const fn roles() -> &'static Meanings {
    &ROLES
}

/// Who began.
pub(super) const fn directions() -> &'static Meanings {
    &DIRECTIONS
}

/// The values of a column with their meaning.
pub(super) struct Meant {
    /// Their value and ours.
    pub(super) known: Vec<(String, &'static str)>,
    /// Their values that mean nothing to us, as far as they may be told.
    pub(super) unknown: Vec<String>,
    /// Rows of all values that mean nothing to us.
    pub(super) unknown_rows: u64,
    /// Values that mean nothing to us.
    pub(super) n_unknown: usize,
}

/// What the values of a column mean by a list.
pub(super) fn meant(profile: &Profile, list: &'static Meanings) -> Meant {
    let Words { told, untold, untold_rows } = profile.words_and(|word| is_made_of(word, list));
    let mut found = Meant { known: Vec::new(), unknown: Vec::new(), unknown_rows: untold_rows, n_unknown: untold };
    for (word, rows) in told {
        if let Some(ours) = meaning(&word.to_lowercase(), list) {
            found.known.push((word.to_owned(), ours));
        } else {
            found.unknown.push(word.to_owned());
            found.unknown_rows += rows;
            found.n_unknown += 1;
        }
    }
    found
}

/// A text as words between single spaces, one at each end: whole words are compared, `ma` is no part of `manager`.
fn spaced(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

fn meaning(text: &str, list: &'static Meanings) -> Option<&'static str> {
    let text = spaced(text);
    list.iter().find(|(words, _)| text.contains(&format!(" {words} "))).map(|(_, ours)| *ours)
}

/// Whether a value is made of words of a list and of plain words only: then it is about no person, however rare it is.
fn is_made_of(text: &str, list: &'static Meanings) -> bool {
    let text = spaced(text);
    let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
    let is_listed = |word: &str| list.iter().any(|(known, _)| known.split(' ').any(|part| part == word));
    words.peek().is_some() && words.all(|word| PLAIN.contains(&word) || is_listed(word))
}

const SPECIALTIES: &str = include_str!("data/specialties.csv");

/// The CMS specialty that a name says. Source: CMS, Medicare Claims Processing Manual, chapter 26, sections 10.8.2 and
/// 10.8.3; the names up to code 50 were compared with CMS's "Line CMS Provider Specialty Code", read 2026-11-30.
pub(super) fn specialty(name: &str) -> Option<&'static str> {
    let name = spaced(&name.to_lowercase());
    let rows = SPECIALTIES.lines().skip(1).filter_map(|row| row.split_once(','));
    rows.map(|(code, words)| (code, spaced(words))).find(|(_, words)| *words == name).map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::super::profile::Tables;
    use super::*;

    fn profile(words: &[&str]) -> Profile {
        let (mut profile, tables) = (Profile::default(), Tables::shipped());
        for word in words {
            profile.add(word, &tables);
        }
        profile
    }

    #[test]
    fn words_of_many_systems() {
        for (word, list, ours) in [
            ("Patient Medical Advice Request", kinds(), "message"),
            ("MyChart Message", kinds(), "message"),
            ("Telephone", kinds(), "phone"),
            ("Outbound Call", kinds(), "phone"),
            ("Video Visit", kinds(), "video"),
            ("Refill", kinds(), "other"),
            ("RN", roles(), "staff"),
            ("Nurse Practitioner", roles(), "practitioner"),
            ("PA-C", roles(), "practitioner"),
            ("Patient/Proxy", roles(), "patient"),
            ("Inbound", directions(), "patient"),
            ("To Patient", directions(), "practice"),
        ] {
            assert_eq!(meaning(&word.to_lowercase(), list), Some(ours), "{word}");
        }
        assert_eq!(meaning("manager", roles()), None);
        assert_eq!(
            [specialty("Family Medicine"), specialty("OB/GYN"), specialty("Wizardry")],
            [Some("08"), Some("16"), None]
        );
    }

    #[test]
    fn a_rare_value_is_told_only_when_it_is_about_nobody() {
        let found = meant(&profile(&["Telephone", "Phone call Jane Doe", "Video Visit"]), kinds());
        let known = [("Telephone", "phone"), ("Video Visit", "video")];
        assert_eq!(found.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!((found.unknown.len(), found.n_unknown, found.unknown_rows), (0, 1, 1));
    }
}
