//! Access: "may the agent delete volume v3 with key k2?", answered by looking facts up one after another.
//!
//! key → project → zone → rule, and where the rule asks for it, volume → class: 3 or 4 look-ups among 8–15
//! shuffled facts, most of which have nothing to do with the question. There are at least two of each kind, and
//! counting the zones that would allow what is asked tells nothing.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{Answer, Worked};
use crate::rng::Rng;

words! {
    /// A project that keys are for.
    pub enum Project {
        /// "atlas"
        Atlas,
        /// "birch"
        Birch,
        /// "cedar"
        Cedar,
        /// "delta"
        Delta,
        /// "ember"
        Ember,
        /// "fjord"
        Fjord,
        /// "grove"
        Grove,
        /// "heron"
        Heron,
    }
}

words! {
    /// Where a project runs.
    pub enum Zone {
        /// "live"
        Live,
        /// "stage"
        Stage,
        /// "test"
        Test,
        /// "demo"
        Demo,
        /// "lab"
        Lab,
        /// "field"
        Field,
    }
}

words! {
    /// Which volumes a zone lets agents delete.
    pub enum Rule {
        /// "all"
        All,
        /// "none"
        None,
        /// "scratch"
        Scratch,
        /// "archive"
        Archive,
    }
}

words! {
    /// What a volume is for.
    pub enum Class {
        /// "scratch"
        Scratch,
        /// "archive"
        Archive,
    }
}

impl Rule {
    /// Whether it lets agents delete volumes of this class.
    pub fn allows(self, class: Class) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Scratch => class == Class::Scratch,
            Self::Archive => class == Class::Archive,
        }
    }

    /// Whether it lets agents delete a volume of any class; none where it takes the volume's class to judge by it.
    pub fn without_class(self) -> Option<bool> {
        match self {
            Self::All => Some(true),
            Self::None => Some(false),
            Self::Scratch | Self::Archive => None,
        }
    }
}

/// Keys and volumes are numbered from 1 up to this.
pub const MAX_NUMBER: u8 = 6;

/// The most facts there may be.
pub const MAX_FACTS: usize = 20;

/// How many facts a seeded puzzle may have.
pub const FACTS: std::ops::RangeInclusive<usize> = 8..=15;

/// The fewest and the most keys, projects, zones and volumes in a seeded puzzle.
const LEAST: [usize; 4] = [2, 2, 2, 2];
const MOST: [usize; 4] = [4, 5, 4, 4];

/// One thing that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Fact {
    /// "key k2 opens cedar."
    Key(u8, Project),
    /// "project cedar uses test."
    Project(Project, Zone),
    /// "zone test allows scratch."
    Rule(Zone, Rule),
    /// "volume v3 holds scratch."
    Volume(u8, Class),
}

impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key, project) => write!(f, "key k{key} opens {project}."),
            Self::Project(project, zone) => write!(f, "project {project} uses {zone}."),
            Self::Rule(zone, rule) => write!(f, "zone {zone} allows {rule}."),
            Self::Volume(volume, class) => write!(f, "volume v{volume} holds {class}."),
        }
    }
}

/// Some facts, and what is to be deleted with which key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Access {
    /// What is told, in this order.
    pub facts: Vec<Fact>,
    /// The key in the question.
    pub key: u8,
    /// The volume in the question.
    pub volume: u8,
}

/// The facts that answer a question, in the order in which one leads to the next.
struct Chain {
    links: Vec<Fact>,
    answer: Answer,
}

