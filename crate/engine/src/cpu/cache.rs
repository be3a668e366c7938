//! One layer's keys and values, written in place and grown by doubling, so that no token copies what is there.

use candle_core::{DType, Device, Tensor};

use crate::config::Config;
use crate::error::Result;

/// Turned keys and values, each `(K, capacity, d)`; how many positions count is the session's to know.
pub(crate) struct Cache {
    keys: Tensor,
    values: Tensor,
}

const FIRST_CAPACITY: usize = 128;

impl Cache {
    pub fn new(config: &Config) -> Result<Self> {
        let empty = || zeros(config.kv_heads, FIRST_CAPACITY, config.head_dim);
        Ok(Self { keys: empty()?, values: empty()? })
    }

    /// The first `len` positions, in memory of their own.
    pub fn fork(&self, len: usize) -> Result<Self> {
        Ok(Self { keys: regrown(&self.keys, len, len)?, values: regrown(&self.values, len, len)? })
    }

    /// Writes `(K, t, d)` keys and values to the positions from `start` on.
    pub fn write(&mut self, start: usize, keys: &Tensor, values: &Tensor) -> Result<()> {
        let (capacity, end) = (self.keys.dim(1)?, start + keys.dim(1)?);
        if end > capacity {
            self.keys = regrown(&self.keys, start, end)?;
            self.values = regrown(&self.values, start, end)?;
        }
        self.keys.slice_set(keys, 1, start)?;
        self.values.slice_set(values, 1, start)?;
        Ok(())
    }

    /// The first `len` positions' keys and values, each `(K, len, d)`, not copied.
    pub fn read(&self, len: usize) -> Result<(Tensor, Tensor)> {
        Ok((self.keys.narrow(1, 0, len)?, self.values.narrow(1, 0, len)?))
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
