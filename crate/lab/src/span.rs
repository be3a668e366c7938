//! What part of an experiment a token belongs to.

use serde::{Deserialize, Serialize};

use crate::task::Order;

/// A labelled part of prompt and output. Attention is summed over these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Span {
    /// The token that every text starts with, where attention with nothing to do is parked (the sink).
    Start,
    /// What is given.
    Scene,
    /// What is asked.
    Question,
    /// A note that states an answer.
    Note,
    /// The order asked for.
    Instruction,
    /// The reasons, written before or after the decision.
    Reasoning,
    /// "answer: yes."
    Decision,
    /// What fits none of these: the end of the text.
    Other,
}

impl Span {
    /// All, in the order in which a decision-first text has them.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::Scene,
        Self::Question,
        Self::Note,
        Self::Instruction,
        Self::Reasoning,
        Self::Decision,
        Self::Other,
    ];

    /// What its tokens are in a sentence about a run: "its reasons".
    pub fn words(self) -> &'static str {
        match self {
            Self::Start => "the first token",
            Self::Scene => "the scene",
            Self::Question => "the question",
            Self::Note => "the note",
            Self::Instruction => "the instruction",
            Self::Reasoning => "its reasons",
            Self::Decision => "its answer",
            Self::Other => "other words",
        }
    }

    /// The label of an output token, from what comes before it. "answer" and "reasons" open their spans at the start
    /// of a sentence only: "and the answer is no" is still part of the reasons.
    pub fn of_output(order: Order, before: Option<(Self, &str)>, text: &str) -> Self {
        let opens = before.is_none_or(|(_, text)| text.trim() == ".");
        match (text.trim(), before) {
            ("answer", _) if opens => Self::Decision,
            ("reasons", _) if opens => Self::Reasoning,
            (text, _) if text.starts_with("</") => Self::Other,
            (_, Some((span, _))) => span,
            (_, None) => match order {
                Order::DecisionFirst => Self::Decision,
                Order::ReasoningFirst => Self::Reasoning,
            },
        }
    }
}
