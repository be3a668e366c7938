//! Contrasts on the bundled model: what each difference makes of a first run, and links of version 1 as contrasts.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model, Pick, Sampling};
use foregone_lab::Error;
use foregone_lab::compare::Comparison;
use foregone_lab::contrast::{Contrast, Difference, Stage, Wish};
use foregone_lab::link::{self, Link};
use foregone_lab::recording::{Recording, Reproduction};
use foregone_lab::run::{Force, Run, Step};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::{Answer, Order};
use foregone_lab::trace::Token;
use pollster::block_on;

fn model() -> Model {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Cpu)).unwrap()
}

fn spec(order: Order) -> Spec {
    let model = ModelRef { id: "foregone-1".into(), sha256: "0".repeat(64) };
    Spec::new(model, Task::Cups { seed: 3, swaps: Some(4) }, order)
}

/// A stage whose runs are at their ends.
fn finish(mut stage: Stage) -> Stage {
    while !stage.over() {
        for run in 0..stage.runs().len() {
            block_on(stage.step(run)).unwrap();
        }
    }
    stage
}

fn opened(contrast: Contrast) -> Stage {
    finish(block_on(Stage::open(model(), contrast)).unwrap())
}

fn differing(first: Spec, wish: Wish) -> Stage {
    let mut stage = opened(Contrast::alone(first));
    block_on(stage.differ(&wish)).unwrap();
    finish(stage)
}

fn cut() -> Wish {
    Wish::Cut { layers: Pick::All, heads: Pick::All }
}

fn words(run: &Run) -> Vec<&str> {
    run.output().iter().map(|token| token.text.trim()).collect()
}

fn answer(run: &Run) -> &Token {
    let choices = &run.scene().choices;
    run.output()
        .iter()
        .find(|token| token.span == Span::Decision && choices.contains(&token.text.trim().to_owned()))
        .unwrap()
}

fn sentence(stage: &Stage) -> String {
    let [first, second] = stage.runs() else { panic!("two runs") };
    block_on(Comparison::of(&stage.contrast().differs, first, second)).unwrap().sentence
}

#[test]
fn a_run_alone_has_nothing_beside_it() {
    let stage = opened(Contrast::alone(spec(Order::DecisionFirst)));
    assert_eq!(stage.runs().len(), 1);
    assert!(stage.run(1).is_err() && stage.contrast().second().is_none());
}

#[test]
fn the_opposite_answer_stands_where_the_own_one_does() {
    for order in Order::ALL {
        let stage = differing(spec(order), Wish::Answer);
        let [first, second] = stage.runs() else { panic!("two runs") };
        let (own, forced) = (answer(first), answer(second));
        assert_eq!(own.position, forced.position);
        assert_ne!(own.text, forced.text);
        assert!(forced.forced && !own.forced);
        let before = own.position - first.prompt().len();
        assert_eq!(words(first)[..before], words(second)[..before]);
        assert_eq!(stage.contrast().differs, Difference::Answer);
        assert!(sentence(&stage).starts_with(&format!("Made to answer “{}”", forced.text.trim())));
    }
}

#[test]
fn the_other_order_says_what_it_leaves_out() {
    let mut first = spec(Order::DecisionFirst);
    first.note = Some(Answer::No);
    first.sampling = Sampling::Sample { temperature: 0.5, top_k: None, top_p: None, seed: 3 };
    first.forced.push(Forced { at: 6, token: "red".into() });
    let by_label = Intervention::Cut {
        from: Place::Span(Span::Reasoning),
        to: Place::Span(Span::Note),
        layers: Pick::All,
        heads: Pick::All,
    };
    let by_place = Intervention::Cut {
        from: Place::Positions(vec![60]),
        to: Place::Positions(vec![4]),
        layers: Pick::All,
        heads: Pick::All,
    };
    first.interventions = vec![by_label.clone(), by_place];
    let contrast = Contrast { differs: Difference::Order, ..Contrast::alone(first.clone()) };
    let (second, dropped) = contrast.second().unwrap();
    assert_eq!((dropped.words, dropped.cuts), (1, 1));
    let plain = Spec { forced: Vec::new(), interventions: vec![by_label], ..first };
    assert_eq!(second, Spec { order: Order::ReasoningFirst, ..plain });
}

