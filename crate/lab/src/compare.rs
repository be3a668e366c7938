//! Two finished runs on the same item, side by side: what each says of the same thing, and what that comes to.
//!
//! `statement` splits a text, `align` puts statements side by side, and
//! `sentence` says what happened.

pub(crate) mod align;
mod sentence;
pub(crate) mod statement;

use serde::Serialize;

use crate::contrast::{Contrast, Difference};
use crate::error::Result;
use crate::link;
use crate::run::{Row, Run};
use crate::span::Span;
use crate::spec::Spec;
use crate::task::Order;
use crate::trace::Token;
use crate::verdict::{self, Verdict};
use crate::view::{Over, SpanWeight};

pub use align::Relation;

/// Two runs, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Comparison {
    /// What the second run changes.
    pub differs: Difference,
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
    pub async fn of(differs: &Difference, left: &Run, right: &Run) -> Result<Self> {
        let [one, other] = names(differs, [left, right]);
        let mut sides = [Side::of(one, left).await?, Side::of(other, right).await?];
        fill(&mut sides);
        let [left_side, right_side] = sides;
        let said = |run: &Run| statement::split(run.output(), &run.scene().choices);
        let pairs = align::align(said(left), said(right));
        Ok(Self {
            differs: differs.clone(),
            sentence: sentence::sentence(differs, &left_side, &right_side, &pairs),
            rows: pairs.iter().map(align::Pair::row).collect(),
            left: left_side,
            right: right_side,
        })
    }
}

impl Side {
    async fn of(name: String, run: &Run) -> Result<Self> {
        let verdict = run.verdict();
        let answer = verdict.decision.map(|answer| run.scene().word(answer).to_owned());
        let at = verdict::decided(run.output(), &run.scene().choices).map(|token| token.position);
        let spans = match at {
            Some(at) => Some(run.look(at, Row::Choosing, Over::MEAN, Over::MEAN).await?.spans),
            None => None,
        };
        Ok(Self {
            name,
            answer,
            spec: run.spec().clone(),
            hash: link::encode(&Contrast::alone(run.spec().clone()).unrecorded())?,
            output: run.output().to_vec(),
            verdict,
            at,
            spans,
        })
    }
}

/// What each run is beside the other, and what else was done to it.
fn names(differs: &Difference, runs: [&Run; 2]) -> [String; 2] {
    let orders = runs.map(|run| match run.spec().order {
        Order::DecisionFirst => "Answer first".to_owned(),
        Order::ReasoningFirst => "Reasons first".to_owned(),
    });
    let note = |run: &Run| match run.spec().note {
        Some(answer) => format!("With a note: the answer is {}", run.scene().word(answer)),
        None => "Without a note".to_owned(),
    };
    let base = match differs {
        Difference::Order => orders,
        Difference::Answer => runs.map(|run| match forced_answer(run) {
            Some(answer) => format!("Answer forced to “{answer}”"),
            None => "Its own answer".to_owned(),
        }),
        Difference::Cut { .. } => ["Connection whole", "Connection cut"].map(str::to_owned),
        Difference::Note { .. } => runs.map(note),
        Difference::Word | Difference::Nothing => ["Left to itself", "Another word"].map(str::to_owned),
    };
    let [one, other] = base;
    let [left, right] = runs;
    let old = left.output().iter().filter(|token| token.forced).count();
    // What a cut run keeps of the first one's own words is no other word.
    let kept =
        |(at, token): &(usize, &Token)| at_place(left.output(), *at, token).is_some_and(|one| !one.forced);
    let new = right.output().iter().enumerate().filter(|(_, token)| token.forced);
    let new = new.filter(|one| !kept(one)).count();
    [extended(one, differs, left, old), extended(other, differs, right, new)]
}
/// The same token at the same place of another output.
fn at_place<'a>(output: &'a [Token], at: usize, token: &Token) -> Option<&'a Token> {
    output.get(at).filter(|other| other.id == token.id)
}

/// A name with what it does not say yet: words forced, and attention cut.
fn extended(name: String, differs: &Difference, run: &Run, words: usize) -> String {
    let answer = forced_answer(run);
    let words = words.saturating_sub(usize::from(answer.is_some()));
    let cuts = run.spec().interventions.len();
    let told = usize::from(name == "Connection cut");
    let more = [
        answer
            .filter(|_| *differs != Difference::Answer)
            .map(|answer| format!("answer forced to “{answer}”")),
        match words {
            0 => None,
            1 => Some("a word forced".to_owned()),
            words => Some(format!("{words} words forced")),
        },
        (cuts > told).then(|| if told > 0 { "more attention cut" } else { "attention cut" }.to_owned()),
    ];
    let more: Vec<String> = more.into_iter().flatten().collect();
    if more.is_empty() { name } else { format!("{name}, {}", more.join(", ")) }
}

/// The word that a run was made to answer, if it was.
fn forced_answer(run: &Run) -> Option<String> {
    let verdict = run.verdict();
    verdict.decision.filter(|_| verdict.forced).map(|answer| run.scene().word(answer).to_owned())
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
