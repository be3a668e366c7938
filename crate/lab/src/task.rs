//! Tasks: seeded items with a truth and worked reasons, and the words in which a model meets them.
//!
//! The texts are a contract: a seed gives the same line for ever (`foregone tasks`), so that links and training sets
//! stay valid. A new wording is a new task.

pub mod cups;

use serde::{Deserialize, Serialize};

/// A yes/no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// One question with its truth, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is given: "the ball starts under red. swap red and blue."
    pub scene: String,
    /// "is it under blue?"
    pub question: String,
    /// Worked reasons that end in the restated answer, always true to the scene.
    pub reasons: String,
    /// The right answer.
    pub truth: Answer,
    /// How long a chain of thought the answer takes (cups: the number of swaps).
    pub size: usize,
}

impl Item {
    /// What the model writes when it is right, in `order`.
    pub fn completion(&self, order: Order) -> String {
        let (answer, reasons) = (self.truth.word(), &self.reasons);
        match order {
            Order::DecisionFirst => format!("answer: {answer}. reasons: {reasons}"),
            Order::ReasoningFirst => format!("reasons: {reasons} answer: {answer}."),
        }
    }

    /// What the model is given, in `order`.
    pub fn prompt(&self, order: Order) -> String {
        format!("{} {} {}", self.scene, self.question, order.instruction(CHOICES))
    }
}

/// The tasks that items can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Follow a ball under swapped cups.
    Cups,
}

impl Kind {
    /// The item of this task with this seed.
    pub fn item(self, seed: u64) -> Item {
        match self {
            Self::Cups => cups::item(seed, None),
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
    formats: Formats,
}

#[derive(Debug, Serialize)]
struct Formats {
    decision_first: Example,
    reasoning_first: Example,
}

#[derive(Debug, Serialize)]
struct Example {
    prompt: String,
    completion: String,
}

impl Line {
    /// The line for this task and seed.
    pub fn new(task: Kind, seed: u64) -> Self {
        let item = task.item(seed);
        let example = |order| Example { prompt: item.prompt(order), completion: item.completion(order) };
        Self {
            task,
            seed,
            size: item.size,
            truth: item.truth,
            formats: Formats {
                decision_first: example(Order::DecisionFirst),
                reasoning_first: example(Order::ReasoningFirst),
            },
        }
    }
}
