//! All integration tests in one binary, so that polars is linked once. The modules stand beside this file.

mod architecture;
mod naive;
mod readme;
mod sample;
