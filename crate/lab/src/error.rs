//! Everything that can go wrong with an experiment, each as one sentence.

use crate::task::flaw::Flaw;

/// A result of the lab.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a link, a spec or a step of a run was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No link at all: another text.
    #[error("this isn’t a Foregone link")]
    NoLink,
    /// A link of a format that came after this code.
    #[error("this link is in format v{got}, made by a newer Foregone; this one reads v1 and v2")]
    FutureLink {
        /// The format's number, its first digits.
        got: String,
    },
    /// A link that nobody's browser should have to unpack.
    #[error("this link is {got} characters long; expected at most {max}")]
    LongLink {
        /// Its length.
        got: usize,
        /// The cap.
        max: usize,
    },
    /// A link that unpacks to too much.
    #[error("this link unpacks to more than {max} bytes, the most that one may hold")]
    LargeLink {
        /// The cap.
        max: usize,
    },
    /// A link that lost or changed some of its characters.
    #[error("this link is damaged: {reason}; it may have been cut off when it was copied")]
    DamagedLink {
        /// Which step of unpacking failed.
        reason: &'static str,
    },
    /// A spec that does not parse.
    #[error("the experiment is not written as expected: {reason}")]
    Json {
        /// Where and why.
        reason: String,
    },
    /// A spec of a version that came after this code.
    #[error("the experiment is in version {got}; this Foregone reads versions up to {max}")]
    FutureSpec {
        /// The version's number.
        got: f64,
        /// The latest that is read there.
        max: u64,
    },
    /// A value in a spec that is out of range.
    #[error("the experiment's {field}: expected {expected}, got {got}")]
    Spec {
        /// The value's name.
        field: &'static str,
        /// What it may be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// A puzzle that can't be asked.
    #[error("the experiment's puzzle: {0}")]
    Puzzle(#[from] Flaw),
    /// A token that is to be forced and that the model lacks.
    #[error("the model has no token “{token}”, which the experiment forces at output position {at}")]
    NoToken {
        /// The token.
        token: String,
        /// The position in the output, from 0.
        at: usize,
    },
    /// A text that is to be forced at one position and is not one token.
    #[error("{}", many_tokens(text, *count))]
    ManyTokens {
        /// The text.
        text: String,
        /// How many tokens it is.
        count: usize,
    },
    /// A token chosen at a position that has none.
    #[error("{operation}: expected a position from {from} to {to}, got {got}")]
    Position {
        /// What was asked for.
        operation: &'static str,
        /// The first that will do.
        from: usize,
        /// The last that will do.
        to: usize,
        /// What came.
        got: usize,
    },
    /// An answer that is to be forced to its opposite, in a text that gives none.
    #[error("this text comes to no answer, so there is none to force")]
    NoAnswer,
    /// Reasons that are to be measured, in a text that gives none there.
    #[error("this text gives no reasons {place} its answer, so there is nothing to cut")]
    NoReasons {
        /// "before" or "after".
        place: &'static str,
    },
    /// Reasons that differ by an answer which no row of them can look at.
    #[error("with the answer out of sight, the reasons still differ by it: cuts don't hold on this backend")]
    Blind,
    /// The engine's sentence.
    #[error(transparent)]
    Engine(#[from] foregone_engine::Error),
}

fn many_tokens(text: &str, count: usize) -> String {
    let words = text.split_whitespace().count();
    match (count, words) {
        (0, _) => "type one word".to_owned(),
        (_, 0 | 1) => format!("“{text}” is {count} tokens to this model; force one at a time"),
        _ => format!("that is {words} words; force one at a time"),
    }
}
