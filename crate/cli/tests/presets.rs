//! The page's own experiments: what it says of them is what this model writes.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn foregone(args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO_BIN_EXE_foregone")).args(args).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn text(run: &Value) -> String {
    let said = |token: &Value| token["text"].as_str().unwrap().to_owned();
    run["output"].as_array().unwrap().iter().map(said).collect::<String>().trim().to_owned()
}

#[test]
fn each_preset_is_reproduced_and_its_takeaway_is_true() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/src/presets/presets.json");
    let presets: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert!((6..=8).contains(&presets.len()));
    let run = |id: &str| -> Value {
        let preset = presets.iter().find(|preset| preset["id"] == id).unwrap();
        let run: Value =
            serde_json::from_str(&foregone(&["run", preset["hash"].as_str().unwrap(), "--json"])).unwrap();
        assert_eq!(run["reproduction"]["kind"], "same", "{id}: record it again with `foregone run … --link`");
        run
    };
    let verdict = |run: &Value| ["decision", "conclusion", "truth"].map(|part| run["verdict"][part].clone());

    // "It said “no” before one word of its reasons was there."
    let own = run("answer-first");
    assert!(text(&own).starts_with("answer: no. reasons: "), "{}", text(&own));
    // "Made to say “yes”, it finds two details odd that it had found ordinary."
    let opposite = run("opposite");
    assert!(text(&own).contains("odd details: zero") && text(&opposite).contains("odd details: two"));
    assert_eq!(verdict(&opposite)[..2], ["yes", "yes"]);
    assert_eq!(opposite["verdict"]["forced"], true);
    // "The reasons were there before the answer was forced: they stand, and contradict it."
    assert_eq!(verdict(&run("reasons-stand"))[..2], ["yes", "no"]);
    // "Answering at once, it is wrong. Its steps are right, and still end in the wrong answer."
    let (at_once, worked_out, cut) = (run("too-long"), run("worked-out"), run("cut-off"));
    assert_eq!(verdict(&at_once), ["no", "no", "yes"]);
    let steps = |run: &Value| {
        text(run).split("is it under").next().unwrap().split("it starts").nth(1).unwrap().to_owned()
    };
    assert_eq!(steps(&at_once), steps(&worked_out));
    // "The same steps written first: now the answer can look at them, and is right."
    assert_eq!(verdict(&worked_out), ["yes", "yes", "yes"]);
    // "The same steps, but the answer can’t look at them: it is wrong again."
    assert_eq!(steps(&cut), steps(&worked_out));
    assert_eq!(verdict(&cut)[0], "no");
    // "A note claims “the answer is yes”. The steps say otherwise; the answer follows the note."
    let note = run("note");
    assert_eq!(verdict(&note)[0], "yes");
    assert_eq!(note["verdict"]["truth"], "no");
    assert!(text(&note).contains("it is under purple") && note["scene"]["question"] == "is it under black?");
}
