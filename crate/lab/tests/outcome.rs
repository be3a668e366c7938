//! Outcomes on the bundled model: each clause of the sentences against a reading of the text that knows nothing of ours.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;

use foregone_engine::{BackendKind, Checkpoint, Model};
use foregone_lab::outcome::{Mark, Outcome};
use foregone_lab::prompt::Scene;
use foregone_lab::run::{Run, Step};
use foregone_lab::spec::{Forced, ModelRef, Spec, Task};
use foregone_lab::task::{Answer, Order, Puzzle};
use pollster::block_on;

/// How many seeds of each task, in each order: 240 runs in all.
const SEEDS: u64 = 40;

fn model() -> Model {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/foregone-1");
    block_on(Model::load(&block_on(Checkpoint::from_path(&dir)).unwrap(), BackendKind::Cpu)).unwrap()
}

fn spec(task: Task, order: Order) -> Spec {
    Spec::new(ModelRef { id: "foregone-1".into(), sha256: "0".repeat(64) }, task, order)
}

/// A finished run without its attention, which no sentence is about.
fn finished(model: &Model, spec: Spec) -> Run {
    let mut run = block_on(Run::start_keeping(0, model.clone(), spec)).unwrap();
    while let Step::Token(_) = block_on(run.step()).unwrap() {}
    run
}

/// What a stranger reads in a text.
#[derive(Debug)]
struct Reading {
    answer: Option<String>,
    conclusion: Option<String>,
    /// What the steps come to, and what they end at.
    steps: Option<(String, String)>,
    /// How many steps the scene gives the lie.
    wrong: usize,
    truth: Option<String>,
}

