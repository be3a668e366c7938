//! The rule that makes the bundled model honest: no training example contains an explanation that contradicts its facts,
//! and no loss is ever taken on a wrong token. Here the corpus is read as a stranger would, from its words alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use foregone_lab::task::{Kind, Line};
use serde_json::Value;

/// Where training's seeds start (`models/train/data.py`), and how many items of each task are read here.
const FIRST: u64 = 1_000_000;
const COUNT: u64 = 1_500;

/// Formats in which an answer is stated before the model writes: the right one, but for "look again".
const STATED: [&str; 4] = ["note", "note_reasoning_first", "why", "look_again"];

struct Example {
    scene: String,
    question: String,
    /// The answer that the prompt states, if any.
    stated: Option<String>,
    /// "answer: …" in the completion.
    decision: Option<String>,
    /// The reasons up to "so the answer is …", and that answer.
    reasons: Option<(String, String)>,
}

fn lines(kind: Kind) -> impl Iterator<Item = Value> {
    (FIRST..FIRST + COUNT).map(move |seed| serde_json::to_value(Line::new(kind, seed)).unwrap())
}

fn answer_after(text: &str, words: &str) -> Option<String> {
    let (_, after) = text.split_once(words)?;
    Some(after.split(['.', ' ']).next().unwrap().to_owned())
}

fn read(example: &Value) -> Example {
    let [prompt, completion] = ["prompt", "completion"].map(|part| example[part].as_str().unwrap());
    let (scene, rest) = prompt.split_at(prompt[..prompt.find('?').unwrap()].rfind(". ").unwrap() + 1);
    let (question, rest) = rest.split_at(rest.find('?').unwrap() + 1);
    let reasons = completion.split_once("reasons: ").map(|(_, reasons)| {
        let (steps, end) = reasons.split_once(", so the answer is ").unwrap();
        (steps.to_owned(), end.split('.').next().unwrap().to_owned())
    });
    Example {
        scene: scene.to_owned(),
        question: question.trim().to_owned(),
        stated: answer_after(rest, "the answer is ").or_else(|| answer_after(rest, "answer: ")),
        decision: answer_after(completion, "answer: "),
        reasons,
    }
}

/// Checks the steps against the scene, and says which answer follows.
type Judge = fn(&Example, &str) -> String;

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn cups(example: &Example, steps: &str) -> String {
    let mut told = example.scene.trim_end_matches('.').split(". ");
    let mut place = told.next().unwrap().strip_prefix("the ball starts under ").unwrap().to_owned();
    let (moves, end) = steps.split_once(" is it under ").unwrap();
    let mut moves = moves.trim_end_matches('.').split(". ");
    assert_eq!(moves.next().unwrap(), format!("it starts under {place}"));
    for swap in told {
        let (a, b) = swap.strip_prefix("swap ").unwrap().split_once(" and ").unwrap();
        place = match place.as_str() {
            p if p == a => b.to_owned(),
            p if p == b => a.to_owned(),
            _ => place,
        };
        assert_eq!(moves.next().unwrap(), format!("{swap}: now {place}"), "{}", example.scene);
    }
    assert_eq!(moves.next(), None);
    let asked = example.question.strip_prefix("is it under ").unwrap().strip_suffix('?').unwrap();
    assert_eq!(end, format!("{asked}? it is under {place}"));
    yes_or_no(asked == place)
}

fn access(example: &Example, steps: &str) -> String {
    let question = example.question.strip_prefix("may the agent delete volume ").unwrap();
    let (volume, key) = question.strip_suffix('?').unwrap().split_once(" with key ").unwrap();
    let facts: Vec<&str> = example.scene.trim_end_matches('.').split(". ").collect();
    let mut steps = steps.split(". ");
    // Each step is a fact that is told, and takes up what the one before it found.
    let mut look_up = |start: String| {
        let step = steps.next().unwrap();
        assert!(facts.contains(&step), "{step}: not told in {}", example.scene);
        assert_eq!(facts.iter().filter(|fact| fact.starts_with(&start)).count(), 1);
        step.strip_prefix(&start).unwrap().to_owned()
    };
    let project = look_up(format!("key {key} opens "));
    let zone = look_up(format!("project {project} uses "));
    let allowed = match look_up(format!("zone {zone} allows ")).as_str() {
        "all" => true,
        "none" => false,
        class => look_up(format!("volume {volume} holds ")) == class,
    };
    assert_eq!(steps.next(), None);
    yes_or_no(allowed)
}

