//! Draws seeded random choices, and numbers that look random but are a function of what they number.
//! It holds no generator of its own: the caller passes one, so the order of draws is plain to see.

use fastrand::Rng;

/// A number that depends on both inputs alone: the same person is the same wherever met.
///
/// This is the finaliser of `SplitMix64` (Steele, Lea and Flood, 2014).
pub(super) fn mix(seed: u64, number: u64) -> u64 {
    let mut bits = seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// A different number below `modulus` for each `number` below it.
///
/// Holds for every modulus whose only prime factors are 2, 3 and 5, because 48,271 is a prime.
pub(super) fn scatter(seed: u64, number: u64, modulus: u64) -> u64 {
    let start = mix(seed, modulus) % modulus;
    (number % modulus * 48_271 + start) % modulus
}

/// True in `per_10_000` of 10,000 cases.
pub(super) fn chance(rng: &mut Rng, per_10_000: u32) -> bool {
    rng.u32(..10_000) < per_10_000
}

/// One of the items, each as likely as the next. `items` is not empty.
pub(super) fn pick<T: Copy>(rng: &mut Rng, items: &[T]) -> T {
    items[rng.usize(..items.len())]
}

/// One of the items of `(weight, item)` pairs, as often as its weight says. `items` is not empty.
pub(super) fn weighted<T: Copy>(rng: &mut Rng, items: &[(u32, T)]) -> T {
    let place = weighted_place(rng, items.iter().map(|(weight, _)| *weight));
    items[place].1
}

/// The place of one of the weights, as often as it says. The weights do not add up to 0.
pub(super) fn weighted_place(rng: &mut Rng, weights: impl Iterator<Item = u32> + Clone) -> usize {
    let total: u32 = weights.clone().sum();
    let mut left = rng.u32(..total);
    for (place, weight) in weights.enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    0
}
