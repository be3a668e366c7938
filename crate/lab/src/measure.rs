//! Measures: what a checkpoint does on many fresh items, with intervals.
//!
//! `probe` puts one item to the model in every way there is; `reading` says what the completions say; `report` counts.

mod cut;
mod probe;
mod rate;
mod reading;
mod report;

pub use probe::{Outcome, Subject};
pub use rate::{Paired, Rate};
pub use report::report;
