//! What a rule may say and how it is kept: cards, settings, findings, counts, and the ledger of one audit. Data only:
//! nothing here looks at claims to decide.

mod audit;
mod card;
mod finding;
mod logged_time;
mod opportunity;
mod outcome;
mod paid_amounts;
mod reason;
mod settings;
mod words;
mod workload;

pub use audit::{Audit, DataRange, MoneyLine, nothing_judged};
pub use card::{CleanNeed, Direction, Input, Need, RuleCard, Tier};
pub use finding::{Condition, Finding, NearbyLine, RelatedLine};
pub use logged_time::{EntrySum, LoggedTime, TimeFate};
pub use opportunity::{AmountSource, Opportunity, PeriodMinutes, PeriodOutcome};
pub use outcome::{Outcome, RuleRun, RuleStatus, Tally, Unjudged};
pub use paid_amounts::{Medians, PaidAmounts};
pub use reason::Reason;
pub use settings::{SettingKind, SettingSpec, SettingValue, Settings};
pub use words::{Shelf, ShelfMark, Told};
pub use workload::{Workload, Workloads};
