//! A sequence in progress: its tokens and their KV cache, extended, cut back and forked.

use std::ops::Range;

use crate::attention::{Attention, Rows};
use crate::backend::{Feed, Ops};
use crate::cpu::Cpu;
use crate::distribution::Outlook;
use crate::error::{Error, Result};
use crate::gpu::Kernels;
use crate::intervention::Intervention;
use crate::model::{Llamas, Model, Passed};

/// Which results of newly fed tokens to read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// Rows of logits.
    pub logits: Rows,
    /// What the last row says in short, of which there is a few hundred bytes however large the vocabulary.
    pub outlook: bool,
    /// Rows of attention, for every layer and head.
    pub attention: Rows,
}

impl Capture {
    /// All there is.
    pub const ALL: Self = Self { logits: Rows::All, outlook: true, attention: Rows::All };
    /// What it takes to write on, and no more.
    pub const PLAIN: Self = Self { logits: Rows::None, outlook: true, attention: Rows::None };
    /// The logits of what follows, and no more.
    pub const LOGITS: Self = Self { logits: Rows::Last, outlook: false, attention: Rows::None };
}

/// What newly fed tokens gave.
#[derive(Clone, Debug)]
pub struct Output {
    vocab: usize,
    /// `(rows, vocab)`
    logits: Vec<f32>,
    /// What follows the last token, in short, where it was asked for.
    pub outlook: Option<Outlook>,
    /// The rows asked for.
    pub attention: Attention,
}

impl Output {
    /// Logits, a row of `vocab` for each token whose row was asked for, in order.
    pub fn logits(&self) -> impl DoubleEndedIterator<Item = &[f32]> {
        self.logits.chunks_exact(self.vocab)
    }

    /// The last row of logits: what follows all the tokens. Empty where no row was asked for.
    pub fn last_logits(&self) -> &[f32] {
        self.logits().next_back().unwrap_or_default()
    }
}

/// Tokens and their KV cache. All that the model carries from token to token is in here.
pub struct Session {
    model: Model,
    tokens: Vec<u32>,
    caches: Caches,
    interventions: Vec<Intervention>,
    /// Under which interventions tokens were fed: each from a position on, up to the next.
    history: Vec<(usize, Vec<Intervention>)>,
}

/// A cache for each layer, on the model's backend.
enum Caches {
    Cpu(Vec<<Cpu as Ops>::Cache>),
    Gpu(Vec<<Kernels as Ops>::Cache>),
}

impl Caches {
    fn new(model: &Model) -> Result<Self> {
        let config = model.config();
        let layers = 0..config.layers;
        Ok(match &model.llama {
            Llamas::Cpu(llama) => {
                Self::Cpu(layers.map(|layer| llama.ops.cache(config, layer)).collect::<Result<_>>()?)
            }
            Llamas::Gpu(llama) => {
                Self::Gpu(layers.map(|layer| llama.ops.cache(config, layer)).collect::<Result<_>>()?)
            }
        })
    }

    fn fork(&self, model: &Model, len: usize) -> Result<Self> {
        match (&model.llama, self) {
            (Llamas::Cpu(llama), Self::Cpu(caches)) => {
                llama.ops.fork(&llama.config, caches, len).map(Self::Cpu)
            }
            (Llamas::Gpu(llama), Self::Gpu(caches)) => {
                llama.ops.fork(&llama.config, caches, len).map(Self::Gpu)
            }
            // A session's caches are made by its own model.
            _ => Self::new(model),
        }
    }

    async fn forward(&mut self, model: &Model, feed: &Feed<'_>, attention: &mut Attention) -> Result<Passed> {
        match (&model.llama, self) {
            (Llamas::Cpu(llama), Self::Cpu(caches)) => llama.forward(feed, caches, attention).await,
            (Llamas::Gpu(llama), Self::Gpu(caches)) => llama.forward(feed, caches, attention).await,
            _ => Ok(Passed::default()),
        }
    }

    async fn recall(&self, model: &Model, feed: &Feed<'_>, attention: &mut Attention) -> Result<()> {
        match (&model.llama, self) {
            (Llamas::Cpu(llama), Self::Cpu(caches)) => llama.recall(feed, caches, attention).await,
            (Llamas::Gpu(llama), Self::Gpu(caches)) => llama.recall(feed, caches, attention).await,
            _ => Ok(()),
        }
    }
}

/// The most attention weights that one call gives: 1 GiB of f32.
const MAX_WEIGHTS: usize = 1 << 28;

fn check_size(heads: usize, queries: usize, keys: usize) -> Result<()> {
    let got = heads as u128 * queries as u128 * keys as u128;
    if got <= MAX_WEIGHTS as u128 {
        return Ok(());
    }
    Err(Error::TooMuchAttention { queries, keys, got, max: MAX_WEIGHTS })
}

