//! What keeps a puzzle that somebody made from being asked.

use super::access::{Fact, MAX_FACTS, MAX_NUMBER, Project, Zone};
use super::cups::{MAX_CUPS, MAX_SWAPS};
use super::picture::{DETAILS, Who};
use crate::outcome::capital;

/// A flaw of a puzzle, as a clause: "swap 3 takes two different cups".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Cups that stay where they are.
    #[error("it takes at least one swap")]
    NoSwap,
    /// More swaps than there may be: so many.
    #[error("there can be at most {MAX_SWAPS} swaps, and these are {0}")]
    ManySwaps(usize),
    /// A swap of a cup with itself: the one of this number, counted from 1.
    #[error("swap {0} takes two different cups")]
    SameCups(usize),
    /// More cups than there may be: so many.
    #[error("there can be at most {MAX_CUPS} cups, and these are {0}")]
    ManyCups(usize),
    /// Fewer details than a picture takes.
    #[error("a picture takes at least {} details", DETAILS.start())]
    FewDetails,
    /// More details than a picture may have.
    #[error("a picture can have at most {} details", DETAILS.end())]
    ManyDetails,
    /// Somebody who is in two details.
    #[error("everybody can be in the picture once, and the {0} is there twice")]
    Twice(Who),
    /// More facts than there may be.
    #[error("there can be at most {MAX_FACTS} facts")]
    ManyFacts,
    /// A key or a volume with a number that the model has no word for.
    #[error("keys and volumes are numbered from 1 to {MAX_NUMBER}, and here is a {0}")]
    Number(u8),
    /// A fact that is there twice.
    #[error("the fact that {} is told twice", .0.to_string().trim_end_matches('.'))]
    ToldTwice(Fact),
    /// A fact, and another one that says something else of the same thing.
    #[error("two facts are about {}; only one of them can be true", .0.about())]
    Contradiction(Fact),
    /// Nothing is told of the key asked about.
    #[error("no fact says what key k{0} opens")]
    NoKey(u8),
    /// Nothing is told of the project that the key leads to.
    #[error("no fact says which zone project {0} uses")]
    NoProject(Project),
    /// Nothing is told of the zone that the project leads to.
    #[error("no fact says what zone {0} allows")]
    NoRule(Zone),
    /// Nothing is told of the volume asked about.
    #[error("no fact says what volume v{0} holds")]
    NoVolume(u8),
}

impl Flaw {
    /// The same as a sentence: "Swap 3 takes two different cups."
    pub fn sentence(&self) -> String {
        format!("{}.", capital(&self.to_string()))
    }
}