fn picture(example: &Example, steps: &str) -> String {
    let (findings, count) = steps.rsplit_once(" odd details: ").unwrap();
    let details: Vec<&str> = example.scene.trim_end_matches('.').split(". ").collect();
    let findings: Vec<&str> = findings.trim_end_matches('.').split(". ").collect();
    assert_eq!(details.len(), findings.len());
    let mut odd = 0;
    for (detail, finding) in details.iter().zip(findings) {
        let (who, doing) = detail.split_once(' ').unwrap().1.split_once(" is ").unwrap();
        let looks = finding.strip_prefix(&format!("the {who} looks ")).unwrap();
        let [plain, strange] = PHRASES.iter().find(|(what, _)| *what == doing).unwrap().1;
        assert!(looks == plain || looks == strange, "{finding}, of one who is {doing}");
        odd += usize::from(looks == strange);
    }
    assert_eq!(count, ["zero", "one", "two", "three", "four", "five", "six"][odd]);
    yes_or_no(odd >= 2)
}

/// What may be said of each detail: plain, odd.
const PHRASES: [(&str, [&str; 2]); 12] = [
    ("reading a newspaper", ["calm and focused", "oddly learned"]),
    ("riding a bicycle", ["steady and at ease", "wobbly and silly"]),
    ("eating an apple", ["hungry and content", "comically greedy"]),
    ("wearing a crown", ["dignified and solemn", "absurdly grand"]),
    ("playing a trumpet", ["practised and serious", "loud and ridiculous"]),
    ("holding an umbrella", ["sensible and dry", "comically fussy"]),
    ("sleeping in a bed", ["peaceful and cosy", "strangely human"]),
    ("driving a tractor", ["busy and capable", "wildly out of place"]),
    ("chasing a ball", ["lively and natural", "playful and silly"]),
    ("talking on a telephone", ["polite and attentive", "absurdly important"]),
    ("drinking tea", ["quiet and comfortable", "oddly genteel"]),
    ("painting a portrait", ["patient and absorbed", "comically artistic"]),
];

/// Reads the whole corpus of a task; returns how many first turns of each format state a wrong answer.
fn check(kind: Kind, judge: Judge) -> BTreeMap<String, u64> {
    let mut wrong = BTreeMap::new();
    for line in lines(kind) {
        let truth = line["truth"].as_str().unwrap();
        for (format, example) in line["formats"].as_object().unwrap() {
            let example = read(example);
            if let Some((steps, conclusion)) = &example.reasons {
                assert_eq!(judge(&example, steps), *conclusion, "{format}: {line}");
                assert_eq!(conclusion, truth, "{format}: {line}");
            }
            // What the model is taught to answer is never wrong.
            assert!(example.decision.as_deref().is_none_or(|decision| decision == truth), "{format}: {line}");
            assert!(example.decision.is_some() || format == "why", "{format}: {line}");
            assert_eq!(example.stated.is_some(), STATED.contains(&format.as_str()), "{format}: {line}");
            *wrong.entry(format.clone()).or_default() +=
                u64::from(example.stated.is_some_and(|said| said != truth));
        }
    }
    wrong
}

#[test]
fn no_example_contradicts_its_facts_and_only_first_turns_are_ever_wrong() {
    let judges: [(Kind, Judge); 3] = [(Kind::Cups, cups), (Kind::Access, access), (Kind::Picture, picture)];
    for (kind, judge) in judges {
        for (format, wrong) in check(kind, judge) {
            if format == "look_again" {
                // The stated share is 40 of a hundred.
                assert!((35 * COUNT..45 * COUNT).contains(&(100 * wrong)), "{kind:?}: {wrong} of {COUNT}");
            } else {
                assert_eq!(wrong, 0, "{kind:?}, {format}");
            }
        }
    }
}
