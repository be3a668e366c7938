//! What was timed, as lines for people.

use anyhow::{Context as _, Result};

use super::{Measured, WAYS};
use crate::terminal::columns;

/// A line a way: how long a token takes, with quartiles, how many that is a second, and how fast the weights are read for it.
pub fn table(measured: &Measured, model: &str) -> Result<String> {
    let Measured { context, tokens, rounds, samples, weights_bytes, adapter, .. } = measured;
    let on = adapter.as_ref().map_or("the processor", |adapter| &adapter.name);
    let mut text =
        format!("{model} on {on}: {tokens} tokens decoded after {context}, {rounds} times each way\n\n");
    let mut rows = vec![head(["attention read back", "ms a token", "quartiles", "tokens/s", "GB/s"])];
    for ((name, _), samples) in WAYS.iter().zip(samples) {
        let seconds = samples.iter().flat_map(|pace| pace.decode.iter().copied());
        let [low, middle, high] = quartiles(seconds)?;
        let rate = *weights_bytes as f64 / middle / 1e9;
        rows.push(vec![
            (*name).to_owned(),
            milliseconds(middle),
            format!("{}–{}", milliseconds(low), milliseconds(high)),
            per_second(middle),
            format!("{rate:.2}"),
        ]);
    }
    text += &columns(&rows);
    let [none, ..] = samples;
    let [_, prefill, _] = quartiles(none.iter().map(|pace| pace.prefill))?;
    text += &format!("\nReading the {context} tokens takes {} ms.\n", milliseconds(prefill));
    if let Some(adapter) = adapter {
        let kind = if adapter.software { "a software GPU" } else { "a GPU" };
        text += &format!(
            "{} is {kind}; it reads {:.1} GB/s at most, and decoding reaches {:.0} % of that.\n",
            adapter.name,
            adapter.bandwidth / 1e9,
            100.0 * measured.achieved()? / adapter.bandwidth,
        );
    }
    Ok(text)
}

/// The same of two contexts in turns, and how many times as long a token takes after the longer.
pub fn contexts(lengths: [usize; 2], seconds: &[Vec<f64>; 2]) -> Result<String> {
    let mut rows = vec![head(["tokens before", "ms a token", "quartiles", "tokens/s"])];
    let mut middles = [0.0; 2];
    for ((length, seconds), median) in lengths.iter().zip(seconds).zip(&mut middles) {
        let [low, middle, high] = quartiles(seconds.iter().copied())?;
        *median = middle;
        let spread = format!("{}–{}", milliseconds(low), milliseconds(high));
        rows.push(vec![length.to_string(), milliseconds(middle), spread, per_second(middle)]);
    }
    let ([first, second], [one, other]) = (lengths, middles);
    let (short, long, times) =
        if first <= second { (first, second, other / one) } else { (second, first, one / other) };
    let rows = columns(&rows);
    Ok(format!("{rows}\nAfter {long} tokens the next takes {times:.2} times as long as after {short}.\n"))
}

/// The lower quartile, the median and the upper quartile.
pub fn quartiles(samples: impl Iterator<Item = f64>) -> Result<[f64; 3]> {
    let mut samples: Vec<f64> = samples.collect();
    samples.sort_by(f64::total_cmp);
    let at = |quarter: usize| samples.get(quarter * samples.len() / 4).copied();
    let found = [at(1), at(2), at(3)];
    let [Some(low), Some(middle), Some(high)] = found else {
        return None.context("nothing was decoded; ask for at least one token and one round");
    };
    Ok([low, middle, high])
}

fn head<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2}", seconds * 1e3)
}

fn per_second(seconds: f64) -> String {
    format!("{:.0}", 1.0 / seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_samples_in_order() {
        assert_eq!(quartiles([5.0, 1.0, 4.0, 2.0, 3.0].into_iter()).unwrap(), [2.0, 3.0, 4.0]);
        assert_eq!(quartiles([7.0].into_iter()).unwrap(), [7.0, 7.0, 7.0]);
        let error = quartiles([].into_iter()).unwrap_err().to_string();
        assert_eq!(error, "nothing was decoded; ask for at least one token and one round");
    }

    #[test]
    fn two_contexts_are_told_by_how_many_times_as_long_a_token_takes() {
        let text = contexts([16, 512], &[vec![0.001; 3], vec![0.0012; 3]]).unwrap();
        assert!(
            text.ends_with("\nAfter 512 tokens the next takes 1.20 times as long as after 16.\n"),
            "{text}"
        );
    }
}
