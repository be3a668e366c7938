//! Experiments on the bundled model: orders, forced tokens, cuts, views.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model, Pick, Sampling};
use foregone_lab::Error;
use foregone_lab::recording::{Recording, Reproduction};
use foregone_lab::run::{Force, Row, Run, Step};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::access::{Access, Fact};
use foregone_lab::task::cups::{Colour, Cups};
use foregone_lab::task::picture::Picture;
use foregone_lab::task::{Answer, Order, Puzzle};
use foregone_lab::trace::Token;
use foregone_lab::view::{Over, Reduction};
use pollster::block_on;

fn model() -> Model {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Cpu)).unwrap()
}

fn spec(order: Order) -> Spec {
    let model = ModelRef { id: "foregone-1".into(), sha256: "0".repeat(64) };
    Spec::new(model, Task::Cups { seed: 3, swaps: Some(4) }, order)
}

fn start(spec: Spec) -> Run {
    block_on(Run::start(model(), spec)).unwrap()
}

fn finish(run: &mut Run) {
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
}

fn finished(spec: Spec) -> Run {
    let mut run = start(spec);
    finish(&mut run);
    run
}

fn ids(run: &Run) -> Vec<u32> {
    run.output().iter().map(|token| token.id).collect()
}

/// The position of the answer's own token.
fn decision(run: &Run) -> usize {
    let decided = |token: &&foregone_lab::trace::Token| {
        token.span == Span::Decision && matches!(token.text.trim(), "yes" | "no")
    };
    run.output().iter().find(decided).unwrap().position
}

#[test]
fn the_order_asked_for_is_the_order_written() {
    let decision_first = finished(spec(Order::DecisionFirst));
    assert!(decision_first.text().unwrap().starts_with("answer: "));
    let reasoning_first = finished(spec(Order::ReasoningFirst));
    let text = reasoning_first.text().unwrap();
    assert!(text.starts_with("reasons: "), "{text}");
    assert!(decision(&reasoning_first) > decision(&decision_first) + 20);
    assert!(reasoning_first.ended());
}

#[test]
fn every_token_knows_its_part() {
    let run = finished(spec(Order::DecisionFirst));
    let words = |span| -> String {
        let tokens = run.prompt().iter().chain(run.output());
        tokens.filter(|token| token.span == span).map(|token| token.text.as_str()).collect()
    };
    assert!(words(Span::Scene).trim().starts_with("the ball starts under"));
    assert!(words(Span::Scene).ends_with('.'));
    assert_eq!(words(Span::Question).trim(), run.scene().question);
    assert_eq!(words(Span::Instruction).trim(), "answer yes or no, then give your reasons.");
    assert!(words(Span::Decision).trim().starts_with("answer:"));
    assert!(words(Span::Reasoning).trim().starts_with("reasons:"));
    assert_eq!(run.prompt()[0].span, Span::Start);
}

#[test]
fn the_answer_can_be_forced_both_ways_and_the_run_goes_on_from_there() {
    let own = finished(spec(Order::DecisionFirst)).verdict().decision.unwrap();
    for answer in ["yes", "no"] {
        let mut run = finished(spec(Order::DecisionFirst));
        let at = decision(&run);
        // Its own word is not put in its mouth.
        let strange = answer != own.word();
        let forced = block_on(run.force(at, &Force::Text(answer.to_owned()))).unwrap();
        assert_eq!(forced.forced, strange);
        assert!(forced.position == at && forced.text.trim() == answer);
        assert_eq!(run.output().len(), at - run.prompt().len() + 1);
        finish(&mut run);
        assert!(run.ended());
        let verdict = run.verdict();
        assert_eq!(verdict.forced, strange);
        assert_eq!(run.spec().forced.len(), usize::from(strange));
        assert_eq!(verdict.decision, Some(Answer::from(answer == "yes")));
        // The spec alone gives the same text again.
        assert_eq!(ids(&finished(run.spec().clone())), ids(&run));
    }
}

