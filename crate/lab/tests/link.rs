//! Links: there and back, frozen ones, and every way in which one can be wrong.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use foregone_engine::{BackendKind, Pick, Sampling};
use foregone_lab::contrast::{Contrast, Difference, Gaze};
use foregone_lab::link::{self, Link, MAX_ENCODED, MAX_INFLATED};
use foregone_lab::recording::{Given, Part, Recording};
use foregone_lab::run::Row;
use foregone_lab::span::Span;
use foregone_lab::spec::{Forced, Intervention, ModelRef, Place, Spec, Task};
use foregone_lab::task::access::{Access, Class, Fact, Project, Rule, Zone};
use foregone_lab::task::{Answer, Order, Puzzle};
use foregone_lab::view::Over;
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

/// The contrasts that links are tried with: each kind of difference.
fn contrasts() -> Vec<Contrast> {
    let words = || vec![Forced { at: 2, token: "yes".into() }];
    let alone = || Contrast::alone(Spec { forced: Vec::new(), ..spec() });
    let all = || (Pick::All, Pick::only([1, 3]));
    let gaze = Gaze {
        run: 1,
        token: 63,
        row: Row::Reading,
        view: Some("matrix".into()),
        layer: Over::One(2),
        head: Over::MEAN,
    };
    vec![
        alone(),
        Contrast::alone(full()),
        Contrast { differs: Difference::Answer, words: words(), look: Some(gaze), ..alone() },
        Contrast {
            differs: Difference::Order,
            recordings: [Some(recording(20)), Some(recording(30))],
            ..alone()
        },
        Contrast { differs: Difference::Cut { layers: all().0, heads: all().1 }, ..Contrast::alone(full()) },
        Contrast { differs: Difference::Note { says: Answer::Yes }, ..Contrast::alone(about(made())) },
        Contrast { differs: Difference::Word, words: words(), ..alone() },
    ]
}

fn deflated(json: &[u8], start: Vec<u8>) -> String {
    let mut deflate = DeflateEncoder::new(start, Compression::best());
    deflate.write_all(json).unwrap();
    BASE64.encode(deflate.finish().unwrap())
}

/// How JSON becomes a link.
type Packing = fn(&[u8]) -> String;

/// A link of version 1.
fn pack(json: &[u8]) -> String {
    format!("#v1.{}", deflated(json, Vec::new()))
}

/// A link of version 2: the CRC-32 of the JSON comes first, most significant byte first.
fn pack_v2(json: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(json);
    format!("#v2.{}", deflated(json, crc.sum().to_be_bytes().to_vec()))
}

fn packed(spec: &Spec) -> String {
    pack(&serde_json::to_vec(spec).unwrap())
}

fn spec_in(link: &str) -> Spec {
    match link::decode(link).unwrap() {
        Link::V1(spec) => *spec,
        Link::V2(contrast) => panic!("a contrast: {contrast:?}"),
    }
}

fn contrast_in(link: &str) -> Contrast {
    match link::decode(link).unwrap() {
        Link::V2(contrast) => *contrast,
        Link::V1(spec) => panic!("a run: {spec:?}"),
    }
}

fn sentence(link: &str) -> String {
    link::decode(link).unwrap_err().to_string()
}

#[test]
fn a_link_brings_back_what_went_into_it() {
    for contrast in contrasts() {
        let hash = link::encode(&contrast).unwrap();
        assert!(hash.starts_with("#v2."), "{hash}");
        assert_eq!(contrast_in(&hash), contrast);
        assert_eq!(contrast_in(&hash[1..]), contrast);
        assert_eq!(contrast_in(&format!("https://example.org/a/b?c=d{hash}")), contrast);
        assert_eq!(contrast_in(&pack_v2(&serde_json::to_vec(&contrast).unwrap())), contrast);
    }
    for spec in [spec(), full()] {
        assert_eq!(spec_in(&packed(&spec)), spec);
    }
}

#[test]
fn a_letter_that_changed_on_the_way_is_found_out() {
    let hash = link::encode(&contrasts()[3]).unwrap();
    let mut told = 0;
    for at in 4..hash.len() {
        let mut letters: Vec<u8> = hash.bytes().collect();
        letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
        let damaged = String::from_utf8(letters).unwrap();
        match link::decode(&damaged) {
            // The last letter may hold bits that mean nothing.
            Ok(_) => assert_eq!(at, hash.len() - 1),
            Err(error) => told += usize::from(error.to_string().starts_with("this link is damaged")),
        }
    }
    assert!(told >= hash.len() - 5, "{told}");
}

