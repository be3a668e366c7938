//! Statements side by side: first those about the same thing, then those in the same words, then what is left, in order.

use serde::Serialize;

use super::Aligned;
use super::statement::Told;
use crate::task::said::{About, Said};

/// How two statements stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Relation {
    /// The same words.
    Same,
    /// Other words that may both be true, or of which that can't be told.
    Differs,
    /// They are about the same thing, and can't both be true of it.
    Conflict,
    /// Only one side says something of the kind.
    Only,
}

/// Two statements, or one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub left: Option<Told>,
    pub right: Option<Told>,
}

impl Pair {
    /// How the two stand to each other.
    pub fn relation(&self) -> Relation {
        let Self { left: Some(left), right: Some(right) } = self else { return Relation::Only };
        match (&left.said, &right.said) {
            _ if left.text == right.text => Relation::Same,
            (Some(one), Some(other)) if one.conflicts(other) => Relation::Conflict,
            _ => Relation::Differs,
        }
    }

    /// What it is about, where that is known.
    pub fn about(&self) -> Option<About> {
        let one = self.left.as_ref().or(self.right.as_ref())?;
        one.said.as_ref().map(Said::about)
    }

    /// The pair as it is shown.
    pub fn row(&self) -> Aligned {
        let shared = match (&self.left, &self.right) {
            (Some(left), Some(right)) => shared(&left.text, &right.text),
            _ => 0,
        };
        let shown = |one: &Option<Told>| one.as_ref().map(|told| told.statement(shared));
        Aligned { left: shown(&self.left), right: shown(&self.right), relation: self.relation() }
    }
}

/// How many bytes two texts share at their start: whole words, with the space after them.
fn shared(left: &str, right: &str) -> usize {
    if left == right {
        return left.len();
    }
    let words = left.split_inclusive(' ').zip(right.split_inclusive(' '));
    words.take_while(|(one, other)| one == other).map(|(word, _)| word.len()).sum()
}

/// Puts the statements of two texts side by side, in the first one's order; what only the second says stands where it
/// says it.
pub fn align(left: Vec<Told>, right: Vec<Told>) -> Vec<Pair> {
    let about = |one: &Told| one.said.as_ref().map(Said::about);
    let mut partners = vec![None; left.len()];
    pair_up(&mut partners, &left, &right, |one, other| about(one).is_some() && about(one) == about(other));
    pair_up(&mut partners, &left, &right, |one, other| one.text == other.text);
    pair_up(&mut partners, &left, &right, |one, other| about(one).is_none() && about(other).is_none());

    let mut right: Vec<Option<Told>> = right.into_iter().map(Some).collect();
    // Each row with the index of its statement on the right.
    let mut rows: Vec<(Option<usize>, Pair)> = Vec::with_capacity(left.len());
    for (one, partner) in left.into_iter().zip(partners) {
        let other = partner.and_then(|at| right.get_mut(at)?.take());
        rows.push((partner, Pair { left: Some(one), right: other }));
    }
    for (at, alone) in right.into_iter().enumerate().filter_map(|(at, one)| Some((at, one?))) {
        let before = at.checked_sub(1);
        let place = before.and_then(|before| rows.iter().position(|(index, _)| *index == Some(before)));
        let place = place.map_or(0, |row| row + 1);
        rows.insert(place, (Some(at), Pair { left: None, right: Some(alone) }));
    }
    rows.into_iter().map(|(_, pair)| pair).collect()
}

