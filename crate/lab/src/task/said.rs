//! What a sentence of reasons says, for those that have a task's form.

use super::access::{Class, Fact, Project, Rule, Zone};
use super::cups::Colour;
use super::picture::{Doing, Who};
use super::{Answer, Kind};

/// A statement, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// "it starts under red"
    Start(Colour),
    /// "swap red and blue: now blue"
    Swap {
        /// Which two cups change places.
        cups: (Colour, Colour),
        /// Where the ball is then.
        now: Colour,
    },
    /// "is it under blue? it is under red"
    End {
        /// The cup asked about.
        asked: Colour,
        /// Where the ball is found.
        place: Colour,
    },
    /// "key k2 opens cedar"
    Fact(Fact),
    /// "the dog looks calm and focused"
    Looks {
        /// Who.
        who: Who,
        /// What they would be doing to look like this.
        doing: Doing,
        /// Whether that is the odd way to look.
        odd: bool,
    },
    /// "odd details: two"
    Count(String),
    /// "so the answer is no"
    Conclusion(Answer),
}

/// What a statement is about. Two statements about the same thing say the same of it, or conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Where the ball starts.
    Start,
    /// What a swap does.
    Swap(Colour, Colour),
    /// Where the ball ends.
    End,
    /// What a key opens.
    Key(u8),
    /// Which zone a project uses.
    Project(Project),
    /// What a zone allows.
    Zone(Zone),
    /// What a volume holds.
    Volume(u8),
    /// How somebody looks.
    Who(Who),
    /// How many details are odd.
    Count,
    /// The answer that the reasons end in.
    Conclusion,
}

impl About {
    /// The task whose steps are about this; none for what only sums up steps.
    pub fn task(self) -> Option<Kind> {
        match self {
            Self::Start | Self::Swap(..) | Self::End => Some(Kind::Cups),
            Self::Key(_) | Self::Project(_) | Self::Zone(_) | Self::Volume(_) => Some(Kind::Access),
            Self::Who(_) => Some(Kind::Picture),
            Self::Count | Self::Conclusion => None,
        }
    }
}

impl Said {
    /// Reads a statement, without its full stop; none where it has another form. `choices` are the two answers' words.
    pub fn read(text: &str, choices: [&str; 2]) -> Option<Self> {
        let text = text.trim();
        if let Some(word) = text.strip_prefix("so the answer is ") {
            let [yes, no] = choices.map(|choice| choice == word);
            return (yes || no).then(|| Self::Conclusion(Answer::from(yes)));
        }
        if let Some(count) = text.strip_prefix("odd details: ") {
            return Some(Self::Count(count.to_owned()));
        }
        cups(text).or_else(|| looks(text)).or_else(|| fact(text).map(Self::Fact))
    }

    /// What it is about.
    pub fn about(&self) -> About {
        match self {
            Self::Start(_) => About::Start,
            Self::Swap { cups: (a, b), .. } => About::Swap(*a, *b),
            Self::End { .. } => About::End,
            Self::Fact(Fact::Key(key, _)) => About::Key(*key),
            Self::Fact(Fact::Project(project, _)) => About::Project(*project),
            Self::Fact(Fact::Rule(zone, _)) => About::Zone(*zone),
            Self::Fact(Fact::Volume(volume, _)) => About::Volume(*volume),
            Self::Looks { who, .. } => About::Who(*who),
            Self::Count(_) => About::Count,
            Self::Conclusion(_) => About::Conclusion,
        }
    }

    /// Whether both can't hold of the thing that both are about. Two plain looks, or two odd ones, can.
    pub fn conflicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Looks { who, odd, .. }, Self::Looks { who: whose, odd: other, .. }) => {
                who == whose && odd != other
            }
            (Self::End { place, .. }, Self::End { place: other, .. }) => place != other,
            _ => self.about() == other.about() && self != other,
        }
    }
}