/// A recording of so many tokens, whose prompt has as many.
fn recording(count: usize) -> Recording {
    let texts: Vec<String> = (0..count).map(|at| format!("w{}", at * 7919 % 10_007)).collect();
    let parts =
        vec![Part { span: Span::Decision, count: 1 }, Part { span: Span::Reasoning, count: count - 1 }];
    Recording {
        ids: (0..count as u32).map(|at| at * 31 % 50_000).collect(),
        chances: (0..count).map(|at| (at * 37 % 1000) as f32 / 1000.0).collect(),
        given: Some(Given {
            texts: (0..count).map(|at| format!("g{}", at * 104_729 % 99_991)).collect(),
            parts: parts.clone(),
        }),
        texts,
        parts,
        backend: Some(BackendKind::Gpu),
    }
}

#[test]
fn a_link_brings_back_what_its_author_saw() {
    let recordings = [Some(recording(60)), Some(recording(50))];
    let contrast = Contrast { recordings, ..contrasts().swap_remove(2) };
    assert_eq!(contrast_in(&link::encode(&contrast).unwrap()), contrast);
    let spec = Spec { recording: Some(recording(60)), ..spec() };
    assert_eq!(spec_in(&packed(&spec)), spec);
}

#[test]
fn a_recording_that_is_too_long_is_dropped_bit_by_bit_and_the_experiment_stays() {
    let kept = |count| {
        let contrast = Contrast::alone(Spec { recording: Some(recording(count)), ..spec() });
        let read = contrast_in(&link::encode(&contrast).unwrap());
        assert_eq!(read.unrecorded(), contrast.unrecorded());
        let [first, second] = read.recordings;
        assert_eq!(second, None);
        first
    };
    assert_eq!(kept(300), Some(recording(300)));
    assert_eq!(kept(650), Some(Recording { given: None, ..recording(650) }));
    assert_eq!(kept(4000), None);
}

#[test]
fn a_recording_whose_lists_do_not_belong_together_is_refused() {
    let refused = |change: &dyn Fn(&mut Recording)| {
        let mut recording = recording(8);
        change(&mut recording);
        Spec { recording: Some(recording), ..spec() }.check().unwrap_err().to_string()
    };
    assert_eq!(
        refused(&|recording| drop(recording.texts.pop())),
        "the experiment's recording's number of texts: expected 8, got 7"
    );
    assert!(refused(&|recording| recording.chances.push(0.5)).contains("number of probabilities"));
    for chance in [-0.1, 1.5, f32::INFINITY, f32::NAN] {
        assert!(
            refused(&|recording| recording.chances[3] = chance).contains("probabilities: expected 0 to 1")
        );
    }
    assert!(refused(&|recording| recording.parts[1].count = usize::MAX).contains("number of labels"));
    assert!(refused(&|recording| recording.given.as_mut().unwrap().texts.clear()).contains("in the prompt"));
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
        ("recorded", Spec { recording: Some(recording(20)), ..spec() }),
    ] {
        let link = std::fs::read_to_string(dir.join(format!("{name}.txt"))).unwrap();
        assert_eq!(spec_in(&link), expected, "{name}");
    }
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/links/v2");
    for (name, expected) in
        ["alone", "full", "answer", "order", "cut", "note", "word"].into_iter().zip(contrasts())
    {
        let link = std::fs::read_to_string(dir.join(format!("{name}.txt"))).unwrap();
        assert_eq!(contrast_in(&link), expected, "{name}");
    }
}

#[test]
fn each_kind_of_wrong_link_has_its_sentence() {
    for none in ["", "#", "#section-2", "#v0.abc", "#vx.abc", "https://example.org/"] {
        assert_eq!(sentence(none), "this isn’t a Foregone link");
    }
    let future = "this link is in format v3, made by a newer Foregone; this one reads v1 and v2";
    assert_eq!(sentence("#v3.anything"), future);
    assert!(sentence("#v99999999999.x").contains("format v99999999999, made by a newer Foregone"));
    let long = format!("#v1.{}", "A".repeat(MAX_ENCODED + 1));
    assert_eq!(sentence(&long), "this link is 8193 characters long; expected at most 8192");
    assert!(sentence("#v1.!!!").starts_with("this link is damaged: its letters are not base64url"));
    assert!(sentence("#v1.AAAA").starts_with("this link is damaged: it does not unpack"));
    assert!(sentence("#v2.AAAA").starts_with("this link is damaged: it is too short"));
    for mut cut in [packed(&spec()), link::encode(&contrasts()[2]).unwrap()] {
        cut.truncate(cut.len() - 9);
        assert!(sentence(&cut).starts_with("this link is damaged"), "{}", sentence(&cut));
    }
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
        "the experiment is in version 2; this Foregone reads versions up to 1"
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
    assert!(with(&|value| value["version"] = 1e30.into()).contains("this Foregone reads versions up to 1"));
    let mut own = about(made());
    if let Task::Made { puzzle: Puzzle::Access(access) } = &mut own.task {
        access.facts.pop();
    }
    let broken = sentence(&pack(serde_json::to_string(&own).unwrap().as_bytes()));
    assert!(broken.starts_with("the experiment's puzzle: no fact says"), "{broken}");
    assert!(sentence(&pack(b"[1, 2")).starts_with("the experiment is not written as expected: EOF"));
}

