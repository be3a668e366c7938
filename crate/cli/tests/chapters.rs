//! The page's own contrasts: what is recorded of them is what this model writes, and what the page says of them is true.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const CHAPTERS: &str = "www/src/chapters/chapters.json";
const AGAIN: &str =
    "make it again: foregone chapters www/src/chapters/source.json --out www/src/chapters/chapters.json";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn foregone(args: &[&str]) -> Value {
    let output =
        Command::new(env!("CARGO_BIN_EXE_foregone")).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn chapters() -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(root().join(CHAPTERS)).unwrap()).unwrap()
}

/// A chapter, and its link run again.
struct Again {
    point: String,
    hash: String,
    trace: Value,
}

impl Again {
    fn of(id: &str) -> Self {
        let chapter = chapters().into_iter().find(|chapter| chapter["id"] == id).expect(id);
        let text = |field: &str| chapter[field].as_str().unwrap().to_owned();
        let trace = foregone(&["run", &text("hash"), "--json"]);
        for run in trace["runs"].as_array().unwrap() {
            assert_eq!(run["reproduction"]["kind"], "same", "{id}: {AGAIN}");
        }
        Self { point: text("point"), hash: text("hash"), trace }
    }

    fn verdict(&self, run: usize, part: &str) -> String {
        self.trace["runs"][run]["verdict"][part].as_str().unwrap_or_default().to_owned()
    }

    fn is_forced(&self, run: usize) -> bool {
        self.trace["runs"][run]["verdict"]["forced"] == true
    }

    /// The words of one label.
    fn words(&self, run: usize, span: &str) -> String {
        let output = self.trace["runs"][run]["output"].as_array().unwrap();
        let said = output.iter().filter(|token| token["span"] == span);
        said.map(|token| token["text"].as_str().unwrap()).collect::<String>().trim().to_owned()
    }

    /// The reasons without what they conclude.
    fn steps(&self, run: usize) -> String {
        self.words(run, "reasoning").split(", so the answer is").next().unwrap().to_owned()
    }

    /// Whether the answer stands before the first word of the reasons.
    fn answers_first(&self, run: usize) -> bool {
        let output = self.trace["runs"][run]["output"].as_array().unwrap();
        let at = |span: &str| output.iter().position(|token| token["span"] == span).unwrap();
        at("decision") < at("reasoning")
    }

    /// How many findings about a detail of the picture there are, and how many of them conflict.
    fn findings(&self) -> (usize, usize) {
        let rows = self.trace["comparison"]["rows"].as_array().unwrap();
        let text = |row: &Value| format!("{}{}", row["left"]["shared"], row["left"]["own"]);
        let findings: Vec<_> = rows.iter().filter(|row| text(row).contains("looks")).collect();
        (findings.len(), findings.iter().filter(|row| row["relation"] == "conflict").count())
    }
}

#[test]
fn the_chapters_are_what_the_command_makes_of_their_source() {
    let mut made = foregone(&["chapters", "www/src/chapters/source.json"]);
    let mut kept = Value::Array(chapters());
    for (made, kept) in made.as_array_mut().unwrap().iter_mut().zip(kept.as_array_mut().unwrap()) {
        // Links hold rounded probabilities, whose last digit is the processor's; what they hold is compared by running them.
        made["hash"] = Value::Null;
        kept["hash"] = Value::Null;
        for run in 0..2 {
            let [made, kept] = [&mut *made, &mut *kept].map(|one| one["answers"][run]["probability"].take());
            assert!((made.as_f64().unwrap() - kept.as_f64().unwrap()).abs() < 0.002, "{AGAIN}");
        }
    }
    assert_eq!(made, kept, "{AGAIN}");
    assert!((5..=7).contains(&kept.as_array().unwrap().len()));
}

#[test]
fn made_to_say_the_opposite_it_turns_all_findings_round() {
    let again = Again::of("opposite");
    assert!(again.point.contains("Made to say “no”, it turns all three findings round."));
    assert_eq!([0, 1].map(|run| again.verdict(run, "decision")), ["yes", "no"]);
    assert_eq!([0, 1].map(|run| again.is_forced(run)), [false, true]);
    assert_eq!(again.verdict(1, "conclusion"), "no");
    assert_eq!(again.findings(), (3, 3));
    assert!(again.answers_first(0) && again.answers_first(1));
}

