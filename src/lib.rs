//! claimsweep: a batch audit of medical claim lines against the billing rules for communication services.
//!
//! A claim row meets the modules in this order, and each imports only from those before it:
//!
//! 1. [`claim`] says what a line is; [`reference`] holds published tables; [`findings`] says what a rule may say.
//! 2. [`load`] turns files into rows and rejects.
//! 3. [`normalise`] gives every row a fate; the effective lines go on, and [`quality`] says what the rows are like.
//! 4. [`timeline`] sorts them once and gives rules their views.
//! 5. [`rules`] judge; [`report`] writes; [`pipeline`] puts the stages in order.
//! 6. [`init`] proposes layouts for unknown columns; [`synth`] makes synthetic claims; [`cli`] alone knows clock,
//!    environment and terminal.
//!
//! Rules never see tables or files, reports never see rules, and every row read is accounted for in every run.

pub mod claim;

pub mod reference;

pub mod findings;

pub mod load;

pub mod normalise;

pub mod quality;

pub mod timeline;

pub mod rules;

pub mod report;

pub mod init;

pub mod pipeline;

pub mod synth;

pub mod cli;
