//! Cutting attention: does an answer change when it can no longer look at what it seems to follow from?
//!
//! An attention weight says where a token's inputs came from. That it matters is shown by cutting it (Geva et al. 2023,
//! arXiv 2304.14767). Under a cut the model may want to write neither "yes" nor "no", so the likelier of the two counts as
//! its answer, and how often one of them was the likeliest token of all is reported beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use foregone_engine::{Attention, Capture, Intervention, Knockout, Pick, Rows};

use super::probe::Subject;
use crate::error::Result;
use crate::rng::Rng;
use crate::task::format::Format;
use crate::task::{Answer, Item};

/// The answer at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The likelier of "yes" and "no".
    pub answer: Answer,
    /// Whether it was the likeliest token of all.
    pub on_top: bool,
}

/// The decision after reasons, with and without edges from "answer:" on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionCuts {
    /// Nothing cut.
    pub whole: Choice,
    /// The decision can't look at the reasons.
    pub reasoning: Choice,
    /// The decision can't look at scene and question.
    pub prompt: Choice,
    /// As many other edges cut as there are between decision and reasons, anywhere in the text.
    pub random: Choice,
}

/// The answer restated at the end of reasons that follow a decision forced against the model's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConclusionCuts {
    /// The forced answer.
    pub forced: Answer,
    /// Nothing cut.
    pub whole: Choice,
    /// "so the answer is" can't look at the decision.
    pub decision: Choice,
    /// It can't look at the steps.
    pub steps: Choice,
    /// Share of its attention on the decision, mean over layers and heads.
    pub on_decision: f64,
    /// And on the steps.
    pub on_steps: f64,
}

/// What cutting does to one item's answers; nothing where the text had another form.
#[derive(Clone, Copy, Debug)]
pub struct Cuts {
    /// Of the decision after reasons.
    pub decision: Option<DecisionCuts>,
    /// Of the conclusion after a forced decision.
    pub conclusion: Option<ConclusionCuts>,
}

/// Cuts the decision of a reasoning-first completion.
pub async fn decision(
    subject: &Subject,
    item: &Item,
    completion: &str,
    seed: u64,
) -> Result<Option<DecisionCuts>> {
    let Some((reasons, _)) = completion.rsplit_once(" answer: ") else { return Ok(None) };
    let prompt = Format::ReasoningFirst.prompt(item, item.answer);
    let text = Text::new(subject, &[&prompt, reasons, "answer:"])?;
    let [given, reasons, decision] = [0, 1, 2].map(|part| text.part(part));
    let random = text.random_edges(&decision, &reasons, seed);
    let question = text.asked(subject, item, &given)?;
    Ok(Some(DecisionCuts {
        whole: text.answer(subject, Vec::new()).await?.0,
        reasoning: text.answer(subject, vec![edges(&decision, &reasons)]).await?.0,
        prompt: text.answer(subject, vec![edges(&decision, &question)]).await?.0,
        random: text.answer(subject, random).await?.0,
    }))
}

/// Cuts the conclusion of a completion whose decision was forced.
pub async fn conclusion(subject: &Subject, item: &Item, completion: &str) -> Result<Option<ConclusionCuts>> {
    let parts = completion.split_once(". reasons: ").and_then(|(decision, reasons)| {
        let (steps, _) = reasons.rsplit_once(", so the answer is ")?;
        Some((decision, steps, Answer::named(decision.strip_prefix("answer: ")?)?))
    });
    let Some((decision, steps, forced)) = parts else { return Ok(None) };
    let prompt = Format::DecisionFirst.prompt(item, item.answer);
    let [decision, steps] = [format!("{decision}."), format!("reasons: {steps}")];
    let text = Text::new(subject, &[&prompt, &decision, &steps, ", so the answer is"])?;
    let [decision, steps, end] = [1, 2, 3].map(|part| text.part(part));
    let (whole, attention) = text.answer(subject, Vec::new()).await?;
    let on = |part: &Range<usize>| share(&attention, text.ids.len() - 1, part);
    Ok(Some(ConclusionCuts {
        forced,
        whole,
        decision: text.answer(subject, vec![edges(&end, &decision)]).await?.0,
        steps: text.answer(subject, vec![edges(&end, &steps)]).await?.0,
        on_decision: on(&decision),
        on_steps: on(&steps),
    }))
}

