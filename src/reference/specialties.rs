//! What a specialty or taxonomy says about who may bill evaluation and management. Does not look clinicians up.
//!
//! Source: project rulebook, sections 1.1 and 3.4 (`data/specialties.csv`).

use std::collections::HashMap;

use super::table::rows;

/// What the holder of a specialty may bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A physician.
    Physician,
    /// A nurse practitioner, clinical nurse specialist, physician assistant or nurse midwife.
    Practitioner,
    /// A qualified clinician who may not bill evaluation and management.
    WithoutEm,
    /// A nurse without prescribing scope, a medical assistant, a pharmacist or an aide.
    Staff,
    /// Known to the file, not to our table.
    Other,
}

/// The shipped lists of specialties and taxonomies.
pub struct Specialties {
    cms: HashMap<&'static str, Scope>,
    nucc: Vec<(&'static str, Scope)>,
}

impl Specialties {
    /// The table compiled into the program.
    pub fn shipped() -> Self {
        let (mut cms, mut nucc) = (HashMap::new(), Vec::new());
        for row in rows(include_str!("data/specialties.csv")) {
            let scope = match row[2] {
                "physician" => Scope::Physician,
                "practitioner" => Scope::Practitioner,
                "staff" => Scope::Staff,
                _ => Scope::WithoutEm,
            };
            if row[0] == "cms" {
                cms.insert(row[1], scope);
            } else {
                nucc.push((row[1], scope));
            }
        }
        Self { cms, nucc }
    }

    /// The scope of a CMS specialty code; `None` when the text is empty.
    pub fn of_specialty(&self, specialty: &str) -> Option<Scope> {
        (!specialty.is_empty()).then(|| self.cms.get(specialty).copied().unwrap_or(Scope::Other))
    }

    /// The scope of a NUCC taxonomy code, by its prefix; `None` when the text is empty.
    pub fn of_taxonomy(&self, taxonomy: &str) -> Option<Scope> {
        (!taxonomy.is_empty()).then(|| {
            let known = self.nucc.iter().find(|(prefix, _)| taxonomy.starts_with(prefix));
            known.map_or(Scope::Other, |(_, scope)| *scope)
        })
    }

    /// Whether specialties 50, 89 and 97 count as equal to this one within a group: known, and not without E/M.
    pub fn is_em_capable(&self, specialty: &str) -> bool {
        !matches!(self.of_specialty(specialty), None | Some(Scope::WithoutEm))
    }

    /// Whether this is one of the specialties that count as equal to every E/M-capable one of the same group.
    pub fn works_across_specialties(specialty: &str) -> bool {
        matches!(specialty, "50" | "89" | "97")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_of_the_rulebook() {
        let table = Specialties::shipped();
        assert_eq!(table.of_specialty("65"), Some(Scope::WithoutEm));
        assert_eq!(table.of_specialty("08"), Some(Scope::Physician));
        assert_eq!(table.of_specialty("50"), Some(Scope::Practitioner));
        assert_eq!(table.of_specialty("69"), Some(Scope::Other));
        assert_eq!(table.of_specialty(""), None);
        assert_eq!(table.of_taxonomy("1041C0700X"), Some(Scope::WithoutEm));
        assert_eq!(table.of_taxonomy("207Q00000X"), Some(Scope::Physician));
        assert_eq!(table.of_taxonomy("183500000X"), Some(Scope::Staff));
        assert_eq!(table.of_taxonomy("3747P1801X"), Some(Scope::Staff));
        assert!(table.is_em_capable("11") && !table.is_em_capable("80") && !table.is_em_capable(""));
    }
}
