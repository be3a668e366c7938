//! Cups: a ball under one of some coloured cups, 1–8 swaps, "is it under blue?".
//!
//! The answer takes one step after another: no swap can be judged before the ones ahead of it. That is what a
//! decision written first has no room for (Merrill & Sabharwal, arXiv 2310.07923).

use serde::{Deserialize, Serialize};

use super::flaw::Flaw;
use super::word::words;
use super::{Answer, Worked};
use crate::rng::Rng;

words! {
    /// A cup's colour, which is its name.
    pub enum Colour {
        /// "red"
        Red,
        /// "blue"
        Blue,
        /// "green"
        Green,
        /// "white"
        White,
        /// "black"
        Black,
        /// "pink"
        Pink,
        /// "orange"
        Orange,
        /// "yellow"
        Yellow,
        /// "purple"
        Purple,
        /// "brown"
        Brown,
    }
}

/// The most swaps there may be. In a seeded puzzle an ordered pair of cups comes up once at most, so that "which swap
/// comes next?" has one answer in the text; four cups have twelve pairs.
pub const MAX_SWAPS: usize = 8;

/// The most cups there may be.
pub const MAX_CUPS: usize = 6;

/// A ball, the swaps that move it, and the cup that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Cups {
    /// Where the ball starts.
    pub start: Colour,
    /// Which two cups change places, one swap after another.
    pub swaps: Vec<(Colour, Colour)>,
    /// The cup asked about.
    pub asked: Colour,
}

impl Cups {
    /// The puzzle with this seed; `swaps` fixes how many swaps it has (1 to [`MAX_SWAPS`], nearest taken).
    pub fn draw(seed: u64, swaps: Option<usize>) -> Self {
        let mut rng = Rng::new("cups", seed);
        let drawn = 1 + rng.below(MAX_SWAPS);
        let size = swaps.unwrap_or(drawn).clamp(1, MAX_SWAPS);

        let mut palette = Colour::ALL.to_vec();
        let count = 4 + rng.below(MAX_CUPS - 3);
        let cups: Vec<Colour> = std::iter::from_fn(|| rng.take(&mut palette)).take(count).collect();
        let mut pairs: Vec<(Colour, Colour)> = Vec::new();
        for &a in &cups {
            pairs.extend(cups.iter().filter(|&&b| b != a).map(|&b| (a, b)));
        }

        let start = rng.pick(&cups).unwrap_or(Colour::Red);
        let swaps = std::iter::from_fn(|| rng.take(&mut pairs)).take(size).collect();
        let mut puzzle = Self { start, swaps, asked: start };
        let place = puzzle.place();
        puzzle.asked = if rng.coin() {
            place
        } else {
            let others: Vec<Colour> = cups.into_iter().filter(|&cup| cup != place).collect();
            rng.pick(&others).unwrap_or(place)
        };
        puzzle
    }

    /// The ball's cup at the start and after each swap: one more than there are swaps.
    pub fn path(&self) -> Vec<Colour> {
        let mut path = vec![self.start];
        path.extend(self.swaps.iter().scan(self.start, |place, &(a, b)| {
            *place = match *place {
                here if here == a => b,
                here if here == b => a,
                here => here,
            };
            Some(*place)
        }));
        path
    }

    /// Where the ball ends.
    pub fn place(&self) -> Colour {
        self.path().last().copied().unwrap_or(self.start)
    }

    /// What is given.
    pub fn scene(&self) -> String {
        let mut scene = format!("the ball starts under {}.", self.start);
        for (a, b) in &self.swaps {
            scene += &format!(" swap {a} and {b}.");
        }
        scene
    }

    /// What is asked.
    pub fn question(&self) -> String {
        format!("is it under {}?", self.asked)
    }

    /// The right answer.
    pub fn truth(&self) -> Answer {
        Answer::from(self.place() == self.asked)
    }

