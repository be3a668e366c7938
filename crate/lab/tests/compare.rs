//! Comparisons on the bundled model: which second run is made, and that what the sentence claims is true of the texts.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model, Pick};
use foregone_lab::Error;
use foregone_lab::compare::{Comparison, Counterpart, Relation, Side, Statement};
use foregone_lab::run::{Force, Run, Step};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::{Answer, Order};
use pollster::block_on;
use proptest::prelude::*;

fn model() -> Model {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Cpu)).unwrap()
}

fn spec(task: Task, order: Order) -> Spec {
    Spec::new(ModelRef { id: "foregone-1".into(), sha256: "0".repeat(64) }, task, order)
}

fn picture() -> Task {
    Task::Picture { seed: 2, details: Some(4) }
}

fn finished(model: &Model, spec: Spec) -> Run {
    let mut run = block_on(Run::start(model.clone(), spec)).unwrap();
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
    run
}

fn compared(model: &Model, spec: Spec, with: Counterpart) -> (Comparison, [Run; 2]) {
    let left = finished(model, spec);
    let right = finished(model, with.spec(&left).unwrap());
    (block_on(Comparison::of(with, &left, &right)).unwrap(), [left, right])
}

fn decided(side: &Side) -> &str {
    side.answer.as_deref().unwrap()
}

#[test]
fn the_other_order_leaves_forced_words_and_cuts_behind() {
    let mut spec = spec(picture(), Order::DecisionFirst);
    spec.note = Some(Answer::No);
    spec.forced.push(Forced { at: 2, token: "no".into() });
    let [from, to] = [Place::Span(Span::Reasoning), Place::Span(Span::Decision)];
    spec.interventions.push(Intervention::Cut { from, to, layers: Pick::All, heads: Pick::All });
    let run = block_on(Run::start(model(), spec.clone())).unwrap();
    let other = Counterpart::Order.spec(&run).unwrap();
    let plain = Spec { forced: Vec::new(), interventions: Vec::new(), ..spec };
    assert_eq!(other, Spec { order: Order::ReasoningFirst, ..plain });
}

#[test]
fn the_other_answer_is_forced_where_the_first_one_stands_and_let_go_again() {
    let model = model();
    for order in Order::ALL {
        let (comparison, [own, _]) = compared(&model, spec(picture(), order), Counterpart::Answer);
        let Comparison { left, right, .. } = &comparison;
        assert_ne!(decided(left), decided(right));
        assert!(right.verdict.forced && !left.verdict.forced);
        assert_eq!((left.at, left.at.is_some()), (right.at, true));
        assert_eq!(left.name, "Its own answer");
        assert_eq!(right.name, format!("Answer forced to “{}”", decided(right)));
        // Back again: the forced one's counterpart is the model's own.
        let (back, _) = compared(&model, right.spec.clone(), Counterpart::Answer);
        assert_eq!(back.right.spec, *own.spec());
        assert_eq!(back.sentence, comparison.sentence);
    }
}

#[test]
fn words_forced_before_the_answer_stay_and_those_after_it_go() {
    let model = model();
    let mut run = finished(&model, spec(Task::Cups { seed: 3, swaps: Some(4) }, Order::DecisionFirst));
    let at = run.prompt().len() + 2;
    let opposite = run.verdict().decision.unwrap().other();
    block_on(run.force(at, &Force::Text(opposite.word().into()))).unwrap();
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
    block_on(run.force(at + 6, &Force::Text("red".into()))).unwrap();
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
    assert_eq!(Counterpart::Answer.spec(&run).unwrap().forced, []);
    let (comparison, _) = compared(&model, run.spec().clone(), Counterpart::Answer);
    assert_eq!(comparison.left.name, format!("Answer forced to “{opposite}”, a word forced"));
    assert!(comparison.sentence.starts_with("These two differ in more than one way: "));
}

