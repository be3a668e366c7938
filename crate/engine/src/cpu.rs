//! The CPU backend: candle kernels (AVX natively, simd128 in wasm) in f32, and our own for attention and quantised matrices.

mod attend;
mod blocks;
mod cache;

use std::sync::Arc;

use candle_core::{DType, Device, Tensor};
use candle_nn::ops::{rms_norm, silu};

use crate::attention::Rows;
use crate::backend::{Feed, Ops};
use crate::config::Config;
use crate::distribution::Outlook;
use crate::error::Result;
use crate::host::Host;
use crate::rope;
use crate::weights::{Layer, Linear};
use blocks::Packed;
use cache::Cache;

/// Kernels on the host.
#[derive(Debug)]
pub(crate) struct Cpu;

/// Weights to multiply with.
#[derive(Clone)]
pub(crate) enum Matrix {
    /// In f32.
    Plain(Tensor),
    /// Quantised.
    Blocks(Arc<Packed>),
}

/// Cosines and sines, each `(t, d / 2)`.
pub(crate) struct Angles {
    cos: Tensor,
    sin: Tensor,
}

/// Tokens go through the layers this many at a time, so that scores, `(H, t, T)`, stay small for long prompts.
const TILE: usize = 128;

impl Ops for Cpu {
    type Tensor = Tensor;
    type Matrix = Matrix;
    type Vector = Tensor;
    type Cache = Cache;
    type Pass = Angles;

    fn matrix(&self, parts: Vec<Host>) -> Result<Matrix> {
        let mut plain = Vec::new();
        let mut blocks = Vec::new();
        for part in parts {
            match part {
                Host::Plain(tensor) => plain.push(tensor.to_dtype(DType::F32)?),
                Host::Blocks(part) => blocks.push(part),
            }
        }
        Ok(if blocks.is_empty() {
            Matrix::Plain(Tensor::cat(&plain, 0)?)
        } else {
            Matrix::Blocks(Arc::new(Packed::new(&blocks)))
        })
    }

    fn vector(&self, parts: &[Tensor]) -> Result<Tensor> {
        Ok(Tensor::cat(parts, 0)?)
    }

    fn cache(&self, config: &Config, _: usize) -> Result<Cache> {
        Ok(Cache::new(config))
    }

    fn fork(&self, _: &Config, caches: &[Cache], len: usize) -> Result<Vec<Cache>> {
        Ok(caches.iter().map(|cache| cache.fork(len)).collect())
    }

    fn tile(&self, _: &Config, _: usize, _: Rows) -> usize {
        TILE
    }

    fn reserve(&self, _: &Config, caches: &mut [Cache], len: usize, total: usize) -> Result<()> {
        caches.iter_mut().for_each(|cache| cache.reserve(len, total));
        Ok(())
    }

    fn begin(&self, config: &Config, feed: &Feed<'_>) -> Result<Angles> {
        let t = feed.tokens.len();
        let (cos, sin) = rope::tables(config, feed.start, t);
        let tensor = |table| Tensor::from_vec(table, (t, config.head_dim / 2), &Device::Cpu);
        Ok(Angles { cos: tensor(cos)?, sin: tensor(sin)? })
    }

    fn embed(&self, table: &Matrix, feed: &Feed<'_>) -> Result<Tensor> {
        match table {
            Matrix::Plain(table) => Ok(table.index_select(&Tensor::new(feed.tokens, &Device::Cpu)?, 0)?),
            Matrix::Blocks(table) => table.rows(feed.tokens),
        }
    }

    fn norm_qkv(&self, config: &Config, layer: &Layer<Self>, x: &Tensor) -> Result<Tensor> {
        linear(&layer.qkv, &rms_norm(x, &layer.input_norm, config.norm_eps as f32)?)
    }

    fn rotate_append(
        &self,
        config: &Config,
        angles: &Angles,
        qkv: &Tensor,
        cache: &mut Cache,
        feed: &Feed<'_>,
    ) -> Result<Tensor> {
        let (heads, kv_heads) = (config.heads, config.kv_heads);
        // (t, heads * d) -> (heads, t, d)
        let qkv = qkv.reshape((feed.tokens.len(), heads + 2 * kv_heads, config.head_dim))?.transpose(0, 1)?;
        let some = |first, count| qkv.narrow(0, first, count)?.contiguous();
        let turn =
            |x: Tensor| candle_nn::rotary_emb::rope(&x.unsqueeze(0)?, &angles.cos, &angles.sin)?.squeeze(0);
        let query = turn(some(0, heads)?)?;
        let (keys, values) = (turn(some(heads, kv_heads)?)?, some(heads + kv_heads, kv_heads)?);
        cache.write(feed.start, &query, &keys, &values)?;
        Ok(query)
    }

    fn recall(&self, cache: &Cache, feed: &Feed<'_>) -> Result<Tensor> {
        cache.queries(feed.start, feed.tokens.len())
    }

    fn attend(
        &self,
        config: &Config,
        layer: usize,
        query: &Tensor,
        cache: &Cache,
        feed: &Feed<'_>,
    ) -> Result<(Tensor, Option<Tensor>)> {
        attend::attend(config, layer, query, cache, feed)
    }

    fn add_out(&self, _: &Config, layer: &Layer<Self>, mixed: &Tensor, x: &Tensor) -> Result<Tensor> {
        Ok((x + linear(&layer.o, mixed)?)?)
    }

    fn norm_gate_up(&self, config: &Config, layer: &Layer<Self>, x: &Tensor) -> Result<Tensor> {
        let both = linear(&layer.gate_up, &rms_norm(x, &layer.mlp_norm, config.norm_eps as f32)?)?;
        let half = |index| both.narrow(1, index * config.intermediate, config.intermediate)?.contiguous();
        Ok((silu(&half(0)?)? * half(1)?)?)
    }

    fn add_down(&self, _: &Config, layer: &Layer<Self>, inner: &Tensor, x: &Tensor) -> Result<Tensor> {
        Ok((x + linear(&layer.down, inner)?)?)
    }

    fn norm_head(
        &self,
        config: &Config,
        norm: &Tensor,
        head: &Linear<Self>,
        x: &Tensor,
        rows: Rows,
    ) -> Result<Tensor> {
        let (first, count) = rows.of(x.dim(0)?);
        let x = x.narrow(0, first, count)?.contiguous()?;
        linear(head, &rms_norm(&x, norm, config.norm_eps as f32)?)
    }

    fn pick(&self, _: &Config, logits: &Tensor) -> Result<Tensor> {
        let last = logits.narrow(0, logits.dim(0)? - 1, 1)?.flatten_all()?.to_vec1::<f32>()?;
        Ok(Tensor::new(Outlook::to_words(&last), &Device::Cpu)?)
    }

    async fn finish(&self, _: &Config, wanted: &[Tensor]) -> Result<Vec<Vec<f32>>> {
        wanted.iter().map(|tensor| Ok(tensor.flatten_all()?.to_vec1()?)).collect()
    }
}

/// `x Wᵀ + b`: `(t, in)` to `(t, out)`.
fn linear(linear: &Linear<Cpu>, x: &Tensor) -> Result<Tensor> {
    let y = match &linear.weight {
        Matrix::Plain(weight) => x.matmul(&weight.t()?)?,
        Matrix::Blocks(weight) => weight.times(x)?,
    };
    Ok(match &linear.bias {
        Some(bias) => y.broadcast_add(bias)?,
        None => y,
    })
}
