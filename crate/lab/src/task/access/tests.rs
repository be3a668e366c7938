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
        let fact = scene.split_terminator('.').map(str::trim).find(|fact| fact.starts_with(start)).unwrap();
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
        prop_assert_eq!(puzzle.links().len(), links);
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

fn made(facts: &[Fact]) -> Access {
    Access { facts: facts.to_vec(), key: 2, volume: 3 }
}

const FOUR: [Fact; 4] = [
    Fact::Volume(3, Class::Scratch),
    Fact::Rule(Zone::Test, Rule::Archive),
    Fact::Project(Project::Cedar, Zone::Test),
    Fact::Key(2, Project::Cedar),
];

#[test]
fn the_look_ups_say_which_facts_they_are() {
    let places = |puzzle: &Access| puzzle.links().iter().map(|link| link.at).collect::<Vec<_>>();
    let puzzle = made(&FOUR);
    assert_eq!(places(&puzzle), [3, 2, 1, 0]);
    assert!(puzzle.links().iter().all(|link| puzzle.facts[link.at] == link.fact));
    let mut facts = FOUR;
    facts[1] = Fact::Rule(Zone::Test, Rule::None);
    assert_eq!(places(&made(&facts)), [3, 2, 1], "the volume's class makes no difference");
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let refused = |puzzle: Access| puzzle.check().unwrap_err().sentence();
    let without = |index: usize| {
        let mut facts = FOUR.to_vec();
        facts.remove(index);
        made(&facts)
    };
    assert_eq!(made(&FOUR).check(), Ok(()));
    assert_eq!(refused(without(3)), "No fact says what key k2 opens.");
    assert_eq!(refused(without(2)), "No fact says which zone project cedar uses.");
    assert_eq!(refused(without(1)), "No fact says what zone test allows.");
    assert_eq!(refused(without(0)), "No fact says what volume v3 holds.");
    let with = |fact: Fact| made(&[&FOUR[..], &[fact]].concat());
    assert_eq!(
        refused(with(Fact::Key(2, Project::Atlas))),
        "Two facts are about key k2; only one of them can be true."
    );
    assert_eq!(
        refused(with(Fact::Rule(Zone::Test, Rule::All))),
        "Two facts are about zone test; only one of them can be true."
    );
    assert_eq!(refused(with(FOUR[2])), "The fact that project cedar uses test is told twice.");
    assert_eq!(
        refused(with(Fact::Volume(7, Class::Scratch))),
        "Keys and volumes are numbered from 1 to 6, and here is a 7."
    );
    assert_eq!(refused(made(&[FOUR[0]; 21])), "There can be at most 20 facts.");
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