#[test]
fn forcing_what_the_model_would_have_said_changes_nothing() {
    let plain = finished(spec(Order::ReasoningFirst));
    let mut run = finished(spec(Order::ReasoningFirst));
    let middle = run.output()[run.output().len() / 2].clone();
    block_on(run.force(middle.position, &Force::Id(middle.id))).unwrap();
    finish(&mut run);
    assert_eq!(ids(&run), ids(&plain));
    let close = |a: Option<f32>, b: Option<f32>| (a.unwrap() - b.unwrap()).abs() < 1e-4;
    assert!(run.output().iter().zip(plain.output()).all(|(a, b)| close(a.logprob, b.logprob)));
}

#[test]
fn the_very_first_token_and_any_later_one_can_be_forced() {
    let mut run = start(spec(Order::DecisionFirst));
    let first = run.prompt().len();
    block_on(run.force(first, &Force::Text("reasons".to_owned()))).unwrap();
    finish(&mut run);
    assert_eq!(run.output()[0].text.trim(), "reasons");
    let later = first + 7;
    block_on(run.force(later, &Force::Text("pink".to_owned()))).unwrap();
    let forced: Vec<usize> = run.spec().forced.iter().map(|forced| forced.at).collect();
    assert_eq!(forced, [0, 7]);
    block_on(run.force(first + 2, &Force::Text("now".to_owned()))).unwrap();
    let forced: Vec<usize> = run.spec().forced.iter().map(|forced| forced.at).collect();
    assert_eq!(forced, [0, 2], "a later forced token belonged to another text");
}

#[test]
fn what_cannot_be_forced_is_said_and_nothing_is_lost() {
    let mut run = finished(spec(Order::DecisionFirst));
    let before = (ids(&run), run.spec().clone());
    let at = decision(&run);
    let mut refuse = |at, with: Force| block_on(run.force(at, &with)).unwrap_err();
    let unknown = refuse(at, Force::Text("zebra".to_owned())).to_string();
    assert_eq!(unknown, "the model's vocabulary has no word for “zebra”");
    let two = refuse(at, Force::Text("red blue".to_owned())).to_string();
    assert_eq!(two, "that is 2 words; force one at a time");
    assert_eq!(refuse(at, Force::Text(" ".to_owned())).to_string(), "type one word");
    assert!(matches!(refuse(at, Force::Id(9999)), Error::Engine(_)));
    assert!(matches!(refuse(0, Force::Id(5)), Error::Position { .. }));
    assert!(matches!(refuse(4000, Force::Id(5)), Error::Position { .. }));
    assert_eq!((ids(&run), run.spec().clone()), before);
}

#[test]
fn a_force_that_fails_half_way_leaves_the_run_as_it_was() {
    let mut cut = spec(Order::ReasoningFirst);
    // Whatever belongs to the decision may look at nothing, itself included: no such token can be fed.
    cut.interventions.push(Intervention::Cut {
        from: Place::Span(Span::Decision),
        to: Place::Positions((0..512).collect()),
        layers: Pick::All,
        heads: Pick::All,
    });
    let mut run = start(cut);
    for _ in 0..12 {
        block_on(run.step()).unwrap();
    }
    let (before, spec_before, first) = (ids(&run), run.spec().clone(), run.prompt().len());
    let error = block_on(run.force(first, &Force::Text("answer".to_owned()))).unwrap_err();
    assert!(error.to_string().contains("nothing to attend to"), "{error}");
    assert_eq!((ids(&run), run.spec()), (before, &spec_before));
    let mean = Over::All(Reduction::Mean);
    let last = first + 11;
    assert_eq!(block_on(run.look(last, Row::Reading, mean, mean)).unwrap().weights.len(), last + 1);
    assert!(matches!(block_on(run.step()).unwrap(), Step::Token(token) if token.position == last + 1));
}

