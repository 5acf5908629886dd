//! Writes down what nobody billed: messages and calls some days after ordinary visits, of practitioners and of staff, and
//! long visits without an add-on. Some could have been billed, most not; it does not say which.

use fastrand::Rng;

use super::calendar::LAST_SERVICE;
use super::diary::{Diary, Entry};
use super::line::{Line, Text};
use super::random::{mix, weighted};

/// The writer, with a sequence of its own, so that what belongs to claims stays as it is.
pub(super) struct Unbilled {
    rng: Rng,
    threads: u64,
}

/// What follows a visit.
#[derive(Clone, Copy)]
enum Sequel {
    Nothing,
    Thread,
    Staff,
    Results,
    Reminder,
    Untimed,
    Call,
}

impl Unbilled {
    pub(super) fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(mix(seed, 2)), threads: 0 }
    }

    /// What follows an ordinary visit, if anything does.
    pub(super) fn follow(&mut self, visit: &Line, diary: &mut Diary) {
        if visit.code == "99215" && self.rng.u32(..100) < 60 {
            // The level rests on time: an entry of the visit itself.
            diary.add(Entry { minutes: Some(self.rng.i64(50..100)), ..Entry::of(visit, "other") });
        }
        let sequel = weighted(
            &mut self.rng,
            &[
                (500, Sequel::Nothing),
                (200, Sequel::Thread),
                (70, Sequel::Staff),
                (50, Sequel::Results),
                (30, Sequel::Reminder),
                (20, Sequel::Untimed),
                (130, Sequel::Call),
            ],
        );
        let date = visit.date + self.rng.i32(1..45);
        if LAST_SERVICE < date + 6 {
            return;
        }
        self.threads += 1;
        let kind = if matches!(sequel, Sequel::Call) { "phone" } else { "message" };
        let entry = Entry::unlinked(visit, kind, date, Text::numbered("U", self.threads, 7));
        let minutes = Some(self.rng.i64(3..10));
        match sequel {
            Sequel::Nothing => {}
            Sequel::Thread => self.write_thread(visit, date, diary),
            Sequel::Staff => diary.add(Entry { role: "staff", minutes, ..entry }),
            Sequel::Results => diary.add(Entry { evaluative: "false", minutes, ..entry }),
            Sequel::Reminder => diary.add(Entry { initiated_by: "practice", minutes, ..entry }),
            Sequel::Untimed => diary.add(entry),
            Sequel::Call => diary.add(Entry { minutes: Some(self.rng.i64(4..18)), ..entry }),
        }
    }

    /// One to three messages within six days.
    fn write_thread(&mut self, visit: &Line, first: i32, diary: &mut Diary) {
        let thread = Text::numbered("U", self.threads, 7);
        let mut date = first;
        for _ in 0..self.rng.u32(1..4) {
            let minutes = Some(self.rng.i64(2..9));
            diary.add(Entry { minutes, ..Entry::unlinked(visit, "message", date, thread) });
            date += self.rng.i32(0..4);
        }
    }
}
