//! Shares with intervals, and differences of shares on the same items.

use serde::Serialize;

/// The normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.959_964;

/// `k` of `n`, with the Wilson 95 % interval (Wilson 1927, doi 10.1080/01621459.1927.10502953).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// How many did.
    pub k: usize,
    /// Of how many.
    pub n: usize,
    /// `k / n`; null of none.
    pub rate: Option<f64>,
    /// The interval's lower end.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl Rate {
    /// Of how many of these it is true.
    pub fn of(flags: impl IntoIterator<Item = bool>) -> Self {
        let (mut k, mut n) = (0, 0);
        for flag in flags {
            k += usize::from(flag);
            n += 1;
        }
        if n == 0 {
            return Self { k, n, rate: None, low: None, high: None };
        }
        let (count, p) = (n as f64, k as f64 / n as f64);
        let spread = 1.0 + Z * Z / count;
        let centre = (p + Z * Z / (2.0 * count)) / spread;
        let half = Z / spread * (p * (1.0 - p) / count + Z * Z / (4.0 * count * count)).sqrt();
        let [rate, low, high] = [p, (centre - half).max(0.0), (centre + half).min(1.0)].map(rounded);
        Self { k, n, rate, low, high }
    }
}

/// How much oftener the second of two ways is right than the first, on the same items.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Paired {
    /// Items.
    pub n: usize,
    /// Items that only the second way got right.
    pub only_second: usize,
    /// Items that only the first way got right.
    pub only_first: usize,
    /// Share of the second less share of the first.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval: the adjusted Wald one for paired shares (Bonett & Price 2012,
    /// doi 10.3102/1076998611411915).
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Exact two-sided McNemar test: how likely a split at least as uneven is when neither way is better.
    pub mcnemar_p: f64,
}

impl Paired {
    /// From (first way right, second way right), an item each.
    pub fn of(pairs: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let (mut n, mut only_first, mut only_second) = (0, 0, 0);
        for (first, second) in pairs {
            n += 1;
            only_first += usize::from(first && !second);
            only_second += usize::from(second && !first);
        }
        let mcnemar_p = mcnemar(only_first, only_second);
        if n == 0 {
            return Self { n, only_second, only_first, difference: None, low: None, high: None, mcnemar_p };
        }
        let count = n as f64;
        let (up, down) =
            ((only_second as f64 + 1.0) / (count + 2.0), (only_first as f64 + 1.0) / (count + 2.0));
        let half = Z * ((up + down - (up - down).powi(2)) / (count + 2.0)).sqrt();
        let difference = (only_second as f64 - only_first as f64) / count;
        let [difference, low, high] = [difference, up - down - half, up - down + half].map(rounded);
        Self { n, only_second, only_first, difference, low, high, mcnemar_p }
    }
}

fn rounded(value: f64) -> Option<f64> {
    Some((value * 1e4).round() / 1e4)
}

/// Twice the binomial tail: at most `min(a, b)` heads in `a + b` fair tosses. In logarithms, since 2⁻ⁿ is soon too small.
fn mcnemar(a: usize, b: usize) -> f64 {
    let tosses = a + b;
    let mut log_term = -(tosses as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for heads in 0..=a.min(b) {
        tail += log_term.exp();
        log_term += ((tosses - heads) as f64 / (heads + 1) as f64).ln();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(k: usize, n: usize) -> impl Iterator<Item = bool> {
        (0..n).map(move |index| index < k)
    }

    #[test]
    fn rates_have_wilsons_interval() {
        // Worked by hand from the paper's formula: 8 of 10.
        let rate = Rate::of(flags(8, 10));
        assert_eq!((rate.low, rate.high), (Some(0.4902), Some(0.9433)));
        assert_eq!(Rate::of(flags(0, 20)).low, Some(0.0));
        assert_eq!(Rate::of([]).rate, None);
    }

    #[test]
    fn pairs_are_tested_exactly() {
        let pairs = |first: usize, second: usize| {
            let only = |which, count| std::iter::repeat_n(which, count);
            only((true, false), first).chain(only((false, true), second)).chain(only((true, true), 5))
        };
        // 1 of 8 tosses: 2 · (1 + 8) / 256.
        assert!((Paired::of(pairs(1, 7)).mcnemar_p - 18.0 / 256.0).abs() < 1e-12);
        assert!((Paired::of(pairs(4, 4)).mcnemar_p - 1.0).abs() < 1e-12);
        assert!(Paired::of(pairs(0, 3000)).mcnemar_p < 1e-300);
        let effect = Paired::of(pairs(1, 7));
        assert_eq!(effect.difference, Some(0.4615));
        assert!(effect.low < effect.difference && effect.difference < effect.high);
    }
}
