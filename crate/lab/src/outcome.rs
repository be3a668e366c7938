//! What a run comes to, in sentences that are true in every case.
//!
//! `sentences` says what was answered, whether that is right, and what the reasons come to beside what they conclude;
//! `conditions` says what was done to the run.

mod conditions;
mod sentences;

use serde::Serialize;

use crate::prompt::Scene;
use crate::span::Span;
use crate::spec::Spec;
use crate::task::{Answer, Order};
use crate::trace::Token;
use crate::verdict::{self, Verdict};

pub use conditions::conditions;
pub(crate) use conditions::reach;
pub(crate) use sentences::capital;

/// What a run comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Outcome {
    /// The answer; none where the output gives none.
    pub answer: Option<Answered>,
    /// The one word for it.
    pub mark: Mark,
    /// What happened.
    pub sentences: String,
}

/// An answer that was written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Answered {
    /// The position of its token, prompt and output counted together.
    pub at: usize,
    /// The word, as the question has it.
    pub word: String,
    /// Which of the two answers it is.
    pub answer: Answer,
    /// The probability that the model gave this token, of the whole vocabulary: for a forced one, what it would have had.
    /// Not a number where the token came without one, which no token of a run does.
    pub probability: f32,
    /// Whether it was put there instead of the model's choice.
    pub forced: bool,
}

/// The one word for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Mark {
    /// It is the right one.
    Right,
    /// It is the wrong one.
    Wrong,
    /// It is not the model's.
    Forced,
    /// There is no answer, or no right one.
    None,
}

/// Where the reasons stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// All of them after the answer.
    After,
    /// All of them before it.
    Before,
    /// On both sides of it, or there is no answer.
    Around,
}

impl Outcome {
    /// Reads a finished output.
    pub fn of(spec: &Spec, scene: &Scene, output: &[Token]) -> Self {
        let verdict = Verdict::read(output, scene);
        let answer = Answered::read(scene, output, &verdict);
        let reasons = verdict::reasons(output, &scene.choices);
        let case = sentences::Case {
            scene,
            verdict: &verdict,
            written: Written::of(spec.order, output, answer.as_ref().map(|answer| answer.at)),
            statements: reasons.len(),
        };
        let sentences = case.sentences();
        Self { mark: Mark::of(&verdict), answer, sentences }
    }
}

impl Answered {
    fn read(scene: &Scene, output: &[Token], verdict: &Verdict) -> Option<Self> {
        let token = verdict::decided(output, &scene.choices)?;
        let answer = verdict.decision?;
        Some(Self {
            at: token.position,
            word: scene.word(answer).to_owned(),
            answer,
            probability: token.logprob.map_or(f32::NAN, f32::exp),
            forced: token.forced,
        })
    }
}

impl Mark {
    fn of(verdict: &Verdict) -> Self {
        match (verdict.decision, verdict.truth) {
            (None, _) => Self::None,
            _ if verdict.forced => Self::Forced,
            (_, None) => Self::None,
            (decision, truth) if decision == truth => Self::Right,
            _ => Self::Wrong,
        }
    }
}

impl Written {
    /// What was asked for is not always what was written.
    fn of(order: Order, output: &[Token], answer: Option<usize>) -> Self {
        let Some(answer) = answer else { return Self::Around };
        let words = output.iter().filter(|token| token.span == Span::Reasoning);
        let mut places = words.map(|token| token.position);
        let Some(first) = places.next() else {
            return match order {
                Order::DecisionFirst => Self::After,
                Order::ReasoningFirst => Self::Before,
            };
        };
        let last = places.next_back().unwrap_or(first);
        match (first > answer, last < answer) {
            (true, _) => Self::After,
            (_, true) => Self::Before,
            _ => Self::Around,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::statement::tests::tokens;
    use crate::spec::{ModelRef, Task};

    fn spec(order: Order) -> Spec {
        let model = ModelRef { id: "m".into(), sha256: "0".repeat(64) };
        Spec::new(model, Task::Cups { seed: 7, swaps: Some(2) }, order)
    }

    /// Parts of a text in this order, numbered on.
    fn output(parts: &[(&str, Span)]) -> Vec<Token> {
        let all = parts.iter().flat_map(|(text, span)| tokens(text, *span));
        all.enumerate().map(|(index, token)| Token { position: 5 + index, ..token }).collect()
    }

    fn of(order: Order, parts: &[(&str, Span)]) -> Outcome {
        let spec = spec(order);
        Outcome::of(&spec, &Scene::new(&spec.task), &output(parts))
    }

    const ANSWER: (&str, Span) = (" answer: no.", Span::Decision);
    const REASONS: (&str, Span) = (" reasons: it starts under pink, so the answer is no.", Span::Reasoning);

    #[test]
    fn what_was_written_counts_not_what_was_asked_for() {
        for order in Order::ALL {
            let said = of(order, &[REASONS, ANSWER]).sentences;
            assert!(said.contains("The reasons that it had written agree with its answer"), "{said}");
            let said = of(order, &[ANSWER, REASONS]).sentences;
            assert!(said.contains("The reasons that it wrote afterwards agree with its answer"), "{said}");
            let said = of(order, &[REASONS, ANSWER, REASONS]).sentences;
            assert!(said.contains("Its reasons agree with its answer"), "{said}");
        }
    }

    #[test]
    fn an_answer_has_its_place_and_the_probability_that_the_model_gave_it() {
        let spec = spec(Order::DecisionFirst);
        let scene = Scene::new(&spec.task);
        let mut output = output(&[ANSWER, REASONS]);
        let at = output.iter().position(|token| token.text.trim() == "no").unwrap();
        output[at].logprob = Some(0.25_f32.ln());
        let read = |output: &[Token]| Outcome::of(&spec, &scene, output);
        let outcome = read(&output);
        let answer = outcome.answer.unwrap();
        assert_eq!((answer.at, answer.word.as_str(), answer.answer), (5 + at, "no", Answer::No));
        assert!((answer.probability - 0.25).abs() < 1e-6 && !answer.forced);
        assert_eq!(outcome.mark, Mark::Right);
        output[at].forced = true;
        let forced = read(&output);
        assert_eq!(forced.mark, Mark::Forced);
        assert_eq!(forced.answer.map(|answer| answer.forced), Some(true));
        assert_eq!(serde_json::to_value(forced.mark).unwrap(), "forced");
        output.truncate(at);
        let none = read(&output);
        assert_eq!((none.answer, none.mark), (None, Mark::None));
        assert_eq!(none.sentences, "It came to no answer. It gave no reasons.");
    }
}
