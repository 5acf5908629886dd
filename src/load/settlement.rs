//! What the payments of one service come to: which of them stand, what they add up to, and the last word on the service.
//! Reads no file and finds no line.
//!
//! A second check, a second payer and a correction add up. A reversal takes back one payment that is there before it, and
//! one of a payment that is not there takes nothing from the others. A denial takes nothing back: payers refuse a claim
//! that is sent twice as a duplicate of the one they paid.
//!
//! Source: project rulebook, section 4, steps 4 and 5.

use crate::claim::{Cents, DecimalMark};

/// An amount as a remittance tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    Blank,
    /// In cents.
    Said(i64),
    /// The text, for whoever reads the line to count it.
    Unreadable(String),
}

impl Amount {
    pub(super) fn read(text: &str) -> Self {
        if text.is_empty() {
            return Self::Blank;
        }
        Cents::parse(text, DecimalMark::Point).map_or_else(|_| Self::Unreadable(text.to_owned()), |it| Self::Said(it.0))
    }

    const fn cents(&self) -> Option<i64> {
        match self {
            Self::Said(cents) => Some(*cents),
            Self::Blank | Self::Unreadable(_) => None,
        }
    }
}

/// What a payer did with a service.
pub(super) struct Handled {
    pub(super) payer: String,
    /// `P`, `S` or `T`; blank where nobody says it, as in denials and reversals.
    pub(super) sequence: String,
    /// Payment date and place: later ones are greater.
    pub(super) order: (String, String),
    /// File and transaction set.
    pub(super) set: (usize, String),
    /// `paid`, `denied` or `reversed`.
    pub(super) status: String,
    /// In cents, without its sign.
    pub(super) charge: Option<i64>,
    pub(super) paid: Amount,
    pub(super) allowed: Amount,
    pub(super) payer_claim_number: String,
}

impl Handled {
    /// Whether it takes something back.
    fn is_reversal(&self) -> bool {
        self.status == "reversed" || self.cents() < 0
    }

    /// What is not said is nothing.
    fn cents(&self) -> i64 {
        self.paid.cents().unwrap_or(0)
    }

    pub(super) const fn has_unreadable_amount(&self) -> bool {
        matches!(self.paid, Amount::Unreadable(_)) || matches!(self.allowed, Amount::Unreadable(_))
    }

    /// Whether a reversal may speak of this: of one payer, and there before it. What comes behind a reversal in its own
    /// set is what is paid instead.
    fn may_be_taken_by(&self, reversal: &Self) -> bool {
        let agree = |a: &str, b: &str| a == b || a.is_empty() || b.is_empty();
        let (own, other) = (&self.order, &reversal.order);
        let is_before = || self.set != reversal.set || own.1 < other.1;
        agree(&self.payer, &reversal.payer)
            && agree(&self.sequence, &reversal.sequence)
            && if agree(&own.0, &other.0) { is_before() } else { own.0 < other.0 }
    }
}

/// What the payments come to.
pub(super) struct Settlement {
    /// Paid by all payers, allowed by the first of them, status, payment date and the payer's number of the claim.
    pub(super) values: [String; 5],
    /// In cents, what of the payments nothing takes back.
    pub(super) standing: i64,
    /// In cents, below zero: reversals of payments that are not there.
    pub(super) taken_elsewhere: i64,
}

