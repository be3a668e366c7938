//! Interventions: changes to the forward pass whose effect on the text is the experiment.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A change to the forward pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Intervention {
    /// Cut attention edges.
    Knockout(Knockout),
}

/// Sets the attention scores of the chosen edges to −∞ before the softmax, so that the query can't read the key
/// there (Geva et al. 2023, arXiv 2304.14767). An edge is cut where all four picks hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knockout {
    /// In which layers, from 0.
    pub layers: Pick,
    /// In which query heads, from 0.
    pub heads: Pick,
    /// From which positions.
    pub queries: Pick,
    /// To which positions.
    pub keys: Pick,
}

/// Some of a row of numbered things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Every one.
    All,
    /// These.
    Only(BTreeSet<usize>),
}

impl Pick {
    /// Some, by number.
    pub fn only(some: impl IntoIterator<Item = usize>) -> Self {
        Self::Only(some.into_iter().collect())
    }

    /// Whether `index` is among those picked.
    pub fn has(&self, index: usize) -> bool {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(&index),
        }
    }
}

impl Knockout {
    /// Cuts what it cuts of one query's row of scores, `(query + 1)`.
    pub(crate) fn cut(&self, layer: usize, head: usize, query: usize, row: &mut [f32]) {
        if !(self.layers.has(layer) && self.heads.has(head) && self.queries.has(query)) {
            return;
        }
        match &self.keys {
            Pick::All => row.fill(f32::NEG_INFINITY),
            Pick::Only(keys) => {
                for &key in keys.range(..row.len()) {
                    if let Some(score) = row.get_mut(key) {
                        *score = f32::NEG_INFINITY;
                    }
                }
            }
        }
    }
}

/// Whether any intervention can touch a query in `queries` at this layer.
pub(crate) fn touches(interventions: &[Intervention], layer: usize, queries: std::ops::Range<usize>) -> bool {
    let reaches =
        |cut: &Knockout| cut.layers.has(layer) && queries.clone().any(|query| cut.queries.has(query));
    interventions.iter().any(|Intervention::Knockout(cut)| reaches(cut))
}