#[test]
fn nothing_is_forced_where_there_is_no_room() {
    let mut short = spec(Order::DecisionFirst);
    short.max_tokens = 5;
    let mut run = finished(short);
    let end = run.prompt().len() + 5;
    assert!(matches!(block_on(run.force(end, &Force::Text("no".to_owned()))), Err(Error::Position { .. })));
    assert_eq!(run.output().len(), 5);
    assert!(run.spec().forced.is_empty());
}

#[test]
fn a_spec_that_forces_a_token_the_model_lacks_is_refused() {
    let mut spec = spec(Order::DecisionFirst);
    spec.forced.push(Forced { at: 2, token: "perhaps".into() });
    let error = block_on(Run::start(model(), spec)).err().unwrap();
    let sentence = "the model has no token “perhaps”, which the experiment forces at output position 2";
    assert_eq!(error.to_string(), sentence);
}

#[test]
fn attention_of_a_token_sums_to_one_over_its_spans() {
    let run = finished(spec(Order::ReasoningFirst));
    let at = decision(&run);
    let mean = Over::All(Reduction::Mean);
    for (layer, head) in
        [(mean, mean), (Over::One(3), Over::One(1)), (mean, Over::One(2)), (Over::One(0), mean)]
    {
        let look = block_on(run.look(at, Row::Choosing, layer, head)).unwrap();
        assert_eq!(look.query, at - 1);
        assert_eq!(look.weights.len(), at);
        assert!((look.spans.iter().map(|span| span.weight).sum::<f32>() - 1.0).abs() < 1e-4);
        assert_eq!(look.heads.len(), 16);
        assert_eq!(look.sink, look.weights[0]);
    }
    let max = Over::All(Reduction::Max);
    let largest = block_on(run.look(at, Row::Reading, max, max)).unwrap();
    assert_eq!(largest.query, at);
    let of = |span| largest.spans.iter().find(|weight| weight.span == span).unwrap().weight;
    let by_hand = largest.weights.iter().zip(run.prompt().iter().chain(run.output()));
    let scene =
        by_hand.filter(|(_, token)| token.span == Span::Scene).map(|(weight, _)| *weight).fold(0.0, f32::max);
    assert_eq!(of(Span::Scene), scene);
    assert!(matches!(block_on(run.look(at, Row::Choosing, Over::One(4), mean)), Err(Error::Position { .. })));
    assert!(block_on(run.look(0, Row::Choosing, mean, mean)).is_err());
}

#[test]
fn the_matrix_holds_the_rows_that_the_tokens_show() {
    let run = finished(spec(Order::DecisionFirst));
    let size = run.prompt().len() + run.output().len();
    let (layer, head) = (Over::One(2), Over::One(3));
    let matrix = block_on(run.matrix(layer, head)).unwrap();
    assert_eq!(matrix.len(), size * size);
    for query in [0, run.prompt().len(), size - 1] {
        let row = &matrix[query * size..(query + 1) * size];
        assert_eq!(&row[..=query], block_on(run.look(query, Row::Reading, layer, head)).unwrap().weights);
        assert!(row[query + 1..].iter().all(|weight| *weight == 0.0));
    }
}

#[test]
fn a_cut_by_label_leaves_the_decision_nothing_of_the_reasons() {
    let mut cut = spec(Order::ReasoningFirst);
    cut.interventions.push(Intervention::Cut {
        from: Place::Span(Span::Decision),
        to: Place::Span(Span::Reasoning),
        layers: Pick::All,
        heads: Pick::All,
    });
    let run = finished(cut);
    // What stands behind "answer:" is no answer any more, now that nothing is known of the reasons.
    let opening = run.output().iter().find(|token| token.span == Span::Decision).unwrap().position;
    let mean = Over::All(Reduction::Mean);
    let look = block_on(run.look(opening + 2, Row::Choosing, mean, mean)).unwrap();
    let reasoning = look.spans.iter().find(|weight| weight.span == Span::Reasoning).unwrap();
    assert_eq!(reasoning.weight, 0.0);
    // The reasons themselves are as they were.
    let plain = finished(spec(Order::ReasoningFirst));
    let until = opening - run.prompt().len();
    assert_eq!(ids(&run)[..until], ids(&plain)[..until]);
}