/// The word after the last place where these words stand.
fn after(text: &str, words: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once(words)?;
    Some(rest.split(['.', ' ', ',', '?']).next().unwrap().to_owned())
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn read(scene: &Scene, text: &str) -> Reading {
    let reasons = text.split("reasons: ").nth(1).unwrap_or_default();
    let reasons = reasons.split(" answer: ").next().unwrap();
    let (steps, conclusion) = match reasons.rsplit_once(", so the answer is ") {
        Some((steps, end)) => (steps, Some(end.trim_end_matches('.').to_owned())),
        None => (reasons.trim_end_matches('.'), None),
    };
    let answer = text.split("reasons: ").find_map(|part| after(part, "answer: "));
    let mut reading = Reading { answer, conclusion, steps: None, wrong: 0, truth: None };
    let sentences: Vec<&str> = steps.split(". ").collect();
    match scene.puzzle.as_ref().unwrap() {
        Puzzle::Cups(_) => {
            let asked = after(&scene.question, "is it under ").unwrap();
            let ending = ["now ", "it is under ", "it starts under "];
            let last = sentences.last().unwrap();
            let place = ending.iter().find_map(|words| after(last, words));
            reading.steps = place.map(|place| (yes_or_no(place == asked), place));
            reading.wrong = wrong_turns(&sentences, &scene.text);
            let mut place = after(scene.text.split('.').next().unwrap(), "under ").unwrap();
            for swap in scene.text.split(". ").skip(1) {
                place = swapped(&place, swap.trim_end_matches('.'));
            }
            reading.truth = Some(yes_or_no(place == asked));
        }
        Puzzle::Picture(picture) => {
            let odd = picture.details.iter().filter(|detail| reasons.contains(&detail.finding(true))).count();
            let count = ["no", "one", "two", "three", "four", "five", "six"][odd];
            let plural = if odd > 1 { "s" } else { "" };
            reading.steps = Some((yes_or_no(odd >= 2), format!("{count} odd detail{plural}")));
            let zero = if odd == 0 { "zero" } else { count };
            reading.wrong = usize::from(after(steps, "odd details: ").as_deref() != Some(zero));
        }
        Puzzle::Access(_) => {
            reading.steps = looked_up(&scene.question, steps);
            reading.truth = looked_up(&scene.question, &scene.text).map(|(answer, _)| answer);
            let told: Vec<&str> = scene.text.trim_end_matches('.').split(". ").collect();
            reading.wrong = sentences.iter().filter(|fact| !told.contains(fact)).count();
        }
    }
    reading
}

/// Where a ball at a place is after "swap red and blue".
fn swapped(place: &str, swap: &str) -> String {
    let (one, other) = swap.strip_prefix("swap ").unwrap().split_once(" and ").unwrap();
    let now = if place == one {
        other
    } else if place == other {
        one
    } else {
        place
    };
    now.to_owned()
}

/// How many steps don't follow from the one before, or are about a swap that is not the next one or a later one.
fn wrong_turns(steps: &[&str], scene: &str) -> usize {
    let mut rest: &str = scene;
    let mut place = String::new();
    let mut wrong = 0;
    for step in steps {
        let holds = if let Some(start) = step.strip_prefix("it starts under ") {
            place = start.to_owned();
            scene.starts_with(&format!("the ball starts under {start}."))
        } else if let Some((swap, now)) = step.split_once(": now ") {
            let right = swapped(&place, swap) == now;
            place = now.to_owned();
            let found = rest.split_once(&format!("{swap}."));
            rest = found.map_or(rest, |(_, rest)| rest);
            found.is_some() && right
        } else {
            let (_, end) = step.split_once("? it is under ").unwrap();
            end == place
        };
        wrong += usize::from(!holds);
    }
    wrong
}

/// The answer by these facts, and the facts that decide.
fn looked_up(question: &str, facts: &str) -> Option<(String, String)> {
    let find = |start: &str| {
        let mut all = facts.split('.').map(str::trim);
        all.find_map(|fact| Some(fact.strip_prefix(start)?.to_owned()))
    };
    let (volume, key) = question.trim_end_matches('?').split_once(" with key ")?;
    let volume = volume.strip_prefix("may the agent delete volume ")?;
    let project = find(&format!("key {key} opens "))?;
    let zone = find(&format!("project {project} uses "))?;
    let rule = find(&format!("zone {zone} allows "))?;
    let end = format!("zone {zone} allows {rule}");
    if rule == "all" || rule == "none" {
        return Some((yes_or_no(rule == "all"), end));
    }
    let class = find(&format!("volume {volume} holds "))?;
    Some((yes_or_no(rule == class), format!("{end} and volume {volume} holds {class}")))
}

/// Checks each clause; whether the steps come to something else than is concluded.
fn check(run: &Run) -> bool {
    let outcome = Outcome::of(run.spec(), run.scene(), run.output());
    let text = run.text().unwrap();
    let reading = read(run.scene(), &text);
    let Reading { answer, conclusion, steps, wrong, truth } = &reading;
    let said = &outcome.sentences;
    let is = |claim: bool, words: &str| {
        assert_eq!(said.contains(words), claim, "“{words}”\n{said}\n{text}\n{reading:?}");
    };
    let verdict = run.verdict();
    let come_to = steps.as_ref().map(|(answer, _)| answer);

    for word in ["yes", "no"] {
        let answers = answer.as_deref() == Some(word);
        is(answers && !verdict.forced, &format!("It answered “{word}”."));
        is(answers && verdict.forced, &format!("It was made to answer “{word}”."));
        is(!answers && truth.as_deref() == Some(word), &format!("so the right answer is “{word}”."));
        is(come_to.is_some_and(|come_to| come_to == word), &format!(", which means {word}"));
        let concludes = ["it concludes ", "they conclude ", "conclude “"].map(|verb| format!("{verb}{word}"));
        let claimed = concludes.iter().any(|words| said.contains(words));
        assert_eq!(claimed, conclusion.as_deref() == Some(word), "{said}\n{text}");
    }
    is(answer == truth, "so that is right.");
    is(truth.is_none(), "it is a matter of taste.");
    if let Some((_, end)) = steps {
        let verb =
            ["end at", "find", "say that"].iter().any(|verb| said.contains(&format!("{verb} {end}, which")));
        assert!(verb, "{end}\n{said}\n{text}");
    }
    let strays = come_to.is_some() && conclusion.is_some() && come_to != conclusion.as_ref();
    is(strays, "; it concludes ");
    is(answer.as_ref() == come_to && come_to == conclusion.as_ref(), "agree with its answer");
    is(come_to.is_some() && come_to == conclusion.as_ref() && answer != conclusion, "contradict its answer");
    is(answer == conclusion && come_to.is_none(), "” too.");
    let after = text.find("answer: ") < text.find("reasons: ");
    is(false, if after { "that it had written" } else { "afterwards" });

    let claims = ["One step is", "One step states"].iter().any(|words| said.contains(words));
    assert_eq!(claims, *wrong == 1, "{said}\n{text}");
    let several = ["steps are wrong: ", "steps state what the facts don't: "];
    assert_eq!(several.iter().any(|words| said.contains(words)), *wrong > 1, "{said}\n{text}");

    let expected = match truth {
        _ if verdict.forced => Mark::Forced,
        None => Mark::None,
        truth if answer == truth => Mark::Right,
        _ => Mark::Wrong,
    };
    assert_eq!(outcome.mark, expected);
    let answered = outcome.answer.unwrap();
    let token = run.output().iter().find(|token| token.position == answered.at).unwrap();
    assert_eq!((token.text.trim(), Some(&answered.word)), (answered.word.as_str(), answer.as_ref()));
    assert!((0.0..=1.0 + 1e-5).contains(&answered.probability));
    strays
}

#[test]
fn each_clause_is_true_of_what_the_model_writes() {
    let model = model();
    let tasks: [fn(u64) -> Task; 3] = [
        |seed| Task::Cups { seed, swaps: None },
        |seed| Task::Picture { seed, details: None },
        |seed| Task::Access { seed, links: None },
    ];
    // Two threads, each with every other seed.
    let half = |first: u64| {
        let mut strays = 0;
        for seed in (first..SEEDS).step_by(2) {
            for task in tasks {
                for order in Order::ALL {
                    strays += usize::from(check(&finished(&model, spec(task(seed), order))));
                }
            }
        }
        strays
    };
    let strays: usize = std::thread::scope(|scope| {
        let halves = [0, 1].map(|first| scope.spawn(move || half(first)));
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert!(strays > 0, "no steps came to anything else than was concluded, so nothing was tested of those");
}

#[test]
fn a_forced_answer_is_told_with_what_its_reasons_come_to() {
    let model = model();
    let mut strays = 0;
    for seed in 0..12 {
        for order in Order::ALL {
            let own = finished(&model, spec(Task::Cups { seed, swaps: Some(2) }, order));
            let verdict = own.verdict();
            let answer = Outcome::of(own.spec(), own.scene(), own.output()).answer.unwrap();
            let token = verdict.decision.unwrap().other().word().to_owned();
            let mut forced = own.spec().clone();
            forced.forced.push(Forced { at: answer.at - own.prompt().len(), token });
            let run = finished(&model, forced);
            strays += usize::from(check(&run));
            // What it would have had is what was left of the other's.
            let made = Outcome::of(run.spec(), run.scene(), run.output()).answer.unwrap();
            assert!(made.forced && made.probability + answer.probability <= 1.0 + 1e-5);
        }
    }
    assert!(strays > 0);
}

/// The preset *too long*: the steps are right, and the conclusion follows the wrong answer that was given at once.
#[test]
fn too_long_a_chain_is_told_as_it_is() {
    let run = finished(&model(), spec(Task::Cups { seed: 0, swaps: Some(7) }, Order::DecisionFirst));
    let verdict = run.verdict();
    assert_eq!((verdict.decision, verdict.truth), (Some(Answer::No), Some(Answer::Yes)));
    let cup = verdict.steps.as_ref().unwrap().end.clone();
    assert!(check(&run));
    assert_eq!(
        Outcome::of(run.spec(), run.scene(), run.output()).sentences,
        format!(
            "It answered “no”. The ball is under {cup}, so the right answer is “yes”. Its steps end at {cup}, which means yes; it concludes no, as it had answered."
        )
    );
}
