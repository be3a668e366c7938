//! Cuts measured on the bundled model, held to what tests/golden/cut.py worked out from masked traces.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model, Pick, Sampling};
use foregone_lab::cut::{
    AnswerToReasons, CutCase, CutChoice, CutPart, CutReport, CutUse, Cutting, Reasons, ReasonsToAnswer, cut,
};
use foregone_lab::run::{Run, Step};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::{Answer, Order};
use pollster::block_on;
use serde_json::Value;

fn model() -> Model {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Cpu)).unwrap()
}

fn spec(task: Task, order: Order) -> Spec {
    Spec::new(ModelRef { id: "foregone-1".into(), sha256: "0".repeat(64) }, task, order)
}

fn cups(order: Order) -> Spec {
    spec(Task::Cups { seed: 3, swaps: Some(2) }, order)
}

fn few() -> CutChoice {
    CutChoice { draws: 2, ..CutChoice::default() }
}

fn reasons(spec: Spec, choice: CutChoice) -> AnswerToReasons {
    match block_on(cut(model(), spec, choice)).unwrap() {
        CutReport::AnswerToReasons(report) => *report,
        CutReport::ReasonsToAnswer(_) => panic!("reasons first"),
    }
}

fn answer(spec: Spec, choice: CutChoice) -> ReasonsToAnswer {
    match block_on(cut(model(), spec, choice)).unwrap() {
        CutReport::ReasonsToAnswer(report) => *report,
        CutReport::AnswerToReasons(_) => panic!("answer first"),
    }
}

fn refused(spec: Spec, choice: CutChoice) -> String {
    block_on(cut(model(), spec, choice)).unwrap_err().to_string()
}

fn close(got: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((got - expected).abs() < 1e-3, "{got} instead of {expected}");
}

fn all_close<'a>(got: impl IntoIterator<Item = &'a f64>, expected: &Value) {
    let got: Vec<f64> = got.into_iter().copied().collect();
    assert_eq!(got.len(), expected.as_array().unwrap().len());
    got.iter().zip(expected.as_array().unwrap()).for_each(|(got, expected)| close(*got, expected));
}

/// The experiment of a golden scene.
fn scene(golden: &Value, order: Order) -> Spec {
    let seed = golden["seed"].as_u64().unwrap();
    let task = match golden["task"].as_str().unwrap() {
        "cups" => Task::Cups { seed, swaps: None },
        "picture" => Task::Picture { seed, details: None },
        _ => Task::Access { seed, links: None },
    };
    let note = golden["note"].as_str().map(|word| Answer::from(word == "yes"));
    Spec { note, ..spec(task, order) }
}

