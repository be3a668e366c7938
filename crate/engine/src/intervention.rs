//! Interventions: changes to the forward pass whose effect on the text is the experiment.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

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
    fn reaches(&self, layer: usize, head: usize, query: usize) -> bool {
        self.layers.has(layer) && self.heads.has(head) && self.queries.has(query)
    }
}

/// The keys, each up to `query`, that it may not look at.
///
/// # Errors
/// [`Error::EmptyRow`] when that is all of them.
pub(crate) fn cut_keys(
    interventions: &[Intervention],
    layer: usize,
    head: usize,
    query: usize,
) -> Result<BTreeSet<usize>> {
    let mut cut = BTreeSet::new();
    for Intervention::Knockout(knockout) in interventions {
        if knockout.reaches(layer, head, query) {
            match &knockout.keys {
                Pick::All => cut.extend(0..=query),
                Pick::Only(keys) => cut.extend(keys.range(..=query)),
            }
        }
    }
    if cut.len() > query {
        return Err(Error::EmptyRow { layer, head, query });
    }
    Ok(cut)
}

/// Whether any intervention can touch a query in `queries` at this layer.
pub(crate) fn touches(interventions: &[Intervention], layer: usize, queries: std::ops::Range<usize>) -> bool {
    let reaches =
        |cut: &Knockout| cut.layers.has(layer) && queries.clone().any(|query| cut.queries.has(query));
    interventions.iter().any(|Intervention::Knockout(cut)| reaches(cut))
}
