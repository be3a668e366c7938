//! Links: there and back, frozen ones, and every way in which one can be wrong.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use foregone_engine::{Pick, Sampling};
use foregone_lab::link::{self, MAX_ENCODED, MAX_INFLATED};
use foregone_lab::recording::{Given, Part, Recording};
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::access::{Access, Class, Fact, Project, Rule, Zone};
use foregone_lab::task::{Answer, Order, Puzzle};
use proptest::prelude::*;

fn spec() -> Spec {
    let model = ModelRef { id: "first-light".into(), sha256: "ab".repeat(32) };
    let mut spec = Spec::new(model, Task::Cups { seed: 7, swaps: Some(6) }, Order::DecisionFirst);
    spec.forced.push(Forced { at: 2, token: "no".into() });
    spec
}

/// A link with everything in it that a spec can hold.
fn full() -> Spec {
    let mut spec = spec();
    spec.task = Task::Text {
        scene: "the ball starts under red.".into(),
        question: "is it under red?".into(),
        choices: ["yes".into(), "no".into()],
    };
    spec.order = Order::ReasoningFirst;
    spec.note = Some(Answer::No);
    spec.sampling = Sampling::Sample { temperature: 0.7, top_k: Some(40), top_p: Some(0.9), seed: 11 };
    spec.interventions.push(Intervention::Cut {
        from: Place::Span(Span::Decision),
        to: Place::Positions(vec![3, 4]),
        layers: Pick::only([0, 1]),
        heads: Pick::All,
    });
    spec.recording = Some(old(vec![5, 6], vec!["answer".into(), ":".into()]));
    spec
}

/// A recording as the first links held it.
fn old(ids: Vec<u32>, texts: Vec<String>) -> Recording {
    Recording { ids, texts, chances: vec![], parts: vec![], given: None, backend: None }
}

/// A plain link about another task.
fn about(task: Task) -> Spec {
    Spec { task, ..spec() }
}

/// A puzzle that a visitor put together.
fn made() -> Task {
    let facts = vec![
        Fact::Key(2, Project::Cedar),
        Fact::Project(Project::Cedar, Zone::Test),
        Fact::Rule(Zone::Test, Rule::Scratch),
        Fact::Volume(3, Class::Scratch),
    ];
    Task::Made { puzzle: Puzzle::Access(Access { facts, key: 2, volume: 3 }) }
}

fn pack(json: &[u8]) -> String {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(json).unwrap();
    format!("#v1.{}", BASE64.encode(deflate.finish().unwrap()))
}

fn sentence(link: &str) -> String {
    link::decode(link).unwrap_err().to_string()
}

#[test]
fn a_link_brings_back_what_went_into_it() {
    for spec in [spec(), full()] {
        let hash = link::encode(&spec).unwrap();
        assert!(hash.starts_with("#v1.") && hash.len() < 600, "{} characters", hash.len());
        assert_eq!(link::decode(&hash).unwrap(), spec);
        assert_eq!(link::decode(&hash[1..]).unwrap(), spec);
        assert_eq!(link::decode(&format!("https://example.org/a/b?c=d{hash}")).unwrap(), spec);
    }
}

#[test]
fn frozen_links_decode_for_ever() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/links/v1");
    for (name, expected) in [
        ("plain", spec()),
        ("full", full()),
        ("picture", about(Task::Picture { seed: 5, details: None })),
        ("access", about(Task::Access { seed: 5, links: Some(4) })),
        ("made", about(made())),
    ] {
        let link = std::fs::read_to_string(dir.join(format!("{name}.txt"))).unwrap();
        assert_eq!(link::decode(&link).unwrap(), expected, "{name}");
    }
}