#[test]
fn forty_scenes_come_out_as_python_works_them_out_from_masked_traces() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/cut.json");
    let golden: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let [first, second] =
        ["answer_to_reasons", "reasons_to_answer"].map(|part| golden[part].as_array().unwrap());
    assert_eq!(first.len() + second.len(), 40);
    let model = model();
    let draws = |order: &str| golden["draws"][order].as_u64().unwrap() as usize;
    let seed = golden["seed"].as_u64().unwrap();

    let mut cases = std::collections::HashSet::new();
    let [layers, heads] =
        ["layers", "heads"].map(|pick| serde_json::from_value(golden["part"][pick].clone()).unwrap());
    let choice = CutChoice { layers, heads, draws: draws("decision_first"), seed };
    for golden in first {
        let spec = scene(golden, Order::DecisionFirst);
        let CutReport::AnswerToReasons(found) = block_on(cut(model.clone(), spec, choice.clone())).unwrap()
        else {
            panic!("reasons first")
        };
        assert_eq!(found.setting.own.word(), golden["own"]);
        assert_eq!(serde_json::to_value(found.case).unwrap(), golden["case"], "{}", found.sentence);
        for (text, name) in [
            (&found.texts.own, "own_ids"),
            (&found.texts.opposite, "opposite_ids"),
            (&found.texts.blind, "blind_ids"),
        ] {
            assert_eq!(serde_json::to_value(&text.ids).unwrap(), golden[name]);
            assert!(text.ended);
        }
        let found_in = &found.likelihood;
        all_close([&found_in.own, &found_in.opposite], &golden["whole"]);
        all_close([&found_in.own_cut, &found_in.opposite_cut], &golden["cut"]);
        all_close(&found.gaps_random, &golden["gaps_random"]);
        match found.share {
            Some(share) => close(share, &golden["share"]),
            None => assert!(golden["share"].is_null()),
        }
        assert_eq!(found.control.is_some(), found.share.is_some());
        cases.insert(found.case);
    }
    assert_eq!(cases.len(), 4, "{cases:?}");

    let choice = CutChoice { draws: draws("reasoning_first"), seed, ..CutChoice::default() };
    for golden in second {
        let spec = scene(golden, Order::ReasoningFirst);
        let CutReport::ReasonsToAnswer(found) = block_on(cut(model.clone(), spec, choice.clone())).unwrap()
        else {
            panic!("answer first")
        };
        assert_eq!(found.setting.own.word(), golden["own"]);
        close(found.whole.log_odds, &golden["whole"]);
        assert_eq!(found.cuts.len(), 3);
        for part in &found.cuts {
            let name = serde_json::to_value(part.part).unwrap();
            let golden = &golden["parts"][name.as_str().unwrap()];
            close(part.cut.log_odds, &golden["log_odds"]);
            all_close(&part.control.values, &golden["random"]);
            assert_eq!(part.cut.answer.word(), golden["answer"]);
            assert_eq!(serde_json::to_value(part.shows).unwrap(), golden["shows"], "{}", part.sentence);
        }
    }
}

#[test]
fn with_the_whole_connection_cut_both_answers_get_one_text_by_construction() {
    for task in [Task::Cups { seed: 0, swaps: None }, Task::Picture { seed: 0, details: None }] {
        let found = reasons(spec(task, Order::DecisionFirst), few());
        let texts = &found.texts;
        assert!(
            texts.own != texts.opposite && texts.own_cut == texts.blind && texts.opposite_cut == texts.blind
        );
        assert!(found.gap > 0.05 && found.gap_cut.abs() < 1e-3);
        assert!((found.share.unwrap() - 1.0).abs() < 1e-2);
        assert!(
            found.setting.whole && found.share_sentence.contains("by construction"),
            "{}",
            found.share_sentence
        );
        // "answer", ":", the answer, "."
        assert_eq!((found.answer.to - found.answer.from, found.rows.from), (4, found.answer.to));
        assert_eq!(found.short_rows, 0);
    }
}

#[test]
fn of_some_edges_it_is_measured_what_goes_through_them() {
    let task = Task::Cups { seed: 0, swaps: None };
    let share = |layers: Pick| {
        let choice = CutChoice { layers, ..few() };
        let found = reasons(spec(task.clone(), Order::DecisionFirst), choice);
        assert!(!found.share_sentence.contains("by construction"), "{}", found.share_sentence);
        assert!(found.share_sentence.contains("Cut in layer"), "{}", found.share_sentence);
        found.share.unwrap()
    };
    let some = [share(Pick::only([0])), share(Pick::only([1, 2, 3]))];
    assert!(some[0] > 0.9 && some[1] < 0.5, "{some:?}");
}