    /// The reasons that lead to it, swap by swap.
    pub fn work(&self) -> Worked {
        let path = self.path();
        let mut steps = vec![format!("it starts under {}.", self.start)];
        for ((a, b), place) in self.swaps.iter().zip(path.iter().skip(1)) {
            steps.push(format!("swap {a} and {b}: now {place}."));
        }
        let answer = self.truth();
        // Said again where the answer is, so that what is found and what is asked stand side by side.
        steps.push(self.question());
        steps.push(format!("it is under {}, so the answer is {answer}.", self.place()));
        Worked { reasons: steps.join(" "), answer }
    }

    /// Whether it can be asked, where somebody made it.
    ///
    /// # Errors
    /// What keeps it from being asked.
    pub fn check(&self) -> Result<(), Flaw> {
        match self.swaps.len() {
            0 => return Err(Flaw::NoSwap),
            1..=MAX_SWAPS => {}
            count => return Err(Flaw::ManySwaps(count)),
        }
        if let Some(index) = self.swaps.iter().position(|(a, b)| a == b) {
            return Err(Flaw::SameCups(index + 1));
        }
        let mut cups: Vec<Colour> = self.swaps.iter().flat_map(|&(a, b)| [a, b]).collect();
        cups.extend([self.start, self.asked]);
        cups.sort_unstable();
        cups.dedup();
        if cups.len() > MAX_CUPS {
            return Err(Flaw::ManyCups(cups.len()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_gives_the_same_words_for_ever() {
        let puzzle = Cups::draw(7, Some(2));
        assert_eq!(puzzle.scene(), "the ball starts under pink. swap blue and green. swap green and yellow.");
        assert_eq!(puzzle.question(), "is it under orange?");
        assert_eq!(
            puzzle.work().reasons,
            "it starts under pink. swap blue and green: now pink. swap green and yellow: now pink. is it under orange? it is under pink, so the answer is no."
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
            let puzzle = Cups::draw(seed, Some(swaps));
            prop_assert_eq!(puzzle.check(), Ok(()));
            let place = play(&puzzle.scene());
            let asked_here = puzzle.question() == format!("is it under {place}?");
            prop_assert_eq!(puzzle.truth(), Answer::from(asked_here));
            prop_assert_eq!(puzzle.scene().matches("swap").count(), swaps);
            let Worked { reasons, answer } = puzzle.work();
            let end = format!("{} it is under {place}, so the answer is {answer}.", puzzle.question());
            prop_assert!(reasons.ends_with(&end));
        }

        #[test]
        fn no_swap_is_told_twice(seed: u64) {
            let mut swaps = Cups::draw(seed, Some(MAX_SWAPS)).swaps;
            swaps.sort_unstable();
            prop_assert!(swaps.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused_in_a_sentence() {
        use Colour::{Black, Blue, Brown, Green, Pink, Red, White};
        let refused = |swaps: &[(Colour, Colour)]| {
            let puzzle = Cups { start: Red, swaps: swaps.to_vec(), asked: Blue };
            puzzle.check().unwrap_err().sentence()
        };
        assert_eq!(refused(&[]), "It takes at least one swap.");
        assert_eq!(refused(&[(Red, Blue); 9]), "There can be at most 8 swaps, and these are 9.");
        assert_eq!(refused(&[(Red, Blue), (Blue, Green), (Pink, Pink)]), "Swap 3 takes two different cups.");
        assert_eq!(
            refused(&[(Green, White), (Black, Pink), (Brown, Red)]),
            "There can be at most 6 cups, and these are 7."
        );
        let most = Cups { start: Red, swaps: vec![(Green, White), (Black, Pink)], asked: Blue };
        assert_eq!(most.check(), Ok(()));
    }

    #[test]
    fn yes_and_no_are_even_at_every_size() {
        for size in 1..=MAX_SWAPS {
            let yes = (0..1000).filter(|&seed| Cups::draw(seed, Some(size)).truth() == Answer::Yes).count();
            assert!((430..570).contains(&yes), "{yes} of 1000 at {size} swaps");
        }
    }
}
