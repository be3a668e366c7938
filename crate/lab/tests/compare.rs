//! Comparisons on the bundled model: which second run is made, and that what the sentence claims is true of the texts.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model, Pick};
use foregone_lab::compare::{Comparison, Relation, Side, Statement};
use foregone_lab::contrast::{Contrast, Stage, Wish};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::Order;
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

/// A stage whose runs are at their ends.
fn finished(mut stage: Stage) -> Stage {
    while !stage.over() {
        for run in 0..stage.runs().len() {
            block_on(stage.step(run)).unwrap();
        }
    }
    stage
}

fn compared(model: &Model, spec: Spec, wish: &Wish) -> (Comparison, Stage) {
    let mut stage = finished(block_on(Stage::open(model.clone(), Contrast::alone(spec))).unwrap());
    block_on(stage.differ(wish)).unwrap();
    let stage = finished(stage);
    let [first, second] = stage.runs() else { panic!("two runs") };
    let comparison = block_on(Comparison::of(&stage.contrast().differs, first, second)).unwrap();
    (comparison, stage)
}

fn cut() -> Wish {
    Wish::Cut { layers: Pick::All, heads: Pick::All }
}

#[test]
fn a_name_says_all_that_was_done_to_a_run() {
    let model = model();
    let named = |spec: Spec, wish: &Wish| {
        let (Comparison { left, right, .. }, _) = compared(&model, spec, wish);
        [left.name, right.name]
    };
    let plain = || spec(picture(), Order::DecisionFirst);
    assert_eq!(named(plain(), &Wish::Order), ["Answer first", "Reasons first"]);
    assert_eq!(named(plain(), &cut()), ["Connection whole", "Connection cut"]);
    let [own, forced] = named(plain(), &Wish::Answer);
    assert_eq!(own, "Its own answer");
    assert!(forced.starts_with("Answer forced to “"), "{forced}");
    let [without, with] = named(plain(), &Wish::Note);
    assert_eq!(without, "Without a note");
    assert!(with.starts_with("With a note: the answer is "), "{with}");
    let mut more = plain();
    more.forced.push(Forced { at: 7, token: "the".into() });
    let [from, to] = [Place::Span(Span::Reasoning), Place::Span(Span::Question)];
    more.interventions.push(Intervention::Cut { from, to, layers: Pick::All, heads: Pick::All });
    let [first, second] = named(more.clone(), &Wish::Order);
    assert_eq!(first, "Answer first, a word forced, attention cut");
    assert_eq!(second, "Reasons first, attention cut");
    assert_eq!(named(more, &cut())[1], "Connection cut, a word forced, more attention cut");
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
        for wish in [Wish::Order, Wish::Answer, Wish::Note, cut()] {
            let (comparison, stage) = compared(&model, spec(task.clone(), order), &wish);
            let texts: Vec<String> = stage.runs().iter().map(|run| run.text().unwrap()).collect();
            // A cut run need not keep to the form that is read here.
            if wish != cut() {
                check(&comparison, [&texts[0], &texts[1]])?;
            }
            prop_assert!(!comparison.sentence.contains("more than one way"), "{}", comparison.sentence);
            for side in [&comparison.left, &comparison.right] {
                let sum: f32 = side.spans.iter().flatten().map(|one| one.weight).sum();
                prop_assert!(side.at.is_none() || (sum - 1.0).abs() < 1e-3, "{}", sum);
            }
            let parts = |side: &Side| side.spans.iter().flatten().map(|one| one.span).collect::<Vec<_>>();
            if comparison.left.at.is_some() && comparison.right.at.is_some() {
                prop_assert_eq!(parts(&comparison.left), parts(&comparison.right));
            }
        }
    }
}
