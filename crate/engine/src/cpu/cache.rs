//! One layer's queries, keys and values, written in place and grown by doubling, so that no token copies what is there.

use candle_core::{Device, Tensor};

use crate::config::Config;
use crate::error::Result;

/// How many positions count is the session's to know.
pub(crate) struct Cache {
    /// Turned, H heads of them: kept so that attention can be computed again.
    queries: Heads,
    /// Turned, K heads of them.
    keys: Heads,
    /// K heads of them.
    values: Heads,
}

/// Some heads' numbers, `(heads, capacity, d)`.
struct Heads {
    numbers: Vec<f32>,
    heads: usize,
    capacity: usize,
    d: usize,
}

const FIRST_CAPACITY: usize = 128;

impl Heads {
    fn new(heads: usize, capacity: usize, d: usize) -> Self {
        let capacity = capacity.next_power_of_two().max(FIRST_CAPACITY);
        Self { numbers: vec![0.0; heads * capacity * d], heads, capacity, d }
    }

    /// A copy of the first `keep` positions with room for at least `need`.
    fn regrown(&self, keep: usize, need: usize) -> Self {
        let mut grown = Self::new(self.heads, need, self.d);
        let (from, to) = (self.capacity * self.d, grown.capacity * self.d);
        for (to, from) in grown.numbers.chunks_exact_mut(to).zip(self.numbers.chunks_exact(from)) {
            to.iter_mut().zip(from).take(keep * self.d).for_each(|(to, from)| *to = *from);
        }
        grown
    }

    /// One head's numbers at some positions.
    fn positions(&self, head: usize, start: usize, count: usize) -> &[f32] {
        let at = (head * self.capacity + start) * self.d;
        self.numbers.get(at..at + count * self.d).unwrap_or_default()
    }

    /// Writes `(heads, t, d)` to the positions from `start` on, for which there is room.
    fn write(&mut self, start: usize, from: &Tensor) -> Result<()> {
        let (capacity, d) = (self.capacity, self.d);
        let numbers = from.flatten_all()?.to_vec1::<f32>()?;
        let of_heads = numbers.chunks_exact(numbers.len() / self.heads);
        for (to, from) in self.numbers.chunks_exact_mut(capacity * d).zip(of_heads) {
            to.iter_mut().skip(start * d).zip(from).for_each(|(to, from)| *to = *from);
        }
        Ok(())
    }
}

impl Cache {
    pub fn new(config: &Config) -> Self {
        let empty = |heads| Heads::new(heads, FIRST_CAPACITY, config.head_dim);
        Self { queries: empty(config.heads), keys: empty(config.kv_heads), values: empty(config.kv_heads) }
    }

    /// The first `len` positions, in memory of their own.
    pub fn fork(&self, len: usize) -> Self {
        self.regrown(len, len)
    }

    /// Makes room for `total` positions, of which `len` are there.
    pub fn reserve(&mut self, len: usize, total: usize) {
        if total > self.keys.capacity {
            *self = self.regrown(len, total);
        }
    }

    fn regrown(&self, keep: usize, need: usize) -> Self {
        let regrown = |heads: &Heads| heads.regrown(keep, need);
        Self { queries: regrown(&self.queries), keys: regrown(&self.keys), values: regrown(&self.values) }
    }

    /// Writes `(heads, t, d)` queries, keys and values to the positions from `start` on, for which there is room.
    pub fn write(&mut self, start: usize, queries: &Tensor, keys: &Tensor, values: &Tensor) -> Result<()> {
        self.queries.write(start, queries)?;
        self.keys.write(start, keys)?;
        self.values.write(start, values)
    }

    /// The first `len` positions' keys and values of one key/value head, each `(len, d)`.
    pub fn head(&self, head: usize, len: usize) -> (&[f32], &[f32]) {
        (self.keys.positions(head, 0, len), self.values.positions(head, 0, len))
    }

    /// The queries of `count` positions from `start` on, `(H, count, d)`.
    pub fn queries(&self, start: usize, count: usize) -> Result<Tensor> {
        let Heads { heads, d, .. } = self.queries;
        let numbers: Vec<f32> =
            (0..heads).flat_map(|head| self.queries.positions(head, start, count)).copied().collect();
        Ok(Tensor::from_vec(numbers, (heads, count, d), &Device::Cpu)?)
    }
}
