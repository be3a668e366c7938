//! What a finished text says: which answer it gives, which one its reasons end in, and which one their steps come to.

use serde::Serialize;

use crate::compare::statement::{self, Told};
use crate::prompt::Scene;
use crate::span::Span;
use crate::steps::{Followed, Steps, follow};
use crate::task::Answer;
use crate::task::said::Said;
use crate::trace::Token;

/// What the output says, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Verdict {
    /// The answer in the decision: "answer: no."
    pub decision: Option<Answer>,
    /// The answer that the reasons end in: "so the answer is no."
    pub conclusion: Option<Answer>,
    /// What the steps before that come to by themselves; none where that can't be told.
    pub steps: Option<Steps>,
    /// The steps that the scene does not bear out, as they are worded.
    pub wrong: Vec<String>,
    /// The right answer, where the task knows it.
    pub truth: Option<Answer>,
    /// Whether the decision's answer was forced.
    pub forced: bool,
}

impl Verdict {
    /// Reads the output's tokens.
    pub fn read(output: &[Token], scene: &Scene) -> Self {
        let choices = &scene.choices;
        let decided = decided(output, choices);
        let reasons = reasons(output, choices);
        let Followed { steps, wrong } =
            scene.puzzle.as_ref().map(|puzzle| follow(puzzle, &reasons)).unwrap_or_default();
        Self {
            decision: decided.and_then(|token| answer(token, choices)),
            conclusion: concluded(&reasons).or_else(|| last_word(output, choices)),
            steps,
            wrong,
            truth: scene.truth,
            forced: decided.is_some_and(|token| token.forced),
        }
    }
}

/// The token that is the decision's answer.
pub fn decided<'a>(output: &'a [Token], choices: &[String; 2]) -> Option<&'a Token> {
    output.iter().find(|token| token.span == Span::Decision && answer(token, choices).is_some())
}

/// The statements of the reasons.
pub(crate) fn reasons(output: &[Token], choices: &[String; 2]) -> Vec<Told> {
    let is_reasoning = |told: &Told| {
        let first = output.iter().find(|token| token.position == told.tokens.start);
        first.is_some_and(|token| token.span == Span::Reasoning)
    };
    statement::split(output, choices).into_iter().filter(is_reasoning).collect()
}

/// The last answer that a statement concludes.
pub(crate) fn concluded(reasons: &[Told]) -> Option<Answer> {
    let conclusion = |told: &Told| match told.said {
        Some(Said::Conclusion(answer)) => Some(answer),
        _ => None,
    };
    reasons.iter().filter_map(conclusion).next_back()
}

/// The answer that is the last word of the reasons, whatever stands before it.
fn last_word(output: &[Token], choices: &[String; 2]) -> Option<Answer> {
    let mut words = output.iter().filter(|token| token.span == Span::Reasoning);
    let last = words.rfind(|token| token.text.chars().any(char::is_alphanumeric));
    last.and_then(|token| answer(token, choices))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::statement::tests::tokens;
    use crate::spec::Task;

    fn read(task: &Task, reasons: &str) -> Verdict {
        let mut output = tokens("answer: no.", Span::Decision);
        let reasons = tokens(&format!(" {reasons}"), Span::Reasoning).into_iter();
        output.extend(reasons.map(|token| Token { position: token.position + 20, ..token }));
        Verdict::read(&output, &Scene::new(task))
    }

    #[test]
    fn an_answer_amid_the_reasons_is_no_conclusion() {
        let task =
            Task::Text { scene: "a".into(), question: "b".into(), choices: ["yes".into(), "no".into()] };
        let concludes = |reasons| read(&task, reasons).conclusion;
        assert_eq!(concludes("reasons: there is no dog here."), None);
        assert_eq!(concludes("reasons: there is no dog here. therefore, yes."), Some(Answer::Yes));
        assert_eq!(concludes("reasons: it sits, so the answer is no. it sits."), Some(Answer::No));
        assert_eq!(concludes("reasons: it sits, so the answer is No."), Some(Answer::No));
        assert_eq!(read(&task, "reasons: it sits.").decision, Some(Answer::No));
        assert_eq!(read(&task, "reasons: it starts under red.").steps, None);
    }

    #[test]
    fn steps_are_those_of_the_reasons() {
        let task = Task::Cups { seed: 7, swaps: Some(2) };
        let worked = "reasons: it starts under pink. swap blue and green: now pink. swap green and yellow: now orange. is it under orange? it is under orange, so the answer is no.";
        let verdict = read(&task, worked);
        assert_eq!(verdict.steps, Some(Steps { answer: Answer::Yes, end: "orange".into() }));
        assert_eq!(verdict.wrong, ["swap green and yellow: now orange"]);
        assert_eq!((verdict.conclusion, verdict.truth), (Some(Answer::No), Some(Answer::No)));
    }
}
