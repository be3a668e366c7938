//! Attention with its probabilities kept, a query at a time: scores, cuts, softmax, mixed values. It reads the cache where it lies, so that no
//! token copies what came before it.

use candle_core::{Device, Tensor};

use super::cache::Cache;
use crate::backend::Feed;
use crate::config::Config;
use crate::error::Result;
use crate::intervention::{cut_keys, touches};

/// Numbers that are summed side by side.
const LANES: usize = 16;

/// Positions whose values are mixed at once, so that the mix is read and written less often.
const TOGETHER: usize = 4;

/// Positions of a key and value head that all its query heads take before the next ones, so that memory is read once for them all. The
/// numbers of so many fit in a processor's first cache.
const BLOCK: usize = 8 * TOGETHER;

/// See [`crate::backend::Ops::attend`].
pub(super) fn attend(
    config: &Config,
    layer: usize,
    query: &Tensor,
    cache: &Cache,
    feed: &Feed<'_>,
) -> Result<(Tensor, Option<Tensor>)> {
    let (heads, d, t, total) = (config.heads, config.head_dim, feed.tokens.len(), feed.total());
    let (group, cut) = (config.group(), touches(feed.interventions, layer, feed.start..total));
    let scale = 1.0 / (d as f32).sqrt();
    let (first, count) = feed.capture.attention.of(t);
    let queries = query.flatten_all()?.to_vec1::<f32>()?; // (H, t, d)
    let mut mixed = vec![0.0; t * heads * d]; // (t, H, d)
    let mut rows = vec![0.0; heads * count * total]; // (H, rows, T)
    let mut scores = vec![0.0; group * total]; // (group, n)
    for (kv, queries) in queries.chunks_exact(group * t * d).enumerate() {
        for token in 0..t {
            let n = feed.start + token + 1;
            let (keys, values) = cache.head(kv, n);
            let scores = scores.get_mut(..group * n).unwrap_or_default();
            let queries = queries.chunks_exact(d).skip(token).step_by(t);
            score(queries, keys, scale, scores);
            for (head, scores) in (kv * group..).zip(scores.chunks_exact_mut(n)) {
                if cut {
                    for key in cut_keys(feed.interventions, layer, head, n - 1)? {
                        if let Some(score) = scores.get_mut(key) {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                }
                softmax(scores);
                if (first..first + count).contains(&token) {
                    let to = (head * count + token - first) * total;
                    rows.iter_mut().skip(to).zip(scores).for_each(|(to, weight)| *to = *weight);
                }
            }
            let to = (token * heads + kv * group) * d;
            mix(scores, values, mixed.get_mut(to..to + group * d).unwrap_or_default(), d);
        }
    }
    let mixed = Tensor::from_vec(mixed, (t, heads * d), &Device::Cpu)?;
    let rows = (count > 0).then(|| Tensor::from_vec(rows, (heads, count, total), &Device::Cpu));
    Ok((mixed, rows.transpose()?))
}

/// How much each query `(d)` makes of each key, `(n, d)`: scores `(queries, n)`.
fn score<'a>(queries: impl Iterator<Item = &'a [f32]> + Clone, keys: &[f32], scale: f32, scores: &mut [f32]) {
    let Some(d) = queries.clone().next().map(<[f32]>::len) else { return };
    let n = keys.len() / d;
    for (block, keys) in keys.chunks(BLOCK * d).enumerate() {
        for (query, scores) in queries.clone().zip(scores.chunks_exact_mut(n)) {
            for (score, key) in scores.iter_mut().skip(block * BLOCK).zip(keys.chunks_exact(d)) {
                *score = dot(query, key) * scale;
            }
        }
    }
}

/// The sum of products, in an order that the compiler may do side by side.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let ((ones, one), (others, other)) = (one.as_chunks::<LANES>(), other.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (one, other) in ones.iter().zip(others) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    let (low, high) = sums.split_at(LANES / 2);
    let halves = low.iter().zip(high).map(|(low, high)| low + high);
    halves.sum::<f32>() + one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>()
}

/// Adds to each of `to`, `(queries, d)`, the values `(n, d)` by its weights, `(queries, n)`.
fn mix(weights: &[f32], values: &[f32], to: &mut [f32], d: usize) {
    let n = values.len() / d;
    for (block, values) in values.chunks(BLOCK * d).enumerate() {
        for (weights, to) in weights.chunks_exact(n).zip(to.chunks_exact_mut(d)) {
            let start = block * BLOCK;
            let weights = weights.get(start..n.min(start + BLOCK)).unwrap_or_default();
            mix_block(weights, values, to);
        }
    }
}

