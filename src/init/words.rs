//! What the words of a status column and of a payer column mean. Only words that many rows share are ever looked at;
//! what no list knows is told, never guessed.

use super::profile::{Profile, Words};

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

/// Large insurers, by words of their names, whose plan is commercial where the name says no other kind.
const INSURERS: [&str; 38] = [
    "aetna",
    "ambetter",
    "anthem",
    "bcbs",
    "blue cross",
    "blue shield",
    "bluecross",
    "blueshield",
    "carefirst",
    "cigna",
    "elevance",
    "emblemhealth",
    "empire bcbs",
    "florida blue",
    "geisinger health plan",
    "harvard pilgrim",
    "hcsc",
    "health care service corporation",
    "healthpartners",
    "highmark",
    "horizon bcbs",
    "independence blue cross",
    "kaiser",
    "kaiser permanente",
    "medica",
    "meritain",
    "oscar health",
    "oxford health plans",
    "premera",
    "priority health",
    "regence",
    "tufts health plan",
    "uhc",
    "umr",
    "united health care",
    "united healthcare",
    "unitedhealthcare",
    "wellmark",
];

/// Insurers most of whose plans are of other kinds: without a word of [`PLANS`] their names say nothing.
const MIXED_INSURERS: [&str; 6] = ["aarp", "centene", "healthfirst", "humana", "molina", "wellcare"];

/// Programmes and contractors that are of one kind, by words of their names: states' own names of Medicaid, Medicare's
/// contractors, plans that sell Medicare Advantage only, and payers of none of these kinds.
const PROGRAMMES: [(&str, &str); 36] = [
    ("ahcccs", "medicaid"),
    ("apple health", "medicaid"),
    ("badgercare", "medicaid"),
    ("health first colorado", "medicaid"),
    ("hoosier healthwise", "medicaid"),
    ("husky health", "medicaid"),
    ("kancare", "medicaid"),
    ("masshealth", "medicaid"),
    ("medi cal", "medicaid"),
    ("mo healthnet", "medicaid"),
    ("nj familycare", "medicaid"),
    ("peachcare", "medicaid"),
    ("soonercare", "medicaid"),
    ("tenncare", "medicaid"),
    ("turquoise care", "medicaid"),
    ("amerigroup", "medicaid"),
    ("community plan", "medicaid"),
    ("cgs administrators", "medicare"),
    ("first coast service options", "medicare"),
    ("national government services", "medicare"),
    ("noridian", "medicare"),
    ("novitas", "medicare"),
    ("palmetto gba", "medicare"),
    ("wps gha", "medicare"),
    ("alignment health", "medicare_advantage"),
    ("clover health", "medicare_advantage"),
    ("devoted health", "medicare_advantage"),
    ("scan health plan", "medicare_advantage"),
    ("champva", "other"),
    ("champus", "other"),
    ("triwest", "other"),
    ("va ccn", "other"),
    ("indian health service", "other"),
    ("auto insurance", "other"),
    ("geico", "other"),
    ("state farm", "other"),
];

/// What an insurer's name says of the kind of its plan, beside the insurer: Medicare that a company sells is Medicare
/// Advantage.
const PLANS: [(&str, &str); 8] = [
    ("supplement", "other"),
    ("medigap", "other"),
    ("medsupp", "other"),
    ("medicare", "medicare_advantage"),
    ("medicaid", "medicaid"),
    ("community plan", "medicaid"),
    ("healthy blue", "medicaid"),
    ("chip", "medicaid"),
];

/// Words that a status is made of: a value of nothing but these is about no person, however rare it is.
const STATUS_WORDS: [&str; 66] = [
    "accepted",
    "adjudicated",
    "adjusted",
    "allowed",
    "and",
    "approved",
    "appealed",
    "as",
    "backed",
    "back",
    "by",
    "cancel",
    "canceled",
    "cancelled",
    "claim",
    "closed",
    "complete",
    "completed",
    "denial",
    "denied",
    "deny",
    "disallowed",
    "final",
    "finalised",
    "finalized",
    "full",
    "hold",
    "in",
    "ins",
    "insurance",
    "line",
    "nonpayable",
    "not",
    "on",
    "open",
    "out",
    "paid",
    "part",
    "partial",
    "partially",
    "pay",
    "payable",
    "payer",
    "payment",
    "pend",
    "pended",
    "pending",
    "primary",
    "process",
    "processed",
    "recouped",
    "recoupment",
    "refunded",
    "refused",
    "reject",
    "rejected",
    "rejection",
    "resubmitted",
    "reversal",
    "reversed",
    "secondary",
    "settled",
    "takeback",
    "unpaid",
    "void",
    "voided",
];

/// Whether a value is made of the words of a status and of nothing else.
pub(super) fn is_status(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| STATUS_WORDS.contains(&word.to_lowercase().as_str()))
}

/// The words of a column and their meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meanings {
    /// Their word and ours.
    pub(super) known: Vec<(String, &'static str)>,
    /// Their words that mean nothing to us.
    pub(super) unknown: Vec<String>,
    /// Rows of the words that mean nothing to us.
    pub(super) unknown_rows: u64,
    /// Other values: too rare, or with digits, to be written down.
    pub(super) untold: usize,
    /// Their rows.
    pub(super) untold_rows: u64,
}

