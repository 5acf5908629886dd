//! Looks at claim files of unknown columns and proposes how to read them. wip

mod dates;
mod dialect;
mod fit;
mod matching;
mod names;
mod profile;
mod shapes;
mod survey;
mod wide;
