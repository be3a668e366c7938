//! Looking at a run: the attention behind its tokens.

use std::borrow::Cow;

use foregone_engine::Attention;
use serde::{Deserialize, Serialize};

use super::Run;
use crate::error::{Error, Result};
use crate::span::Span;
use crate::view::{self, HeadSummary, Over, SpanWeight};

/// Which row of attention belongs to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Row {
    /// The row from which it was chosen: that of the token before it.
    Choosing,
    /// Its own: what the model read once it stood there, to choose the next.
    Reading,
}

/// How many of the strongest positions are named.
const STRONGEST: usize = 8;

/// The attention that belongs to one token.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The position whose row it is.
    pub query: usize,
    /// A weight for each position `0..=query`.
    pub weights: Vec<f32>,
    /// The weight on the first token.
    pub sink: f32,
    /// The mean of the weights on all the others; 0 where there are none.
    pub mean: f32,
    /// The positions with the most weight, without the first token, the strongest first; at most [`STRONGEST`].
    pub strongest: Vec<usize>,
    /// The weight on each span: sums, or the largest where maxima are drawn.
    pub spans: Vec<SpanWeight>,
    /// Every head, in short.
    pub heads: Vec<HeadSummary>,
}

impl Run {
    /// Every head's row for a query, or more rows with it.
    ///
    /// # Errors
    /// [`Error::Position`] where there is no such token; the engine's.
    pub async fn rows(&self, query: usize) -> Result<Cow<'_, Attention>> {
        if let Some(kept) = self.attention.iter().find(|rows| rows.queries().contains(&query)) {
            return Ok(Cow::Borrowed(kept));
        }
        let to = self.tokens.len().saturating_sub(1);
        if query > to {
            return Err(Error::Position { operation: "look", from: 0, to, got: query });
        }
        Ok(Cow::Owned(self.session.recall(query..query + 1).await?))
    }

    /// The attention that belongs to the token at `position`, drawn from the chosen layers and heads.
    ///
    /// # Errors
    /// [`Error::Position`] where there is no such row: the first token was chosen from nothing.
    pub async fn look(&self, position: usize, row: Row, layer: Over, head: Over) -> Result<Look> {
        let (from, query) = match row {
            Row::Choosing => (1, position.checked_sub(1)),
            Row::Reading => (0, Some(position)),
        };
        let to = self.tokens.len().saturating_sub(1);
        let missing = || Error::Position { operation: "look", from, to, got: position };
        let query = query.filter(|_| position <= to).ok_or_else(missing)?;
        let attention = self.rows(query).await?;
        let weights = view::row(&attention, query, layer, head).ok_or_else(missing)?;
        let labels: Vec<Span> = self.tokens.iter().map(|token| token.span).collect();
        Ok(Look {
            query,
            sink: weights.first().copied().unwrap_or_default(),
            mean: view::mean_of_others(&weights),
            strongest: view::strongest(&weights, STRONGEST),
            spans: view::by_span(&weights, &labels, view::sums_to_one(layer, head)),
            weights,
            heads: view::heads(&attention, query, &labels),
        })
    }

    /// All rows so far, `(T, T)`, drawn from the chosen layers and heads; 0 above the diagonal.
    ///
    /// # Errors
    /// [`Error::Position`] for a layer or a head that the model lacks.
    pub async fn matrix(&self, layer: Over, head: Over) -> Result<Vec<f32>> {
        let size = self.tokens.len();
        let mut matrix = Vec::with_capacity(size * size);
        for query in 0..size {
            let row = view::row(&*self.rows(query).await?, query, layer, head);
            let missing =
                Error::Position { operation: "matrix", from: 0, to: size.saturating_sub(1), got: query };
            matrix.extend(row.ok_or(missing)?);
            matrix.resize((query + 1) * size, 0.0);
        }
        Ok(matrix)
    }
}