#[test]
fn the_answer_measured_is_the_models_own_whatever_is_forced() {
    for order in Order::ALL {
        let plain = block_on(cut(model(), cups(order), few())).unwrap();
        let at = match &plain {
            CutReport::AnswerToReasons(_) => 2,
            CutReport::ReasonsToAnswer(report) => report.at - report.cuts[0].keys.from,
        };
        let forced = ["yes", "no"].map(|word| {
            let forced = [(at, word), (at + 1, ".")];
            let forced = forced.map(|(at, token)| Forced { at, token: token.into() }).to_vec();
            serde_json::to_value(block_on(cut(model(), Spec { forced, ..cups(order) }, few())).unwrap())
                .unwrap()
        });
        let plain = serde_json::to_value(plain).unwrap();
        assert!(plain["setting"]["left_out"].is_null());
        for mut forced in forced {
            let left_out = forced["setting"]["left_out"].take();
            assert!(left_out.as_str().unwrap().contains("the model's own"), "{left_out}");
            assert_eq!(forced, plain);
        }
    }
    // What is forced before the answer stays, and is said.
    let colour = Forced { at: 5, token: "red".into() };
    let found = answer(Spec { forced: vec![colour.clone()], ..cups(Order::ReasoningFirst) }, few());
    assert_eq!((found.setting.left_out, found.setting.spec.forced), (None, vec![colour]));
    assert_eq!(found.setting.conditions, ["Forced: “red”"]);
    assert!(found.text.starts_with("reasons: it starts under red"), "{}", found.text);
}

#[test]
fn notes_sampling_and_own_cuts_stay_in_force_and_are_said() {
    let cut = Intervention::Cut {
        from: Place::Span(Span::Reasoning),
        to: Place::Span(Span::Question),
        layers: Pick::only([1]),
        heads: Pick::All,
    };
    let sampling = Sampling::Sample { temperature: 1.0, top_k: None, top_p: None, seed: 4 };
    let spec =
        Spec { note: Some(Answer::Yes), sampling, interventions: vec![cut], ..cups(Order::DecisionFirst) };
    let mut run = block_on(Run::start(model(), spec.clone())).unwrap();
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
    let found = reasons(spec, few());
    let written: Vec<u32> = run.output().iter().map(|token| token.id).collect();
    assert!(written.ends_with(&found.texts.own.ids) && found.texts.own.ids.len() > 20);
    let likelihood: f32 =
        run.output()[written.len() - found.texts.own.ids.len()..].iter().filter_map(|t| t.logprob).sum();
    assert!((f64::from(likelihood) - found.likelihood.own).abs() < 1e-3);
    let conditions = found.setting.conditions.join("\n");
    for said in
        ["Cut: its reasons can't look at the question, in layer 2", "Note: the answer is yes.", "Sampled"]
    {
        assert!(conditions.contains(said), "{conditions}");
    }
}

#[test]
fn what_the_experiment_cuts_itself_shows_nothing() {
    let own_cut = |from: Span, to: Span| {
        let [from, to] = [from, to].map(Place::Span);
        vec![Intervention::Cut { from, to, layers: Pick::All, heads: Pick::All }]
    };
    let interventions = own_cut(Span::Reasoning, Span::Decision);
    let found = reasons(Spec { interventions, ..cups(Order::DecisionFirst) }, few());
    assert_eq!(found.case, CutCase::AlreadyCut);
    assert!(found.sentence.contains("shows nothing") && found.share.is_none(), "{}", found.sentence);
    let interventions = own_cut(Span::Decision, Span::Reasoning);
    let found = answer(Spec { interventions, ..cups(Order::ReasoningFirst) }, few());
    assert!(found.cuts.iter().all(|part| part.shows == CutUse::AlreadyCut));
    assert!(found.sentence.contains("shows nothing"), "{}", found.sentence);
}

#[test]
fn the_parts_of_the_reasons_are_steps_and_conclusion() {
    let found = answer(cups(Order::ReasoningFirst), few());
    let [all, steps, conclusion] = found.cuts.as_slice() else { panic!("three parts") };
    assert_eq!(
        [all.part, steps.part, conclusion.part],
        [CutPart::Reasons, CutPart::Steps, CutPart::Conclusion]
    );
    assert_eq!((all.keys.from, all.keys.to), (steps.keys.from, conclusion.keys.to));
    assert_eq!((steps.keys.to, conclusion.keys.to), (conclusion.keys.from, found.rows.from));
    // ", so the answer is no." and "answer:"
    assert_eq!((conclusion.keys.to - conclusion.keys.from, found.rows.to - found.rows.from), (7, 2));
    assert_eq!(found.at, found.rows.to);
    assert!(found.text.ends_with(" answer:"), "{}", found.text);
    assert_eq!(found.sentence, all.sentence);
}

