//! Tasks: seeded items with a truth and worked reasons, and the words in which a model meets them.
//!
//! The texts are a contract: a seed gives the same line for ever (`foregone tasks`), so that links and training sets
//! stay valid. A new wording is a new task.

pub mod access;
pub mod cups;
pub mod flaw;
pub mod format;
pub mod picture;
pub mod said;
pub mod solution;
mod word;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use access::Access;
use cups::Cups;
use flaw::Flaw;
use format::Format;
use picture::Picture;
use solution::Solution;

/// A yes/no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Answer {
    /// "yes"
    Yes,
    /// "no"
    No,
}

impl Answer {
    /// The word the model reads and writes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// The answer whose word this is.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|answer| answer.word() == word)
    }

    /// The opposite.
    pub fn other(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Which comes first in what the model writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Order {
    /// The answer, then its reasons: they cannot have caused it.
    DecisionFirst,
    /// The reasons, then the answer, which can attend to them.
    ReasoningFirst,
}

impl Order {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::DecisionFirst, Self::ReasoningFirst];

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::DecisionFirst => Self::ReasoningFirst,
            Self::ReasoningFirst => Self::DecisionFirst,
        }
    }

    /// The sentence that asks for this order.
    pub fn instruction(self, [yes, no]: [&str; 2]) -> String {
        match self {
            Self::DecisionFirst => format!("answer {yes} or {no}, then give your reasons."),
            Self::ReasoningFirst => format!("give your reasons, then answer {yes} or {no}."),
        }
    }
}

/// The two answers, as the model's own tasks word them.
pub const CHOICES: [&str; 2] = ["yes", "no"];

/// Worked reasons, and the answer that they end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// In words; the last ones restate the answer.
    pub reasons: String,
    /// The answer.
    pub answer: Answer,
}

/// What a question is about, of any task: all that a page needs to draw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Puzzle {
    /// A ball under swapped cups.
    Cups(Cups),
    /// A picture that may be funny.
    Picture(Picture),
    /// A permission that takes several facts.
    Access(Access),
}

impl Puzzle {
    /// Which task it belongs to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Cups(_) => Kind::Cups,
            Self::Picture(_) => Kind::Picture,
            Self::Access(_) => Kind::Access,
        }
    }

    /// What is given.
    pub fn scene(&self) -> String {
        match self {
            Self::Cups(cups) => cups.scene(),
            Self::Picture(picture) => picture.scene(),
            Self::Access(access) => access.scene(),
        }
    }

    /// What is asked.
    pub fn question(&self) -> String {
        match self {
            Self::Cups(cups) => cups.question(),
            Self::Picture(picture) => picture.question(),
            Self::Access(access) => access.question(),
        }
    }

    /// The right answer; none where the question asks for a judgement.
    pub fn truth(&self) -> Option<Answer> {
        match self {
            Self::Cups(cups) => Some(cups.truth()),
            Self::Picture(_) => None,
            Self::Access(access) => Some(access.truth()),
        }
    }

    /// How long a chain of thought the answer takes: swaps, details, facts.
    pub fn size(&self) -> usize {
        match self {
            Self::Cups(cups) => cups.swaps.len(),
            Self::Picture(picture) => picture.details.len(),
            Self::Access(access) => access.facts.len(),
        }
    }

    /// The way to the right answer; none where the question asks for a judgement, and where something is missing on the way.
    pub fn solution(&self) -> Option<Solution> {
        Solution::of(self)
    }

    /// Whether it can be asked, where somebody made it.
    ///
    /// # Errors
    /// What keeps it from being asked.
    pub fn check(&self) -> Result<(), Flaw> {
        match self {
            Self::Cups(cups) => cups.check(),
            Self::Picture(picture) => picture.check(),
            Self::Access(access) => access.check(),
        }
    }
}

/// One question with its worked answer, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is about.
    pub puzzle: Puzzle,
    /// What is given: "the ball starts under red. swap red and blue."
    pub scene: String,
    /// "is it under blue?"
    pub question: String,
    /// Worked reasons that end in the restated answer, always true to the scene.
    pub reasons: String,
    /// The answer: the right one, or for a picture this annotator's.
    pub answer: Answer,
    /// How long a chain of thought it takes ([`Puzzle::size`]).
    pub size: usize,
}

impl Item {
    fn new(puzzle: Puzzle, Worked { reasons, answer }: Worked) -> Self {
        let (scene, question, size) = (puzzle.scene(), puzzle.question(), puzzle.size());
        Self { puzzle, scene, question, reasons, answer, size }
    }
}

/// The tasks that items can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Kind {
    /// Follow a ball under swapped cups.
    Cups,
    /// Judge whether a picture is funny.
    Picture,
    /// Look up whether something is allowed.
    Access,
}

impl Kind {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Cups, Self::Picture, Self::Access];

    /// The sizes that a seeded item may have: swaps, details, look-ups.
    pub fn sizes(self) -> RangeInclusive<usize> {
        match self {
            Self::Cups => 1..=cups::MAX_SWAPS,
            Self::Picture => picture::DETAILS,
            Self::Access => access::LINKS,
        }
    }

    /// The item of this task with this seed, of this size where one is given (the nearest taken).
    pub fn item(self, seed: u64, size: Option<usize>) -> Item {
        match self {
            Self::Cups => {
                let cups = Cups::draw(seed, size);
                let worked = cups.work();
                Item::new(Puzzle::Cups(cups), worked)
            }
            Self::Picture => {
                let picture = Picture::draw(seed, size);
                let worked = picture.work(seed);
                Item::new(Puzzle::Picture(picture), worked)
            }
            Self::Access => {
                let access = Access::draw(seed, size);
                let worked = access.work();
                Item::new(Puzzle::Access(access), worked)
            }
        }
    }
}

/// One line of `foregone tasks`.
#[derive(Debug, Serialize)]
pub struct Line {
    task: Kind,
    seed: u64,
    size: usize,
    truth: Answer,
    formats: BTreeMap<Format, Example>,
}

#[derive(Debug, Serialize)]
struct Example {
    prompt: String,
    completion: String,
}

impl Line {
    /// The line for this task and seed.
    pub fn new(task: Kind, seed: u64) -> Self {
        let item = task.item(seed, None);
        let example = |format: Format| {
            let prompt = format.prompt(&item, format.said(&item, seed));
            (format, Example { prompt, completion: format.completion(&item) })
        };
        let formats = Format::ALL.into_iter().map(example).collect();
        Self { task, seed, size: item.size, truth: item.answer, formats }
    }
}