#[test]
fn a_cut_keeps_the_words_whose_rows_it_cuts_and_what_a_link_had_cut_before() {
    let stage = differing(spec(Order::ReasoningFirst), cut());
    let [first, second] = stage.runs() else { panic!("two runs") };
    // The reasons are the same, and "answer" ":" stand before both answers: the same rows choose.
    assert_eq!(answer(first).position, answer(second).position);
    let before = answer(first).position - first.prompt().len();
    assert_eq!(words(first)[..before], words(second)[..before]);
    assert_eq!(words(second)[before - 2..before], ["answer", ":"]);
    // They are the first run's own words, so that nobody has forced them: at the end, and from the start where a link tells.
    let labels = |stage: &Stage| stage.conditions(1).unwrap();
    assert!(matches!(labels(&stage).as_slice(), [cut] if cut.starts_with("Cut: ")), "{:?}", labels(&stage));
    let again = block_on(Stage::open(model(), stage.recorded())).unwrap();
    assert!(matches!(labels(&again).as_slice(), [cut] if cut.starts_with("Cut: ")), "{:?}", labels(&again));

    let mut first = spec(Order::DecisionFirst);
    let theirs = Intervention::Cut {
        from: Place::Span(Span::Reasoning),
        to: Place::Span(Span::Question),
        layers: Pick::only([1]),
        heads: Pick::All,
    };
    first.interventions = vec![theirs.clone()];
    let stage = differing(first, cut());
    assert_eq!(stage.runs()[0].spec().interventions, std::slice::from_ref(&theirs));
    assert_eq!(stage.runs()[1].spec().interventions[0], theirs);
    assert_eq!(stage.runs()[1].spec().interventions.len(), 2);
    assert_eq!(answer(&stage.runs()[0]).text, answer(&stage.runs()[1]).text);
}

#[test]
fn a_note_states_the_opposite_of_what_the_first_run_says() {
    let stage = differing(spec(Order::DecisionFirst), Wish::Note);
    let own = answer(&stage.runs()[0]).text.trim();
    let Difference::Note { says } = stage.contrast().differs else { panic!("a note") };
    assert_ne!(says.word(), own);
    let asked: String = stage.runs()[1].prompt().iter().map(|token| token.text.as_str()).collect();
    assert!(asked.contains(&format!("note: the answer is {says}.")), "{asked}");
    assert!(!sentence(&stage).contains("more than one way"), "{}", sentence(&stage));
}

#[test]
fn a_word_forced_in_the_first_run_leaves_it_and_makes_the_second() {
    let mut stage = opened(Contrast::alone(spec(Order::DecisionFirst)));
    let own: Vec<String> = words(&stage.runs()[0]).into_iter().map(str::to_owned).collect();
    let at = stage.runs()[0].prompt().len() + 8;
    block_on(stage.force(0, at, &Force::Text("purple".into()))).unwrap();
    assert_eq!(stage.contrast().differs, Difference::Word);
    assert_eq!(stage.runs()[1].output().len(), 9);
    let stage = finish(stage);
    assert_eq!(words(&stage.runs()[0]), own);
    assert!(stage.runs()[1].output()[8].forced);
    assert_eq!(words(&stage.runs()[1])[..8], own[..8]);

    // The answer, forced in the same way, is that difference by its name.
    let mut stage = opened(Contrast::alone(spec(Order::DecisionFirst)));
    let token = answer(&stage.runs()[0]);
    let (at, other) = (token.position, if token.text.trim() == "yes" { "no" } else { "yes" });
    block_on(stage.force(0, at, &Force::Text(other.into()))).unwrap();
    assert_eq!(stage.contrast().differs, Difference::Answer);
    // A second word in the second run replaces there, and both stand.
    let mut stage = finish(stage);
    block_on(stage.force(1, at + 6, &Force::Text("red".into()))).unwrap();
    assert_eq!(stage.contrast().differs, Difference::Word);
    assert_eq!(stage.contrast().words.len(), 2);
    let link = link::encode(stage.contrast()).unwrap();
    let Link::V2(again) = link::decode(&link).unwrap() else { panic!("version 2") };
    let (stage, again) = (finish(stage), opened(*again));
    assert!(stage.runs()[1].over());
    assert_eq!(words(&stage.runs()[1]), words(&again.runs()[1]));
}

