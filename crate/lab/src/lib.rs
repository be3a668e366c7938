//! The laboratory: tasks and their truths, prompts with labelled spans, experiment specs, links, runs, views,
//! comparisons and measures.
//!
//! It knows what a question, a decision and a reason are; the engine does not. It knows nothing of the DOM, of
//! files or of the command line: those are `web` and `cli`.

pub mod compare;
pub mod contrast;
pub mod cut;
mod error;
pub mod link;
pub mod measure;
pub mod outcome;
pub mod prompt;
pub mod recording;
pub mod rng;
pub mod run;
pub mod span;
pub mod spec;
pub mod steps;
pub mod tables;
pub mod task;
pub mod trace;
pub mod verdict;
pub mod view;

pub use error::{Error, Result};
