//! One layer's queries, keys and values, written in place and grown by doubling, so that no token copies what is there.

use candle_core::{DType, Device, Tensor};

use crate::config::Config;
use crate::error::Result;

/// How many positions count is the session's to know.
pub(crate) struct Cache {
    /// Turned, `(H, capacity, d)`: kept so that attention can be computed again.
    queries: Tensor,
    /// Turned, `(K, capacity, d)`.
    keys: Tensor,
    /// `(K, capacity, d)`.
    values: Tensor,
}

const FIRST_CAPACITY: usize = 128;

impl Cache {
    pub fn new(config: &Config) -> Result<Self> {
        let empty = |heads| zeros(heads, FIRST_CAPACITY, config.head_dim);
        Ok(Self {
            queries: empty(config.heads)?,
            keys: empty(config.kv_heads)?,
            values: empty(config.kv_heads)?,
        })
    }

    /// The first `len` positions, in memory of their own.
    pub fn fork(&self, len: usize) -> Result<Self> {
        self.regrown(len, len)
    }

    /// Makes room for `total` positions, of which `len` are there.
    pub fn reserve(&mut self, len: usize, total: usize) -> Result<()> {
        if total > self.keys.dim(1)? {
            *self = self.regrown(len, total)?;
        }
        Ok(())
    }

    fn regrown(&self, keep: usize, need: usize) -> Result<Self> {
        let regrown = |from| regrown(from, keep, need);
        Ok(Self {
            queries: regrown(&self.queries)?,
            keys: regrown(&self.keys)?,
            values: regrown(&self.values)?,
        })
    }

    /// Writes `(heads, t, d)` queries, keys and values to the positions from `start` on, for which there is room.
    pub fn write(&mut self, start: usize, queries: &Tensor, keys: &Tensor, values: &Tensor) -> Result<()> {
        self.queries.slice_set(queries, 1, start)?;
        self.keys.slice_set(keys, 1, start)?;
        self.values.slice_set(values, 1, start)?;
        Ok(())
    }

    /// The first `len` positions' keys and values, each `(K, len, d)`, not copied.
    pub fn read(&self, len: usize) -> Result<(Tensor, Tensor)> {
        Ok((self.keys.narrow(1, 0, len)?, self.values.narrow(1, 0, len)?))
    }

    /// The queries of `count` positions from `start` on, `(H, count, d)`.
    pub fn queries(&self, start: usize, count: usize) -> Result<Tensor> {
        Ok(self.queries.narrow(1, start, count)?.contiguous()?)
    }
}

/// A copy of the first `keep` positions with room for at least `need`.
fn regrown(from: &Tensor, keep: usize, need: usize) -> Result<Tensor> {
    let (heads, _, d) = from.dims3()?;
    let grown = zeros(heads, need.next_power_of_two().max(FIRST_CAPACITY), d)?;
    if keep > 0 {
        grown.slice_set(&from.narrow(1, 0, keep)?.contiguous()?, 1, 0)?;
    }
    Ok(grown)
}

fn zeros(heads: usize, capacity: usize, d: usize) -> Result<Tensor> {
    Ok(Tensor::zeros((heads, capacity, d), DType::F32, &Device::Cpu)?)
}
