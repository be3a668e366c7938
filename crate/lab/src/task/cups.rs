//! Cups: a ball under one of 4–6 coloured cups, 1–8 swaps, "is it under blue?".
//!
//! The answer takes one step after another: no swap can be judged before the ones ahead of it. That is what a
//! decision written first has no room for (Merrill & Sabharwal, arXiv 2310.07923).

use super::{Answer, Item};
use crate::rng::Rng;

const COLOURS: [&str; 6] = ["red", "blue", "green", "white", "black", "pink"];

/// The most swaps an item may have. An ordered pair of cups comes up once at most, so that "which swap comes next?"
/// has one answer in the text; four cups have twelve pairs.
pub const MAX_SWAPS: usize = 8;

/// The item with this seed; `swaps` fixes how many swaps it has (1 to [`MAX_SWAPS`], nearest taken).
pub fn item(seed: u64, swaps: Option<usize>) -> Item {
    let mut rng = Rng::new("cups", seed);
    let drawn = 1 + rng.below(MAX_SWAPS);
    let size = swaps.unwrap_or(drawn).clamp(1, MAX_SWAPS);

    let mut palette = COLOURS.to_vec();
    let count = 4 + rng.below(3);
    let cups: Vec<&str> = std::iter::from_fn(|| rng.take(&mut palette)).take(count).collect();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for &a in &cups {
        pairs.extend(cups.iter().filter(|&&b| b != a).map(|&b| (a, b)));
    }

    let start = rng.take(&mut cups.clone()).unwrap_or_default();
    let mut place = start;
    let mut scene = format!("the ball starts under {start}.");
    let mut reasons = format!("it starts under {start}.");
    for (a, b) in std::iter::from_fn(|| rng.take(&mut pairs)).take(size) {
        place = match place {
            p if p == a => b,
            p if p == b => a,
            p => p,
        };
        scene += &format!(" swap {a} and {b}.");
        reasons += &format!(" swap {a} and {b}: now {place}.");
    }

    let truth = Answer::from(rng.coin());
    let asked = match truth {
        Answer::Yes => place,
        Answer::No => {
            let mut others: Vec<&str> = cups.into_iter().filter(|&cup| cup != place).collect();
            rng.take(&mut others).unwrap_or_default()
        }
    };
    let question = format!("is it under {asked}?");
    // Said again where the answer is, so that what is found and what is asked stand side by side.
    reasons += &format!(" {question} it is under {place}, so the answer is {}.", truth.word());
    Item { scene, question, reasons, truth, size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_gives_the_same_words_for_ever() {
        let item = item(7, Some(2));
        assert_eq!(item.scene, "the ball starts under green. swap red and blue. swap blue and black.");
        assert_eq!(item.question, "is it under white?");
        let steps = "it starts under green. swap red and blue: now green. swap blue and black: now green.";
        assert_eq!(
            item.reasons,
            format!("{steps} is it under white? it is under green, so the answer is no.")
        );
    }

    /// Plays the scene's text with no knowledge of how it was made.
    fn play(scene: &str) -> String {
        let mut sentences = scene.split_terminator('.').map(str::trim);
        let mut place = sentences.next().unwrap().strip_prefix("the ball starts under ").unwrap().to_owned();
        for swap in sentences {
            let (a, b) = swap.strip_prefix("swap ").unwrap().split_once(" and ").unwrap();
            if place == a {
                place = b.to_owned();
            } else if place == b {
                place = a.to_owned();
            }
        }
        place
    }

    proptest! {
        #[test]
        fn the_truth_follows_from_the_words(seed: u64, swaps in 1..=MAX_SWAPS) {
            let item = item(seed, Some(swaps));
            let place = play(&item.scene);
            let asked_here = item.question == format!("is it under {place}?");
            prop_assert_eq!(item.truth, Answer::from(asked_here));
            prop_assert_eq!(item.scene.matches("swap").count(), swaps);
            let end = format!("{} it is under {place}, so the answer is {}.", item.question, item.truth.word());
            prop_assert!(item.reasons.ends_with(&end));
        }

        #[test]
        fn no_swap_is_told_twice(seed: u64) {
            let item = item(seed, Some(MAX_SWAPS));
            let mut swaps: Vec<&str> = item.scene.split(". ").skip(1).collect();
            swaps.sort_unstable();
            prop_assert!(swaps.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn yes_and_no_are_even_at_every_size() {
        for size in 1..=MAX_SWAPS {
            let yes = (0..1000).filter(|&seed| item(seed, Some(size)).truth == Answer::Yes).count();
            assert!((430..570).contains(&yes), "{yes} of 1000 at {size} swaps");
        }
    }
}
