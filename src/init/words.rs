//! What the words of a status column and of a payer column mean. Only words that many rows share are ever looked at;
//! what no list knows is told, never guessed.

use super::profile::Profile;

/// What the payer did, by parts of words.
const DENIED: [&str; 8] = ["denied", "deny", "denial", "reject", "refus", "disallow", "not paid", "non-payable"];
const REVERSED: [&str; 8] = ["revers", "void", "cancel", "recoup", "takeback", "take back", "backed out", "refunded"];
const PAID: [&str; 10] =
    ["paid", "pay", "approv", "accept", "finali", "closed", "settled", "complete", "allowed", "adjudicated"];

/// Kinds of payer by parts of their names, the narrower first.
const PAYERS: [(&str, &str); 24] = [
    ("medicare advantage", "medicare_advantage"),
    ("medicare_advantage", "medicare_advantage"),
    ("medicare hmo", "medicare_advantage"),
    ("medicare ppo", "medicare_advantage"),
    ("medicare part c", "medicare_advantage"),
    ("medicare supplement", "other"),
    ("medigap", "other"),
    ("medicare", "medicare"),
    ("medicaid", "medicaid"),
    ("medi-cal", "medicaid"),
    ("commercial", "commercial"),
    ("bcbs", "commercial"),
    ("blue cross", "commercial"),
    ("blue shield", "commercial"),
    ("private insurance", "commercial"),
    ("self pay", "other"),
    ("self-pay", "other"),
    ("selfpay", "other"),
    ("cash", "other"),
    ("uninsured", "other"),
    ("workers", "other"),
    ("work comp", "other"),
    ("tricare", "other"),
    ("veterans", "other"),
];

/// The words of a column and their meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meanings {
    /// Their word and ours.
    pub(super) known: Vec<(String, &'static str)>,
    /// Their words that mean nothing to us.
    pub(super) unknown: Vec<String>,
    /// Other values: too rare, or with digits, to be written down.
    pub(super) untold: usize,
}

/// What the words of a status column mean: `paid`, `denied`, `reversed`.
pub(super) fn of_status(profile: &Profile) -> Meanings {
    meanings(profile, |word| {
        let holds = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        if holds(&REVERSED) {
            Some("reversed")
        } else if holds(&DENIED) {
            Some("denied")
        } else if word.contains("unpaid") || word.contains("payer") {
            None
        } else {
            holds(&PAID).then_some("paid")
        }
    })
}

/// What kind of payer the words of a payer column name.
pub(super) fn of_payer(profile: &Profile) -> Meanings {
    meanings(profile, |word| PAYERS.iter().find(|(part, _)| word.contains(part)).map(|(_, kind)| *kind))
}

fn meanings(profile: &Profile, meaning: impl Fn(&str) -> Option<&'static str>) -> Meanings {
    let (words, untold) = profile.words();
    let mut found = Meanings { untold, ..Meanings::default() };
    for word in words {
        match meaning(&word.to_lowercase()) {
            Some(ours) => found.known.push((word.to_owned(), ours)),
            None => found.unknown.push(word.to_owned()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::profile::Tables;
    use super::*;

    fn profile(words: &[(&str, usize)]) -> Profile {
        let (mut profile, tables) = (Profile::default(), Tables::shipped());
        for (word, times) in words {
            (0..*times).for_each(|_| profile.add(word, &tables));
        }
        profile
    }

    #[test]
    fn status_words() {
        let found = of_status(&profile(&[
            ("Paid", 9),
            ("DENIED", 5),
            ("Denial - reversed", 5),
            ("Pending", 5),
            ("Unpaid", 5),
            ("Jane Doe", 4),
            ("CO45", 9),
        ]));
        let known = [("DENIED", "denied"), ("Denial - reversed", "reversed"), ("Paid", "paid")];
        assert_eq!(found.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!((found.unknown, found.untold), (vec!["Pending".to_owned(), "Unpaid".to_owned()], 2));
    }

    #[test]
    fn payers() {
        let found = of_payer(&profile(&[("Humana Medicare Advantage", 5), ("MEDICARE", 5), ("Acme Health", 5)]));
        let known = [("Humana Medicare Advantage", "medicare_advantage"), ("MEDICARE", "medicare")];
        assert_eq!(found.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!(found.unknown, ["Acme Health"]);
    }
}