#[test]
fn each_kind_of_wrong_contrast_has_its_sentence() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = serde_json::to_value(contrasts().swap_remove(2)).unwrap();
        change(&mut value);
        sentence(&pack_v2(value.to_string().as_bytes()))
    };
    assert_eq!(
        with(&|value| value["version"] = 4.into()),
        "the experiment is in version 4; this Foregone reads versions up to 2"
    );
    assert!(
        with(&|value| value["differs"]["kind"] = "sideways".into()).contains("unknown variant `sideways`")
    );
    assert!(with(&|value| value["surprise"] = 1.into()).contains("unknown field `surprise`"));
    assert!(
        with(&|value| value["words"] = serde_json::json!([])).contains("forced words: expected at least one")
    );
    assert!(with(&|value| value["differs"]["kind"] = "nothing".into()).contains("difference: expected one"));
    assert!(with(&|value| value["look"]["run"] = 2.into()).contains("run looked at: expected 0 to 1, got 2"));
    assert!(
        with(&|value| value["words"][0]["at"] = 256.into()).contains("forced position: expected 0 to 255")
    );
    assert!(
        with(&|value| value["first"]["order"] = "sideways".into()).contains("unknown variant `sideways`")
    );
}

/// What is done to a link: letters changed, cut out, doubled, moved; or the JSON in it, packed again.
fn mutated(link: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = link.chars().collect();
    for _ in 0..=rng.below(3) {
        let (at, other) = (rng.below(letters.len()), rng.below(letters.len()));
        match rng.below(6) {
            0 => letters[at] = char::from_u32(rng.below(0x3000) as u32).unwrap_or('\u{fffd}'),
            1 => letters[at] = char::from(b"AZaz09-_.#v1"[rng.below(12)]),
            2 => letters.swap(at, other),
            3 => drop(letters.drain(at.min(other)..at.max(other))),
            4 => letters.truncate(at.max(1)),
            _ => letters.extend_from_within(at..),
        }
        if letters.is_empty() {
            letters.push('#');
        }
    }
    letters.into_iter().collect()
}

/// JSON with some of its bytes changed, so that what is behind the unpacking is met too.
fn mutated_json(mut json: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    for _ in 0..=rng.below(3) {
        let at = rng.below(json.len());
        match rng.below(4) {
            0 => json[at] = rng.below(256) as u8,
            1 => json[at] = b"0123456789-eE.\",:[]{}nulltrue"[rng.below(29)],
            2 => drop(json.remove(at)),
            _ => json.insert(at, b'9'),
        }
    }
    json
}

#[test]
fn a_hundred_thousand_mutated_links_end_in_an_experiment_or_a_sentence() {
    let recorded = Spec { recording: Some(recording(20)), ..spec() };
    let specs = [spec(), full(), about(made()), recorded].map(|spec| serde_json::to_vec(&spec).unwrap());
    let contrasts = contrasts().into_iter().map(|contrast| serde_json::to_vec(&contrast).unwrap());
    let v1 = specs.into_iter().map(|json| (json, pack as Packing));
    let seeds: Vec<(Vec<u8>, Packing)> = v1.chain(contrasts.map(|json| (json, pack_v2 as Packing))).collect();
    let mut rng = Rng(7);
    let mut decoded = 0;
    for round in 0..100_000 {
        let (json, pack) = &seeds[rng.below(seeds.len())];
        let link = if round % 2 == 0 {
            mutated(&pack(json), &mut rng)
        } else {
            pack(&mutated_json(json.clone(), &mut rng))
        };
        match link::decode(&link) {
            Ok(Link::V1(spec)) => {
                spec.check().unwrap();
                assert_eq!(spec_in(&packed(&spec)), *spec, "{link}");
                decoded += 1;
            }
            Ok(Link::V2(contrast)) => {
                contrast.check().unwrap();
                assert_eq!(contrast_in(&link::encode(&contrast).unwrap()), *contrast, "{link}");
                decoded += 1;
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    // Both ways are walked.
    assert!((500..95_000).contains(&decoded), "{decoded}");
}

/// xorshift64*: small, and the same on every machine.
struct Rng(u64);

impl Rng {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % most
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_json_panics(text in "\\PC{0,200}") {
        let _ = link::decode(&pack(text.as_bytes()));
        let _ = link::decode(&pack_v2(text.as_bytes()));
    }
}
