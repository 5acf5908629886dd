//! The secret of a shared report: where it comes from, and the pseudonyms and shifts of dates made from it. Whoever has it
//! can make the same pseudonyms again, and by trying all ids find out who is who.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::claim::Day;
use crate::report::ReportError;

/// The shortest secret.
const LEAST_BYTES: usize = 32;
/// The fewest different bytes of a secret: any 32 random ones, or 16 written in hexadecimal digits, have more.
const LEAST_DIFFERENT: usize = 8;
/// Dates move back by one day to a year less a day.
const MOST_DAYS: u64 = 364;

/// A secret key.
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// Reads a key file. Errors when it cannot be read, is too short or of few different bytes, or others than its owner
    /// can read it.
    pub(super) fn read(path: &Path) -> Result<Self, ReportError> {
        let refused = |problem: String| ReportError::BadKey { path: path.display().to_string(), problem };
        let facts = std::fs::metadata(path).map_err(|error| refused(format!("could not be read: {error}")))?;
        if !facts.is_file() {
            return Err(refused("is not a file".to_owned()));
        }
        if facts.mode() & 0o077 != 0 {
            let mode = facts.mode() & 0o777;
            return Err(refused(format!("others than its owner may read or change it (mode {mode:03o}); make it 600")));
        }
        let bytes = std::fs::read(path).map_err(|error| refused(format!("could not be read: {error}")))?;
        let secret = without_line_end(&bytes);
        if secret.len() < LEAST_BYTES {
            let length = secret.len();
            return Err(refused(format!("has {length} bytes, a secret needs at least {LEAST_BYTES} random ones")));
        }
        let n_different = secret.iter().collect::<BTreeSet<_>>().len();
        if n_different < LEAST_DIFFERENT {
            return Err(refused(format!("has only {n_different} different bytes; a secret needs random ones")));
        }
        let mac = Hmac::new_from_slice(secret).map_err(|error| refused(error.to_string()))?;
        Ok(Self(mac))
    }

    /// The bytes that stand for a text, different in each kind of text.
    fn bytes(&self, kind: &str, text: &str) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in [kind.as_bytes(), &[0], text.as_bytes()] {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of a text: its kind's letter, and 80 bits in hexadecimal digits.
    pub(super) fn pseudonym(&self, kind: Kind, text: &str) -> String {
        let (name, prefix, n_bytes) = match kind {
            Kind::Patient => ("patient", "P-", 10),
            Kind::Claim => ("claim", "C-", 10),
            Kind::Group => ("group", "G-", 10),
            Kind::Clinician => ("clinician", "N-", 10),
            // As long as the id of a finding.
            Kind::Finding => ("finding", "", 8),
        };
        let digits = self.bytes(name, text).into_iter().take(n_bytes).map(|byte| format!("{byte:02x}"));
        std::iter::once(prefix.to_owned()).chain(digits).collect()
    }

    /// The pseudonym of a text that stands for something only together with the patient it belongs to.
    pub(super) fn pseudonym_within(&self, kind: Kind, patient: &str, text: &str) -> String {
        self.pseudonym(kind, &format!("{}:{patient}{text}", patient.len()))
    }

    /// How far the dates of a patient move: the same for all of them, so that every interval stays.
    pub(super) fn shift(&self, patient: &str) -> Shift {
        let bytes = self.bytes("shift", patient);
        let number = bytes.into_iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(byte));
        Shift(i32::try_from(number % MOST_DAYS).unwrap_or(0) + 1)
    }
}

/// The secret of a file: the line end behind a text that was typed is none of it; every other byte counts.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let is_text = line.iter().all(|byte| matches!(byte, b' '..=b'~'));
    if is_text { line } else { bytes }
}

/// Whether a text has the shape of a pseudonym.
pub(super) fn is_pseudonym(text: &str) -> bool {
    let digits = ["P-", "C-", "G-", "N-"].iter().find_map(|prefix| text.strip_prefix(prefix));
    let (digits, length) = digits.map_or((text, 16), |digits| (digits, 20));
    digits.len() == length && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What is given a pseudonym.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Patient,
    Claim,
    Group,
    Clinician,
    Finding,
}

/// Days to go back.
#[derive(Clone, Copy)]
pub(super) struct Shift(i32);

impl Shift {
    pub(super) const fn apply(self, day: Day) -> Day {
        Day(day.0 - self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &[u8]) -> Key {
        Key(Hmac::new_from_slice(secret).unwrap())
    }

    #[test]
    fn pseudonyms_depend_on_key_kind_and_text_and_on_nothing_else() {
        let (a, b) = (key(b"one"), key(b"two"));
        let name = a.pseudonym(Kind::Patient, "P1");
        assert_eq!(name, a.pseudonym(Kind::Patient, "P1"));
        assert!(is_pseudonym(&name) && is_pseudonym(&a.pseudonym(Kind::Finding, "P1")) && !is_pseudonym("P1"));
        for other in
            [b.pseudonym(Kind::Patient, "P1"), a.pseudonym(Kind::Patient, "P2"), a.pseudonym(Kind::Claim, "P1")]
        {
            assert_ne!(name[2..], other[2..]);
        }
        let within = |patient, text| a.pseudonym_within(Kind::Claim, patient, text);
        assert_eq!(within("P1", "C1"), within("P1", "C1"));
        assert!(within("P1", "C1") != within("P2", "C1") && within("P1", "1C") != within("P11", "C"));
    }

    #[test]
    fn only_the_line_end_of_a_text_is_no_part_of_the_secret() {
        assert_eq!(without_line_end(b"a secret \r\n"), b"a secret ");
        assert_eq!(without_line_end(b"a secret\n\n"), b"a secret\n\n");
        for binary in [&b"\n\x00secret\n"[..], b" \xffsecret\t\n", b"\x80\r\n"] {
            assert_eq!(without_line_end(binary), binary);
        }
    }

    #[test]
    fn it_is_hmac_sha_256() {
        // RFC 4231, test case 2.
        let mac = key(b"Jefe").0.chain_update(b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(mac[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn dates_move_back_within_a_year_and_patients_differ() {
        let key = key(b"secret");
        let shifts: BTreeSet<i32> = (0..500).map(|n| key.shift(&format!("P{n}")).0).collect();
        assert!(shifts.iter().all(|shift| (1..=364).contains(shift)) && 200 < shifts.len());
    }
}
