//! Picture: a scene of 3–6 details, each somebody doing something; "does this picture show anything funny?".
//!
//! There is no right answer. An item is one annotator: each detail strikes them as odd or not, by a chance written down
//! for that detail (`picture/chance.rs`), they say so of each, count, and call the picture funny from two odd details on.
//! A model of many annotators, told the answer first, can only write the reasons of one who would have given it.

mod chance;

use serde::{Deserialize, Serialize};

use super::flaw::Flaw;
use super::word::words;
use super::{Answer, Worked};
use crate::rng::Rng;

words! {
    /// Somebody in a picture.
    pub enum Who {
        /// "squirrel"
        Squirrel,
        /// "dog"
        Dog,
        /// "cat"
        Cat,
        /// "bear"
        Bear,
        /// "penguin"
        Penguin,
        /// "goat"
        Goat,
        /// "owl"
        Owl,
        /// "man"
        Man,
        /// "woman"
        Woman,
        /// "girl"
        Girl,
        /// "clown"
        Clown,
        /// "robot"
        Robot,
    }
}

words! {
    /// What somebody in a picture is doing, by the thing it is done with.
    pub enum Doing {
        /// "is reading a newspaper"
        Newspaper,
        /// "is riding a bicycle"
        Bicycle,
        /// "is eating an apple"
        Apple,
        /// "is wearing a crown"
        Crown,
        /// "is playing a trumpet"
        Trumpet,
        /// "is holding an umbrella"
        Umbrella,
        /// "is sleeping in a bed"
        Bed,
        /// "is driving a tractor"
        Tractor,
        /// "is chasing a ball"
        Ball,
        /// "is talking on a telephone"
        Telephone,
        /// "is drinking tea"
        Tea,
        /// "is painting a portrait"
        Portrait,
    }
}

impl Doing {
    /// "reading a newspaper"
    pub fn words(self) -> &'static str {
        match self {
            Self::Newspaper => "reading a newspaper",
            Self::Bicycle => "riding a bicycle",
            Self::Apple => "eating an apple",
            Self::Crown => "wearing a crown",
            Self::Trumpet => "playing a trumpet",
            Self::Umbrella => "holding an umbrella",
            Self::Bed => "sleeping in a bed",
            Self::Tractor => "driving a tractor",
            Self::Ball => "chasing a ball",
            Self::Telephone => "talking on a telephone",
            Self::Tea => "drinking tea",
            Self::Portrait => "painting a portrait",
        }
    }

    /// How somebody doing this looks to an annotator who finds it odd, or plain.
    pub fn looks(self, odd: bool) -> &'static str {
        let [plain, strange] = match self {
            Self::Newspaper => ["calm and focused", "oddly learned"],
            Self::Bicycle => ["steady and at ease", "wobbly and silly"],
            Self::Apple => ["hungry and content", "comically greedy"],
            Self::Crown => ["dignified and solemn", "absurdly grand"],
            Self::Trumpet => ["practised and serious", "loud and ridiculous"],
            Self::Umbrella => ["sensible and dry", "comically fussy"],
            Self::Bed => ["peaceful and cosy", "strangely human"],
            Self::Tractor => ["busy and capable", "wildly out of place"],
            Self::Ball => ["lively and natural", "playful and silly"],
            Self::Telephone => ["polite and attentive", "absurdly important"],
            Self::Tea => ["quiet and comfortable", "oddly genteel"],
            Self::Portrait => ["patient and absorbed", "comically artistic"],
        };
        if odd { strange } else { plain }
    }
}

/// One detail of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Detail {
    /// Who is there.
    pub who: Who,
    /// Doing what.
    pub doing: Doing,
}

impl Detail {
    /// How many of a hundred annotators find it odd.
    pub fn chance(self) -> u8 {
        chance::of(self)
    }

    /// Whether people differ about it: between 30 and 70 of a hundred find it odd.
    pub fn is_debatable(self) -> bool {
        (30..=70).contains(&self.chance())
    }

    /// What an annotator says of it.
    pub fn finding(self, odd: bool) -> String {
        format!("the {} looks {}.", self.who, self.doing.looks(odd))
    }
}

/// The fewest and the most details of a picture.
pub const DETAILS: std::ops::RangeInclusive<usize> = 3..=6;

/// From how many odd details on a picture is called funny.
pub const FUNNY: usize = 2;

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Picture {
    /// Its details, in the order in which they are told.
    pub details: Vec<Detail>,
}

