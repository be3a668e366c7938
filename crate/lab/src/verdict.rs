//! What a finished text says: which answer it gives, and which one its reasons end in.

use serde::Serialize;

use crate::span::Span;
use crate::task::Answer;
use crate::trace::Token;

/// What the output says, as far as it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Verdict {
    /// The answer in the decision: "answer: no."
    pub decision: Option<Answer>,
    /// The answer that the reasons end in: "and the answer is no."
    pub conclusion: Option<Answer>,
    /// The right answer, where the task knows it.
    pub truth: Option<Answer>,
    /// Whether the decision's answer was forced.
    pub forced: bool,
}

impl Verdict {
    /// Reads the output's tokens.
    pub fn read(output: &[Token], choices: &[String; 2], truth: Option<Answer>) -> Self {
        let answer = |token: &Token| answer(token, choices);
        let decided = decided(output, choices);
        let reasons = output.iter().filter(|token| token.span == Span::Reasoning);
        Self {
            decision: decided.and_then(answer),
            conclusion: reasons.filter_map(answer).next_back(),
            truth,
            forced: decided.is_some_and(|token| token.forced),
        }
    }
}

/// The token that is the decision's answer.
pub fn decided<'a>(output: &'a [Token], choices: &[String; 2]) -> Option<&'a Token> {
    output.iter().find(|token| token.span == Span::Decision && answer(token, choices).is_some())
}

/// The answer that a token is, if any.
fn answer(token: &Token, [yes, no]: &[String; 2]) -> Option<Answer> {
    match token.text.trim() {
        // A tokenizer may fold case.
        word if word.eq_ignore_ascii_case(yes) => Some(Answer::Yes),
        word if word.eq_ignore_ascii_case(no) => Some(Answer::No),
        _ => None,
    }
}
