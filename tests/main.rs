//! All integration tests in one binary, so that the program is linked once. The modules stand beside this file.

#![expect(clippy::expect_used, reason = "a test that cannot set itself up has failed, and says where")]

mod architecture;
mod benches;
mod cases;
mod check;
mod cli;
mod custom_rules;
mod differential;
mod effective_lines;
mod explain;
mod init;
mod inputs;
mod layouts;
mod load;
mod matrix;
mod memory;
mod naive;
mod page;
mod payers;
mod program;
mod properties;
mod readme;
mod reports;
mod rules;
mod sample;
mod support;
mod worker;
mod worlds;