/// A text in parts, as tokens.
struct Text {
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl Text {
    fn new(subject: &Subject, parts: &[&str]) -> Result<Self> {
        let (mut ids, mut ends) = (Vec::new(), Vec::new());
        for part in parts {
            ids.extend(subject.model.tokenizer().encode(part, ids.is_empty())?);
            ends.push(ids.len());
        }
        Ok(Self { ids, ends })
    }

    /// The positions of a part.
    fn part(&self, index: usize) -> Range<usize> {
        let end = |index: usize| self.ends.get(index).copied().unwrap_or(self.ids.len());
        index.checked_sub(1).map_or(0, end)..end(index)
    }

    /// The positions of scene and question in a prompt, which ends in its instruction.
    fn asked(&self, subject: &Subject, item: &Item, prompt: &Range<usize>) -> Result<Range<usize>> {
        let words = format!("{} {}", item.scene, item.question);
        let count = subject.model.tokenizer().encode(&words, true)?.len();
        // The first token is where attention with nothing to do is parked: it stays.
        Ok(1..count.min(prompt.end))
    }

    /// The answer that comes after the text, under some cuts; and the last token's attention.
    async fn answer(&self, subject: &Subject, cuts: Vec<Intervention>) -> Result<(Choice, Attention)> {
        let mut session = subject.model.session()?;
        session.intervene(cuts);
        let capture = Capture { attention: Rows::Last, ..Capture::LOGITS };
        let output = session.extend(&self.ids, capture).await?;
        let logits = output.last_logits();
        let [yes, no] =
            subject.answers.map(|id| logits.get(id as usize).copied().unwrap_or(f32::NEG_INFINITY));
        let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let choice = Choice { answer: Answer::from(yes > no), on_top: yes.max(no) >= best };
        Ok((choice, output.attention))
    }

    /// As many edges as lie between two parts, drawn from all others (a token's edge to itself stays, so that each has
    /// something to read).
    fn random_edges(&self, queries: &Range<usize>, keys: &Range<usize>, seed: u64) -> Vec<Intervention> {
        let mut others: Vec<(usize, usize)> = (1..self.ids.len())
            .flat_map(|query| (0..query).map(move |key| (query, key)))
            .filter(|(query, key)| !(queries.contains(query) && keys.contains(key)))
            .collect();
        let mut rng = Rng::new("random edges", seed);
        let mut by_query: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (query, key) in std::iter::from_fn(|| rng.take(&mut others)).take(queries.len() * keys.len()) {
            by_query.entry(query).or_default().insert(key);
        }
        by_query.into_iter().map(|(query, keys)| knockout(Pick::only([query]), Pick::Only(keys))).collect()
    }
}

fn edges(from: &Range<usize>, to: &Range<usize>) -> Intervention {
    knockout(Pick::only(from.clone()), Pick::only(to.clone()))
}

fn knockout(queries: Pick, keys: Pick) -> Intervention {
    Intervention::Knockout(Knockout { layers: Pick::All, heads: Pick::All, queries, keys })
}

/// The share of a row's attention on some keys, mean over layers and heads.
fn share(attention: &Attention, query: usize, keys: &Range<usize>) -> f64 {
    let pairs =
        (0..attention.layers()).flat_map(|layer| (0..attention.heads()).map(move |head| (layer, head)));
    let rows: Vec<f64> = pairs
        .filter_map(|(layer, head)| attention.row(layer, head, query)?.get(keys.clone()))
        .map(|weights| weights.iter().map(|&weight| f64::from(weight)).sum())
        .collect();
    rows.iter().sum::<f64>() / rows.len().max(1) as f64
}