fn mix_block(weights: &[f32], values: &[f32], to: &mut [f32]) {
    let d = to.len();
    let (fours, rest) = weights.as_chunks::<TOGETHER>();
    for (&[a, b, c, e], values) in fours.iter().zip(values.chunks_exact(TOGETHER * d)) {
        let (first, second) = values.split_at(2 * d);
        let ((va, vb), (vc, ve)) = (first.split_at(d), second.split_at(d));
        for ((((to, va), vb), vc), ve) in to.iter_mut().zip(va).zip(vb).zip(vc).zip(ve) {
            *to += (a * va + b * vb) + (c * vc + e * ve);
        }
    }
    let done = fours.len() * TOGETHER * d;
    for (weight, value) in rest.iter().zip(values.get(done..).unwrap_or_default().chunks_exact(d)) {
        to.iter_mut().zip(value).for_each(|(to, value)| *to += weight * value);
    }
}

/// Scores to probabilities. There is at least one above −∞.
fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = exp(*score - most));
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// e to the power of `x ≤ 0`, within two units in the last place; 0 below −87. Without branches or calls, so that the compiler may do
/// several side by side: 2ⁿ times the Taylor series of what is left, |r| ≤ ln 2 / 2.
fn exp(x: f32) -> f32 {
    // ln 2 in two parts; the first has so few digits that its product with n is exact.
    const HIGH: f32 = 355.0 / 512.0;
    const LOW: f32 = (std::f64::consts::LN_2 - HIGH as f64) as f32;
    let within = x.max(-87.0);
    let n = (within * std::f32::consts::LOG2_E).round_ties_even();
    let r = within - n * HIGH - n * LOW;
    let series = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let power = f32::from_bits(((n as i32 + 127) << 23) as u32);
    let value = series.iter().fold(0.0, |sum, term| sum * r + term) * power;
    if x < -87.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_one() {
        for step in 0..870_000 {
            let x = -(step as f32) / 10_000.0;
            let exact = f64::from(x).exp();
            let off = (f64::from(exp(x)) - exact).abs() / exact;
            assert!(off < 2.5e-7, "exp({x}) is off by {off:e}");
        }
        assert_eq!((exp(0.0), exp(-88.0), exp(f32::NEG_INFINITY)), (1.0, 0.0, 0.0));
    }

    #[test]
    fn values_are_mixed_whole_whatever_their_number() {
        const D: usize = 3;
        for count in (1..11).chain(BLOCK - 1..BLOCK + 6) {
            let values: Vec<f32> = (0..count * D).map(|at| at as f32).collect();
            let weights: Vec<f32> = (0..2 * count).map(|at| at as f32 + 0.5).collect();
            let mut mixed = [1.0; 2 * D];
            mix(&weights, &values, &mut mixed, D);
            for (place, mixed) in mixed.iter().enumerate() {
                let (query, place) = (place / D, place % D);
                let plain = |at: usize| weights[query * count + at] * values[at * D + place];
                assert_eq!(*mixed, 1.0 + (0..count).map(plain).sum::<f32>(), "{count} at {place}");
            }
        }
    }

    #[test]
    fn each_query_is_scored_against_each_key_whatever_their_number() {
        const D: usize = 3;
        let queries: Vec<f32> = (0..2 * D).map(|at| at as f32 + 1.0).collect();
        for count in (1..5).chain(BLOCK - 1..2 * BLOCK + 2) {
            let keys: Vec<f32> = (0..count * D).map(|at| at as f32).collect();
            let mut scores = vec![0.0; 2 * count];
            score(queries.chunks_exact(D), &keys, 0.5, &mut scores);
            for (index, score) in scores.iter().enumerate() {
                let (query, key) = (&queries[index / count * D..][..D], &keys[index % count * D..][..D]);
                let plain: f32 = query.iter().zip(key).map(|(one, other)| one * other).sum();
                assert_eq!(*score, plain * 0.5, "{count}: {index}");
            }
        }
    }

    #[test]
    fn long_and_odd_rows_are_summed_whole() {
        let numbers: Vec<f32> = (0..21).map(|at| at as f32).collect();
        assert_eq!(dot(&numbers, &numbers), 2870.0);
    }
}
