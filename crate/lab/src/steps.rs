//! What the steps of some reasons come to by themselves, read from their words alone; and which of them the scene does
//! not bear out.
//!
//! The steps are the statements before the restated conclusion. A conclusion may say something else than they come to:
//! a model that has answered already tends to restate its answer, whatever it finds on the way.

use serde::Serialize;

use crate::compare::statement::Told;
use crate::task::access::{Access, Fact};
use crate::task::cups::{Colour, Cups};
use crate::task::picture::{FUNNY, Picture, Who, number};
use crate::task::said::Said;
use crate::task::{Answer, Kind, Puzzle};

/// What steps come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Steps {
    /// The answer that follows from them.
    pub answer: Answer,
    /// What they end at: "pink", "two odd details", "zone stage allows none".
    pub end: String,
}

impl Steps {
    /// What they do, as it follows "its steps" in a sentence: "end at pink".
    pub fn phrase(&self, kind: Kind) -> String {
        let verb = match kind {
            Kind::Cups => "end at",
            Kind::Picture => "find",
            Kind::Access => "say that",
        };
        format!("{verb} {}", self.end)
    }
}

/// Steps, followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Followed {
    /// What they come to; none where they have another form or lead to no answer.
    pub steps: Option<Steps>,
    /// The statements among them that the scene does not bear out, or that miscount the others.
    pub wrong: Vec<String>,
}

/// Follows the statements of the reasons.
pub(crate) fn follow(puzzle: &Puzzle, reasons: &[Told]) -> Followed {
    let is_conclusion = |told: &Told| matches!(told.said, Some(Said::Conclusion(_)));
    let conclusion = reasons.iter().rposition(is_conclusion);
    let before = reasons.get(..conclusion.unwrap_or(reasons.len())).unwrap_or_default();
    let told = before.iter().filter_map(|told| Some((told.text.as_str(), told.said.as_ref()?)));
    let concluded = conclusion.is_some();
    match puzzle {
        Puzzle::Cups(puzzle) => cups(puzzle, told, concluded),
        Puzzle::Picture(puzzle) => picture(puzzle, told, concluded),
        Puzzle::Access(puzzle) => access(puzzle, told),
    }
}

/// The ball is where the last step says that it is. Each step is judged by where the step before it put the ball, so that
/// one slip is one wrong step. Steps that break off before the last swap, without a conclusion, come to nothing.
fn cups<'a>(puzzle: &Cups, told: impl Iterator<Item = (&'a str, &'a Said)>, concluded: bool) -> Followed {
    let path = puzzle.path();
    let mut place: Option<Colour> = None;
    // How many of the scene's swaps are behind.
    let mut made = 0;
    let mut ended = concluded;
    let mut wrong = Vec::new();
    for (text, said) in told {
        let (holds, now) = match said {
            Said::Start(start) => {
                made = 0;
                (*start == puzzle.start, *start)
            }
            Said::Swap { cups, now } => {
                let found = next_swap(puzzle, made, *cups);
                let from = place.or_else(|| path.get(found?).copied()).unwrap_or(puzzle.start);
                made = found.map_or(made, |index| index + 1);
                (found.is_some() && *now == moved(from, *cups), *now)
            }
            Said::End { asked, place: end } => {
                ended = true;
                let from = place.or_else(|| path.last().copied());
                (*asked == puzzle.asked && from == Some(*end), *end)
            }
            Said::Fact(_) | Said::Looks { .. } | Said::Count(_) | Said::Conclusion(_) => continue,
        };
        place = Some(now);
        if !holds {
            wrong.push(text.to_owned());
        }
    }
    let steps = place.filter(|_| ended || made >= puzzle.swaps.len());
    let steps =
        steps.map(|place| Steps { answer: Answer::from(place == puzzle.asked), end: place.to_string() });
    Followed { steps, wrong }
}

/// Which of the scene's swaps this is, from the one numbered `from` on: in these words, or else with its cups the other
/// way round.
fn next_swap(puzzle: &Cups, from: usize, (a, b): (Colour, Colour)) -> Option<usize> {
    let find = |pair| {
        let swaps = puzzle.swaps.iter().enumerate().skip(from);
        swaps.filter(|(_, swap)| **swap == pair).map(|(index, _)| index).next()
    };
    find((a, b)).or_else(|| find((b, a)))
}