#[test]
fn a_text_without_an_answer_has_none_to_force() {
    let mut spec = spec(picture(), Order::DecisionFirst);
    spec.max_tokens = 2;
    let run = finished(&model(), spec);
    assert!(run.over() && !run.ended());
    let error = Counterpart::Answer.spec(&run).unwrap_err();
    assert!(matches!(error, Error::NoAnswer), "{error}");
    let other = finished(&model(), Counterpart::Order.spec(&run).unwrap());
    let comparison = block_on(Comparison::of(Counterpart::Order, &run, &other)).unwrap();
    assert_eq!((comparison.left.spans, comparison.right.at), (None, None));
    assert_eq!(
        comparison.sentence,
        "Flipping the order changed nothing: both ways it comes to no answer, with no reasons either time."
    );
}

/// What a text says of each thing it is about, as a stranger reads it: by the words before what is found.
fn findings(text: &str) -> BTreeMap<String, String> {
    let reasons = text.split("reasons: ").nth(1).unwrap_or_default().split(" answer: ").next().unwrap();
    let steps = reasons.split(", so the answer is ").next().unwrap();
    let steps = steps.split(" odd details: ").next().unwrap().trim_end_matches('.').split(". ");
    let parted = |step: &str| {
        let parts = [
            " looks ",
            ": now ",
            "? it is under ",
            "starts under ",
            " opens ",
            " uses ",
            " allows ",
            " holds ",
        ];
        let (about, found) = parts.iter().find_map(|part| step.split_once(part)).unwrap();
        (about.to_owned(), found.to_owned())
    };
    steps.map(parted).collect()
}

/// The word after these words, where they stand.
fn after(text: &str, words: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once(words)?;
    Some(rest.split(['.', ' ', '”']).next().unwrap().to_owned())
}

/// The answer that the steps of a text come to, whatever they conclude; read from the text alone.
fn come_to(text: &str) -> Option<String> {
    let yes = if let Some(count) = after(text, "odd details: ") {
        !["zero", "one"].contains(&count.trim_end_matches(','))
    } else if let Some((before, place)) = text.rsplit_once("? it is under ") {
        let asked = before.rsplit_once("is it under ").unwrap().1;
        place.starts_with(asked)
    } else {
        let rule = after(text, " allows ")?.trim_end_matches(',').to_owned();
        let class = after(text.split(" answer: ").next().unwrap(), " holds ");
        rule == "all" || class.is_some_and(|class| class.trim_end_matches(',') == rule)
    };
    Some(if yes { "yes" } else { "no" }.to_owned())
}

fn task() -> impl Strategy<Value = Task> {
    prop_oneof![
        (0..1_000_000_u64).prop_map(|seed| Task::Picture { seed, details: None }),
        (0..1_000_000_u64, 1..6_usize).prop_map(|(seed, swaps)| Task::Cups { seed, swaps: Some(swaps) }),
        (0..1_000_000_u64).prop_map(|seed| Task::Access { seed, links: None }),
    ]
}

