//! How `foregone` speaks to people: tables, one sentence for an error, and nothing that a terminal would obey.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const MODEL: &str = "models/foregone-1";
/// Few and short, so that a test takes no time.
const SHORT: [&str; 6] = ["--context", "8", "--tokens", "4", "--rounds", "2"];

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foregone"));
    command.args(args).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command
}

fn foregone(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = foregone(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that fails says: one line that starts with `error: `, and exit code 1.
fn error(args: &[&str]) -> String {
    let output = command(args).env("RUST_BACKTRACE", "1").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    let sentence = said.strip_prefix("error: ").and_then(|rest| rest.strip_suffix('\n'));
    let sentence = sentence.unwrap_or_else(|| panic!("{said:?}")).to_owned();
    assert!(!sentence.contains('\n') && !sentence.contains("Caused by"), "{sentence}");
    assert!(output.stdout.is_empty(), "nothing is printed before an error");
    sentence
}

fn bench(more: &[&str]) -> String {
    stdout(&[&["bench", "--model", MODEL], &SHORT[..], more].concat())
}

fn written(name: &str, text: &str) -> PathBuf {
    let file = std::env::temp_dir().join(format!("foregone-{name}-{}.json", std::process::id()));
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn bench_prints_a_line_a_way_and_samples_on_request() {
    let text = bench(&[]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "models/foregone-1 on the processor: 4 tokens decoded after 8, 2 times each way");
    for (way, line) in ["none", "of the last token", "of all tokens"].iter().zip(&lines[3..6]) {
        let numbers = line.strip_prefix(way).unwrap_or_else(|| panic!("{text}"));
        let numbers: Vec<&str> = numbers.split_whitespace().collect();
        let [median, quartiles, per_second, rate] = numbers[..] else { panic!("{text}") };
        let number = |text: &str| text.parse::<f64>().unwrap();
        let (low, high) = quartiles.split_once('–').unwrap();
        assert!(number(low) <= number(median) && number(median) <= number(high), "{line}");
        assert!(number(per_second) > 0.0 && number(rate) > 0.0, "{line}");
    }
    let json: Value = serde_json::from_str(&bench(&["--json"])).unwrap();
    for way in ["none", "last", "all"] {
        let rounds = json["attention"][way].as_array().unwrap();
        assert_eq!(rounds.len(), 2);
        assert!(rounds.iter().all(|round| round["decode_s"].as_array().unwrap().len() == 4));
    }
    assert!(json["weights_bytes"].as_u64() > Some(1_000_000) && json["adapter"].is_null());
}

#[test]
fn bench_against_another_context_says_how_many_times_as_long() {
    let text = bench(&["--against", "32"]);
    let last = text.lines().last().unwrap();
    let said = last.strip_prefix("After 32 tokens the next takes ").unwrap_or_else(|| panic!("{text}"));
    let ratio: f64 = said.strip_suffix(" times as long as after 8.").unwrap().parse().unwrap();
    assert!(ratio > 0.0, "{text}");
    let json: Value = serde_json::from_str(&bench(&["--against", "32", "--json"])).unwrap();
    assert_eq!(json["contexts"], json!([8, 32]));
    assert_eq!(json["decode_s"][1].as_array().unwrap().len(), 4);
}

#[test]
fn eval_prints_a_table_with_the_numbers_of_its_json() {
    let eval = ["eval", "--model", MODEL, "--task", "cups", "--count", "4", "--seed", "0"];
    let text = stdout(&eval);
    let report: Value = serde_json::from_str(&stdout(&[&eval[..], &["--json"]].concat())).unwrap();
    assert!(text.starts_with("models/foregone-1: 4 items of each task, seeds 0 to 3,"), "{text}");
    let all = &report["tasks"]["cups"]["accuracy"]["reasoning_first"]["all"];
    let (k, percent) = (&all["k"], 100.0 * all["rate"].as_f64().unwrap());
    let mut lines = text.lines().skip_while(|line| *line != "    reasons first");
    let line = lines.find(|line| line.trim_start().starts_with("all ")).unwrap();
    assert!(line.contains(&format!(" {percent:.1} % ")) && line.ends_with(&format!("{k} of 4")), "{line}");
    for machine_word in ["{", "_", "\"", "null", "decision", "reasoning"] {
        assert!(!text.contains(machine_word), "{machine_word}: {text}");
    }
}

#[test]
fn an_error_is_one_sentence_with_its_causes() {
    assert_eq!(
        error(&["run", "no-such-file.json"]),
        "no-such-file.json is neither a spec file nor a link: No such file or directory (os error 2)"
    );
    let said = error(&["bench", "--model", "tests/links"]);
    assert!(said.starts_with("cannot load the model in tests/links: "), "{said}");
    assert!(error(&["tasks", "chess", "--count", "1", "--seed", "1"]).starts_with("no task “chess”"));
    let said = error(&["bench", "--model", MODEL, "--rounds", "0", "--context", "4", "--tokens", "1"]);
    assert_eq!(said, "nothing was decoded; ask for at least one token and one round");
    // What clap says of a wrong option keeps its own form.
    assert_eq!(foregone(&["run"]).status.code(), Some(2));
}

#[test]
fn what_a_stranger_wrote_never_steers_the_terminal() {
    let obeyed = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
    // A spec that is none, with a red word and a turned direction in it.
    let spec = json!({ "version": 1, "model": { "id": "\u{1b}[31mred\u{9b}2J\u{202e}", "sha256": "0".repeat(64) },
        "task": { "kind": "cups", "seed": 5, "swaps": 2 }, "order": "decision_first" });
    let file = written("red", &spec.to_string());
    let said = error(&["run", file.to_str().unwrap()]);
    assert!(!obeyed(&said) && said.contains("\\u{1b}[31mred"), "{said:?}");

    // A recording with such words: it is told of as it is.
    let mut spec = spec;
    spec["model"]["id"] = "foregone-1".into();
    spec["recording"] = json!({ "ids": [3, 4], "texts": ["\u{9b}31m", "\u{1b}]0;title\u{7}"] });
    std::fs::write(&file, spec.to_string()).unwrap();
    for more in [&[][..], &["--json"]] {
        let text = stdout(&[&["run", file.to_str().unwrap()], more].concat());
        assert!(!obeyed(&text), "{text:?}");
    }
    let json = stdout(&["run", file.to_str().unwrap(), "--json"]);
    assert!(json.contains("\"\\u009b31m\"") && serde_json::from_str::<Value>(&json).is_ok());
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let eval = ["eval", "--model", MODEL, "--task", "cups", "--count", "1", "--seed", "0"];
    let mut child = command(&eval).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
