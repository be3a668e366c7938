//! Access: "may the agent delete volume v3 with key k2?", answered by looking facts up one after another.
//!
//! key → project → zone → rule, and where the rule asks for it, volume → class: 3 or 4 look-ups among 8–15
//! shuffled facts, most of which have nothing to do with the question. There are at least two of each kind, and
//! counting the zones that would allow what is asked tells nothing.

use serde::{Deserialize, Serialize};

use super::flaw::Flaw;
use super::solution::Lookup;
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

/// How many look-ups the answer of a seeded puzzle may take.
pub const LINKS: std::ops::RangeInclusive<usize> = 3..=4;

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

impl Fact {
    /// What it is about: "key k2".
    pub fn about(self) -> String {
        match self {
            Self::Key(key, _) => format!("key k{key}"),
            Self::Project(project, _) => format!("project {project}"),
            Self::Rule(zone, _) => format!("zone {zone}"),
            Self::Volume(volume, _) => format!("volume v{volume}"),
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
    links: Vec<Lookup>,
    answer: Answer,
}

impl Access {
    /// The puzzle with this seed; `links` fixes how many look-ups it takes (3 or 4, nearest taken).
    pub fn draw(seed: u64, links: Option<usize>) -> Self {
        let mut rng = Rng::new("access", seed);
        let drawn = LINKS.start() + rng.below(LINKS.count());
        let long = links.unwrap_or(drawn) > *LINKS.start();
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

    /// Looks the answer up; the first fact that is missing is an error.
    fn chain(&self) -> Result<Chain, Flaw> {
        let find = |missing: Flaw, fits: &dyn Fn(&Fact) -> bool| {
            let at = self.facts.iter().position(fits);
            at.and_then(|at| Some(Lookup { at, fact: *self.facts.get(at)? })).ok_or(missing)
        };
        let none = Flaw::NoKey(self.key);
        let first = find(none.clone(), &|fact| matches!(fact, Fact::Key(key, _) if *key == self.key))?;
        let Fact::Key(_, project) = first.fact else { return Err(none) };
        let none = Flaw::NoProject(project);
        let second = find(none.clone(), &|fact| matches!(fact, Fact::Project(one, _) if *one == project))?;
        let Fact::Project(_, zone) = second.fact else { return Err(none) };
        let none = Flaw::NoRule(zone);
        let third = find(none.clone(), &|fact| matches!(fact, Fact::Rule(one, _) if *one == zone))?;
        let Fact::Rule(_, rule) = third.fact else { return Err(none) };
        let none = Flaw::NoVolume(self.volume);
        let fourth =
            find(none.clone(), &|fact| matches!(fact, Fact::Volume(volume, _) if *volume == self.volume))?;
        let Fact::Volume(_, class) = fourth.fact else { return Err(none) };
        let mut links = vec![first, second, third];
        if rule.without_class().is_none() {
            links.push(fourth);
        }
        Ok(Chain { links, answer: Answer::from(rule.allows(class)) })
    }

    /// The facts that the answer takes, in the order in which one leads to the next; none where one of them is missing.
    pub fn links(&self) -> Vec<Lookup> {
        self.chain().map(|chain| chain.links).unwrap_or_default()
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
        let links = self.links();
        let steps = links.iter().map(|link| link.fact.to_string()).collect::<Vec<_>>().join(" ");
        let reasons = format!("{}, so the answer is {answer}.", steps.trim_end_matches('.'));
        Worked { reasons, answer }
    }

    /// Whether it can be asked, where somebody made it.
    ///
    /// # Errors
    /// What keeps it from being asked.
    pub fn check(&self) -> Result<(), Flaw> {
        if self.facts.len() > MAX_FACTS {
            return Err(Flaw::ManyFacts);
        }
        let numbers = self.facts.iter().filter_map(|fact| match fact {
            Fact::Key(number, _) | Fact::Volume(number, _) => Some(*number),
            Fact::Project(..) | Fact::Rule(..) => None,
        });
        if let Some(number) = numbers.chain([self.key, self.volume]).find(|n| !(1..=MAX_NUMBER).contains(n)) {
            return Err(Flaw::Number(number));
        }
        for (index, one) in self.facts.iter().enumerate() {
            if let Some(other) = self.facts.iter().skip(index + 1).find(|other| other.about() == one.about())
            {
                return Err(if one == other { Flaw::ToldTwice(*one) } else { Flaw::Contradiction(*one) });
            }
        }
        self.chain().map(drop)
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

#[cfg(test)]
mod tests;
