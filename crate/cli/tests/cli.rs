//! The command line's contracts: formats that others rely on.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn foregone(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foregone")).args(args).current_dir(root()).output().unwrap()
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

#[test]
fn tasks_prints_the_same_lines_for_ever() {
    let lines = stdout(&["tasks", "cups", "--count", "3", "--seed", "40"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seeds: Vec<u64> = lines.iter().map(|line| line["seed"].as_u64().unwrap()).collect();
    assert_eq!(seeds, [40, 41, 42]);
    let frozen: Value = serde_json::from_str(include_str!("cups-40.json")).unwrap();
    assert_eq!(lines[0], frozen);
    for (task, frozen) in
        [("picture", include_str!("picture-40.json")), ("access", include_str!("access-40.json"))]
    {
        let line: Value =
            serde_json::from_str(&stdout(&["tasks", task, "--count", "1", "--seed", "40"])).unwrap();
        assert_eq!(line, serde_json::from_str::<Value>(frozen).unwrap());
    }
    assert!(
        stderr(&["tasks", "chess", "--count", "1", "--seed", "1"]).contains("the tasks are: cups, picture")
    );
}

#[test]
fn trace_writes_what_transformers_computes() {
    let dir = root().join("tests/golden/mha-tied");
    let bytes = std::fs::read(dir.join("expected.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let ids = |name: &str| -> Vec<i64> {
        let data = expected.tensor(name).unwrap().data();
        data.chunks_exact(8).map(|id| i64::from_le_bytes(id.try_into().unwrap())).collect()
    };
    let (prompt, greedy) = (ids("tokens"), ids("greedy"));
    let list: Vec<String> = prompt.iter().map(i64::to_string).collect();
    let out = std::env::temp_dir().join(format!("foregone-trace-{}.safetensors", std::process::id()));
    let (dir, path, generate) = (dir.to_str().unwrap(), out.to_str().unwrap(), greedy.len().to_string());
    stdout(&["trace", "--model", dir, "--tokens", &list.join(","), "--generate", &generate, "--out", path]);

    let bytes = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let t = prompt.len() + greedy.len();
    let shape = |name: &str| file.tensor(name).unwrap().shape().to_vec();
    let vocab = expected.tensor("logits").unwrap().shape()[1];
    let [layers, heads, ..] = expected.tensor("attention").unwrap().shape()[..] else { unreachable!() };
    assert_eq!((shape("tokens"), file.tensor("tokens").unwrap().dtype()), (vec![t], Dtype::I64));
    assert_eq!(shape("logits"), [t, vocab]);
    assert_eq!(shape("attention"), [layers, heads, t, t]);
    let tokens = file.tensor("tokens").unwrap();
    let tokens = tokens.data().chunks_exact(8).map(|id| i64::from_le_bytes(id.try_into().unwrap()));
    assert_eq!(tokens.collect::<Vec<_>>(), [prompt.clone(), greedy].concat());

    let floats = |file: &SafeTensors, name: &str| -> Vec<f32> {
        let data = file.tensor(name).unwrap().data().to_vec();
        data.chunks_exact(4).map(|value| f32::from_le_bytes(value.try_into().unwrap())).collect()
    };
    let (ours, theirs) = (floats(&file, "attention"), floats(&expected, "attention"));
    let p = prompt.len();
    for row in 0..layers * heads * p {
        let (plane, query) = (row / p, row % p);
        let (ours, theirs) = (&ours[(plane * t + query) * t..], &theirs[row * p..]);
        assert!(ours[..p].iter().zip(&theirs[..p]).all(|(a, b)| (a - b).abs() < 1e-5));
        assert!(ours[query + 1..t].iter().all(|weight| *weight == 0.0));
    }
    let (ours, theirs) = (floats(&file, "logits"), floats(&expected, "logits"));
    assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-4));
}

const LINK: &str = include_str!("../../../tests/links/v1/plain.txt");

#[test]
fn run_takes_a_link_a_whole_url_or_a_file() {
    let run = |what: &str| stdout(&["run", what, "--model", "models/foregone-1"]);
    let transcript = run(LINK.trim());
    assert!(transcript.contains("the ball starts under"), "{transcript}");
    assert!(transcript.contains("“no”. The ball is under "), "{transcript}");
    assert_eq!(run(&format!("https://example.org/{}", LINK.trim())), transcript);

    let trace: Value =
        serde_json::from_str(&stdout(&["run", LINK.trim(), "--json", "--model", "models/foregone-1"]))
            .unwrap();
    assert_eq!(run(trace["link"].as_str().unwrap()), transcript);
    let token = &trace["output"][2];
    // The link forces what the model says anyway.
    assert_eq!((token["text"].as_str().unwrap().trim(), token["forced"].as_bool()), ("no", Some(false)));
    let row = token["attention"][3][1].as_array().unwrap();
    assert_eq!(row.len(), token["position"].as_u64().unwrap() as usize + 1);
    assert!((row.iter().map(|weight| weight.as_f64().unwrap()).sum::<f64>() - 1.0).abs() < 1e-4);

    let file = std::env::temp_dir().join(format!("foregone-spec-{}.json", std::process::id()));
    std::fs::write(&file, trace["spec"].to_string()).unwrap();
    assert_eq!(run(file.to_str().unwrap()), transcript);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_transcript_says_what_was_done_to_a_run_and_what_it_comes_to() {
    let file = std::env::temp_dir().join(format!("foregone-outcome-{}.json", std::process::id()));
    let json = serde_json::json!({
        "version": 1, "model": { "id": "foregone-1", "sha256": "0".repeat(64) },
        "task": { "kind": "cups", "seed": 0, "swaps": 3 }, "order": "decision_first",
        "forced": [{ "at": 2, "token": "yes" }],
        "sampling": { "kind": "sample", "temperature": 0.01, "top_k": 1, "top_p": null, "seed": 7 },
    });
    std::fs::write(&file, json.to_string()).unwrap();
    let text = stdout(&["run", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    let end = [
        "Forced: “yes”",
        "Sampled: temperature 0.01, top-k 1, seed 7",
        "It was made to answer “yes”. The ball is under purple, so the right answer is “no”. Its steps end at purple, which means no; it concludes yes, as it had been made to answer.",
    ];
    assert!(text.contains("answer: ⟦yes⟧.") && text.contains(&format!("\n\n{}\n", end.join("\n"))), "{text}");
}

#[test]
fn compare_prints_both_texts_side_by_side_and_a_sentence() {
    let compare =
        |more: &[&str]| stdout(&[&["compare", LINK.trim(), "--model", "models/foregone-1"], more].concat());
    let halves = |line: &str| -> Vec<String> {
        line.split("  ").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    };
    let text = compare(&["--with", "answer"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(halves(lines[0]), ["Its own answer", "Answer forced to “yes”"]);
    assert_eq!(halves(lines[1]), ["answer: no", "≠", "answer: yes"], "{text}");
    let start = lines.iter().find(|line| line.contains("it starts under")).unwrap();
    assert_eq!(halves(start)[1], "=");
    let end = ["so the answer is no", "≠", "so the answer is yes"];
    assert!(lines.iter().any(|line| halves(line) == end), "{text}");
    assert!(lines.iter().any(|line| line.starts_with("looked at: first token")), "{text}");
    assert_eq!(
        *lines.last().unwrap(),
        "Made to answer “yes” instead of “no”, it keeps all 8 steps, and concludes “yes”, though its steps come to “no”."
    );

    // What the link itself holds: a forced answer beside the model's own, which is the same.
    let null = "Nothing differs between these two: both times it answers “no”, with the same reasons.";
    assert_eq!(compare(&[]).lines().last().unwrap(), null);

    let json: Value = serde_json::from_str(&compare(&["--with", "order", "--json"])).unwrap();
    assert_eq!(json["differs"]["kind"], "order");
    assert_eq!(json["left"]["name"], "Answer first");
    assert_eq!(json["right"]["name"], "Reasons first");
    assert!(json["rows"].as_array().unwrap().iter().any(|row| row["relation"] == "same"));
    assert!(json["sentence"].as_str().unwrap().ends_with('.'));
    // The other side is an experiment like any other.
    let right = stdout(&["run", json["right"]["hash"].as_str().unwrap(), "--model", "models/foregone-1"]);
    assert!(right.contains("give your reasons, then answer yes or no."), "{right}");
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    assert!(stderr(&["run", "#v9.abc"]).contains("this link is in format v9"));
    assert!(stderr(&["run", "no-such-file.json"]).contains("neither a spec file nor a link"));
    let said = stderr(&["run", LINK.trim(), "--model", "tests/links"]);
    assert!(
        said.contains("cannot load the model in tests/links") && said.contains("no config.json"),
        "{said}"
    );
    let dir = "tests/golden/mha-tied";
    let said =
        stderr(&["trace", "--model", dir, "--tokens", "1,999", "--generate", "1", "--out", "/dev/null"]);
    assert!(said.contains("token 999 does not exist: the vocabulary has 61 tokens"), "{said}");
}

#[test]
fn a_recorded_link_is_reproduced_and_a_forged_one_is_found_out() {
    let spec = std::env::temp_dir().join(format!("foregone-recorded-{}.json", std::process::id()));
    let json = serde_json::json!({
        "version": 1, "model": { "id": "foregone-1", "sha256": "0".repeat(64) },
        "task": { "kind": "picture", "seed": 5, "details": 4 }, "order": "decision_first",
        "forced": [{ "at": 2, "token": "no" }],
    });
    std::fs::write(&spec, json.to_string()).unwrap();
    let link = stdout(&["run", spec.to_str().unwrap(), "--link"]);
    assert!(link.starts_with("#v2.") && link.len() < 3000, "{} letters", link.len());
    let text = stdout(&["run", link.trim()]);
    assert_eq!(text.matches("recording: reproduced, token for token\n").count(), 2, "{text}");
    assert!(text.starts_with("First run\n") && text.contains("\nSecond run\n"), "{text}");

    let trace: Value = serde_json::from_str(&stdout(&["run", link.trim(), "--json"])).unwrap();
    let second = &trace["runs"][1];
    assert_eq!(
        [&trace["runs"][0], second].map(|run| run["reproduction"]["kind"].as_str()),
        [Some("same"); 2]
    );
    // One of its runs, as an experiment of version 1, with a word of its recording changed.
    let mut forged = second["spec"].clone();
    forged["recording"]["texts"][6] = " serious".into();
    std::fs::write(&spec, forged.to_string()).unwrap();
    let text = stdout(&["run", spec.to_str().unwrap()]);
    std::fs::remove_file(&spec).unwrap();
    assert!(text.ends_with("recording: differs from token 7 on. \n"), "{text}");
}
