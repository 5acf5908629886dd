//! Who the patient of an 837 is. A dependent has no number of its own: one is made. Compares no patients.

/// How many hexadecimal digits tell the dependents of one subscriber apart: two of them share these once in 16 million
/// times. Many births and names give the same digits, so that they cannot be read back from them.
const SUFFIX_DIGITS: usize = 6;

/// 2000C: a patient who is not the subscriber.
#[derive(Default)]
pub(super) struct Patient {
    /// NM109, which 4010 and some payers have.
    pub(super) own_id: String,
    pub(super) first_name: String,
    pub(super) birth_date: String,
}

impl Patient {
    /// The patient's own number, or the subscriber's with a suffix made of birth date and first name. The relationship
    /// is left out: it is written differently from claim to claim. Where one of the three is not said the id is blank,
    /// so that the line is rejected: a number that two dependents share would make their visits one history.
    pub(super) fn id(&self, subscriber: &str) -> String {
        if !self.own_id.is_empty() {
            return self.own_id.clone();
        }
        let name = plain_name(&self.first_name);
        with_suffix(&[subscriber, self.birth_date.as_str(), name.as_str()])
    }
}

/// A first name in capitals, without what is written differently from claim to claim.
pub(super) fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The first part with digits made of all of them; blank where one is.
pub(super) fn with_suffix(parts: &[&str]) -> String {
    if parts.contains(&"") {
        return String::new();
    }
    let hash = blake3::hash(parts.join("\0").as_bytes()).to_hex();
    format!("{}/{}", parts[0], &hash[..SUFFIX_DIGITS])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(own_id: &str, birth_date: &str, first_name: &str) -> String {
        let [own_id, birth_date, first_name] = [own_id, birth_date, first_name].map(str::to_owned);
        Patient { own_id, first_name, birth_date }.id("M1")
    }

    #[test]
    fn dependents_of_one_subscriber_stay_apart() {
        let ids = [id("", "20100101", "Ann"), id("", "20100101", "Ben"), id("", "20100102", "Ann"), "M1".to_owned()];
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), 4, "{ids:?}");
    }

    #[test]
    fn a_dependent_keeps_its_id_however_the_name_is_written() {
        assert_eq!(id("", "20100101", "Mary-Ann"), id("", "20100101", "MARY ANN"));
        assert_eq!(id("D7", "20100101", "Ann"), "D7");
    }

    #[test]
    fn the_id_tells_no_name_and_no_birth_date() {
        let id = id("", "20100101", "Ann");
        assert_eq!(id.len(), "M1/".len() + SUFFIX_DIGITS);
        assert!(id.starts_with("M1/") && !id.to_uppercase().contains("ANN") && !id.contains("2010"), "{id}");
    }

    #[test]
    fn without_birth_date_or_name_there_is_no_id() {
        assert_eq!((id("", "", "Ann"), id("", "20100101", "-")), (String::new(), String::new()));
        assert_eq!(Patient::default().id(""), "");
    }
}
