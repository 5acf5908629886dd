//! What was missed: the table of all stretches of logged time, the worklist, the figures, and the page for a browser.
//! Knows no rules. Money missed is shown beside overpayment leads and never set off against them.
//!
//! Source: contracts, section 4 (`opportunities.parquet`); project rulebook, section 3.6.

mod figures;
mod page;
mod sanity;
mod table;
mod text;
mod worklist;

pub(super) use figures::MissedFigures;
pub(super) use page::page;
pub(super) use table::{opportunities, write_csv};
pub(super) use text::lines;
pub(super) use worklist::write as write_worklist;