#[test]
fn its_own_answer_bends_its_reasons() {
    let again = Again::of("blind");
    assert!(again.point.contains("Without sight of its “no”, it finds what it finds when made to say “yes”"));
    assert!(again.point.contains("its own answer bends its reasons"));
    assert_eq!(again.verdict(0, "decision"), "no");
    let report = foregone(&["cut", &again.hash, "--json"]);
    let text = |which: &str| report["texts"][which]["text"].as_str().unwrap().to_owned();
    assert_eq!(text("blind"), text("opposite"));
    assert_ne!(text("blind"), text("own"));
    assert!(report["sentence"].as_str().unwrap().contains("its own answer, “no”, bends them"));
    // What stands in the second run is that text.
    let reasons = again.words(1, "reasoning");
    assert!(
        reasons.trim_start_matches("reasons:").starts_with(text("blind").trim_start_matches(':')),
        "{reasons}"
    );
}

#[test]
fn the_same_steps_written_first_make_it_right() {
    let again = Again::of("too-long");
    assert!(
        again
            .point
            .starts_with("Answering at once, it is wrong. With the same steps written first it is right")
    );
    let truth = again.verdict(0, "truth");
    assert_ne!(again.verdict(0, "decision"), truth);
    assert_eq!(again.verdict(1, "decision"), truth);
    assert_eq!(again.steps(0), again.steps(1));
    assert!(again.answers_first(0) && !again.answers_first(1));
}

#[test]
fn out_of_sight_of_the_same_steps_the_answer_is_wrong() {
    let again = Again::of("cut-off");
    assert!(again.point.starts_with("The same steps, out of the answer’s sight: now it is wrong."));
    assert!(again.point.ends_with("Here the answer did use its reasons."));
    assert_eq!(again.words(0, "reasoning"), again.words(1, "reasoning"));
    let truth = again.verdict(0, "truth");
    assert_eq!(again.verdict(0, "decision"), truth);
    assert_ne!(again.verdict(1, "decision"), truth);
    // No random cut of the same size does as much.
    let report = foregone(&["cut", &again.hash, "--json"]);
    let reasons = &report["cuts"][0];
    assert_eq!(reasons["part"], "reasons");
    assert!(reasons["sentence"].as_str().unwrap().contains("under no random cut does it"));
}

#[test]
fn on_fifteen_facts_the_card_has_what_the_page_says() {
    let again = Again::of("look-up");
    let point = "Answering at once, it is wrong; with its look-ups written first, it is right. At once, such answers can’t be told from coin tosses.";
    assert_eq!(again.point, point);
    let card = std::fs::read_to_string(root().join("models/foregone-1/README.md")).unwrap();
    let access = card.split("<!-- access -->").nth(1).unwrap();
    // The interval holds a half.
    let many = access.lines().find(|line| line.starts_with("| 12-15 |")).unwrap();
    assert!(many.contains("| 48.9 % (44.6–53.3; 247 of 505) | 100.0 % (99.2–100.0; 505 of 505) |"), "{many}");
    assert_eq!(again.trace["runs"][0]["scene"]["text"].as_str().unwrap().matches('.').count(), 15);
    let truth = again.verdict(0, "truth");
    assert_ne!(again.verdict(0, "decision"), truth);
    assert_eq!(again.verdict(1, "decision"), truth);
}

#[test]
fn a_false_note_outweighs_its_own_steps() {
    let again = Again::of("note");
    assert!(
        again.point.starts_with("A note says “no”. Its steps still find the ball where the question has it")
    );
    assert_eq!(again.trace["contrast"]["differs"]["says"], "no");
    assert_eq!([0, 1].map(|run| again.verdict(run, "truth")), ["yes", "yes"]);
    assert_eq!([0, 1].map(|run| again.verdict(run, "decision")), ["yes", "no"]);
    assert_eq!(again.steps(0), again.steps(1));
    let asked = again.trace["runs"][1]["scene"]["puzzle"]["cups"]["asked"].as_str().unwrap().to_owned();
    assert!(again.steps(1).ends_with(&format!("it is under {asked}")));
}

#[test]
fn where_forcing_changes_nothing_the_reasons_are_the_same_word_for_word() {
    let again = Again::of("same-reasons");
    assert!(again.point.starts_with("Made to say “yes”, it writes the same reasons, word for word."));
    assert_eq!([0, 1].map(|run| again.verdict(run, "decision")), ["no", "yes"]);
    assert!(again.is_forced(1) && again.answers_first(1));
    assert_eq!(again.words(0, "reasoning"), again.words(1, "reasoning"));
}