fn check(comparison: &Comparison, texts: [&str; 2]) -> std::result::Result<(), TestCaseError> {
    let Comparison { rows, sentence, .. } = comparison;
    let [left, right] = texts.map(findings);
    let both: Vec<_> = left.iter().filter_map(|(about, one)| Some((one, right.get(about)?))).collect();
    let conflicts = both.iter().filter(|(one, other)| one != other).count();
    let alone = left.len() + right.len() - 2 * both.len();
    let what = format!("{sentence}\n{}\n{}", texts[0], texts[1]);

    // The numbers.
    let words: Vec<&str> = sentence.split(' ').collect();
    let numbers = words.windows(3).find_map(|three| match three {
        [one, "of", all] => Some((one.parse::<usize>().ok()?, all.parse::<usize>().ok()?)),
        _ => None,
    });
    if let Some(numbers) = numbers {
        prop_assert_eq!(numbers, (conflicts, both.len()), "{}", &what);
    } else {
        prop_assert!(conflicts == 0, "{}", &what);
    }
    let stand = ["stands on one side only", "stand on one side only"];
    let told = stand.iter().find_map(|stand| sentence.split_once(stand)).map(|(before, _)| {
        let word = before.split(['(', ' ']).filter_map(|word| word.parse::<usize>().ok()).next_back();
        word.unwrap()
    });
    prop_assert_eq!(told.unwrap_or(0), alone, "{}", &what);
    for kept in ["all ", "both "] {
        if let Some((_, rest)) = sentence.split_once(kept)
            && (rest.contains("stayed the same") || sentence.contains("it keeps"))
        {
            let count = rest.split(' ').next().unwrap().parse().unwrap_or(2);
            prop_assert_eq!((count, conflicts, alone), (left.len(), 0, 0), "{}", &what);
        }
    }
    let reasons = |text: &str| {
        text.split("reasons: ").nth(1).map(|after| after.split(" answer: ").next().unwrap().to_owned())
    };
    let same = reasons(texts[0]) == reasons(texts[1]);
    let claims_same = ["the same reasons", "the reasons are the same", "could not change its reasons"];
    prop_assert_eq!(claims_same.iter().any(|claim| sentence.contains(claim)), same, "{}", &what);

    // The answers.
    let answers = texts.map(|text| after(text, "answer: ").unwrap());
    prop_assert_eq!(sentence.contains("changed nothing"), same && answers[0] == answers[1], "{}", &what);
    if let Some(from) = after(sentence, "the answer from “") {
        prop_assert_eq!([from, after(sentence, "” to “").unwrap()], answers.clone(), "{}", &what);
    }
    if let Some(made) = after(sentence, "Made to answer “") {
        let forced = usize::from(comparison.right.verdict.forced);
        prop_assert_eq!(&made, &answers[forced], "{}", &what);
        prop_assert_eq!(after(sentence, "instead of “").unwrap(), answers[1 - forced].clone());
        for words in [", and concludes “", ", and still concludes “", "before and conclude “"] {
            if let Some(said) = after(sentence, words) {
                prop_assert_eq!(&said, &after(texts[forced], "so the answer is ").unwrap(), "{}", &what);
                let strange = !words.contains("before") && said != made;
                prop_assert_eq!(words.contains("still"), strange, "{}", &what);
            }
        }
    }
    let contradicts = [0, 1].map(|side| after(texts[side], "so the answer is ").unwrap() != answers[side]);
    for answer in ["yes", "no"] {
        let strays = |text: &str| {
            after(text, "so the answer is ") != come_to(text) && come_to(text).as_deref() == Some(answer)
        };
        let named = sentence.contains(&format!("steps come to “{answer}”"));
        prop_assert_eq!(named, texts.iter().any(|text| strays(text)), "{}", &what);
    }
    if sentence.contains("answer first its reasons contradict") {
        prop_assert!(
            contradicts[usize::from(comparison.left.spec.order == Order::ReasoningFirst)],
            "{}",
            &what
        );
    }

    // The rows: every statement in its place, its words those of its tokens.
    for row in rows {
        for (statement, side) in [(&row.left, &comparison.left), (&row.right, &comparison.right)] {
            let Some(statement) = statement else { continue };
            let Statement { from, to, .. } = *statement;
            let its = side.output.iter().filter(|token| (from..to).contains(&token.position));
            let words: String = its.map(|token| token.text.as_str()).collect();
            prop_assert_eq!(words.trim(), statement.text());
        }
        let text = |one: &Option<Statement>| one.as_ref().map(Statement::text);
        let same = text(&row.left) == text(&row.right);
        prop_assert_eq!(row.relation == Relation::Same, same);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_the_sentence_claims_is_true_of_the_texts(
        task in task(),
        order in prop_oneof![Just(Order::DecisionFirst), Just(Order::ReasoningFirst)],
    ) {
        let model = model();
        for with in [Counterpart::Order, Counterpart::Answer] {
            let (comparison, runs) = compared(&model, spec(task.clone(), order), with);
            let texts = runs.each_ref().map(|run| run.text().unwrap());
            check(&comparison, texts.each_ref().map(String::as_str))?;
            for side in [&comparison.left, &comparison.right] {
                let sum: f32 = side.spans.iter().flatten().map(|one| one.weight).sum();
                prop_assert!((sum - 1.0).abs() < 1e-3, "{}", sum);
            }
            let parts = |side: &Side| side.spans.iter().flatten().map(|one| one.span).collect::<Vec<_>>();
            prop_assert_eq!(parts(&comparison.left), parts(&comparison.right));
        }
    }
}