impl Meanings {
    /// What to mind of a status: the rows that will count as paid because no list knows what they say.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.unknown.is_empty() {
            let (n, words) = (self.unknown_rows, self.unknown.join(", "));
            remarks
                .push(format!("claim_status: {n} rows say {words}: they count as paid until [status] says otherwise"));
        }
        if 0 < self.untold {
            let (n, rows) = (self.untold, self.untold_rows);
            let what = "that are too rare, or hold digits, to be written down here";
            remarks.push(format!("claim_status: {rows} rows hold {n} more values {what}: they count as paid"));
        }
        remarks
    }
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
            // Short for paid only where it begins: it stands within other words.
            (holds(&PAID) || word == "pd" || word.starts_with("pd ")).then_some("paid")
        }
    })
}

/// What kind of payer the words of a payer column name.
pub(super) fn of_payer(profile: &Profile) -> Meanings {
    meanings(profile, kind_of_payer)
}

/// The kind of payer that a name in lower case says.
fn kind_of_payer(name: &str) -> Option<&'static str> {
    let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let spaced: String = name.chars().map(letters).collect();
    let spaced = format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "));
    // Whole words: `medica` is no part of `medical`.
    let says = |words: &&str| spaced.contains(&format!(" {words} "));
    let listed =
        |list: &[(&'static str, &'static str)]| list.iter().find(|(words, _)| says(words)).map(|(_, kind)| *kind);
    if INSURERS.iter().any(says) {
        return listed(&PLANS).or(Some("commercial"));
    }
    if MIXED_INSURERS.iter().any(says) {
        return listed(&PLANS);
    }
    let by_part = || PAYERS.iter().find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind);
    listed(&PROGRAMMES).or_else(by_part)
}

fn meanings(profile: &Profile, meaning: impl Fn(&str) -> Option<&'static str>) -> Meanings {
    let Words { told, untold, untold_rows } = profile.words();
    let mut found = Meanings { untold, untold_rows, ..Meanings::default() };
    for (word, rows) in told {
        if let Some(ours) = meaning(&word.to_lowercase()) {
            found.known.push((word.to_owned(), ours));
        } else {
            found.unknown.push(word.to_owned());
            found.unknown_rows += rows;
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
            ("Pd in full", 5),
            ("Jane Doe", 4),
            ("CO45", 9),
        ]));
        let known = [("DENIED", "denied"), ("Denial - reversed", "reversed"), ("Paid", "paid"), ("Pd in full", "paid")];
        assert_eq!(found.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!((found.unknown, found.untold), (vec!["Pending".to_owned(), "Unpaid".to_owned()], 2));
    }

    #[test]
    fn a_word_of_known_meaning_is_told_however_rare_it_is() {
        let rare =
            of_status(&profile(&[("Paid", 9), ("Denied", 1), ("VOID", 1), ("On Hold", 2), ("Denied Jane Doe", 1)]));
        let known = [("Denied", "denied"), ("Paid", "paid"), ("VOID", "reversed")];
        assert_eq!(rare.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!((rare.unknown.as_slice(), rare.unknown_rows), (&["On Hold".to_owned()][..], 2));
        assert_eq!((rare.untold, rare.untold_rows), (1, 1));
        let many: Vec<String> = (0..30).map(|n| format!("Denied {n}")).collect();
        let mut words: Vec<(&str, usize)> = many.iter().map(|word| (word.as_str(), 1)).collect();
        words.push(("Rejected", 1));
        let found = of_status(&profile(&words));
        assert_eq!(found.known, [("Rejected".to_owned(), "denied")]);
        assert_eq!((found.untold, found.untold_rows), (30, 30));
    }

    #[test]
    fn payers() {
        let found = of_payer(&profile(&[("Humana Medicare Advantage", 5), ("MEDICARE", 5), ("Acme Health", 5)]));
        let known = [("Humana Medicare Advantage", "medicare_advantage"), ("MEDICARE", "medicare")];
        assert_eq!(found.known, known.map(|(theirs, ours)| (theirs.to_owned(), ours)));
        assert_eq!(found.unknown, ["Acme Health"]);
    }

    #[test]
    fn large_payers_by_name() {
        for (name, kind) in [
            ("Aetna PPO", "commercial"),
            ("AETNA MEDICARE PPO", "medicare_advantage"),
            ("UHC", "commercial"),
            ("United Healthcare Community Plan", "medicaid"),
            ("UnitedHealthcare Medicare Advantage", "medicare_advantage"),
            ("AARP Medicare Supplement - UnitedHealthcare", "other"),
            ("Anthem BCBS", "commercial"),
            ("Blue Cross/Blue Shield of Illinois", "commercial"),
            ("Cigna", "commercial"),
            ("Kaiser Permanente", "commercial"),
            ("MassHealth", "medicaid"),
            ("Medi-Cal", "medicaid"),
            ("Noridian Healthcare Solutions", "medicare"),
            ("Medicare Part B", "medicare"),
            ("Devoted Health", "medicare_advantage"),
            ("VA CCN (TriWest)", "other"),
            ("Humana Medicare", "medicare_advantage"),
            ("AARP Medicare Complete", "medicare_advantage"),
            ("Molina Medicaid of Ohio", "medicaid"),
        ] {
            assert_eq!(kind_of_payer(&name.to_lowercase()), Some(kind), "{name}");
        }
        for name in ["Humana", "Molina Healthcare", "Medical Mutual", "Acme Health", "Buhcle & Sons"] {
            assert_eq!(kind_of_payer(&name.to_lowercase()), None, "{name}");
        }
    }
}
