//! The visit codes for new patients, each with the code of the same level for established ones.
//!
//! Source: project rulebook, section 3.4. Codes by number only.

/// The codes for new patients, each with the code of the same level for established ones.
const NEW_PATIENT_CODES: [(&str, &str); 12] = [
    ("99202", "99212"),
    ("99203", "99213"),
    ("99204", "99214"),
    ("99205", "99215"),
    ("98000", "98004"),
    ("98001", "98005"),
    ("98002", "98006"),
    ("98003", "98007"),
    ("98008", "98012"),
    ("98009", "98013"),
    ("98010", "98014"),
    ("98011", "98015"),
];

/// The code of the same level for an established patient; `None` for a code that is not for new patients.
pub fn established_code(code: &str) -> Option<&'static str> {
    NEW_PATIENT_CODES.iter().find(|(new, _)| *new == code).map(|(_, established)| *established)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{CodeTable, Kinds};

    #[test]
    fn the_codes_are_those_of_the_kind() {
        let codes = CodeTable::shipped();
        for (new, established) in NEW_PATIENT_CODES {
            let kinds = |code: &str| codes.describe(code).kinds;
            assert!(kinds(new).meets(Kinds::NEW_PATIENT) && kinds(new).meets(kinds(established)), "{new}");
        }
        let all = (0..100_000).map(|number| format!("{number:05}"));
        let of_kind = all.filter(|code| codes.describe(code).kinds.meets(Kinds::NEW_PATIENT)).count();
        assert_eq!(of_kind, NEW_PATIENT_CODES.len());
    }
}