#[test]
fn a_seed_gives_the_same_sample_and_another_seed_another() {
    let sample = |seed| {
        let mut spec = spec(Order::DecisionFirst);
        spec.sampling = Sampling::Sample { temperature: 2.5, top_k: None, top_p: None, seed };
        spec.max_tokens = 40;
        ids(&finished(spec))
    };
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1), sample(2));
}

#[test]
fn a_puzzle_of_the_visitors_own_runs_and_a_broken_one_is_refused() {
    let mut own = spec(Order::ReasoningFirst);
    let seeded = own.task.puzzle().unwrap();
    own.task = Task::Made { puzzle: seeded.clone() };
    let run = finished(own.clone());
    assert_eq!(run.scene().puzzle, Some(seeded));
    assert_eq!(ids(&run), ids(&finished(spec(Order::ReasoningFirst))), "the same words, so the same answer");

    let refuse = |puzzle: Puzzle| {
        let mut spec = own.clone();
        spec.task = Task::Made { puzzle };
        block_on(Run::start(model(), spec)).err().unwrap().to_string()
    };
    let red = Colour::Red;
    let still = Cups { start: red, swaps: vec![(red, red)], asked: red };
    assert_eq!(refuse(Puzzle::Cups(still)), "the experiment's puzzle: swap 1 takes two different cups");
    let mut access = Access::draw(1, Some(4));
    access.facts.retain(|fact| !matches!(fact, Fact::Rule(..)));
    assert!(refuse(Puzzle::Access(access)).contains("puzzle: no fact says what zone"));
    let mut picture = Picture::draw(1, Some(3));
    picture.details[1].who = picture.details[0].who;
    assert!(refuse(Puzzle::Picture(picture)).contains("everybody can be in the picture once"));
}

#[test]
fn a_picture_has_no_right_answer_and_the_other_tasks_have() {
    for (task, has_truth) in [
        (Task::Cups { seed: 5, swaps: None }, true),
        (Task::Picture { seed: 5, details: None }, false),
        (Task::Access { seed: 5, links: None }, true),
    ] {
        let mut asked = spec(Order::DecisionFirst);
        asked.task = task;
        let verdict = finished(asked).verdict();
        assert_eq!(verdict.truth.is_some(), has_truth);
        assert!(verdict.decision.is_some() && verdict.conclusion.is_some());
    }
}

#[test]
fn a_text_of_the_visitors_own_runs_and_its_unknown_words_are_named() {
    let text = |scene: &str| {
        let mut spec = spec(Order::DecisionFirst);
        spec.task = Task::Text {
            scene: scene.into(),
            question: "Is it under red?".into(),
            choices: ["yes".into(), "no".into()],
        };
        spec
    };
    assert!(finished(text("The ball starts under red.")).verdict().decision.is_some());
    let error = block_on(Run::start(model(), text("The aardvark starts under red."))).err().unwrap();
    assert_eq!(error.to_string(), "the model's vocabulary has no word for “aardvark”");
}

#[test]
fn the_bundled_model_writes_what_transformers_writes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/foregone-1.json");
    let golden: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let items = golden["texts"].as_array().unwrap();
    assert_eq!(items.len(), 40, "expected 8 sizes of cups, 4 of picture and 8 of access, in both orders");
    for item in items {
        let mut spec = spec(Order::DecisionFirst);
        spec.order = serde_json::from_value(item["order"].clone()).unwrap();
        let seed = item["seed"].as_u64().unwrap();
        spec.task = match item["task"].as_str().unwrap() {
            "cups" => Task::Cups { seed, swaps: None },
            "picture" => Task::Picture { seed, details: None },
            _ => Task::Access { seed, links: None },
        };
        let run = finished(spec);
        assert_eq!(run.text().unwrap(), item["completion"].as_str().unwrap(), "seed {}", item["seed"]);
    }
}

