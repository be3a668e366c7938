//! Two finished runs on the same item, side by side: what each says of the same thing, and what that comes to.
//!
//! `counterpart` says which second run to make, `statement` splits a text, `align` puts statements side by side, and
//! `sentence` says what happened.

mod align;
mod counterpart;
mod sentence;
pub(crate) mod statement;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::link;
use crate::run::{Row, Run};
use crate::span::Span;
use crate::spec::Spec;
use crate::task::Order;
use crate::trace::Token;
use crate::verdict::{self, Verdict};
use crate::view::{Over, Reduction, SpanWeight};

pub use align::Relation;

/// The second run of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Counterpart {
    /// The other order, with nothing forced and nothing cut: forced words and cuts mean something else there.
    Order,
    /// The same with its answer forced to the opposite, where the first run has it; or, where the first run's answer is
    /// forced, with the model's own.
    Answer,
}

/// Two runs, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Comparison {
    /// What the second run is to the first.
    pub with: Counterpart,
    /// The first run.
    pub left: Side,
    /// The second.
    pub right: Side,
    /// Their statements, those about the same thing side by side.
    pub rows: Vec<Aligned>,
    /// What happened, in one sentence.
    pub sentence: String,
}

/// One of two runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Side {
    /// What it is: "Answer first", "Answer forced to “no”".
    pub name: String,
    /// The word that it answers, if it answers.
    pub answer: Option<String>,
    /// The experiment.
    pub spec: Spec,
    /// Its link's hash part.
    pub hash: String,
    /// What was written.
    pub output: Vec<Token>,
    /// What that says.
    pub verdict: Verdict,
    /// The position of the token that is its answer, prompt and output counted together.
    pub at: Option<usize>,
    /// The attention from which the answer was chosen, mean over layers and heads, summed by part of the text: of both
    /// sides the same parts, in [`Span::ALL`]'s order. None where there is no answer.
    pub spans: Option<Vec<SpanWeight>>,
}

/// Statements side by side; one is missing where only one side says something of the kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Aligned {
    /// The first run's.
    pub left: Option<Statement>,
    /// The second's.
    pub right: Option<Statement>,
    /// How they stand to each other.
    pub relation: Relation,
}

/// A sentence of the reasons, without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Statement {
    /// The words that it begins with, as far as the other side has the same, with the space after them.
    pub shared: String,
    /// The words after those.
    pub own: String,
    /// The position of its first token, prompt and output counted together.
    pub from: usize,
    /// And the one after its last token.
    pub to: usize,
}

impl Statement {
    /// All its words.
    pub fn text(&self) -> String {
        format!("{}{}", self.shared, self.own)
    }
}

impl Comparison {
    /// Puts two runs side by side.
    ///
    /// # Errors
    /// The engine's, and a spec that no link can hold.
    pub async fn of(with: Counterpart, left: &Run, right: &Run) -> Result<Self> {
        let mut sides = [Side::of(with, left).await?, Side::of(with, right).await?];
        fill(&mut sides);
        let [left_side, right_side] = sides;
        let said = |run: &Run| statement::split(run.output(), &run.scene().choices);
        let pairs = align::align(said(left), said(right));
        Ok(Self {
            with,
            sentence: sentence::sentence(&left_side, &right_side, &pairs),
            rows: pairs.iter().map(align::Pair::row).collect(),
            left: left_side,
            right: right_side,
        })
    }
}

impl Side {
    async fn of(with: Counterpart, run: &Run) -> Result<Self> {
        let verdict = run.verdict();
        let answer = verdict.decision.map(|answer| run.scene().word(answer).to_owned());
        let mean = Over::All(Reduction::Mean);
        let at = verdict::decided(run.output(), &run.scene().choices).map(|token| token.position);
        let spans = match at {
            Some(at) => Some(run.look(at, Row::Choosing, mean, mean).await?.spans),
            None => None,
        };
        Ok(Self {
            name: name(with, run.spec(), answer.as_deref().filter(|_| verdict.forced)),
            answer,
            spec: run.spec().clone(),
            hash: link::encode(&Spec { recording: None, ..run.spec().clone() })?,
            output: run.output().to_vec(),
            verdict,
            at,
            spans,
        })
    }
}

/// What an experiment is beside its counterpart; `forced` is the answer that it was made to give.
fn name(with: Counterpart, spec: &Spec, forced: Option<&str>) -> String {
    let mut words = spec.forced.len();
    words -= usize::from(forced.is_some()).min(words);
    let made = |answer: &str| format!("answer forced to “{answer}”");
    let (name, answer) = match (with, spec.order) {
        (Counterpart::Order, Order::DecisionFirst) => ("Answer first".to_owned(), forced.map(made)),
        (Counterpart::Order, Order::ReasoningFirst) => ("Reasons first".to_owned(), forced.map(made)),
        (Counterpart::Answer, _) => match forced {
            Some(answer) => (format!("Answer forced to “{answer}”"), None),
            None => ("Its own answer".to_owned(), None),
        },
    };
    let words = match words {
        0 => None,
        1 => Some("a word forced".to_owned()),
        words => Some(format!("{words} words forced")),
    };
    let cut = (!spec.interventions.is_empty()).then(|| "attention cut".to_owned());
    let more: Vec<String> = [answer, words, cut].into_iter().flatten().collect();
    if more.is_empty() { name } else { format!("{name}, {}", more.join(", ")) }
}

/// Gives both sides the same parts of the text: one that was not there yet got no attention.
fn fill(sides: &mut [Side; 2]) {
    let has = |side: &Side, span| side.spans.iter().flatten().any(|one| one.span == span);
    let all = Span::ALL.into_iter();
    let parts: Vec<Span> = all.filter(|&span| sides.iter().any(|side| has(side, span))).collect();
    for spans in sides.iter_mut().filter_map(|side| side.spans.as_mut()) {
        let weight = |span| spans.iter().find(|one| one.span == span).map_or(0.0, |one| one.weight);
        *spans = parts.iter().map(|&span| SpanWeight { span, weight: weight(span) }).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Forced, Intervention, ModelRef, Place, Task};
    use foregone_engine::Pick;

    #[test]
    fn a_name_says_all_that_was_done_to_a_run() {
        let model = ModelRef { id: "m".into(), sha256: "0".repeat(64) };
        let mut spec = Spec::new(model, Task::Cups { seed: 1, swaps: None }, Order::DecisionFirst);
        let named = |with, spec: &Spec, forced| name(with, spec, forced);
        assert_eq!(named(Counterpart::Order, &spec, None), "Answer first");
        assert_eq!(named(Counterpart::Answer, &spec, None), "Its own answer");
        spec.forced.push(Forced { at: 2, token: "no".into() });
        assert_eq!(named(Counterpart::Order, &spec, Some("no")), "Answer first, answer forced to “no”");
        assert_eq!(named(Counterpart::Answer, &spec, Some("no")), "Answer forced to “no”");
        spec.forced.push(Forced { at: 7, token: "red".into() });
        assert_eq!(named(Counterpart::Answer, &spec, Some("no")), "Answer forced to “no”, a word forced");
        spec.order = Order::ReasoningFirst;
        let [from, to] = [Place::Span(Span::Decision), Place::Span(Span::Reasoning)];
        spec.interventions.push(Intervention::Cut { from, to, layers: Pick::All, heads: Pick::All });
        assert_eq!(named(Counterpart::Order, &spec, None), "Reasons first, 2 words forced, attention cut");
    }
}
