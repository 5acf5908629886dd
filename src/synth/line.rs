//! The claim line as the generator holds it.
//! It does not decide what a line says, nor how it is written.

use chrono::NaiveDate;

/// A short text held in place, so that a line is copied without touching the heap.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text {
    length: u8,
    bytes: [u8; 15],
}

impl Text {
    /// The first 15 bytes of `text`; ids and codes are ASCII and shorter.
    pub(super) fn new(text: &str) -> Self {
        let mut built = Self::default();
        for byte in text.bytes() {
            built.push(byte);
        }
        built
    }

    /// `prefix`, then `number` in decimal with leading zeros up to `width` digits.
    pub(super) fn numbered(prefix: &str, number: u64, width: u32) -> Self {
        let mut built = Self::new(prefix);
        let digits = number.checked_ilog10().unwrap_or(0) + 1;
        for place in (0..digits.max(width)).rev() {
            let power = 10_u64.checked_pow(place).unwrap_or(u64::MAX);
            let digit = number / power % 10;
            built.push(b'0' + u8::try_from(digit).unwrap_or(0));
        }
        built
    }

    /// The text; empty when the line has none.
    pub(super) fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length));
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// Whether there is no text.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(usize::from(self.length)) {
            *place = byte;
            self.length += 1;
        }
    }
}

/// What a line is to the rulebook, for the counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// E-visit, phone, check-in, image, telehealth visit or training.
    Communication,
    /// A visit outside the telehealth families.
    Visit,
    /// An assessment service.
    Assessment,
    /// Everything else.
    #[default]
    Other,
}

/// One billed line. Empty text and `None` mean that the line lacks the value.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    pub(super) claim_id: Text,
    /// Number of the line within its claim.
    pub(super) number: i32,
    /// Position of the patient among all patients of the run; not written.
    pub(super) patient: u64,
    pub(super) patient_id: Text,
    pub(super) npi: Text,
    pub(super) tin: Text,
    pub(super) specialty: &'static str,
    pub(super) taxonomy: &'static str,
    /// Days since 1970-01-01, as every date here.
    pub(super) date: i32,
    pub(super) code: &'static str,
    pub(super) kind: Kind,
    pub(super) modifiers: [&'static str; 2],
    pub(super) place: &'static str,
    pub(super) diagnoses: [&'static str; 4],
    /// Hundredths of a unit.
    pub(super) units: i64,
    /// Cents, as every amount here.
    pub(super) billed: i64,
    pub(super) allowed: i64,
    pub(super) paid: i64,
    pub(super) payer: &'static str,
    pub(super) status: &'static str,
    pub(super) frequency: &'static str,
    pub(super) original: Text,
    pub(super) received: i32,
    pub(super) paid_on: i32,
    pub(super) processed: i32,
    /// Seconds since 1970-01-01T00:00:00.
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    /// Hundredths of a minute.
    pub(super) minutes: Option<i64>,
}

impl Line {
    /// Stamps the dates of a claim's way through the payer.
    pub(super) fn receive(&mut self, received: i32) {
        self.received = received;
        self.processed = received + 6;
        self.paid_on = received + 13;
    }

    /// Turns the line into its own cancellation.
    pub(super) fn negate(&mut self) {
        self.units = -self.units;
        self.billed = -self.billed;
        self.allowed = -self.allowed;
        self.paid = -self.paid;
    }
}

/// The 10 digits of `number`, starting with 9, with a last digit that fails both the plain Luhn
/// check and the NPI check (Luhn after the prefix 80840): no real clinician has this id.
pub(super) fn npi(number: u64) -> Text {
    let body = 900_000_000 + number % 100_000_000;
    let right = luhn_digit(body);
    // The prefix 80840 adds 24 to the sum, which moves the right digit by a constant.
    let right_as_npi = (right + 6) % 10;
    let wrong = (1..10).map(|step| (right + step) % 10).find(|digit| *digit != right_as_npi);
    Text::numbered("", body * 10 + wrong.unwrap_or(0), 10)
}

/// The digit that would make `body` pass the Luhn check.
pub(super) fn luhn_digit(body: u64) -> u64 {
    let mut sum = 0;
    let mut left = body;
    let mut doubled = true;
    while left > 0 {
        let digit = left % 10;
        sum += match (doubled, digit) {
            (true, 5..) => digit * 2 - 9,
            (true, _) => digit * 2,
            (false, _) => digit,
        };
        doubled = !doubled;
        left /= 10;
    }
    (10 - sum % 10) % 10
}

/// Days since 1970-01-01 of a date such as `2025-01-31`; `None` when it is not a date.
pub(super) fn day_number(text: &str) -> Option<i32> {
    let date: NaiveDate = text.parse().ok()?;
    Some(date.to_epoch_days())
}