#[test]
fn rows_that_are_not_kept_are_those_that_were() {
    let mut spec = spec(Order::ReasoningFirst);
    spec.interventions.push(Intervention::Cut {
        from: Place::Span(Span::Decision),
        to: Place::Span(Span::Reasoning),
        layers: Pick::All,
        heads: Pick::All,
    });
    let run = |most| {
        let mut run = block_on(Run::start_keeping(most, model(), spec.clone())).unwrap();
        finish(&mut run);
        run
    };
    // All kept; the prompt's alone; none.
    let (all, some, none) = (run(usize::MAX), run(16 * 80 * 80), run(0));
    let (layer, head) = (Over::One(2), Over::One(1));
    let matrix = |run: &Run| block_on(run.matrix(layer, head)).unwrap();
    let expected = matrix(&all);
    for run in [some, none] {
        assert_eq!(run.output(), all.output());
        let gaps =
            matrix(&run).iter().zip(&expected).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(gaps < 1e-6, "{gaps:e}");
    }
}

#[test]
fn a_run_tells_whether_it_reproduces_a_recording() {
    let run = finished(spec(Order::DecisionFirst));
    let own = Recording::of(&run);
    assert_eq!(own.texts.concat(), run.output().iter().map(|token| token.text.as_str()).collect::<String>());
    assert_eq!(own.reproduced(&run, true), Reproduction::Same);
    // The same tokens are the same wherever they were computed.
    assert_eq!(
        Recording { backend: Some(BackendKind::Gpu), ..own.clone() }.reproduced(&run, false),
        Reproduction::Same
    );

    let differing = |change: &dyn Fn(&mut Recording), same_model| {
        let mut claim = own.clone();
        change(&mut claim);
        match claim.reproduced(&run, same_model) {
            Reproduction::Differs { at, why } => (at, why.unwrap_or_default()),
            Reproduction::Same => panic!("it is the same"),
        }
    };
    // A lie about the words alone is found too.
    assert_eq!(differing(&|claim| claim.texts[4] = "<b>".into(), true), (Some(4), String::new()));
    assert_eq!(differing(&|claim| claim.ids.truncate(7), true), (Some(7), String::new()));
    assert_eq!(
        differing(&|claim| claim.given.as_mut().unwrap().texts[3].push('!'), true),
        (None, String::new())
    );
    let (at, why) = differing(&|claim| claim.ids[5] = 1, false);
    assert_eq!((at, why.as_str()), (Some(5), "The link was made with another version of the model."));
    // No run writes one token's words under another's number.
    assert!(differing(&|claim| claim.ids[5] = 1, true).1.contains("names another token"));
    let elsewhere = |claim: &mut Recording| {
        (claim.ids[5], claim.texts[5]) = (1, "other".into());
        claim.backend = Some(BackendKind::Gpu);
    };
    assert!(differing(&elsewhere, true).1.contains("another kind of processor"));
}

#[test]
fn almost_equally_likely_words_are_named_as_the_reason() {
    // Over many items some choice is a close one.
    let close = (0..60).find_map(|seed| {
        let run = finished(Spec { task: Task::Cups { seed, swaps: Some(8) }, ..spec(Order::DecisionFirst) });
        let near = |token: &&Token| {
            let [first, second, ..] = token.top.as_slice() else { return false };
            !token.forced && first.logprob - second.logprob < 0.05
        };
        let at = run.output().iter().position(|token| near(&token))?;
        Some((run, at))
    });
    let (run, at) = close.expect("no close choice in 60 items");
    let mut claim = Recording::of(&run);
    let second = &run.output()[at].top[1];
    (claim.ids[at], claim.texts[at]) = (second.id, second.text.clone());
    let Reproduction::Differs { at: found, why } = claim.reproduced(&run, true) else {
        panic!("it is the same")
    };
    assert_eq!((found, why.as_deref()), (Some(at), Some("The two words were almost equally likely here.")));
}