#[test]
fn each_kind_of_wrong_link_has_its_sentence() {
    for none in ["", "#", "#section-2", "#v0.abc", "#vx.abc", "https://example.org/"] {
        assert_eq!(sentence(none), "this is no Foregone link: expected it to hold “#v1.” and what follows");
    }
    let future = "this link is in format v2, made by a newer Foregone; this one reads v1";
    assert_eq!(sentence("#v2.anything"), future);
    assert!(sentence("#v99999999999.x").contains("format v99999999999, made by a newer Foregone"));
    let long = format!("#v1.{}", "A".repeat(MAX_ENCODED + 1));
    assert_eq!(sentence(&long), "this link is 8193 characters long; expected at most 8192");
    assert!(sentence("#v1.!!!").starts_with("this link is damaged: its letters are not base64url"));
    assert!(sentence("#v1.AAAA").starts_with("this link is damaged: it does not unpack"));
    let mut cut = link::encode(&spec()).unwrap();
    cut.truncate(cut.len() - 9);
    assert!(sentence(&cut).starts_with("this link is damaged"), "{}", sentence(&cut));
    let bomb = pack(&vec![b' '; MAX_INFLATED + 1]);
    assert_eq!(sentence(&bomb), "this link unpacks to more than 65536 bytes, the most that one may hold");
}

#[test]
fn each_kind_of_wrong_spec_has_its_sentence() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = serde_json::to_value(spec()).unwrap();
        change(&mut value);
        sentence(&pack(value.to_string().as_bytes()))
    };
    assert_eq!(
        with(&|value| value["version"] = 2.into()),
        "the experiment is in version 2; this Foregone reads version 1"
    );
    assert!(with(&|value| value["order"] = "sideways".into()).contains("unknown variant `sideways`"));
    assert!(with(&|value| value["surprise"] = 1.into()).contains("unknown field `surprise`"));
    assert!(
        with(&|value| drop(value.as_object_mut().unwrap().remove("task"))).contains("missing field `task`")
    );
    assert_eq!(
        with(&|value| value["task"]["swaps"] = 9.into()),
        "the experiment's number of swaps: expected 1 to 8, got 9"
    );
    assert_eq!(
        with(&|value| value["max_tokens"] = 1_000_000.into()),
        "the experiment's length of the output: expected 1 to 4096, got 1000000"
    );
    assert_eq!(
        with(&|value| value["model"]["sha256"] = "<script>".into()),
        "the experiment's model hash: expected 64 digits from 0 to 9 and a to f, got 8 characters"
    );
    assert_eq!(
        with(&|value| value["model"]["id"] = "../../etc".into()),
        "the experiment's model name: expected letters, digits, “-”, “_”, “.”, in parts parted by “/”, got “../../etc”"
    );
    assert_eq!(
        with(&|value| {
            let forced = value["forced"][0].clone();
            value["forced"].as_array_mut().unwrap().push(forced);
        }),
        "the experiment's forced tokens: expected one at each position, got two at position 2"
    );
    assert!(with(&|value| value["version"] = 1e30.into()).contains("this Foregone reads version 1"));
    let mut own = about(made());
    if let Task::Made { puzzle: Puzzle::Access(access) } = &mut own.task {
        access.facts.pop();
    }
    let broken = sentence(&pack(serde_json::to_string(&own).unwrap().as_bytes()));
    assert!(broken.starts_with("the experiment's puzzle: expected facts that lead from the key"), "{broken}");
    assert!(sentence(&pack(b"[1, 2")).starts_with("the experiment is not written as expected: EOF"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_mutation_of_a_link_panics(at in 0_usize..400, letter in any::<char>(), second in 0_usize..400) {
        let mut letters: Vec<char> = link::encode(&full()).unwrap().chars().collect();
        let at = at % letters.len();
        letters[at] = letter;
        let second = second % letters.len();
        letters.swap(at, second);
        let link: String = letters.into_iter().collect();
        if let Ok(spec) = link::decode(&link) {
            prop_assert!(spec.check().is_ok());
        }
    }

    #[test]
    fn no_json_panics(text in "\\PC{0,200}") {
        let _ = link::decode(&pack(text.as_bytes()));
    }
}
