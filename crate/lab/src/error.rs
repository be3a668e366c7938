//! Everything that can go wrong with an experiment, each as one sentence.

/// A result of the lab.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a link, a spec or a step of a run was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No link at all: another text.
    #[error("this is no Foregone link: expected it to hold “#v1.” and what follows")]
    NoLink,
    /// A link of a format that came after this code.
    #[error("this link is in format v{got}, made by a newer Foregone; this one reads v1")]
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
    #[error("the experiment is in version {got}; this Foregone reads version 1")]
    FutureSpec {
        /// The version's number.
        got: f64,
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
    /// A token that is to be forced and that the model lacks.
    #[error("the model has no token “{token}”, which the experiment forces at output position {at}")]
    NoToken {
        /// The token.
        token: String,
        /// The position in the output, from 0.
        at: usize,
    },
    /// A text that is to be forced at one position and is not one token.
    #[error("“{text}” is {count} tokens to this model; expected one, so force them one after another")]
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
    /// The engine's sentence.
    #[error(transparent)]
    Engine(#[from] foregone_engine::Error),
}
