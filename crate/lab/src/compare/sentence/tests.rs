use super::super::align::align;
use super::super::statement::tests::told;
use super::*;
use crate::spec::{Forced, ModelRef, Spec, Task};
use crate::steps::follow;
use crate::task::picture::{Detail, Doing, Picture, Who};
use crate::task::{Order, Puzzle};
use crate::verdict::Verdict;
use Order::{DecisionFirst as First, ReasoningFirst as Second};

/// A side that gives this answer, forced or not; and its reasons.
type Given<'a> = (Order, Option<&'a str>, bool, &'a str);

fn side((order, answer, forced, reasons): Given) -> Side {
    let model = ModelRef { id: "m".into(), sha256: "0".repeat(64) };
    let mut spec = Spec::new(model, Task::Cups { seed: 1, swaps: None }, order);
    if forced {
        spec.forced.push(Forced { at: 2, token: answer.unwrap().to_owned() });
    }
    let decision = answer.and_then(Answer::named);
    let detail = |(who, doing)| Detail { who, doing };
    let details = [(Who::Dog, Doing::Apple), (Who::Cat, Doing::Ball)].map(detail).to_vec();
    let steps = follow(&Puzzle::Picture(Picture { details }), &told(reasons)).steps;
    let name = if order == First { "Answer first" } else { "Reasons first" };
    Side {
        name: name.to_owned(),
        answer: answer.map(str::to_owned),
        spec,
        hash: String::new(),
        output: Vec::new(),
        verdict: Verdict { decision, forced, steps, ..Verdict::default() },
        // The tokens of reasons are counted from 10.
        at: Some(if order == First { 3 } else { 1000 }),
        spans: None,
    }
}

/// What is said of two sides that differ in their order, or else in the second's answer.
fn said(left: Given, right: Given) -> String {
    said_of(&if left.0 == right.0 { Difference::Answer } else { Difference::Order }, left, right)
}

fn said_of(differs: &Difference, left: Given, right: Given) -> String {
    sentence(differs, &side(left), &side(right), &align(told(left.3), told(right.3)))
}

const SERIOUS: &str = "the dog looks hungry and content. the cat looks lively and natural. odd details: zero, so the answer is no.";
const FUNNY: &str = "the dog looks comically greedy. the cat looks playful and silly. odd details: two, so the answer is yes.";
const MIXED: &str = "the dog looks comically greedy. the cat looks lively and natural. odd details: one, so the answer is no.";
const STUBBORN: &str = "the dog looks hungry and content. the cat looks lively and natural. odd details: zero, so the answer is yes.";

const NO: Option<&str> = Some("no");
const YES: Option<&str> = Some("yes");

#[test]
fn flipping_the_order() {
    let said =
        |one, reasons, other, others| said((First, one, false, reasons), (Second, other, false, others));
    assert_eq!(
        said(NO, SERIOUS, NO, SERIOUS),
        "Flipping the order changed nothing: both ways it answers “no”, with the same reasons."
    );
    assert_eq!(
        said(NO, "", NO, ""),
        "Flipping the order changed nothing: both ways it answers “no”, with no reasons either time."
    );
    assert_eq!(
        said(None, SERIOUS, None, SERIOUS),
        "Flipping the order changed nothing: both ways it comes to no answer, with the same reasons."
    );
    assert_eq!(
        said(NO, SERIOUS, NO, MIXED),
        "Flipping the order left the answer at “no”, but 1 of 2 findings conflicts."
    );
    assert_eq!(
        said(NO, SERIOUS, YES, FUNNY),
        "Flipping the order changed the answer from “no” to “yes”, and 2 of 2 findings conflict."
    );
    assert_eq!(
        said(YES, SERIOUS, NO, SERIOUS),
        "Flipping the order changed the answer from “yes” to “no”, and the reasons are the same; answer first its reasons contradict its answer."
    );
    assert_eq!(
        said(YES, STUBBORN, NO, SERIOUS),
        "Flipping the order changed the answer from “yes” to “no”, and both findings stayed the same; answer first its steps come to “no”, but it concludes “yes”."
    );
    assert_eq!(
        said(NO, SERIOUS, NO, ""),
        "Flipping the order left the answer at “no”, and it gives reasons only answer first."
    );
    assert_eq!(
        said(NO, "", NO, SERIOUS),
        "Flipping the order left the answer at “no”, and it gives reasons only reasons first."
    );
    assert_eq!(
        said(YES, SERIOUS, YES, MIXED),
        "Flipping the order left the answer at “yes”, but 1 of 2 findings conflicts; both times its reasons contradict its answer."
    );
    assert_eq!(
        said(NO, SERIOUS, NO, "the dog looks hungry and content."),
        "Flipping the order left the answer at “no”, and no finding conflicts (1 stands on one side only)."
    );
}