impl Session {
    pub(crate) fn new(model: Model) -> Result<Self> {
        let caches = Caches::new(&model)?;
        Ok(Self { model, tokens: Vec::new(), caches, interventions: Vec::new(), history: Vec::new() })
    }

    /// The tokens fed so far.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// Sets the interventions for the tokens fed from now on. What is in the cache stays as it was computed.
    pub fn intervene(&mut self, interventions: Vec<Intervention>) {
        self.interventions = interventions;
    }

    /// Feeds tokens after those that are there. On an error the session is as it was.
    ///
    /// # Errors
    /// [`Error::TokenId`], [`Error::TooLong`], [`Error::EmptyRow`], or [`Error::Backend`].
    pub async fn extend(&mut self, tokens: &[u32], capture: Capture) -> Result<Output> {
        let config = self.model.config();
        if let Some(&id) = tokens.iter().find(|&&id| id as usize >= config.vocab) {
            return Err(Error::TokenId { id, vocab: config.vocab });
        }
        let (before, total) = (self.tokens.len(), self.tokens.len() + tokens.len());
        if total > config.max_positions {
            return Err(Error::TooLong { got: total, max: config.max_positions });
        }
        let (first, count) = capture.attention.of(tokens.len());
        check_size(config.layers * config.heads, count, total)?;
        let mut attention = Attention::zeros(config.layers, config.heads, before + first, count);
        let (mut logits, mut outlook) = (Vec::new(), None);
        let tile = self.model.tile(total, capture.attention);
        let tiles = tokens.len().div_ceil(tile);
        for (index, tokens) in tokens.chunks(tile).enumerate() {
            // Of rows for the last token, only the last tile has any.
            let last = index + 1 == tiles;
            let of_tile = |rows| if rows == Rows::Last && !last { Rows::None } else { rows };
            let feed = Feed {
                tokens,
                start: before + index * tile,
                capture: Capture {
                    logits: of_tile(capture.logits),
                    outlook: capture.outlook && last,
                    attention: of_tile(capture.attention),
                },
                interventions: &self.interventions,
            };
            let passed = self.caches.forward(&self.model, &feed, &mut attention).await?;
            logits.extend(passed.logits);
            outlook = passed.outlook;
        }
        self.tokens.extend_from_slice(tokens);
        if self.history.last().is_none_or(|(_, before)| *before != self.interventions) {
            self.history.push((before, self.interventions.clone()));
        }
        Ok(Output { vocab: self.model.config().vocab, logits, outlook, attention })
    }

    /// The attention of tokens that are there, computed again from the queries and keys that were kept, under the interventions
    /// that they were fed under: the same as [`Session::extend`] gave, or would have given.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there are fewer tokens, [`Error::TooMuchAttention`], or [`Error::Backend`].
    pub async fn recall(&self, queries: Range<usize>) -> Result<Attention> {
        self.check(queries.end, "recall")?;
        let config = self.model.config();
        check_size(config.layers * config.heads, queries.len(), queries.end)?;
        let mut attention = Attention::zeros(config.layers, config.heads, queries.start, queries.len());
        let ends = self.history.iter().skip(1).map(|(start, _)| *start).chain([self.tokens.len()]);
        for ((start, interventions), end) in self.history.iter().zip(ends) {
            let (start, end) = (queries.start.max(*start), queries.end.min(end));
            let some = self.tokens.get(start..end).unwrap_or_default();
            let tile = self.model.tile(queries.end, Rows::All);
            for (index, tokens) in some.chunks(tile).enumerate() {
                let capture = Capture { attention: Rows::All, ..Capture::default() };
                let feed = Feed { tokens, start: start + index * tile, capture, interventions };
                self.caches.recall(&self.model, &feed, &mut attention).await?;
            }
        }
        Ok(attention)
    }

    /// Forgets all tokens but the first `len`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there are fewer.
    pub fn truncate(&mut self, len: usize) -> Result<()> {
        self.check(len, "truncate")?;
        // What lies behind the last token in the cache is never read, only written over.
        self.tokens.truncate(len);
        self.history.retain(|(start, _)| *start < len);
        Ok(())
    }

    /// A session of its own that goes on from the first `len` tokens, with the same interventions.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there are fewer; [`Error::Backend`] when there is no memory for it.
    pub fn fork(&self, len: usize) -> Result<Self> {
        self.check(len, "fork")?;
        Ok(Self {
            model: self.model.clone(),
            tokens: self.tokens.iter().copied().take(len).collect(),
            caches: self.caches.fork(&self.model, len)?,
            interventions: self.interventions.clone(),
            history: self.history.iter().filter(|(start, _)| *start < len).cloned().collect(),
        })
    }

    fn check(&self, len: usize, operation: &'static str) -> Result<()> {
        let there = self.tokens.len();
        if len <= there {
            return Ok(());
        }
        Err(Error::OutOfRange { operation, expected: format!("at most {there} tokens"), got: len })
    }
}
