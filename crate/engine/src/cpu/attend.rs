//! Attention with its probabilities kept: scores, cuts, softmax, mixed values.

use candle_core::{Device, Tensor};

use super::cache::Cache;
use super::softmax;
use crate::backend::Feed;
use crate::config::Config;
use crate::error::Result;
use crate::intervention::{cut_keys, touches};

/// See [`crate::backend::Ops::attend`].
pub(super) fn attend(
    config: &Config,
    layer: usize,
    query: &Tensor,
    cache: &Cache,
    feed: &Feed<'_>,
) -> Result<(Tensor, Option<Tensor>)> {
    let (heads, groups, t) = (config.heads, config.kv_heads, feed.tokens.len());
    let total = feed.total();
    let (keys, values) = cache.read(total)?;

    // The query heads that share a key/value head lie side by side, so GQA is one matmul a group: no repeats.
    let query = query.reshape((groups, config.group() * t, config.head_dim))?; // (K, H/K * t, d)
    let scale = 1.0 / (config.head_dim as f64).sqrt();
    let scores = (query.matmul(&keys.t()?)? * scale)?.reshape((heads, t, total))?; // (H, t, T)
    let scores = match mask(config, layer, feed)? {
        Some(mask) => scores.broadcast_add(&mask)?,
        None => scores,
    };
    let weights = softmax(&scores)?; // (H, t, T)

    let mixed = weights.reshape((groups, config.group() * t, total))?.matmul(&values)?; // (K, H/K * t, d)
    let mixed = mixed.reshape((heads, t, config.head_dim))?.transpose(0, 1)?.reshape((t, ()))?; // (t, H * d)

    let (first, count) = feed.capture.attention.of(t);
    let rows = if count > 0 { Some(weights.narrow(1, first, count)?) } else { None };
    Ok((mixed, rows))
}

/// What is added to the scores: 0 where a query may look, −∞ where it may not. `(1, t, T)`, or `(H, t, T)` when an
/// intervention reaches these queries; nothing for one token that may look everywhere.
fn mask(config: &Config, layer: usize, feed: &Feed<'_>) -> Result<Option<Tensor>> {
    let (start, t, total) = (feed.start, feed.tokens.len(), feed.total());
    let cut = touches(feed.interventions, layer, start..total);
    if t == 1 && !cut {
        return Ok(None);
    }
    let heads = if cut { config.heads } else { 1 };
    let mut mask = Vec::with_capacity(heads * t * total);
    for head in 0..heads {
        for query in start..total {
            let mut row = vec![0.0; query + 1];
            if cut {
                for key in cut_keys(feed.interventions, layer, head, query)? {
                    if let Some(score) = row.get_mut(key) {
                        *score = f32::NEG_INFINITY;
                    }
                }
            }
            row.resize(total, f32::NEG_INFINITY);
            mask.extend(row);
        }
    }
    Ok(Some(Tensor::from_vec(mask, (heads, t, total), &Device::Cpu)?))
}