#[test]
fn no_answer_on_a_side() {
    assert_eq!(
        said((First, NO, false, SERIOUS), (Second, None, false, SERIOUS)),
        "Answer first it answers “no”, reasons first it comes to no answer, and the reasons are the same."
    );
    assert_eq!(
        said((First, None, false, SERIOUS), (Second, None, false, MIXED)),
        "Both times it comes to no answer, but 1 of 2 findings conflicts."
    );
    assert_eq!(
        said((First, None, false, ""), (First, YES, true, "")),
        "Left to itself it comes to no answer, when forced it answers “yes”, and it gives no reasons either time."
    );
}

#[test]
fn forcing_the_answer() {
    let said = |own, reasons, made, others| {
        let (left, right) = ((First, own, false, reasons), (First, made, true, others));
        said(left, right)
    };
    assert_eq!(
        said(NO, SERIOUS, YES, FUNNY),
        "Made to answer “yes” instead of “no”, it contradicts itself in 2 of 2 findings, and concludes “yes”."
    );
    assert_eq!(
        said(NO, SERIOUS, YES, MIXED),
        "Made to answer “yes” instead of “no”, it contradicts itself in 1 of 2 findings, and still concludes “no”."
    );
    assert_eq!(
        said(NO, SERIOUS, YES, SERIOUS),
        "Made to answer “yes” instead of “no”, it gives the same reasons, and still concludes “no”."
    );
    assert_eq!(
        said(NO, SERIOUS, YES, STUBBORN),
        "Made to answer “yes” instead of “no”, it keeps both findings, and concludes “yes”, though its steps come to “no”."
    );
    assert_eq!(
        said(NO, STUBBORN, YES, FUNNY),
        "Made to answer “yes” instead of “no”, it contradicts itself in 2 of 2 findings, and concludes “yes”; left to itself its steps come to “no”, but it concludes “yes”."
    );
    assert_eq!(
        said(NO, "", YES, ""),
        "Made to answer “yes” instead of “no”, it gives no reasons either time."
    );
    assert_eq!(
        said(NO, SERIOUS, YES, ""),
        "Made to answer “yes” instead of “no”, it gives reasons only when left to itself."
    );
    assert_eq!(
        said(NO, "so the answer is no.", YES, "so the answer is yes."),
        "Made to answer “yes” instead of “no”, it goes into no detail, and concludes “yes”."
    );
    assert_eq!(
        said(NO, "it starts under red. swap red and blue: now blue.", YES, "it starts under red."),
        "Made to answer “yes” instead of “no”, it contradicts none of its steps (1 stands on one side only)."
    );
    assert_eq!(
        said(NO, "it starts under red.", YES, "swap red and blue: now blue."),
        "Made to answer “yes” instead of “no”, it gives reasons about other things."
    );
    assert_eq!(
        said(NO, SERIOUS, NO, SERIOUS),
        "Forcing “no” changed nothing: it answers “no” by itself, with the same reasons."
    );
    assert_eq!(said(NO, SERIOUS, NO, MIXED), "It answers “no” by itself too, but 1 of 2 findings conflicts.");
}

#[test]
fn forcing_an_answer_that_comes_after_its_reasons() {
    let forced = |others| said((Second, NO, false, SERIOUS), (Second, YES, true, others));
    assert_eq!(
        forced(SERIOUS),
        "Made to answer “yes” instead of “no”, it could not change its reasons: they were written before and conclude “no”."
    );
    assert_eq!(
        said((Second, YES, false, STUBBORN), (Second, NO, true, STUBBORN)),
        "Made to answer “no” instead of “yes”, it could not change its reasons: they were written before and conclude “yes”, though their steps come to “no”."
    );
}

