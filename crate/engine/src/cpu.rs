//! The CPU backend: candle kernels (AVX natively, simd128 in wasm), all in f32.

mod attend;
mod cache;

use candle_core::{D, Device, Tensor};
use candle_nn::ops::{rms_norm, silu};

use crate::attention::Rows;
use crate::backend::{Ops, View};
use crate::config::Config;
use crate::error::Result;
use crate::rope;
use crate::weights::{Layer, Linear};
use cache::Cache;

/// Kernels on the host.
#[derive(Debug)]
pub(crate) struct Cpu;

/// Cosines and sines, each `(t, d / 2)`.
pub(crate) struct Angles {
    cos: Tensor,
    sin: Tensor,
}

impl Ops for Cpu {
    type Tensor = Tensor;
    type Cache = Cache;
    type Angles = Angles;

    fn cache(&self, config: &Config) -> Result<Cache> {
        Cache::new(config)
    }

    fn fork(&self, cache: &Cache, len: usize) -> Result<Cache> {
        cache.fork(len)
    }

    fn angles(&self, config: &Config, start: usize, t: usize) -> Result<Angles> {
        let (cos, sin) = rope::tables(config, start, t);
        let tensor = |table| Tensor::from_vec(table, (t, config.head_dim / 2), &Device::Cpu);
        Ok(Angles { cos: tensor(cos)?, sin: tensor(sin)? })
    }

    fn embed(&self, table: &Tensor, tokens: &[u32]) -> Result<Tensor> {
        Ok(table.index_select(&Tensor::new(tokens, &Device::Cpu)?, 0)?)
    }

    fn norm_qkv(&self, config: &Config, layer: &Layer<Tensor>, x: &Tensor) -> Result<[Tensor; 3]> {
        let x = rms_norm(x, &layer.input_norm, config.norm_eps as f32)?;
        Ok([linear(&layer.q, &x)?, linear(&layer.k, &x)?, linear(&layer.v, &x)?])
    }

    fn rotate_append(
        &self,
        config: &Config,
        [q, k, v]: [Tensor; 3],
        angles: &Angles,
        cache: &mut Cache,
        start: usize,
    ) -> Result<Tensor> {
        let split =
            |x: Tensor| x.reshape(((), x.elem_count() / (x.dim(0)? * config.head_dim), config.head_dim));
        // (t, heads * d) -> (heads, t, d)
        let by_head = |x: Tensor| split(x)?.transpose(0, 1)?.contiguous();
        let turn =
            |x: Tensor| candle_nn::rotary_emb::rope(&x.unsqueeze(0)?, &angles.cos, &angles.sin)?.squeeze(0);
        cache.write(start, &turn(by_head(k)?)?, &by_head(v)?)?;
        Ok(turn(by_head(q)?)?)
    }

    fn attend(
        &self,
        config: &Config,
        query: &Tensor,
        cache: &Cache,
        view: &View<'_>,
    ) -> Result<(Tensor, Option<Tensor>)> {
        attend::attend(config, query, cache, view)
    }

    fn project_add(&self, weights: &Linear<Tensor>, x: &Tensor, residual: &Tensor) -> Result<Tensor> {
        Ok((residual + linear(weights, x)?)?)
    }

    fn norm_gate_up(&self, config: &Config, layer: &Layer<Tensor>, x: &Tensor) -> Result<Tensor> {
        let x = rms_norm(x, &layer.mlp_norm, config.norm_eps as f32)?;
        Ok((silu(&linear(&layer.gate, &x)?)? * linear(&layer.up, &x)?)?)
    }

    fn norm_head(
        &self,
        config: &Config,
        norm: &Tensor,
        head: &Linear<Tensor>,
        x: &Tensor,
        rows: Rows,
    ) -> Result<Tensor> {
        let (first, count) = rows.of(x.dim(0)?);
        let x = x.narrow(0, first, count)?.contiguous()?;
        linear(head, &rms_norm(&x, norm, config.norm_eps as f32)?)
    }

    async fn read(&self, tensor: &Tensor) -> Result<Vec<f32>> {
        Ok(tensor.flatten_all()?.to_vec1()?)
    }
}

/// `x Wᵀ + b`: `(t, in)` to `(t, out)`.
fn linear(linear: &Linear<Tensor>, x: &Tensor) -> Result<Tensor> {
    let y = x.matmul(&linear.weight.t()?)?;
    Ok(match &linear.bias {
        Some(bias) => y.broadcast_add(bias)?,
        None => y,
    })
}

/// Softmax over the last axis.
fn softmax(scores: &Tensor) -> Result<Tensor> {
    debug_assert!(scores.dim(D::Minus1).is_ok_and(|keys| keys > 0));
    Ok(candle_nn::ops::softmax_last_dim(scores)?)
}
