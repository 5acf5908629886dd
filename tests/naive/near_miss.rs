//! The `near_miss_code` rule of rulebook section 3.5, where a fee schedule says which codes are real.
//!
//! What it is: every audited code compared with the billed one.
//! What it is not: of any use without a fee schedule. The list of real codes is data, and the product's own.

use super::codes;
use super::inputs::Inputs;
use super::relation::flagged;
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

/// The one audited code that the billed code was probably meant to be.
pub(super) fn target(code: &str, inputs: &Inputs) -> Option<String> {
    let fees = inputs.fees.as_ref()?;
    let is_real = fees.iter().flat_map(|release| &release.fees).any(|fee| fee.code == code);
    // An excerpt of a fee schedule lacks many a real code: the list of real ones near audited ones counts beside it.
    let shipped = include_str!("../../src/reference/data/real_neighbours.txt");
    if is_real || codes::is_known(code) || shipped.lines().any(|real| real == code) {
        return None;
    }
    let near: Vec<String> = codes::audited_codes().into_iter().filter(|known| one_edit_apart(code, known)).collect();
    if near.len() == 1 { near.into_iter().next() } else { None }
}

/// Whether one insertion, deletion, substitution or swap of neighbours turns one text into the other.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let without = |text: &[char], place: usize| [&text[..place], &text[place + 1..]].concat();
    if a.len() == b.len() + 1 {
        return (0..a.len()).any(|place| without(&a, place) == b);
    }
    if b.len() == a.len() + 1 {
        return (0..b.len()).any(|place| without(&b, place) == a);
    }
    if a.len() != b.len() {
        return false;
    }
    let differing: Vec<usize> = (0..a.len()).filter(|place| a[*place] != b[*place]).collect();
    match differing.as_slice() {
        [_] => true,
        [first, second] => first + 1 == *second && a[*first] == b[*second] && a[*second] == b[*first],
        _ => false,
    }
}

/// A code nobody knows that looks like a slip for an audited one; other lines are no subjects.
pub(super) fn near_miss_code(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    target(&subject.code, world.inputs).map(|_| flagged(subject, "advisory", Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::one_edit_apart;

    #[test]
    fn edits_are_counted() {
        for near in ["97970", "98790", "9870", "989700", "98970X", "G8970"] {
            assert!(one_edit_apart(near, "98970"), "{near}");
        }
        for far in ["98970", "97907", "90789", "970", "98", "G7970"] {
            assert!(!one_edit_apart(far, "98970"), "{far}");
        }
    }
}