#[test]
fn a_side_whose_steps_come_to_something_else_is_always_named() {
    let glum = FUNNY.replace("answer is yes", "answer is no");
    // Each with what its steps come to, and what it concludes.
    let all = [
        ("", None),
        (SERIOUS, Some((Answer::No, Answer::No))),
        (FUNNY, Some((Answer::Yes, Answer::Yes))),
        (MIXED, Some((Answer::No, Answer::No))),
        (STUBBORN, Some((Answer::No, Answer::Yes))),
        (glum.as_str(), Some((Answer::Yes, Answer::No))),
    ];
    let mut sides: Vec<(Given, Option<Answer>, bool)> = Vec::new();
    for (reasons, known) in all {
        for (order, answer) in [First, Second].into_iter().flat_map(|o| [(o, None), (o, NO), (o, YES)]) {
            for forced in [false, true] {
                let stray = known.filter(|(steps, end)| steps != end).map(|(steps, _)| steps);
                let against = answer.and_then(Answer::named).zip(known);
                let against = against.is_some_and(|(answer, (steps, end))| steps == end && answer != end);
                sides.push(((order, answer, forced && answer.is_some(), reasons), stray, against));
            }
        }
    }
    for (left, stray, against) in &sides {
        for (right, other, also) in &sides {
            let sentence = said(*left, *right);
            let both = |answer| [*stray, *other].contains(&Some(answer));
            for answer in [Answer::Yes, Answer::No] {
                let named = sentence.contains(&format!("steps come to “{answer}”"));
                assert_eq!(named, both(answer), "{left:?} {right:?}: {sentence}");
            }
            let claimed = sentence.contains("its reasons contradict its answer");
            assert!(!claimed || *against || *also, "{left:?} {right:?}: {sentence}");
        }
    }
}

#[test]
fn other_tasks_and_free_text() {
    let orders = |one, other| said((First, NO, false, one), (Second, NO, false, other));
    let same = "Flipping the order left the answer at “no”,";
    let (red, blue) = ("it starts under red. swap red and blue: now blue.", "it starts under red.");
    assert_eq!(
        orders(red, "it starts under blue. swap red and blue: now red."),
        format!("{same} but 2 of 2 steps conflict.")
    );
    let (twice, moved) = (format!("{red} {blue}"), red.replace("now blue", "now red"));
    assert_eq!(
        orders(&twice, &moved),
        format!("{same} but 1 of 2 steps conflicts (1 more stands on one side only).")
    );
    assert_eq!(
        orders("key k1 opens atlas. project atlas uses lab.", "key k1 opens birch. project birch uses lab."),
        format!("{same} but 1 of 1 fact conflicts (2 more stand on one side only).")
    );
    assert_eq!(
        orders("A dog sits. It rains.", "A dog sits. It pours."),
        format!("{same} and 1 of 2 statements is worded the same.")
    );
    assert_eq!(
        orders("it starts under red.", "key k1 opens atlas."),
        format!("{same} and no two statements are about the same thing.")
    );
    assert_eq!(
        orders("so the answer is no.", "so the answer is no. odd details: one."),
        format!("{same} and the reasons go into no detail.")
    );
    assert_eq!(
        said((First, NO, false, "A dog sits."), (First, YES, true, "It rains.")),
        "Made to answer “yes” instead of “no”, it words no statement the same way."
    );
}

#[test]
fn what_differs_in_more_than_one_way_is_put_down_to_none_of_them() {
    let (left, right) = ((First, YES, true, FUNNY), (Second, NO, false, SERIOUS));
    assert_eq!(
        said(left, right),
        "These two differ in more than one way: in the first text it is made to answer “yes”, in the second text it answers “no”, and 2 of 2 findings conflict."
    );
    assert_eq!(
        said((First, YES, true, FUNNY), (Second, YES, false, SERIOUS)),
        "These two differ in more than one way: in the first text it is made to answer “yes”, in the second text it answers “yes”, but 2 of 2 findings conflict; in the second text its reasons contradict its answer."
    );
    assert_eq!(
        said((First, YES, true, FUNNY), (Second, YES, false, FUNNY)),
        "These two differ in more than one way: in the first text it is made to answer “yes”, in the second text it answers “yes”, with the same reasons."
    );
}