#[test]
fn a_step_at_a_time_it_says_how_far_it_is() {
    for order in Order::ALL {
        let mut cutting = Cutting::new(model(), cups(order), few()).unwrap();
        let (mut share, mut steps) = (0.0, 0);
        let report = loop {
            let (done, total) = cutting.progress();
            assert!(done == steps && done < total);
            let now = done as f64 / total as f64;
            assert!(now >= share, "{now} after {share}");
            share = now;
            steps += 1;
            if let Some(report) = block_on(cutting.step()).unwrap() {
                break report;
            }
        };
        assert!(share > 0.9 && steps > 30, "{share} after {steps}");
        let all_at_once = block_on(cut(model(), cups(order), few())).unwrap();
        assert_eq!(report, all_at_once);
    }
}

#[test]
fn texts_that_are_stopped_are_said_to_be() {
    let found = reasons(Spec { max_tokens: 20, ..cups(Order::DecisionFirst) }, few());
    let is_stopped = |text: &Reasons| !text.ended && text.ids.len() == 15;
    assert!([&found.texts.own, &found.texts.opposite, &found.texts.blind].into_iter().all(is_stopped));
    assert!(
        found.sentence.ends_with("what it would have gone on to say is not compared."),
        "{}",
        found.sentence
    );
}

#[test]
fn what_cannot_be_measured_is_refused_in_a_sentence() {
    let short = |order, max_tokens| refused(Spec { max_tokens, ..cups(order) }, few());
    let nothing = "this text gives no reasons after its answer, so there is nothing to cut";
    assert_eq!(short(Order::DecisionFirst, 4), nothing);
    assert_eq!(short(Order::DecisionFirst, 5), nothing);
    assert!(short(Order::DecisionFirst, 2).contains("comes to no answer"));
    let forced = vec![Forced { at: 0, token: "answer".into() }];
    let spec = Spec { forced, ..cups(Order::ReasoningFirst) };
    assert!(refused(spec, few()).contains("gives no reasons before its answer"));
    let plain = || cups(Order::DecisionFirst);
    let layers = refused(plain(), CutChoice { layers: Pick::only([1, 4]), ..few() });
    assert!(layers.contains("layer to cut in, counted from 1,: expected 1 to 4, got 5"), "{layers}");
    assert!(refused(plain(), CutChoice { heads: Pick::only([]), ..few() }).contains("head"));
    assert!(refused(plain(), CutChoice { draws: 0, ..few() }).contains("number of random cuts"));
}

#[test]
fn on_a_gpu_the_same_comes_out() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    let gpu =
        block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Gpu)).unwrap();
    let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-2, "{one} and {other}");
    for order in Order::ALL {
        let short =
            || Spec { max_tokens: if order == Order::DecisionFirst { 30 } else { 256 }, ..cups(order) };
        let choice = CutChoice { layers: Pick::only([0, 1]), ..few() };
        let here = block_on(cut(model(), short(), choice.clone())).unwrap();
        match (here, block_on(cut(gpu.clone(), short(), choice)).unwrap()) {
            (CutReport::AnswerToReasons(here), CutReport::AnswerToReasons(there)) => {
                assert_eq!((here.case, here.texts), (there.case, there.texts));
                near(here.gap, there.gap);
                near(here.gap_cut, there.gap_cut);
                here.gaps_random.iter().zip(&there.gaps_random).for_each(|(one, other)| near(*one, *other));
            }
            (CutReport::ReasonsToAnswer(here), CutReport::ReasonsToAnswer(there)) => {
                assert_eq!(here.text, there.text);
                for (here, there) in here.cuts.iter().zip(&there.cuts) {
                    assert_eq!(here.shows, there.shows);
                    near(here.cut.log_odds, there.cut.log_odds);
                    near(here.control.max, there.control.max);
                }
            }
            _ => panic!("one order, two directions"),
        }
    }
}