impl Access {
    /// The puzzle with this seed; `links` fixes how many look-ups it takes (3 or 4, nearest taken).
    pub fn draw(seed: u64, links: Option<usize>) -> Self {
        let mut rng = Rng::new("access", seed);
        let drawn = 3 + rng.below(2);
        let long = links.unwrap_or(drawn) > 3;
        let yes = rng.coin();

        // How many keys, projects, zones and volumes there are: one of each answers, the others distract.
        let mut counts = LEAST;
        for _ in 0..rng.below(FACTS.count()) {
            let mut free: Vec<&mut usize> = counts
                .iter_mut()
                .zip(MOST)
                .filter(|(count, most)| **count < *most)
                .map(|(count, _)| count)
                .collect();
            if let Some(count) = rng.take(&mut free) {
                *count += 1;
            }
        }
        let [keys, projects, zones, volumes] = counts;
        let numbers: Vec<u8> = (1..=MAX_NUMBER).collect();
        let keys = some(&mut rng, &numbers, keys);
        let volumes = some(&mut rng, &numbers, volumes);
        let projects = some(&mut rng, Project::ALL, projects);
        let zones = some(&mut rng, Zone::ALL, zones);
        let class = rng.pick(Class::ALL).unwrap_or(Class::Scratch);

        // The first of each make the chain that answers; what the others lead to is left to chance.
        let (key, volume) = (first(&keys, 1), first(&volumes, 1));
        let (project, zone) = (first(&projects, Project::Atlas), first(&zones, Zone::Live));
        let rule = match (long, yes, class) {
            (false, true, _) => Rule::All,
            (false, false, _) => Rule::None,
            (true, true, Class::Scratch) | (true, false, Class::Archive) => Rule::Scratch,
            (true, true, Class::Archive) | (true, false, Class::Scratch) => Rule::Archive,
        };
        let mut facts = vec![
            Fact::Key(key, project),
            Fact::Project(project, zone),
            Fact::Rule(zone, rule),
            Fact::Volume(volume, class),
        ];
        for &key in keys.iter().skip(1) {
            facts.extend(rng.pick(&projects).map(|project| Fact::Key(key, project)));
        }
        for &project in projects.iter().skip(1) {
            facts.extend(rng.pick(&zones).map(|zone| Fact::Project(project, zone)));
        }
        for (&zone, yes) in zones.iter().skip(1).zip(balance(&mut rng, yes, zones.len())) {
            let rules: Vec<Rule> =
                Rule::ALL.iter().copied().filter(|rule| rule.allows(class) == yes).collect();
            facts.extend(rng.pick(&rules).map(|rule| Fact::Rule(zone, rule)));
        }
        for &volume in volumes.iter().skip(1) {
            facts.extend(rng.pick(Class::ALL).map(|class| Fact::Volume(volume, class)));
        }
        let facts = std::iter::from_fn(|| rng.take(&mut facts)).collect();
        Self { facts, key, volume }
    }

    /// Looks the answer up; none where a fact is missing.
    fn chain(&self) -> Option<Chain> {
        let find = |fits: &dyn Fn(&Fact) -> bool| self.facts.iter().copied().find(|fact| fits(fact));
        let first = find(&|fact| matches!(fact, Fact::Key(key, _) if *key == self.key))?;
        let Fact::Key(_, project) = first else { return None };
        let second = find(&|fact| matches!(fact, Fact::Project(one, _) if *one == project))?;
        let Fact::Project(_, zone) = second else { return None };
        let third = find(&|fact| matches!(fact, Fact::Rule(one, _) if *one == zone))?;
        let Fact::Rule(_, rule) = third else { return None };
        let fourth = find(&|fact| matches!(fact, Fact::Volume(volume, _) if *volume == self.volume))?;
        let Fact::Volume(_, class) = fourth else { return None };
        let mut links = vec![first, second, third];
        if rule.without_class().is_none() {
            links.push(fourth);
        }
        Some(Chain { links, answer: Answer::from(rule.allows(class)) })
    }

    /// How many look-ups the answer takes.
    pub fn links(&self) -> usize {
        self.chain().map_or(0, |chain| chain.links.len())
    }

    /// What is given.
    pub fn scene(&self) -> String {
        self.facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// What is asked.
    pub fn question(&self) -> String {
        format!("may the agent delete volume v{} with key k{}?", self.volume, self.key)
    }

    /// The right answer; no permission follows from facts that are missing.
    pub fn truth(&self) -> Answer {
        self.chain().map_or(Answer::No, |chain| chain.answer)
    }

    /// The reasons that lead to it, fact by fact.
    pub fn work(&self) -> Worked {
        let answer = self.truth();
        let links = self.chain().map(|chain| chain.links).unwrap_or_default();
        let steps = links.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let reasons = format!("{}, so the answer is {answer}.", steps.trim_end_matches('.'));
        Worked { reasons, answer }
    }

    /// What is wrong with a puzzle that somebody made: what is expected, and what came.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        if self.facts.len() > MAX_FACTS {
            return Err(("at most 20 facts", self.facts.len().to_string()));
        }
        let numbers = self.facts.iter().filter_map(|fact| match fact {
            Fact::Key(number, _) | Fact::Volume(number, _) => Some(*number),
            Fact::Project(..) | Fact::Rule(..) => None,
        });
        if let Some(number) = numbers.chain([self.key, self.volume]).find(|n| !(1..=MAX_NUMBER).contains(n)) {
            return Err(("keys and volumes from 1 to 6", number.to_string()));
        }
        for (index, one) in self.facts.iter().enumerate() {
            if self.facts.iter().skip(index + 1).any(|other| about_the_same(*one, *other)) {
                return Err(("one fact about each thing", format!("two like “{one}”")));
            }
        }
        if self.chain().is_none() {
            return Err((
                "facts that lead from the key to a rule, and tell what the volume is",
                format!("none for key k{} or volume v{}", self.key, self.volume),
            ));
        }
        Ok(())
    }
}

