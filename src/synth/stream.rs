//! Brings claims into arrival order and numbers them, batch by batch, with planted lines strewn in.
//! It holds only what is due later; it never holds the file.

use std::collections::{BTreeMap, VecDeque};

use fastrand::Rng;

use super::calendar::{WHOLE, arrival};
use super::catalogue::Catalogue;
use super::claims::Maker;
use super::faults::{aftermath, blemish};
use super::line::{Kind, Line, Text};
use super::people::World;
use super::planted::planted_lines;
use super::random::mix;
use super::{Scenarios, SynthCounts, SynthError, SynthSpec};

/// Lines per batch.
const BATCH: usize = 16_384;

/// The lines of one run, in file order.
pub(super) struct Stream {
    rng: Rng,
    maker: Maker,
    /// Claims that arrive later, by day of arrival.
    due: BTreeMap<i32, Vec<Vec<Line>>>,
    queue: VecDeque<Line>,
    planted: Vec<Line>,
    total: u64,
    left: u64,
    claims: u64,
    seen: Vec<u64>,
    counts: SynthCounts,
    scenarios: Scenarios,
}

impl Stream {
    /// A stream of `spec.n_lines` lines.
    pub(super) fn new(spec: &SynthSpec) -> Result<Self, SynthError> {
        let catalogue = Catalogue::shipped()?;
        let world = World::new(spec.seed, spec.n_lines);
        let mut planted = match spec.scenarios {
            Scenarios::Planted => planted_lines(&catalogue, world.patients)?,
            Scenarios::None | Scenarios::Uncorrected => Vec::new(),
        };
        let needed = planted.len() as u64;
        if spec.n_lines < needed {
            return Err(SynthError::TooFewLines { asked: spec.n_lines, needed });
        }
        let mut rng = Rng::with_seed(mix(spec.seed, 0));
        rng.shuffle(&mut planted);
        // A planted case has at most two patients and at least one line.
        let patients = world.patients + 2 * needed + 2;
        Ok(Self {
            rng,
            maker: Maker { world, catalogue },
            due: BTreeMap::new(),
            queue: VecDeque::new(),
            planted,
            total: spec.n_lines,
            left: spec.n_lines,
            claims: 0,
            seen: vec![0; usize::try_from(patients / 64 + 1).unwrap_or(usize::MAX)],
            counts: SynthCounts::default(),
            scenarios: spec.scenarios,
        })
    }

    /// Fills `batch` with the next lines; false when there are none left.
    pub(super) fn fill(&mut self, batch: &mut Vec<Line>) -> bool {
        batch.clear();
        while batch.len() < BATCH && self.left > 0 {
            let line = self.next_line();
            self.left -= 1;
            self.count(&line);
            batch.push(line);
        }
        !batch.is_empty()
    }

    /// What was written so far.
    pub(super) fn counts(&self) -> SynthCounts {
        self.counts
    }

    fn next_line(&mut self) -> Line {
        // Each remaining place is as likely to be a planted line's as the next.
        if self.rng.u64(..self.left) < self.planted.len() as u64
            && let Some(line) = self.planted.pop()
        {
            self.counts.planted_lines += 1;
            return line;
        }
        loop {
            if let Some(line) = self.queue.pop_front() {
                return line;
            }
            self.file_claim();
        }
    }

    /// Queues the next claim to arrive, and what will follow from it.
    fn file_claim(&mut self) {
        let done = u128::from(self.total - self.left) * u128::from(WHOLE.unsigned_abs());
        let progress = done / u128::from(self.total.max(1));
        let today = arrival(i32::try_from(progress).unwrap_or(WHOLE));
        let mut claim = self.take_due(today).unwrap_or_else(|| {
            let mut draw = self.maker.draw(&mut self.rng, today);
            blemish(&mut self.rng, &self.maker.catalogue, &mut draw.claim);
            if self.scenarios == Scenarios::Uncorrected {
                draw.claim.iter_mut().filter(|line| line.units < 0).for_each(Line::negate);
            }
            if let Some(later) = draw.later {
                self.put_due(later);
            }
            draw.claim
        });
        let fresh = claim.first().is_some_and(|line| line.claim_id.is_empty());
        if fresh {
            self.number(&mut claim);
        }
        let original = claim.first().is_some_and(|line| line.frequency == "1");
        if fresh
            && original
            && self.scenarios != Scenarios::Uncorrected
            && let Some(later) = aftermath(&mut self.rng, &claim)
        {
            self.put_due(later);
        }
        self.queue.extend(claim);
    }

    fn take_due(&mut self, today: i32) -> Option<Vec<Line>> {
        let mut day = self.due.first_entry().filter(|day| *day.key() <= today)?;
        let claim = day.get_mut().pop();
        if day.get().is_empty() {
            day.remove();
        }
        claim
    }

    fn put_due(&mut self, claim: Vec<Line>) {
        if let Some(line) = claim.first() {
            self.due.entry(line.received).or_default().push(claim);
        }
    }

    /// Gives the claim its id and its lines their numbers.
    fn number(&mut self, claim: &mut [Line]) {
        self.claims += 1;
        // The last three digits are noise: real ids are not a plain count.
        let id = self.claims * 1_000 + self.rng.u64(..1_000);
        for (number, line) in (1..).zip(claim) {
            // Two clearing houses, two habits: one pads with zeros, so ids must stay text.
            let odd = line.npi.as_str().as_bytes().get(4).is_some_and(|byte| byte % 2 == 1);
            let prefix = if odd { "C25" } else { "" };
            line.claim_id = Text::numbered(prefix, id, 12);
            line.number = number;
        }
    }

    fn count(&mut self, line: &Line) {
        self.counts.lines += 1;
        match line.kind {
            Kind::Communication => self.counts.communication_lines += 1,
            Kind::Visit => self.counts.visit_lines += 1,
            Kind::Assessment => self.counts.assessment_lines += 1,
            Kind::Other => self.counts.other_lines += 1,
        }
        if line.status != "paid" {
            self.counts.denied_lines += 1;
        }
        let word = usize::try_from(line.patient / 64).unwrap_or(usize::MAX);
        let bit = 1 << (line.patient % 64);
        if let Some(word) = self.seen.get_mut(word)
            && *word & bit == 0
        {
            *word |= bit;
            self.counts.patients += 1;
        }
    }
}