#[test]
fn the_models_own_word_is_not_forced() {
    let mut stage = opened(Contrast::alone(spec(Order::DecisionFirst)));
    let own = answer(&stage.runs()[0]).clone();
    block_on(stage.force(0, own.position, &Force::Id(own.id))).unwrap();
    assert_eq!(stage.runs().len(), 1);
    // Forced to its opposite and back again, nothing differs any more.
    let other = if own.text.trim() == "yes" { "no" } else { "yes" };
    block_on(stage.force(0, own.position, &Force::Text(other.into()))).unwrap();
    assert_eq!(stage.runs().len(), 2);
    block_on(stage.force(1, own.position, &Force::Id(own.id))).unwrap();
    assert_eq!((stage.runs().len(), &stage.contrast().differs), (1, &Difference::Nothing));
    assert!(stage.contrast().words.is_empty());
}

#[test]
fn a_word_that_can_not_stand_there_leaves_both_runs() {
    let mut stage = differing(spec(Order::DecisionFirst), Wish::Answer);
    let before = (stage.contrast().clone(), words(&stage.runs()[1]).len());
    let at = stage.runs()[0].prompt().len() + 3;
    for (run, with) in [(0, "banana"), (1, "banana"), (0, ""), (1, "red and blue")] {
        let error = block_on(stage.force(run, at, &Force::Text(with.into()))).unwrap_err();
        assert!(!error.to_string().is_empty());
        assert_eq!((stage.contrast().clone(), words(&stage.runs()[1]).len()), before);
    }
    assert!(block_on(stage.force(2, at, &Force::Text("red".into()))).is_err());
    assert!(block_on(stage.force(0, at + 900, &Force::Text("red".into()))).is_err());
}

#[test]
fn a_text_without_an_answer_has_none_to_turn_round() {
    let mut first = spec(Order::DecisionFirst);
    first.max_tokens = 2;
    let mut stage = opened(Contrast::alone(first));
    for wish in [Wish::Answer, Wish::Note] {
        let error = block_on(stage.differ(&wish)).unwrap_err();
        assert!(matches!(error, Error::NoAnswer), "{error}");
        assert_eq!(stage.runs().len(), 1);
    }
    block_on(stage.differ(&Wish::Order)).unwrap();
    assert_eq!(
        sentence(&finish(stage)),
        "Flipping the order changed nothing: both ways it comes to no answer, with no reasons either time."
    );
}

#[test]
fn a_sentence_says_no_more_than_two_runs_show() {
    // Whatever the reasons are, they are those of the first run: nothing is to be said of them.
    let stage = differing(spec(Order::ReasoningFirst), cut());
    let said = sentence(&stage);
    let [own, blind] = [0, 1].map(|run| answer(&stage.runs()[run]).text.trim().to_owned());
    let expected = if own == blind {
        format!("Out of sight of its reasons it still answers “{own}”; ")
    } else {
        format!("Out of sight of its reasons it answers “{blind}” instead of “{own}”; ")
    };
    assert!(said.starts_with(&expected) && said.ends_with("takes measuring the cut."), "{said}");

    // Another note beside a note: neither run is without one.
    let mut noted = spec(Order::DecisionFirst);
    noted.note = Some(Answer::No);
    let other = |says| Contrast { differs: Difference::Note { says }, ..Contrast::alone(noted.clone()) };
    let said = sentence(&opened(other(Answer::Yes)));
    assert!(!said.contains("without") && !said.contains("itself"), "{said}");
    let said = sentence(&opened(other(Answer::No)));
    assert!(said.starts_with("Nothing differs between these two: "), "{said}");

    // A link that forces what the model says anyway.
    let words = vec![Forced { at: 2, token: plain_answer() }];
    let same = Contrast { differs: Difference::Answer, words, ..Contrast::alone(spec(Order::DecisionFirst)) };
    let said = sentence(&opened(same));
    assert!(said.starts_with("Nothing differs between these two: "), "{said}");

    // Who was made to answer is not said to answer.
    let mut forced = spec(Order::DecisionFirst);
    let other = if plain_answer() == "yes" { "no" } else { "yes" };
    forced.forced.push(Forced { at: 2, token: other.into() });
    let said = sentence(&opened(Contrast { differs: Difference::Order, ..Contrast::alone(forced) }));
    assert!(said.contains(&format!("in the first text it is made to answer “{other}”")), "{said}");
}

