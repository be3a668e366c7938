//! The way from a puzzle to its right answer, so that a page can draw it.

use serde::Serialize;

use super::Puzzle;
use super::access::Fact;
use super::cups::Colour;

/// The way to the right answer, of any task that has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Solution {
    /// Of a ball under swapped cups.
    Cups {
        /// The ball's cup at the start and after each swap.
        path: Vec<Colour>,
    },
    /// Of a permission that takes several facts.
    Access {
        /// The facts that the answer takes, in the order in which one leads to the next.
        lookups: Vec<Lookup>,
    },
}

/// A fact that is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Lookup {
    /// Where it stands among the scene's facts, from 0.
    pub at: usize,
    /// The fact.
    pub fact: Fact,
}

impl Solution {
    pub(super) fn of(puzzle: &Puzzle) -> Option<Self> {
        match puzzle {
            Puzzle::Cups(cups) => Some(Self::Cups { path: cups.path() }),
            Puzzle::Picture(_) => None,
            Puzzle::Access(access) => {
                let lookups = access.links();
                (!lookups.is_empty()).then_some(Self::Access { lookups })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Answer, Kind};

    #[test]
    fn each_solution_ends_in_the_right_answer() {
        for (kind, seed) in Kind::ALL.into_iter().flat_map(|kind| (0..50).map(move |seed| (kind, seed))) {
            let item = kind.item(seed, None);
            let (puzzle, truth) = (&item.puzzle, item.puzzle.truth());
            match (puzzle, puzzle.solution()) {
                (Puzzle::Cups(cups), Some(Solution::Cups { path })) => {
                    assert_eq!(path.len(), cups.swaps.len() + 1);
                    assert_eq!(truth, Some(Answer::from(path.last() == Some(&cups.asked))));
                }
                (Puzzle::Access(access), Some(Solution::Access { lookups })) => {
                    let told: Vec<Fact> = lookups.iter().map(|lookup| lookup.fact).collect();
                    let [Fact::Key(key, _), Fact::Project(..), Fact::Rule(_, rule), more @ ..] = &told[..]
                    else {
                        panic!("{told:?}")
                    };
                    assert_eq!(*key, access.key);
                    let allowed = match more {
                        [] => rule.without_class().unwrap(),
                        [Fact::Volume(_, class)] => rule.allows(*class),
                        _ => panic!("{told:?}"),
                    };
                    assert_eq!(truth, Some(Answer::from(allowed)));
                }
                (Puzzle::Picture(_), None) => assert_eq!(truth, None),
                (_, solution) => panic!("{solution:?}"),
            }
        }
    }

    #[test]
    fn a_page_reads_it_beside_the_puzzle() {
        let json = |kind: Kind, seed| serde_json::to_value(kind.item(seed, None).puzzle.solution()).unwrap();
        assert!(json(Kind::Cups, 1)["cups"]["path"].is_array());
        let access = json(Kind::Access, 1);
        let first = &access["access"]["lookups"][0];
        assert!(first["at"].is_u64() && first["fact"]["key"].is_array(), "{access}");
    }
}