/// What the zones beside the one in question answer: together with its answer, `yes`, as many allow as don't. An odd number of
/// zones has a majority; whether that is right is a toss.
fn balance(rng: &mut Rng, yes: bool, zones: usize) -> Vec<bool> {
    let alike = if zones % 2 == 1 && rng.coin() { zones / 2 } else { (zones / 2).saturating_sub(1) };
    let mut others: Vec<bool> = (1..zones).map(|index| if index <= alike { yes } else { !yes }).collect();
    std::iter::from_fn(|| rng.take(&mut others)).collect()
}

/// Some of these, in a random order.
fn some<T: Copy>(rng: &mut Rng, from: &[T], count: usize) -> Vec<T> {
    let mut from = from.to_vec();
    std::iter::from_fn(|| rng.take(&mut from)).take(count).collect()
}

fn first<T: Copy>(of: &[T], otherwise: T) -> T {
    of.first().copied().unwrap_or(otherwise)
}

fn about_the_same(one: Fact, other: Fact) -> bool {
    match (one, other) {
        (Fact::Key(a, _), Fact::Key(b, _)) | (Fact::Volume(a, _), Fact::Volume(b, _)) => a == b,
        (Fact::Project(a, _), Fact::Project(b, _)) => a == b,
        (Fact::Rule(a, _), Fact::Rule(b, _)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_gives_the_same_words_for_ever() {
        let puzzle = Access::draw(7, Some(4));
        assert_eq!(
            puzzle.scene(),
            "key k3 opens fjord. project fjord uses lab. key k1 opens fjord. project cedar uses field. zone stage allows scratch. volume v4 holds scratch. volume v2 holds scratch. zone field allows all. zone lab allows archive. key k2 opens fjord. project atlas uses stage."
        );
        assert_eq!(puzzle.question(), "may the agent delete volume v2 with key k2?");
        assert_eq!(
            puzzle.work().reasons,
            "key k2 opens fjord. project fjord uses lab. zone lab allows archive. volume v2 holds scratch, so the answer is no."
        );
    }

    /// Looks the answer up in the scene's text with no knowledge of how it was made.
    fn look_up(scene: &str, question: &str) -> bool {
        let after = |start: &str| {
            let fact =
                scene.split_terminator('.').map(str::trim).find(|fact| fact.starts_with(start)).unwrap();
            fact.strip_prefix(start).unwrap().to_owned()
        };
        let (volume, key) = question
            .strip_prefix("may the agent delete volume ")
            .and_then(|rest| rest.strip_suffix('?'))
            .and_then(|rest| rest.split_once(" with key "))
            .unwrap();
        let project = after(&format!("key {key} opens "));
        let zone = after(&format!("project {project} uses "));
        let rule = after(&format!("zone {zone} allows "));
        let class = after(&format!("volume {volume} holds "));
        rule == "all" || rule == class
    }

    proptest! {
        #[test]
        fn the_truth_follows_from_the_words(seed: u64, links in 3..=4usize) {
            let puzzle = Access::draw(seed, Some(links));
            prop_assert_eq!(puzzle.check(), Ok(()));
            prop_assert_eq!(puzzle.links(), links);
            prop_assert!(FACTS.contains(&puzzle.facts.len()));
            prop_assert_eq!(puzzle.truth(), Answer::from(look_up(&puzzle.scene(), &puzzle.question())));
            let Worked { reasons, answer } = puzzle.work();
            let end = format!(", so the answer is {answer}.");
            prop_assert!(reasons.ends_with(&end));
            for fact in reasons.strip_suffix(&end).unwrap().split(". ") {
                prop_assert!(puzzle.scene().contains(fact.trim_end_matches('.')));
            }
        }
    }

    #[test]
    fn counting_zones_tells_nothing() {
        let mut right = 0;
        for seed in 0..2000 {
            let puzzle = Access::draw(seed, None);
            let class = puzzle.facts.iter().find_map(|fact| match fact {
                Fact::Volume(volume, class) if *volume == puzzle.volume => Some(*class),
                _ => None,
            });
            let votes: Vec<bool> = puzzle
                .facts
                .iter()
                .filter_map(|fact| match fact {
                    Fact::Rule(_, rule) => Some(rule.allows(class.unwrap())),
                    _ => None,
                })
                .collect();
            let allow = votes.iter().filter(|&&vote| vote).count();
            let truth = puzzle.truth() == Answer::Yes;
            right += match (2 * allow).cmp(&votes.len()) {
                std::cmp::Ordering::Greater => 2 * usize::from(truth),
                std::cmp::Ordering::Less => 2 * usize::from(!truth),
                std::cmp::Ordering::Equal => 1,
            };
        }
        assert!((1850..2150).contains(&right), "a vote of the zones is right in {right} of 4000 halves");
    }

    #[test]
    fn yes_and_no_are_even_at_every_size() {
        for size in [3, 4] {
            let yes = (0..1000).filter(|&seed| Access::draw(seed, Some(size)).truth() == Answer::Yes).count();
            assert!((430..570).contains(&yes), "{yes} of 1000 at {size} look-ups");
        }
    }
}
