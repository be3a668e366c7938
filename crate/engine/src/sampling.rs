//! Choosing the next token from its logits.

use candle_core::{Device, Tensor};
use candle_transformers::generation::{LogitsProcessor, Sampling as Rule};
use serde::{Deserialize, Serialize};

use crate::distribution::Outlook;
use crate::error::{Error, Result};

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sampling {
    /// The likeliest; the lowest id among equals.
    Greedy,
    /// At random, by its probability.
    Sample {
        /// Divides the logits; 1 leaves the model's own distribution.
        temperature: f64,
        /// Only among this many of the likeliest.
        top_k: Option<usize>,
        /// Only among the likeliest that together reach this probability.
        top_p: Option<f64>,
        /// Picks the random numbers.
        seed: u64,
    },
}

impl Sampling {
    /// Refuses settings that describe no distribution.
    ///
    /// # Errors
    /// [`Error::Sampling`].
    pub fn check(&self) -> Result<()> {
        let refuse = |expected, got: f64| Err(Error::Sampling { expected, got: got.to_string() });
        match *self {
            Self::Sample { temperature, .. } if !(0.01..=100.0).contains(&temperature) => {
                refuse("a temperature from 0.01 to 100", temperature)
            }
            Self::Sample { top_p: Some(p), .. } if !(p > 0.0 && p <= 1.0) => {
                refuse("a top-p above 0, up to 1", p)
            }
            Self::Sample { top_k: Some(0), .. } => refuse("a top-k of at least 1", 0.0),
            _ => Ok(()),
        }
    }

    /// The token that follows `position` tokens, given the logits there.
    ///
    /// A pure function of its arguments: the random numbers are drawn anew from (seed, position), so that stepping,
    /// forking or forcing an earlier token never changes which ones a position gets.
    ///
    /// # Errors
    /// [`Error::Sampling`] for settings out of range; [`Error::Backend`] for logits that are no distribution (NaN).
    pub fn choose(&self, logits: &[f32], position: usize) -> Result<u32> {
        if !self.needs_all() {
            return self.choose_from(&Outlook::new(logits), position);
        }
        self.check()?;
        let Self::Sample { temperature, top_k, top_p, seed } = *self else {
            return draw(logits, Rule::ArgMax, 0, position);
        };
        let rule = match (top_k, top_p) {
            (None, None) => Rule::All { temperature },
            (Some(k), None) => Rule::TopK { k, temperature },
            (None, Some(p)) => Rule::TopP { p, temperature },
            (Some(k), Some(p)) => Rule::TopKThenTopP { k, p, temperature },
        };
        draw(logits, rule, seed, position)
    }

    /// Whether it takes every logit to choose; otherwise the likeliest tokens do.
    pub fn needs_all(&self) -> bool {
        match *self {
            Self::Greedy => false,
            Self::Sample { top_k, .. } => top_k.is_none_or(|k| k > Outlook::TOP),
        }
    }

    /// The same as [`Sampling::choose`], from the likeliest tokens only.
    ///
    /// # Errors
    /// Those of [`Sampling::choose`]; [`Error::Sampling`] where [`Sampling::needs_all`].
    pub fn choose_from(&self, outlook: &Outlook, position: usize) -> Result<u32> {
        self.check()?;
        let few = |k| outlook.top.get(..k).unwrap_or(&outlook.top);
        let (top, rule, seed) = match *self {
            Self::Greedy => (few(1), Rule::ArgMax, 0),
            Self::Sample { temperature, top_k: Some(k), top_p, seed } if k <= Outlook::TOP => {
                let rule = top_p.map_or(Rule::All { temperature }, |p| Rule::TopP { p, temperature });
                (few(k), rule, seed)
            }
            Self::Sample { top_k, .. } => {
                let expected = "a top-k of at most 16 where only the likeliest tokens are known";
                return Err(Error::Sampling { expected, got: format!("{top_k:?}") });
            }
        };
        let logprobs: Vec<f32> = top.iter().map(|candidate| candidate.logprob).collect();
        let index = draw(&logprobs, rule, seed, position)?;
        let chosen = top.get(index as usize);
        chosen
            .map(|candidate| candidate.id)
            .ok_or_else(|| candle_core::Error::Msg("no token to choose from".into()).into())
    }
}

/// An index of `logits`, by a rule and by random numbers that depend on nothing but the seed and the position.
fn draw(logits: &[f32], rule: Rule, seed: u64, position: usize) -> Result<u32> {
    let seed = seed ^ (position as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let logits = Tensor::new(logits, &Device::Cpu)?;
    Ok(LogitsProcessor::from_sampling(seed, rule).sample(&logits)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u64, top_k: Option<usize>, top_p: Option<f64>) -> Sampling {
        Sampling::Sample { temperature: 1.0, top_k, top_p, seed }
    }

    #[test]
    fn greedy_takes_the_likeliest_and_the_first_of_equals() {
        assert_eq!(Sampling::Greedy.choose(&[0.0, 3.0, 3.0, 1.0], 5).unwrap(), 1);
    }

    #[test]
    fn samples_follow_the_distribution_and_the_seed() {
        let logits = [0.75_f32.ln(), 0.25_f32.ln()];
        let ones = (0..4000).filter(|&at| sample(1, None, None).choose(&logits, at).unwrap() == 1).count();
        assert!((900..1100).contains(&ones), "{ones} of 4000, expected about 1000");
        let text = |seed| -> Vec<u32> {
            (0..64).map(|at| sample(seed, None, None).choose(&logits, at).unwrap()).collect()
        };
        assert_eq!(text(3), text(3));
        assert_ne!(text(3), text(4));
    }

    #[test]
    fn top_k_and_top_p_leave_the_unlikely_out() {
        let logits = [0.6_f32.ln(), 0.3_f32.ln(), 0.1_f32.ln()];
        for at in 0..500 {
            assert!(sample(1, Some(2), None).choose(&logits, at).unwrap() < 2);
            assert!(sample(1, None, Some(0.7)).choose(&logits, at).unwrap() < 2);
            assert!(sample(1, Some(2), Some(0.5)).choose(&logits, at).unwrap() < 1);
        }
    }

    #[test]
    fn impossible_settings_are_refused() {
        let bad = Sampling::Sample { temperature: 0.0, top_k: None, top_p: None, seed: 0 };
        assert_eq!(
            bad.check().unwrap_err().to_string(),
            "sampling: expected a temperature from 0.01 to 100, got 0"
        );
        assert!(sample(0, Some(0), None).check().is_err());
        assert!(sample(0, None, Some(1.5)).check().is_err());
    }
}