/// Gives each statement on the left without a partner the first one on the right that has none and fits.
fn pair_up(
    partners: &mut [Option<usize>],
    left: &[Told],
    right: &[Told],
    fits: impl Fn(&Told, &Told) -> bool,
) {
    for (index, one) in left.iter().enumerate() {
        if partners.get(index).is_some_and(Option::is_some) {
            continue;
        }
        let free = right.iter().enumerate().filter(|(at, _)| !partners.contains(&Some(*at)));
        let found = free.filter(|(_, other)| fits(one, other)).map(|(at, _)| at).next();
        if let Some(partner) = partners.get_mut(index) {
            *partner = found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::tests::told;
    use super::*;
    use proptest::prelude::*;

    fn aligned(left: &str, right: &str) -> Vec<Pair> {
        align(told(left), told(right))
    }

    fn shown(left: &str, right: &str) -> Vec<(String, String, Relation)> {
        let text = |one: Option<Told>| one.map_or_else(String::new, |told| told.text);
        let rows = aligned(left, right).into_iter();
        rows.map(|pair| {
            let relation = pair.relation();
            (text(pair.left), text(pair.right), relation)
        })
        .collect()
    }

    fn row(left: &str, right: &str, relation: Relation) -> (String, String, Relation) {
        (left.to_owned(), right.to_owned(), relation)
    }

    #[test]
    fn findings_of_the_same_detail_stand_side_by_side_and_conflict() {
        let rows = shown(
            "the dog looks hungry and content. the cat looks lively and natural. odd details: zero, so the answer is no.",
            "the cat looks playful and silly. the dog looks hungry and content. odd details: one, so the answer is no.",
        );
        let expected = [
            row("the dog looks hungry and content", "the dog looks hungry and content", Relation::Same),
            row("the cat looks lively and natural", "the cat looks playful and silly", Relation::Conflict),
            row("odd details: zero", "odd details: one", Relation::Conflict),
            row("so the answer is no", "so the answer is no", Relation::Same),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_missing_step_moves_no_other() {
        let rows = shown(
            "it starts under red. swap red and blue: now blue. swap blue and green: now green.",
            "it starts under red. swap blue and green: now blue.",
        );
        let expected = [
            row("it starts under red", "it starts under red", Relation::Same),
            row("swap red and blue: now blue", "", Relation::Only),
            row("swap blue and green: now green", "swap blue and green: now blue", Relation::Conflict),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn what_only_the_second_says_stands_where_it_says_it() {
        let rows = shown(
            "key k1 opens atlas. project atlas uses lab.",
            "key k1 opens birch. project birch uses demo. volume v1 holds archive.",
        );
        let expected = [
            row("key k1 opens atlas", "key k1 opens birch", Relation::Conflict),
            row("", "project birch uses demo", Relation::Only),
            row("", "volume v1 holds archive", Relation::Only),
            row("project atlas uses lab", "", Relation::Only),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn free_text_pairs_equal_sentences_first_then_goes_by_position() {
        let rows = shown("A dog sits. It rains. Cats sleep.", "It rains. A man runs.");
        let expected = [
            row("A dog sits", "A man runs", Relation::Differs),
            row("It rains", "It rains", Relation::Same),
            row("Cats sleep", "", Relation::Only),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_row_tells_the_shared_words_from_the_others() {
        let rows = aligned("the cat looks lively and natural.", "the cat looks playful and silly.");
        let shown = rows[0].row();
        let (left, right) = (shown.left.unwrap(), shown.right.unwrap());
        assert_eq!((left.shared.as_str(), left.own.as_str()), ("the cat looks ", "lively and natural"));
        assert_eq!((right.shared.as_str(), right.own.as_str()), ("the cat looks ", "playful and silly"));
        assert_eq!(left.text(), "the cat looks lively and natural");
    }

    proptest! {
        #[test]
        fn every_statement_stands_in_one_row(
            left in proptest::collection::vec(0..8_usize, 0..8),
            right in proptest::collection::vec(0..8_usize, 0..8),
        ) {
            const SAID: [&str; 8] = [
                "it starts under red", "it starts under blue", "swap red and blue: now red", "a dog sits", "it rains",
                "key k1 opens atlas", "key k1 opens birch", "so the answer is no",
            ];
            let text = |picks: &[usize]| picks.iter().map(|&pick| format!("{}. ", SAID[pick])).collect::<String>();
            let rows = aligned(&text(&left), &text(&right));
            let side = |one: fn(&Pair) -> &Option<Told>| -> Vec<String> {
                let mut all: Vec<&Told> = rows.iter().filter_map(|pair| one(pair).as_ref()).collect();
                all.sort_by_key(|told| told.tokens.start);
                all.into_iter().map(|told| told.text.clone()).collect()
            };
            let words = |picks: &[usize]| picks.iter().map(|&pick| SAID[pick].to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(side(|pair| &pair.left), words(&left));
            prop_assert_eq!(side(|pair| &pair.right), words(&right));
            prop_assert!(rows.iter().all(|pair| pair.left.is_some() || pair.right.is_some()));
        }
    }
}