/// Settles all that payers said of one service.
pub(super) fn settle(payments: &[&Handled]) -> Settlement {
    let mut ordered = payments.to_vec();
    ordered.sort_by(|a, b| a.order.cmp(&b.order));
    let (reversals, charges): (Vec<&Handled>, Vec<&Handled>) = ordered.iter().partition(|it| it.is_reversal());
    let mut charges: Vec<Charge<'_>> = charges.into_iter().map(Charge::new).collect();
    // Those that repeat a payment first, so that none that is a part of several takes it from them.
    let others: Vec<&Handled> = reversals.iter().copied().filter(|it| !take_alike(&mut charges, it)).collect();
    let astray: Vec<&Handled> = others.into_iter().filter(|it| !take_parts(&mut charges, it)).collect();
    let standing: Vec<&Handled> = charges.iter().filter(|it| !it.is_taken).map(|it| it.handled).collect();
    let accepted: Vec<&Handled> = standing.iter().copied().filter(|it| it.status != "denied").collect();
    let left: i64 = charges.iter().map(|it| it.left).sum();
    // Where nothing was accepted, or nothing is left of it, the last word counts, whatever it is.
    let decisive = || reversals.iter().copied().filter(|it| !astray.iter().any(|other| std::ptr::eq(*it, *other)));
    let last_word = standing.iter().copied().chain(decisive()).max_by(|a, b| a.order.cmp(&b.order));
    let deciding = accepted.last().copied().or(last_word).or_else(|| ordered.last().copied());
    let text = |value: fn(&Handled) -> &String| deciding.map_or_else(String::new, |it| value(it).clone());
    let is_said = charges.iter().any(|it| it.handled.paid != Amount::Blank);
    let unreadable = ordered.iter().find_map(|it| unreadable(&it.paid));
    let total = || if is_said { Cents(left).to_string() } else { String::new() };
    Settlement {
        values: [
            unreadable.unwrap_or_else(total),
            allowed(if accepted.is_empty() { &standing } else { &accepted }),
            text(|it| &it.status),
            text(|it| &it.order.0),
            text(|it| &it.payer_claim_number),
        ],
        standing: left,
        taken_elsewhere: astray.iter().map(|it| it.cents()).sum(),
    }
}

/// A payment and what reversals leave of it.
struct Charge<'a> {
    handled: &'a Handled,
    left: i64,
    is_taken: bool,
}

impl<'a> Charge<'a> {
    fn new(handled: &'a Handled) -> Self {
        Self { handled, left: handled.cents(), is_taken: false }
    }

    fn is_for(&self, reversal: &Handled) -> bool {
        !self.is_taken && self.handled.may_be_taken_by(reversal)
    }
}

/// Takes back the payment that a reversal repeats: of several one under the same number of the payer, not a denial, and
/// the first of those. False when there is none.
fn take_alike(charges: &mut [Charge<'_>], reversal: &Handled) -> bool {
    let is_alike = |charge: &Handled| {
        let same_charge = charge.charge.zip(reversal.charge).is_none_or(|(own, other)| own == other);
        charge.cents() == reversal.cents().abs() && same_charge
    };
    let rank = |charge: &Handled| (charge.payer_claim_number != reversal.payer_claim_number, charge.status == "denied");
    let alike = charges.iter_mut().filter(|charge| charge.is_for(reversal) && is_alike(charge.handled));
    let Some(charge) = alike.min_by_key(|charge| rank(charge.handled)) else { return false };
    charge.left = 0;
    charge.is_taken = true;
    true
}

/// Takes an amount back from the payments before it, where they come to so much. False where they do not.
fn take_parts(charges: &mut [Charge<'_>], reversal: &Handled) -> bool {
    let mut amount = reversal.cents().abs();
    let left = charges.iter().filter(|charge| charge.is_for(reversal)).map(|charge| charge.left).sum::<i64>();
    if amount == 0 || left < amount {
        return false;
    }
    for charge in charges.iter_mut().filter(|charge| charge.is_for(reversal) && 0 < charge.left) {
        let part = charge.left.min(amount);
        charge.left -= part;
        amount -= part;
        charge.is_taken = charge.left == 0;
    }
    true
}

fn unreadable(amount: &Amount) -> Option<String> {
    if let Amount::Unreadable(text) = amount { Some(text.clone()) } else { None }
}

/// What the first payer in order allowed.
fn allowed(payments: &[&Handled]) -> String {
    let payer = |it: &Handled| (it.sequence.clone(), it.payer.clone());
    let first = payments.iter().map(|it| payer(it)).min();
    let of_first = || payments.iter().filter(|it| Some(payer(it)) == first).map(|it| &it.allowed);
    let said: Vec<i64> = of_first().filter_map(Amount::cents).collect();
    let total = if said.is_empty() { String::new() } else { Cents(said.iter().sum()).to_string() };
    of_first().find_map(unreadable).unwrap_or(total)
}
