//! Random choices that follow from a seed alone.
//!
//! What it is: the generator of the random worlds.
//! What it is not: good enough for anything but tests.

/// The splitmix64 generator.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, limit: i32) -> i32 {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        i32::try_from(self.next() % limit).unwrap_or(0)
    }

    pub(super) fn percent(&mut self, chance: i32) -> bool {
        self.below(100) < chance
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = i32::try_from(items.len()).unwrap_or(i32::MAX);
        &items[usize::try_from(self.below(count)).unwrap_or(0)]
    }

    /// One code of one of the lists.
    pub(super) fn code_of(&mut self, lists: &[&'static [&'static str]]) -> &'static str {
        let list = *self.pick(lists);
        let code: &&'static str = self.pick(list);
        code
    }
}
