//! What the lab fixes and the page needs before there is a worker: closed sets of words, limits, what a link may hold.
//!
//! A build of the page writes these into it (`www/build/tables.ts`), each as a constant of its own.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;

use crate::link;
use crate::span::Span;
use crate::spec;
use crate::task::Kind;
use crate::task::access::{self, Class, Project, Rule, Zone};
use crate::task::cups::{self, Colour};
use crate::task::picture::{Doing, Who};

/// The constants, each list in the order in which it is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Tables {
    /// Cups, by colour.
    pub colours: &'static [Colour],
    /// Who can be in a picture.
    pub who: &'static [Who],
    /// What somebody in a picture can be doing, each as the model reads it: "reading a newspaper".
    #[cfg_attr(feature = "typescript", tsify(type = "Record<Doing, string>"))]
    pub doing: BTreeMap<Doing, &'static str>,
    /// Projects that keys are for.
    pub projects: &'static [Project],
    /// Where projects run.
    pub zones: &'static [Zone],
    /// What a zone can allow.
    pub rules: &'static [Rule],
    /// What volumes can hold.
    pub classes: &'static [Class],
    /// What keys and volumes are numbered by.
    pub numbers: Vec<u8>,
    /// How large the scenes of each task may be: swaps, details, look-ups.
    #[cfg_attr(feature = "typescript", tsify(type = "Record<Kind, Sizes>"))]
    pub sizes: BTreeMap<Kind, Sizes>,
    /// The most cups in a scene.
    pub most_cups: usize,
    /// The most facts in a scene.
    pub most_facts: usize,
    /// The longest link, in characters behind its version.
    pub most_encoded: usize,
    /// The most bytes that a link may unpack to.
    pub most_inflated: usize,
    /// The most tokens of a recording, and of its prompt.
    pub most_tokens: usize,
    /// The parts of an experiment that a token may belong to.
    pub spans: &'static [Span],
    /// What the tokens of each part are in a sentence about a run: "its reasons".
    #[cfg_attr(feature = "typescript", tsify(type = "Record<Span, string>"))]
    pub span_words: BTreeMap<Span, &'static str>,
}

/// From how many to how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Sizes {
    /// The least.
    pub fewest: usize,
    /// The most.
    pub most: usize,
}

impl From<RangeInclusive<usize>> for Sizes {
    fn from(range: RangeInclusive<usize>) -> Self {
        let (fewest, most) = range.into_inner();
        Self { fewest, most }
    }
}

impl Tables {
    /// All of them.
    pub fn new() -> Self {
        Self {
            colours: Colour::ALL,
            who: Who::ALL,
            doing: Doing::ALL.iter().map(|&doing| (doing, doing.words())).collect(),
            projects: Project::ALL,
            zones: Zone::ALL,
            rules: Rule::ALL,
            classes: Class::ALL,
            numbers: (1..=access::MAX_NUMBER).collect(),
            sizes: Kind::ALL.into_iter().map(|kind| (kind, kind.sizes().into())).collect(),
            most_cups: cups::MAX_CUPS,
            most_facts: access::MAX_FACTS,
            most_encoded: link::MAX_ENCODED,
            most_inflated: link::MAX_INFLATED,
            most_tokens: spec::MAX_TOKENS,
            spans: &Span::ALL,
            span_words: Span::ALL.into_iter().map(|span| (span, span.words())).collect(),
        }
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_written_as_scenes_and_links_write_them() {
        let json = serde_json::to_value(Tables::new()).unwrap();
        assert_eq!(json["COLOURS"][1], "blue");
        assert_eq!(json["WHO"].as_array().unwrap().len(), 12);
        assert_eq!(json["DOING"]["bed"], "sleeping in a bed");
        assert_eq!(json["NUMBERS"], serde_json::json!([1, 2, 3, 4, 5, 6]));
        assert_eq!(json["SPANS"][5], "reasoning");
        assert_eq!(json["SPAN_WORDS"]["reasoning"], "its reasons");
        assert_eq!(json["SIZES"]["access"], serde_json::json!({ "fewest": 3, "most": 4 }));
    }

    #[test]
    fn the_sizes_are_those_of_seeded_scenes() {
        for (kind, Sizes { fewest, most }) in Tables::new().sizes {
            let size = |wish| match kind.item(1, Some(wish)).puzzle.solution() {
                Some(crate::task::solution::Solution::Access { lookups }) => lookups.len(),
                _ => kind.item(1, Some(wish)).size,
            };
            assert_eq!([0, fewest, most, 99].map(size), [fewest, fewest, most, most], "{kind:?}");
        }
    }
}