impl Picture {
    /// The picture with this seed; `details` fixes how many there are (3 to 6, nearest taken).
    pub fn draw(seed: u64, details: Option<usize>) -> Self {
        let mut rng = Rng::new("picture", seed);
        let drawn = DETAILS.start() + rng.below(DETAILS.count());
        let count = details.unwrap_or(drawn).clamp(*DETAILS.start(), *DETAILS.end());
        let all: Vec<Detail> = Who::ALL
            .iter()
            .flat_map(|&who| Doing::ALL.iter().map(move |&doing| Detail { who, doing }))
            .collect();
        let mut details: Vec<Detail> = Vec::with_capacity(count);
        while details.len() < count {
            // Half plain, four in ten open to debate, one in ten odd: then about half the pictures are funny.
            let kind = rng.below(10);
            let fits = |detail: &Detail| match detail.chance() {
                0..30 => kind < 5,
                30..=70 => (5..9).contains(&kind),
                _ => kind == 9,
            };
            let is_new =
                |new: &Detail| details.iter().all(|old| old.who != new.who && old.doing != new.doing);
            let free: Vec<Detail> = all.iter().copied().filter(fits).filter(is_new).collect();
            details.extend(rng.pick(&free));
        }
        Self { details }
    }

    /// What is given.
    pub fn scene(&self) -> String {
        let told = |Detail { who, doing }: &Detail| {
            let article = if *who == Who::Owl { "an" } else { "a" };
            format!("{article} {who} is {}.", doing.words())
        };
        self.details.iter().map(told).collect::<Vec<_>>().join(" ")
    }

    /// What is asked.
    pub fn question(&self) -> String {
        "does this picture show anything funny?".to_owned()
    }

    /// The reasons of the annotator with this seed, and the answer that these come to.
    pub fn work(&self, annotator: u64) -> Worked {
        let mut rng = Rng::new("annotator", annotator);
        let odd: Vec<bool> =
            self.details.iter().map(|detail| rng.below(100) < usize::from(detail.chance())).collect();
        let count = odd.iter().filter(|&&odd| odd).count();
        let answer = Answer::from(count >= FUNNY);
        let mut steps: Vec<String> =
            self.details.iter().zip(odd).map(|(detail, odd)| detail.finding(odd)).collect();
        steps.push(format!("odd details: {}, so the answer is {answer}.", number(count)));
        Worked { reasons: steps.join(" "), answer }
    }

    /// Whether it can be asked about, where somebody made it.
    ///
    /// # Errors
    /// What keeps it from being asked about.
    pub fn check(&self) -> Result<(), Flaw> {
        let count = self.details.len();
        if count < *DETAILS.start() {
            return Err(Flaw::FewDetails);
        }
        if count > *DETAILS.end() {
            return Err(Flaw::ManyDetails);
        }
        for (index, one) in self.details.iter().enumerate() {
            if self.details.iter().skip(index + 1).any(|other| other.who == one.who) {
                return Err(Flaw::Twice(one.who));
            }
        }
        Ok(())
    }
}

/// A count in words.
pub fn number(count: usize) -> &'static str {
    ["zero", "one", "two", "three", "four", "five", "six"].get(count).copied().unwrap_or("many")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_gives_the_same_words_for_ever() {
        let picture = Picture::draw(7, Some(3));
        assert_eq!(
            picture.scene(),
            "a dog is eating an apple. a cat is chasing a ball. a woman is playing a trumpet."
        );
        assert_eq!(
            picture.work(7).reasons,
            "the dog looks hungry and content. the cat looks lively and natural. the woman looks practised and serious. odd details: zero, so the answer is no."
        );
    }

    #[test]
    fn what_cannot_be_asked_is_refused_in_a_sentence() {
        let refused = |who: &[Who]| {
            let details = who.iter().map(|&who| Detail { who, doing: Doing::Tea }).collect();
            Picture { details }.check().unwrap_err().sentence()
        };
        assert_eq!(refused(&Who::ALL[..2]), "A picture takes at least 3 details.");
        assert_eq!(refused(&Who::ALL[..7]), "A picture can have at most 6 details.");
        assert_eq!(
            refused(&[Who::Dog, Who::Owl, Who::Cat, Who::Owl]),
            "Everybody can be in the picture once, and the owl is there twice."
        );
    }

    #[test]
    fn about_half_the_annotators_find_their_picture_funny() {
        for count in DETAILS {
            let funny = |seed| Picture::draw(seed, Some(count)).work(seed).answer == Answer::Yes;
            let yes = (0..1000).filter(|&seed| funny(seed)).count();
            assert!((150..800).contains(&yes), "{yes} of 1000 with {count} details");
        }
        let yes =
            (0..4000).filter(|&seed| Picture::draw(seed, None).work(seed).answer == Answer::Yes).count();
        assert!((1700..2300).contains(&yes), "{yes} of 4000");
    }

    proptest! {
        #[test]
        fn the_answer_follows_from_the_findings(seed: u64, annotator: u64) {
            let picture = Picture::draw(seed, None);
            prop_assert_eq!(picture.check(), Ok(()));
            let Worked { reasons, answer } = picture.work(annotator);
            let found = picture.details.iter().filter(|detail| reasons.contains(&detail.finding(true))).count();
            let said = picture.details.iter().filter(|detail| reasons.contains(&detail.finding(false))).count();
            prop_assert_eq!(found + said, picture.details.len());
            prop_assert_eq!(answer, Answer::from(found >= 2));
            let end = format!("odd details: {}, so the answer is {answer}.", number(found));
            prop_assert!(reasons.ends_with(&end));
        }
    }
}
