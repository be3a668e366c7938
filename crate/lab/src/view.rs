//! Attention as it is looked at: some layers and heads drawn together, summed by span.

use foregone_engine::Attention;
use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One of many, or all of them drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Over {
    /// This one, from 0.
    One(usize),
    /// All, by their mean or their maximum.
    All(Reduction),
}

impl Over {
    /// The mean of all.
    pub const MEAN: Self = Self::All(Reduction::Mean);
}

/// How several weights become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Reduction {
    /// Their mean: rows still sum to 1.
    Mean,
    /// The largest: rows no longer sum to 1.
    Max,
}

/// A span and the attention on it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct SpanWeight {
    /// Which part.
    pub span: Span,
    /// The sum of its tokens' weights; where maxima were drawn together, the largest of them.
    pub weight: f32,
}

/// One head's attention, in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct HeadSummary {
    /// The layer, from 0.
    pub layer: usize,
    /// The head, from 0.
    pub head: usize,
    /// Sums by span, in [`Span::ALL`]'s order.
    pub spans: Vec<SpanWeight>,
    /// The weight on the first token.
    pub sink: f32,
}

/// The chosen layers' and heads' row for one query: a weight for each key `0..=query`. Heads are drawn together
/// within each layer first, then layers.
pub fn row(attention: &Attention, query: usize, layer: Over, head: Over) -> Option<Vec<f32>> {
    let layers = chosen(layer, attention.layers());
    let of_layer = |layer| {
        let heads = chosen(head, attention.heads())
            .map(|head| attention.row(layer, head, query).map(<[f32]>::to_vec));
        reduce(heads, head)
    };
    reduce(layers.map(of_layer), layer)
}

/// Whether a row drawn like this sums to 1.
pub fn sums_to_one(layer: Over, head: Over) -> bool {
    let max = Over::All(Reduction::Max);
    layer != max && head != max
}

fn chosen(over: Over, count: usize) -> std::ops::Range<usize> {
    match over {
        Over::One(index) => index..index + 1,
        Over::All(_) => 0..count,
    }
}

/// Draws rows of one length together; nothing where one is missing or there is none.
fn reduce(mut rows: impl Iterator<Item = Option<Vec<f32>>>, over: Over) -> Option<Vec<f32>> {
    let mut drawn = rows.next()??;
    let mut count = 1.0;
    for row in rows {
        for (drawn, weight) in drawn.iter_mut().zip(row?) {
            *drawn = if over == Over::All(Reduction::Max) { drawn.max(weight) } else { *drawn + weight };
        }
        count += 1.0;
    }
    if over == Over::All(Reduction::Mean) {
        drawn.iter_mut().for_each(|weight| *weight /= count);
    }
    Some(drawn)
}

/// The mean weight on all but the first token, where heads park what they have no use for; 0 where there are none.
pub fn mean_of_others(weights: &[f32]) -> f32 {
    match weights {
        [_, others @ ..] if !others.is_empty() => others.iter().sum::<f32>() / others.len() as f32,
        _ => 0.0,
    }
}

/// The positions with the most weight, without the first token, the strongest first; the earlier first among equals.
pub fn strongest(weights: &[f32], most: usize) -> Vec<usize> {
    let mut others: Vec<(usize, f32)> = weights.iter().copied().enumerate().skip(1).collect();
    others.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    others.into_iter().take(most).filter(|(_, weight)| *weight > 0.0).map(|(at, _)| at).collect()
}

/// A row's weight on each span that has tokens in it: the sum, or the largest.
pub fn by_span(weights: &[f32], labels: &[Span], sum: bool) -> Vec<SpanWeight> {
    let on = |span: Span| {
        let some = || {
            weights.iter().zip(labels).filter(move |(_, label)| **label == span).map(|(weight, _)| *weight)
        };
        some().next()?;
        let weight = if sum { some().sum() } else { some().fold(0.0, f32::max) };
        Some(SpanWeight { span, weight })
    };
    Span::ALL.into_iter().filter_map(on).collect()
}

/// Every head's row for one query, in short, layer by layer.
pub fn heads(attention: &Attention, query: usize, labels: &[Span]) -> Vec<HeadSummary> {
    let pairs =
        (0..attention.layers()).flat_map(|layer| (0..attention.heads()).map(move |head| (layer, head)));
    pairs
        .filter_map(|(layer, head)| {
            let row = attention.row(layer, head, query)?;
            let sink = row.first().copied().unwrap_or_default();
            Some(HeadSummary { layer, head, spans: by_span(row, labels, true), sink })
        })
        .collect()
}
