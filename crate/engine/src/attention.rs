//! Attention probabilities as they leave the engine.

/// Which of the newly fed tokens' rows to read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// Nothing: the fastest.
    #[default]
    None,
    /// The last token's row.
    Last,
    /// A row for each token.
    All,
}

impl Rows {
    /// Which of `t` new rows these are, as (first, count).
    pub(crate) fn of(self, t: usize) -> (usize, usize) {
        match self {
            Self::None => (t, 0),
            Self::Last => (t.saturating_sub(1), t.min(1)),
            Self::All => (0, t),
        }
    }
}

/// Attention probabilities of every layer and head, for some consecutive query positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    layers: usize,
    heads: usize,
    first: usize,
    queries: usize,
    keys: usize,
    /// `(layers, heads, queries, keys)`; 0 for keys after the query.
    weights: Vec<f32>,
}

impl Attention {
    /// Rows yet unfilled, for `queries` positions from `first` on.
    pub(crate) fn zeros(layers: usize, heads: usize, first: usize, queries: usize) -> Self {
        let keys = first + queries;
        Self { layers, heads, first, queries, keys, weights: vec![0.0; layers * heads * queries * keys] }
    }

    /// Fills in one layer's rows from `rows`, `(heads, count, width)`, the first of them for position `first`.
    pub(crate) fn fill(&mut self, layer: usize, first: usize, count: usize, rows: &[f32]) {
        let Some(width) = rows.len().checked_div(self.heads * count) else {
            return;
        };
        for (index, row) in rows.chunks_exact(width).enumerate() {
            let (head, query) = (index / count, first + index % count);
            if let Some(to) = self.span(layer, head, query).and_then(|span| self.weights.get_mut(span)) {
                to.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
            }
        }
    }

    fn span(&self, layer: usize, head: usize, query: usize) -> Option<std::ops::Range<usize>> {
        let row = query.checked_sub(self.first).filter(|&row| row < self.queries)?;
        (layer < self.layers && head < self.heads).then(|| {
            let start = ((layer * self.heads + head) * self.queries + row) * self.keys;
            start..start + query + 1
        })
    }

    /// The query position's weights on keys `0..=query`, summing to 1; `None` where there is no such row.
    pub fn row(&self, layer: usize, head: usize, query: usize) -> Option<&[f32]> {
        self.weights.get(self.span(layer, head, query)?)
    }

    /// How many layers.
    pub fn layers(&self) -> usize {
        self.layers
    }

    /// How many query heads a layer.
    pub fn heads(&self) -> usize {
        self.heads
    }

    /// The query positions that have a row.
    pub fn queries(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.queries
    }
}