fn cups(text: &str) -> Option<Said> {
    if let Some(place) = text.strip_prefix("it starts under ") {
        return Some(Said::Start(Colour::named(place)?));
    }
    if let Some(rest) = text.strip_prefix("swap ") {
        let (swap, now) = rest.split_once(": now ")?;
        let (a, b) = swap.split_once(" and ")?;
        return Some(Said::Swap { cups: (Colour::named(a)?, Colour::named(b)?), now: Colour::named(now)? });
    }
    let (asked, place) = text.strip_prefix("is it under ")?.split_once("? it is under ")?;
    Some(Said::End { asked: Colour::named(asked)?, place: Colour::named(place)? })
}

fn looks(text: &str) -> Option<Said> {
    let (who, look) = text.strip_prefix("the ")?.split_once(" looks ")?;
    let who = Who::named(who)?;
    let ways = Doing::ALL.iter().flat_map(|&doing| [(doing, false), (doing, true)]);
    let (doing, odd) = ways.into_iter().find(|(doing, odd)| doing.looks(*odd) == look)?;
    Some(Said::Looks { who, doing, odd })
}

fn fact(text: &str) -> Option<Fact> {
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        ["key", key, "opens", project] => Some(Fact::Key(numbered(key, "k")?, Project::named(project)?)),
        ["project", project, "uses", zone] => {
            Some(Fact::Project(Project::named(project)?, Zone::named(zone)?))
        }
        ["zone", zone, "allows", rule] => Some(Fact::Rule(Zone::named(zone)?, Rule::named(rule)?)),
        ["volume", volume, "holds", class] => {
            Some(Fact::Volume(numbered(volume, "v")?, Class::named(class)?))
        }
        _ => None,
    }
}

/// The number of "k2" or "v3".
fn numbered(name: &str, letter: &str) -> Option<u8> {
    name.strip_prefix(letter)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::CHOICES;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Said> {
        Said::read(text, CHOICES)
    }

    proptest! {
        #[test]
        fn every_sentence_of_worked_reasons_is_read(seed: u64) {
            for kind in Kind::ALL {
                let item = kind.item(seed, None);
                let (steps, end) = item.reasons.trim_end_matches('.').rsplit_once(", ").unwrap();
                for step in steps.split(". ") {
                    let said = read(step);
                    prop_assert!(said.is_some(), "{}", step);
                    let about = said.unwrap().about();
                    prop_assert!(about == About::Count || about.task() == Some(kind), "{}", step);
                }
                prop_assert_eq!(read(end), Some(Said::Conclusion(item.answer)));
            }
        }
    }

    #[test]
    fn only_what_cannot_both_hold_conflicts() {
        let conflict = |a, b| read(a).unwrap().conflicts(&read(b).unwrap());
        assert!(conflict("the dog looks calm and focused", "the dog looks playful and silly"));
        assert!(!conflict("the dog looks calm and focused", "the dog looks steady and at ease"));
        assert!(!conflict("the dog looks calm and focused", "the cat looks playful and silly"));
        assert!(conflict("swap red and blue: now red", "swap red and blue: now blue"));
        assert!(!conflict("swap red and blue: now red", "swap blue and red: now blue"));
        assert!(conflict("key k2 opens cedar", "key k2 opens atlas"));
        assert!(!conflict("key k2 opens cedar", "key k1 opens atlas"));
        assert!(conflict("is it under red? it is under red", "is it under red? it is under blue"));
        assert!(conflict("so the answer is no", "so the answer is yes"));
        assert!(!conflict("it starts under red", "it starts under red"));
    }

    #[test]
    fn what_has_another_form_says_nothing_known() {
        for text in [
            "",
            "swap red and blue",
            "swap red and teal: now red",
            "the dog looks happy",
            "key two opens cedar",
            "so the answer is maybe",
            "zone lab allows",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Said::read("so the answer is cold", ["warm", "cold"]), Some(Said::Conclusion(Answer::No)));
    }
}