fn moved(from: Colour, (a, b): (Colour, Colour)) -> Colour {
    match from {
        here if here == a => b,
        here if here == b => a,
        here => here,
    }
}

/// As many details are odd as the findings say, whatever count is given after them. Findings that break off come to
/// nothing, unless enough details are odd by then.
fn picture<'a>(
    puzzle: &Picture,
    told: impl Iterator<Item = (&'a str, &'a Said)>,
    concluded: bool,
) -> Followed {
    let mut findings: Vec<(Who, bool)> = Vec::new();
    let count = |findings: &[(Who, bool)]| findings.iter().filter(|(_, odd)| *odd).count();
    let shown = |who: &Who| puzzle.details.iter().any(|detail| detail.who == *who);
    let mut ended = concluded;
    let mut wrong = Vec::new();
    for (text, said) in told {
        let holds = match said {
            Said::Looks { who, odd, .. } => {
                findings.retain(|(other, _)| other != who);
                findings.push((*who, *odd));
                shown(who)
            }
            Said::Count(word) => {
                ended = true;
                word == number(count(&findings))
            }
            Said::Start(_) | Said::Swap { .. } | Said::End { .. } | Said::Fact(_) | Said::Conclusion(_) => {
                continue;
            }
        };
        if !holds {
            wrong.push(text.to_owned());
        }
    }
    let odd = count(&findings);
    let judged = |who: Who| findings.iter().any(|(other, _)| *other == who);
    let whole = ended || odd >= FUNNY || puzzle.details.iter().all(|detail| judged(detail.who));
    let end = match odd {
        0 => "no odd detail".to_owned(),
        1 => "one odd detail".to_owned(),
        odd => format!("{} odd details", number(odd)),
    };
    let steps = (whole && !findings.is_empty()).then(|| Steps { answer: Answer::from(odd >= FUNNY), end });
    Followed { steps, wrong }
}

/// The answer is looked up in the facts as they are stated, true or not.
fn access<'a>(puzzle: &Access, told: impl Iterator<Item = (&'a str, &'a Said)>) -> Followed {
    let mut facts = Vec::new();
    let mut wrong = Vec::new();
    for (text, said) in told {
        let Said::Fact(fact) = said else { continue };
        facts.push(*fact);
        if !puzzle.facts.contains(fact) {
            wrong.push(text.to_owned());
        }
    }
    Followed { steps: looked_up(puzzle, &facts), wrong }
}

/// What the facts come to; none where one is missing, or two say different things of what is looked up.
fn looked_up(puzzle: &Access, facts: &[Fact]) -> Option<Steps> {
    let project = only(facts.iter().filter_map(|fact| match fact {
        Fact::Key(key, project) if *key == puzzle.key => Some(*project),
        _ => None,
    }))?;
    let zone = only(facts.iter().filter_map(|fact| match fact {
        Fact::Project(one, zone) if *one == project => Some(*zone),
        _ => None,
    }))?;
    let rule = only(facts.iter().filter_map(|fact| match fact {
        Fact::Rule(one, rule) if *one == zone => Some(*rule),
        _ => None,
    }))?;
    let rests_on = format!("zone {zone} allows {rule}");
    if let Some(allowed) = rule.without_class() {
        return Some(Steps { answer: Answer::from(allowed), end: rests_on });
    }
    let class = only(facts.iter().filter_map(|fact| match fact {
        Fact::Volume(volume, class) if *volume == puzzle.volume => Some(*class),
        _ => None,
    }))?;
    let end = format!("{rests_on} and volume v{} holds {class}", puzzle.volume);
    Some(Steps { answer: Answer::from(rule.allows(class)), end })
}

