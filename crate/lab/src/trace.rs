//! What a run leaves behind: tokens with what the model thought of them.

use serde::Serialize;

use crate::span::Span;

/// A token of the prompt or the output.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Token {
    /// Its position, prompt and output counted together, from 0.
    pub position: usize,
    /// Its id in the vocabulary.
    pub id: u32,
    /// Its letters, with the space before them where there is one.
    pub text: String,
    /// What it is part of.
    pub span: Span,
    /// Whether it was put there instead of the model's choice.
    pub forced: bool,
    /// Natural logarithm of the probability the model gave it; none in the prompt.
    pub logprob: Option<f32>,
    /// Entropy of the distribution it was chosen from, in nats; none in the prompt.
    pub entropy: Option<f32>,
    /// The likeliest tokens in its place, likeliest first.
    pub top: Vec<Alternative>,
}

/// A token that could have stood in a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Alternative {
    /// Its id in the vocabulary.
    pub id: u32,
    /// Its letters.
    pub text: String,
    /// Natural logarithm of its probability.
    pub logprob: f32,
}