/// What the plain experiment answers.
fn plain_answer() -> String {
    answer(&opened(Contrast::alone(spec(Order::DecisionFirst))).runs()[0]).text.trim().to_owned()
}

#[test]
fn the_same_wish_can_be_made_of_other_runs() {
    for wish in [Wish::Nothing, Wish::Answer, Wish::Order, cut(), Wish::Note] {
        let stage = differing(spec(Order::DecisionFirst), wish.clone());
        assert_eq!(Wish::again(&stage.contrast().differs), Some(wish));
    }
    assert_eq!(Wish::again(&Difference::Word), None);
}

#[test]
fn what_both_runs_wrote_is_recorded_and_found_again() {
    let stage = differing(spec(Order::ReasoningFirst), Wish::Order);
    let link = link::encode(&stage.recorded()).unwrap();
    let Link::V2(contrast) = link::decode(&link).unwrap() else { panic!("version 2") };
    assert!(contrast.recordings.iter().all(Option::is_some));
    let again = block_on(Stage::open(model(), *contrast)).unwrap();
    assert_eq!(again.reproduction(0, true), None);
    let again = finish(again);
    for run in [0, 1] {
        assert_eq!(again.reproduction(run, true), Some(Reproduction::Same));
    }
}

/// A link of version 1 as the page opens it.
fn of_v1(spec: Spec) -> Contrast {
    block_on(Link::V1(Box::new(spec)).contrast(&model())).unwrap()
}

#[test]
fn a_version_1_link_whose_answer_is_forced_is_the_second_run() {
    for order in Order::ALL {
        let own = opened(Contrast::alone(spec(order)));
        let token = answer(&own.runs()[0]);
        let at = token.position - own.runs()[0].prompt().len();
        let other = if token.text.trim() == "yes" { "no" } else { "yes" };
        let mut forced = spec(order);
        forced.forced.push(Forced { at, token: other.into() });
        // With a recording, its labels tell; without one, a run does.
        let run = opened(Contrast::alone(forced.clone()));
        let recording = Recording::of(&run.runs()[0]);
        for recording in [None, Some(recording)] {
            let contrast = of_v1(Spec { recording: recording.clone(), ..forced.clone() });
            assert_eq!(contrast.differs, Difference::Answer);
            assert_eq!(contrast.first, spec(order));
            assert_eq!(contrast.recordings, [None, recording]);
            assert_eq!(contrast.second().unwrap().0, forced);
        }
    }
}

#[test]
fn every_other_version_1_link_is_a_first_run() {
    let mut with_a_word = spec(Order::DecisionFirst);
    with_a_word.forced.push(Forced { at: 8, token: "purple".into() });
    let mut conclusion = spec(Order::DecisionFirst);
    let own = opened(Contrast::alone(conclusion.clone()));
    let mut places = own.runs()[0].output().iter().filter(|token| matches!(token.text.trim(), "yes" | "no"));
    let at = places.next_back().unwrap().position - own.runs()[0].prompt().len();
    conclusion.forced.push(Forced { at, token: "yes".into() });
    let mut noted = spec(Order::ReasoningFirst);
    noted.note = Some(Answer::Yes);
    for spec in [spec(Order::DecisionFirst), with_a_word, conclusion, noted] {
        assert_eq!(of_v1(spec.clone()), Contrast::alone(spec));
    }
}

#[test]
fn runs_can_be_written_one_step_at_a_time() {
    let mut stage = differing(spec(Order::DecisionFirst), Wish::Order);
    let whole: Vec<Vec<u32>> =
        stage.runs().iter().map(|run| run.output().iter().map(|token| token.id).collect()).collect();
    stage = block_on(Stage::open(model(), stage.contrast().unrecorded())).unwrap();
    for count in 1..=5 {
        for run in [0, 1] {
            assert!(matches!(block_on(stage.step(run)).unwrap(), Step::Token(_)));
            assert_eq!(stage.runs()[run].output().len(), count);
        }
    }
    let stage = finish(stage);
    for (run, whole) in stage.runs().iter().zip(whole) {
        assert_eq!(run.output().iter().map(|token| token.id).collect::<Vec<_>>(), whole);
    }
}