/// The value that all of them are, if there is one.
fn only<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::statement::tests::told;
    use crate::task::access::{Class, Rule};
    use proptest::prelude::*;

    fn followed(puzzle: &Puzzle, reasons: &str) -> Followed {
        follow(puzzle, &told(reasons))
    }

    fn steps(answer: Answer, end: &str) -> Option<Steps> {
        Some(Steps { answer, end: end.to_owned() })
    }

    /// Pink, then blue, then blue; asked about blue.
    fn cups() -> Puzzle {
        let swaps = vec![(Colour::Pink, Colour::Blue), (Colour::Red, Colour::White)];
        Puzzle::Cups(Cups { start: Colour::Pink, swaps, asked: Colour::Blue })
    }

    proptest! {
        #[test]
        fn worked_reasons_come_to_the_items_answer(seed: u64) {
            for kind in Kind::ALL {
                let item = kind.item(seed, None);
                let Followed { steps, wrong } = followed(&item.puzzle, &item.reasons);
                prop_assert_eq!(steps.map(|steps| steps.answer), Some(item.answer));
                prop_assert_eq!(wrong, Vec::<String>::new());
                // Whatever is concluded, the steps come to the same.
                let (before, _) = item.reasons.rsplit_once(' ').unwrap();
                let turned = format!("{before} {}.", item.answer.other());
                prop_assert_eq!(followed(&item.puzzle, &turned).steps.unwrap().answer, item.answer);
            }
        }

        #[test]
        fn one_wrong_turn_is_one_wrong_step_and_the_ball_ends_where_the_words_say(seed: u64, at: prop::sample::Index) {
            let puzzle = Cups::draw(seed, None);
            let path = puzzle.path();
            let turn = at.index(puzzle.swaps.len());
            // From the wrong turn on, the rest is followed truly from the wrong place.
            let mut place = puzzle.start;
            let mut text = format!("it starts under {place}.");
            let mut wrong = String::new();
            for (index, &(a, b)) in puzzle.swaps.iter().enumerate() {
                let right = moved(place, (a, b));
                place = if index == turn { if right == a { b } else { a } } else { right };
                let step = format!("swap {a} and {b}: now {place}");
                if index == turn {
                    wrong.clone_from(&step);
                }
                text += &format!(" {step}.");
            }
            text += &format!(" is it under {}? it is under {place}, so the answer is yes.", puzzle.asked);
            let expected = Answer::from(place == puzzle.asked);
            let found = followed(&Puzzle::Cups(puzzle), &text);
            prop_assert_eq!(found.steps, steps(expected, &place.to_string()));
            prop_assert_eq!(found.wrong, vec![wrong]);
            prop_assert!(path.len() > turn);
        }

        #[test]
        fn a_turned_finding_counts_as_it_is_worded(seed: u64, at: prop::sample::Index) {
            let picture = Picture::draw(seed, None);
            let detail = picture.details[at.index(picture.details.len())];
            let worked = picture.work(seed);
            let [plain, odd] = [false, true].map(|odd| detail.finding(odd));
            let turned = if worked.reasons.contains(&odd) {
                worked.reasons.replace(&odd, &plain)
            } else {
                worked.reasons.replace(&plain, &odd)
            };
            let count = picture.details.iter().filter(|detail| turned.contains(&detail.finding(true))).count();
            let found = followed(&Puzzle::Picture(picture), &turned);
            prop_assert_eq!(found.steps.map(|steps| steps.answer), Some(Answer::from(count >= 2)));
            // The count after the findings was left as it was.
            prop_assert_eq!(found.wrong.len(), 1);
            prop_assert!(found.wrong[0].starts_with("odd details: "));
        }

        #[test]
        fn a_false_fact_is_wrong_and_followed(seed: u64) {
            let access = Access::draw(seed, None);
            let text = access.work().reasons;
            let class = access.facts.iter().find_map(|fact| match fact {
                Fact::Volume(volume, class) if *volume == access.volume => Some(*class),
                _ => None,
            });
            let rule = access.facts.iter().find(|fact| {
                matches!(fact, Fact::Rule(..)) && text.contains(fact.to_string().trim_end_matches('.'))
            });
            let Some(Fact::Rule(zone, rule)) = rule else { panic!("{text}") };
            for &other in Rule::ALL.iter().filter(|other| *other != rule) {
                let step = format!("zone {zone} allows {other}");
                let turned = text.replace(&format!("zone {zone} allows {rule}"), &step);
                let found = followed(&Puzzle::Access(access.clone()), &turned);
                prop_assert_eq!(found.wrong, vec![step]);
                let expected = match other {
                    Rule::All => Some(Answer::Yes),
                    Rule::None => Some(Answer::No),
                    // Which kind of volume it is was not looked up for a rule that asks for none.
                    _ if !text.contains("volume ") => None,
                    Rule::Scratch => Some(Answer::from(class == Some(Class::Scratch))),
                    Rule::Archive => Some(Answer::from(class == Some(Class::Archive))),
                };
                prop_assert_eq!(found.steps.map(|steps| steps.answer), expected);
            }
        }

        #[test]
        fn without_one_of_its_facts_a_chain_leads_nowhere(seed: u64, at: prop::sample::Index) {
            let access = Access::draw(seed, None);
            let text = access.work().reasons;
            let (before, end) = text.rsplit_once(", ").unwrap();
            let mut facts: Vec<&str> = before.split(". ").collect();
            facts.remove(at.index(facts.len()));
            let found = followed(&Puzzle::Access(access), &format!("{}, {end}", facts.join(". ")));
            prop_assert_eq!(found, Followed::default());
        }
    }

    #[test]
    fn the_ball_is_where_the_last_step_says() {
        let whole = "it starts under pink. swap pink and blue: now blue. swap red and white: now blue. is it under blue? it is under blue, so the answer is no.";
        assert_eq!(followed(&cups(), whole).steps, steps(Answer::Yes, "blue"));
        let skipped =
            followed(&cups(), "it starts under pink. swap red and white: now pink, so the answer is no.");
        assert_eq!(skipped, Followed { steps: steps(Answer::No, "pink"), wrong: vec![] });
        let turned = followed(&cups(), "swap blue and pink: now blue. is it under blue? it is under pink.");
        assert_eq!(turned.steps, steps(Answer::No, "pink"));
        assert_eq!(turned.wrong, ["is it under blue? it is under pink"]);
        for wrong in
            ["it starts under red", "swap pink and green: now green", "is it under red? it is under blue"]
        {
            assert_eq!(followed(&cups(), &format!("{wrong}.")).wrong, [wrong]);
        }
        let again = "it starts under pink. swap pink and blue: now blue. swap pink and blue: now pink.";
        assert_eq!(followed(&cups(), again).wrong, ["swap pink and blue: now pink"]);
    }

    #[test]
    fn steps_that_break_off_or_have_another_form_come_to_nothing() {
        assert_eq!(followed(&cups(), "it starts under pink. swap pink and blue: now blue.").steps, None);
        assert_eq!(
            followed(
                &cups(),
                "it starts under pink. swap pink and blue: now blue. swap red and white: now blue."
            )
            .steps,
            steps(Answer::Yes, "blue")
        );
        for text in ["", "so the answer is no.", "A dog sits.", "key k2 opens cedar, so the answer is no."] {
            assert_eq!(followed(&cups(), text), Followed::default(), "{text}");
        }
    }

    #[test]
    fn findings_are_counted_once_a_head() {
        let details = vec![detail(Who::Dog), detail(Who::Cat), detail(Who::Owl)];
        let puzzle = Puzzle::Picture(Picture { details });
        let (dog, cat) = ("the dog looks oddly genteel.", "the cat looks oddly genteel.");
        assert_eq!(followed(&puzzle, dog).steps, None);
        assert_eq!(followed(&puzzle, &format!("{dog} {cat}")).steps, steps(Answer::Yes, "two odd details"));
        let twice = format!("{dog} {dog} odd details: one, so the answer is no.");
        assert_eq!(
            followed(&puzzle, &twice),
            Followed { steps: steps(Answer::No, "one odd detail"), wrong: vec![] }
        );
        assert_eq!(followed(&puzzle, "odd details: two, so the answer is yes.").steps, None);
        let stranger = followed(&puzzle, "the clown looks quiet and comfortable, so the answer is no.");
        assert_eq!(stranger.steps, steps(Answer::No, "no odd detail"));
        assert_eq!(stranger.wrong, ["the clown looks quiet and comfortable"]);
    }

    fn detail(who: Who) -> crate::task::picture::Detail {
        crate::task::picture::Detail { who, doing: crate::task::picture::Doing::Tea }
    }

    #[test]
    fn facts_that_contradict_each_other_settle_nothing() {
        let puzzle = Puzzle::Access(Access::draw(7, Some(4)));
        let text = "key k2 opens fjord. project fjord uses lab. zone lab allows all.";
        assert_eq!(followed(&puzzle, text).steps, steps(Answer::Yes, "zone lab allows all"));
        assert_eq!(followed(&puzzle, &format!("{text} zone lab allows none.")).steps, None);
        assert_eq!(
            followed(&puzzle, &format!("{text} zone stage allows none.")).steps.unwrap().answer,
            Answer::Yes
        );
    }
}
