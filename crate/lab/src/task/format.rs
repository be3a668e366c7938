//! Formats: the ways in which a question is put to a model, and what it then writes when it is right.

use serde::{Deserialize, Serialize};

use super::{Answer, CHOICES, Item, Order};
use crate::rng::Rng;

/// Of a hundred first turns that "look again" follows, how many have the wrong answer. Nothing is learnt from those turns:
/// they are part of the prompt.
pub const HASTY: usize = 40;

/// A way to put a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The answer, then its reasons.
    DecisionFirst,
    /// The reasons, then the answer.
    ReasoningFirst,
    /// The answer and nothing else.
    DecisionOnly,
    /// As many dots as the reasons have tokens, then the answer and nothing else.
    Filler,
    /// A note in the prompt states an answer; decision first.
    Note,
    /// A note in the prompt states an answer; reasoning first.
    NoteReasoningFirst,
    /// After an answer, a second turn: "why?"
    Why,
    /// After an answer, a second turn: "look again."
    LookAgain,
}

impl Format {
    /// Every one, in a fixed order.
    pub const ALL: [Self; 8] = [
        Self::DecisionFirst,
        Self::ReasoningFirst,
        Self::DecisionOnly,
        Self::Filler,
        Self::Note,
        Self::NoteReasoningFirst,
        Self::Why,
        Self::LookAgain,
    ];

    /// What the model is given. `said` is the answer in the note or in the first turn; the other formats state none.
    pub fn prompt(self, item: &Item, said: Answer) -> String {
        let Item { scene, question, .. } = item;
        let [first, second] = Order::ALL.map(|order| order.instruction(CHOICES));
        let asked = match self {
            Self::DecisionFirst => first,
            Self::ReasoningFirst => second,
            Self::DecisionOnly => DECISION_ONLY.to_owned(),
            Self::Filler => format!("{DECISION_ONLY}{}", " …".repeat(length(&item.reasons))),
            Self::Note => format!("{} {first}", note(said.word())),
            Self::NoteReasoningFirst => format!("{} {second}", note(said.word())),
            Self::Why => format!("{DECISION_ONLY} answer: {said}. why?"),
            Self::LookAgain => format!("{DECISION_ONLY} answer: {said}. look again."),
        };
        format!("{scene} {question} {asked}")
    }

    /// What the model writes when it is right.
    pub fn completion(self, item: &Item) -> String {
        let Item { answer, reasons, .. } = item;
        match self {
            Self::DecisionFirst | Self::Note => format!("answer: {answer}. reasons: {reasons}"),
            Self::ReasoningFirst | Self::NoteReasoningFirst | Self::LookAgain => {
                format!("reasons: {reasons} answer: {answer}.")
            }
            Self::DecisionOnly | Self::Filler => format!("answer: {answer}."),
            Self::Why => format!("reasons: {reasons}"),
        }
    }

    /// The answer that the training example with this seed states in its note or first turn: the right one, and before
    /// "look again" a wrong one in [`HASTY`] of a hundred.
    pub fn said(self, item: &Item, seed: u64) -> Answer {
        let hasty = self == Self::LookAgain && Rng::new("hasty", seed).below(100) < HASTY;
        if hasty { item.answer.other() } else { item.answer }
    }
}

const DECISION_ONLY: &str = "answer yes or no.";

/// The sentence of a note that states an answer.
pub fn note(answer: &str) -> String {
    format!("note: the answer is {answer}.")
}

/// How many words and marks a text has.
fn length(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    words + text.chars().filter(char::is_ascii_punctuation).count()
}
