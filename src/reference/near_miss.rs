//! Codes that look like a typing error for an audited code. Does not decide what to do about them.
//!
//! Source: project rulebook, section 3.5, `near_miss_code`; the list of real neighbours is `data/real_neighbours.txt`.

/// The one audited code that is a single edit (or a swap of neighbours) away from `code`, when `code` is not real.
pub(super) fn target(code: &str, audited: &[&'static str], is_real: impl Fn(&str) -> bool) -> Option<&'static str> {
    // A code has five characters; one edit changes that by one at most. Anything else is a pseudo-code.
    if !(4..=6).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    if is_other_level_two(code) {
        return None;
    }
    let mut near = audited.iter().filter(|known| strsim::osa_distance(known, code) == 1);
    let only = near.next()?;
    (near.next().is_none() && !is_shipped_as_real(code) && !is_real(code)).then_some(*only)
}

/// A letter other than G and four digits: drugs, supplies and the like. The shipped list does not hold them all, so none
/// of them is ever called a typing error (J2010 is a drug, not a slip for G2010).
fn is_other_level_two(code: &str) -> bool {
    let mut bytes = code.bytes();
    let letter = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() && b != b'G');
    letter && code.len() == 5 && bytes.all(|b| b.is_ascii_digit())
}

/// Whether the code is on the shipped list of real codes near audited ones. It counts beside a fee schedule too: an
/// excerpt, or one of another year, lacks many a real code.
fn is_shipped_as_real(code: &str) -> bool {
    include_str!("data/real_neighbours.txt").lines().any(|real| real == code)
}
