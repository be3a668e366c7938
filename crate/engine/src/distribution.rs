//! What a row of logits says about the next token: all of it, or in short.

/// The model's distribution over the next token.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Natural logarithm of each token's probability.
    logprobs: Vec<f32>,
}

/// A token the model could write next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The token.
    pub id: u32,
    /// Natural logarithm of its probability.
    pub logprob: f32,
}

impl Distribution {
    /// From logits, one for each token of the vocabulary.
    pub fn new(logits: &[f32]) -> Self {
        let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = logits.iter().map(|logit| (logit - max).exp()).sum();
        let log_sum = sum.ln();
        // The largest is taken off first: beside a logit of 1000, f32 has no digits left for the logarithm.
        Self { logprobs: logits.iter().map(|logit| (logit - max) - log_sum).collect() }
    }

    /// Natural logarithm of a token's probability; `None` outside the vocabulary.
    pub fn logprob(&self, id: u32) -> Option<f32> {
        self.logprobs.get(id as usize).copied()
    }

    /// Entropy in nats.
    pub fn entropy(&self) -> f32 {
        let terms = self.logprobs.iter().filter(|logprob| logprob.is_finite());
        // Rounding can leave a certain token at a logprob of +1e-7; no entropy is below 0.
        (-terms.map(|logprob| logprob.exp() * logprob).sum::<f32>()).max(0.0)
    }

    /// The `count` likeliest tokens, likeliest first, the lower id first among equals.
    pub fn top(&self, count: usize) -> Vec<Candidate> {
        let mut all: Vec<Candidate> =
            (0..).zip(&self.logprobs).map(|(id, &logprob)| Candidate { id, logprob }).collect();
        let order = |a: &Candidate, b: &Candidate| b.logprob.total_cmp(&a.logprob).then(a.id.cmp(&b.id));
        if count < all.len() {
            all.select_nth_unstable_by(count, order);
            all.truncate(count);
        }
        all.sort_unstable_by(order);
        all
    }
}

/// The likeliest next tokens and how sure the model is: what a backend can read off a row of logits without handing it over.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// The likeliest tokens, likeliest first, the lower id first among equals.
    pub top: Vec<Candidate>,
    /// Entropy of the whole distribution, in nats.
    pub entropy: f32,
}

impl Outlook {
    /// How many tokens it names, where there are as many.
    pub const TOP: usize = 16;

    /// From logits, one for each token of the vocabulary.
    pub fn new(logits: &[f32]) -> Self {
        let whole = Distribution::new(logits);
        Self { top: whole.top(Self::TOP), entropy: whole.entropy() }
    }

    /// A row of logits as `merge.wgsl` writes it, for [`Outlook::from_words`].
    pub(crate) fn to_words(logits: &[f32]) -> Vec<f32> {
        let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let terms = logits.iter().map(|logit| ((logit - max).exp(), logit - max));
        let (sum, weighted) = terms
            .filter(|(term, _)| *term > 0.0)
            .fold((0.0, 0.0), |(sum, weighted), (term, gap)| (sum + term, weighted + term * gap));
        let top = Distribution { logprobs: logits.to_vec() }.top(Self::TOP);
        let none = Candidate { id: u32::MAX, logprob: f32::NEG_INFINITY };
        let padded = || top.iter().copied().chain(std::iter::repeat(none)).take(Self::TOP);
        padded()
            .map(|one| one.id as f32)
            .chain(padded().map(|one| one.logprob))
            .chain([max, sum, weighted])
            .collect()
    }

    /// From what `merge.wgsl` writes: ids, their logits, the largest logit m, the sums of exp(l − m) and of exp(l − m)·(l − m).
    pub(crate) fn from_words(words: &[f32], vocab: usize) -> Self {
        let (ids, rest) = words.split_at(Self::TOP.min(words.len()));
        let (logits, sums) = rest.split_at(Self::TOP.min(rest.len()));
        let [max, sum, weighted] = sums.try_into().unwrap_or([0.0, 1.0, 0.0]);
        let log_sum = sum.ln();
        let all = ids
            .iter()
            .zip(logits)
            .map(|(&id, logit)| Candidate { id: id as u32, logprob: (logit - max) - log_sum });
        // Where the vocabulary has fewer tokens than asked for, the rest are no tokens.
        let top = all.filter(|candidate| (candidate.id as usize) < vocab).collect();
        Self { top, entropy: (log_sum - weighted / sum).max(0.0) }
    }

    /// Natural logarithm of a token's probability, where it is among the likeliest.
    pub fn logprob(&self, id: u32) -> Option<f32> {
        self.top.iter().find(|candidate| candidate.id == id).map(|candidate| candidate.logprob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_coin_has_ln_2_nats() {
        let coin = Distribution::new(&[1000.0, 1000.0, f32::NEG_INFINITY]);
        assert!((coin.entropy() - 2_f32.ln()).abs() < 1e-6);
        assert_eq!(coin.top(2).iter().map(|c| c.id).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(coin.logprob(3), None);
    }

    #[test]
    fn top_is_sorted_and_complete() {
        let rising = Distribution::new(&[0.0, 1.0, 2.0, 3.0]);
        assert_eq!(rising.top(2).iter().map(|c| c.id).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(rising.top(9).len(), 4);
        let sum: f32 = rising.top(9).iter().map(|c| c.logprob.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-6);
    }
}
