//! All integration tests in one binary, so that polars is linked once. The modules stand beside this file.

#![expect(clippy::expect_used, reason = "a test that cannot set itself up has failed, and says where")]

mod architecture;
mod naive;
mod readme;
mod sample;
