//! The generator behind every task: SplitMix64.
//!
//! Ours, in fifteen lines, because a seed in a link must give the same item for ever; libraries keep the right to
//! change how they turn random bits into choices.

/// SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", fig. 17).
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A stream for one item. `domain` keeps tasks with equal seeds apart.
    pub fn new(domain: &str, seed: u64) -> Self {
        // FNV-1a, so that the name, not its address or hash seed, picks the stream.
        let offset = domain.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(offset ^ seed.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number in `0..bound`; 0 for a bound of 0. The bias of the multiply-shift is below 2⁻³² here.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A fair coin.
    pub fn coin(&mut self) -> bool {
        self.next() >> 63 == 1
    }

    /// One of some, chosen evenly; `None` when there is none.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }

    /// Takes one element out, chosen evenly; `None` when there is none.
    pub fn take<T>(&mut self, from: &mut Vec<T>) -> Option<T> {
        (!from.is_empty()).then(|| from.swap_remove(self.below(from.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_never_changes() {
        let mut rng = Rng::new("cups", 7);
        let drawn: Vec<usize> = (0..8).map(|_| rng.below(1000)).collect();
        assert_eq!(drawn, FROZEN);
    }
    /// Printed once by this test; links depend on it.
    const FROZEN: [usize; 8] = [441, 669, 725, 191, 323, 790, 135, 107];

    #[test]
    fn every_value_below_the_bound_comes_up_about_evenly() {
        let mut rng = Rng::new("even", 1);
        let mut counts = [0; 5];
        (0..5000).for_each(|_| counts[rng.below(5)] += 1);
        assert!(counts.iter().all(|&n| (900..1100).contains(&n)), "{counts:?}");
    }
}
