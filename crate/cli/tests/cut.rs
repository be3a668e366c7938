//! `foregone cut`, and the masked traces that it is held to.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use safetensors::SafeTensors;
use serde_json::{Value, json};

/// A file of this test, gone at its end.
struct Kept(PathBuf);

impl Kept {
    fn new(name: &str, json: &Value) -> Self {
        let path = std::env::temp_dir().join(format!("foregone-cut-{}-{name}", std::process::id()));
        std::fs::write(&path, json.to_string()).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn foregone(args: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_foregone")).args(args).current_dir(root).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = foregone(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(args: &[&str]) -> String {
    let output = foregone(args);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

fn spec(order: &str) -> Value {
    json!({
        "version": 1, "model": { "id": "foregone-1", "sha256": "0".repeat(64) },
        "task": { "kind": "picture", "seed": 0 }, "order": order,
    })
}

#[test]
fn of_an_answer_first_three_texts_a_table_and_two_sentences_are_printed() {
    let spec = Kept::new("first.json", &spec("decision_first"));
    let text = stdout(&["cut", spec.path(), "--draws", "2"]);
    for part in [
        "after its own “yes”:\n  reasons: the ",
        "after the forced “no”:\n  reasons: the ",
        "without sight of the answer:\n  reasons: the ",
        "connection whole",
        "connection cut",
        "these are the reasons it gives anyway. The forced “no” bends them.\n",
        "all of that goes, by construction; under 2 random cuts of as many other words",
    ] {
        assert!(text.contains(part), "no “{part}” in\n{text}");
    }
    let json: Value = serde_json::from_str(&stdout(&["cut", spec.path(), "--draws", "2", "--json"])).unwrap();
    assert_eq!((&json["direction"], &json["case"]), (&"answer_to_reasons".into(), &"own_anyway".into()));
    assert_eq!(json["control"]["values"].as_array().unwrap().len(), 2);
    assert!(text.contains(json["sentence"].as_str().unwrap()));
    for condition in ["own", "opposite", "own_cut", "opposite_cut"] {
        assert!(json["likelihood"][condition].as_f64().unwrap() < 0.0);
        assert!(json["texts"][condition]["text"].as_str().unwrap().ends_with('.'));
    }
}

#[test]
fn layers_and_heads_are_counted_from_one_by_people_and_from_zero_by_json() {
    let spec = Kept::new("some.json", &spec("decision_first"));
    let some = ["cut", spec.path(), "--layers", "1,2", "--heads", "4", "--draws", "2", "--seed", "3"];
    let json: Value = serde_json::from_str(&stdout(&[&some[..], &["--json"]].concat())).unwrap();
    let choice = json!({ "layers": { "only": [0, 1] }, "heads": { "only": [3] }, "draws": 2, "seed": 3 });
    assert_eq!(json["setting"]["choice"], choice);
    let text = stdout(&some);
    assert!(text.contains("Cut in layers 1 and 2, head 4, "), "{text}");
    assert!(text.contains("after “yes”, connection cut:"), "{text}");
    let refused = |more: &[&str]| stderr(&[&["cut", spec.path()], more].concat());
    assert!(refused(&["--layers", "0"]).contains("layers are counted from 1"));
    assert!(refused(&["--heads", "5"]).contains("expected 1 to 4, got 5"));
}

#[test]
fn of_reasons_first_each_part_has_its_line_and_its_sentence() {
    let spec = Kept::new("second.json", &spec("reasoning_first"));
    let text = stdout(&["cut", spec.path(), "--draws", "3"]);
    let json: Value = serde_json::from_str(&stdout(&["cut", spec.path(), "--draws", "3", "--json"])).unwrap();
    assert_eq!(json["direction"], "reasons_to_answer");
    assert!(text.contains(json["text"].as_str().unwrap()));
    let lines = ["all reasons", "the steps", "the conclusion"];
    assert_eq!(json["cuts"].as_array().unwrap().len(), lines.len());
    for (line, part) in lines.iter().zip(json["cuts"].as_array().unwrap()) {
        let line = text.lines().find(|one| one.starts_with(line)).unwrap();
        let odds = format!("{:.2}", part["cut"]["log_odds"].as_f64().unwrap()).replace('-', "−");
        assert!(line.contains(&odds), "no {odds} in {line}");
        assert!(text.contains(part["sentence"].as_str().unwrap()));
        let [min, max] = ["min", "max"].map(|end| part["control"][end].as_f64().unwrap());
        let values = part["control"]["values"].as_array().unwrap();
        assert!(values.len() == 3 && values.iter().all(|one| (min..=max).contains(&one.as_f64().unwrap())));
    }
}

/// The attention, `(layers, heads, t, t)`, and the logits that `foregone trace` writes.
fn trace(mask: Option<&str>) -> (Vec<f32>, Vec<f32>) {
    let out = Kept::new(&format!("{}.safetensors", mask.is_some()), &Value::Null);
    let mut args =
        vec!["trace", "--model", "models/foregone-1", "--tokens", "1,9,4,17,30", "--generate", "1"];
    args.extend(["--out", out.path()]);
    args.extend(mask.into_iter().flat_map(|mask| ["--mask", mask]));
    stdout(&args);
    let bytes = std::fs::read(&out.0).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let floats = |name: &str| -> Vec<f32> {
        let data = file.tensor(name).unwrap().data();
        data.chunks_exact(4).map(|value| f32::from_le_bytes(value.try_into().unwrap())).collect()
    };
    (floats("attention"), floats("logits"))
}

#[test]
fn a_masked_trace_has_no_attention_where_the_mask_cuts() {
    let cut = json!([{
        "kind": "knockout", "layers": "all", "heads": { "only": [1] },
        "queries": { "only": [3, 5] }, "keys": { "only": [1, 2] },
    }]);
    let mask = Kept::new("mask.json", &cut);
    let ((plain, logits), (masked, other)) = (trace(None), trace(Some(mask.path())));
    let (heads, t) = (4, 6);
    for (index, (plain, masked)) in plain.iter().zip(&masked).enumerate() {
        let (head, query, key) = (index / (t * t) % heads, index / t % t, index % t);
        let is_cut = head == 1 && [3, 5].contains(&query) && [1, 2].contains(&key);
        assert!(!is_cut || (*plain > 0.0 && *masked == 0.0), "head {head}, row {query}, key {key}");
        // Rows before the first that is cut are as they were.
        assert!(query >= 3 || plain == masked);
    }
    let vocab = logits.len() / t;
    assert!(logits[..3 * vocab] == other[..3 * vocab] && logits[3 * vocab..] != other[3 * vocab..]);

    let bad = Kept::new("bad.json", &json!([{ "kind": "steer" }]));
    let out = std::env::temp_dir().join("unused.safetensors");
    let args = ["trace", "--model", "models/foregone-1", "--tokens", "1", "--generate", "0"];
    let said = stderr(&[&args[..], &["--mask", bad.path(), "--out", out.to_str().unwrap()]].concat());
    assert!(said.contains("holds no list of cuts"), "{said}");
}
