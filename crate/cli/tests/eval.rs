//! The bundled model still shows what its card says, measured anew on a fixed sample of held-out items.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Items of each task.
const COUNT: &str = "200";

fn evaluate() -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO_BIN_EXE_foregone"))
        .args(["eval", "--model", "models/foregone-1", "--count", COUNT, "--seed", "0", "--json"])
        // Two texts at a time, each on one thread: the matrices are too small to be shared out.
        .env("RAYON_NUM_THREADS", "1")
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A rate by its path, as a share.
fn rate(report: &Value, path: &str) -> f64 {
    let found = path.split('/').fold(report, |value, key| &value[key]);
    for key in ["k", "n", "low", "high"] {
        assert!(found[key].is_number(), "{path} is no rate: {found}");
    }
    found["rate"].as_f64().unwrap()
}

#[test]
fn the_bundled_model_shows_its_effects() {
    let report = evaluate();
    let mut failed = Vec::new();
    let mut check = |what: &str, holds: bool, got: f64| {
        println!("{what}: {got:.3}");
        if !holds {
            failed.push(format!("{what}: {got:.3}"));
        }
    };
    let of = |path: &str| rate(&report["tasks"], path);

    let long = of("cups/accuracy/reasoning_first/5-8");
    check("cups, 5–8 swaps, reasoning first, at least 97 % right", long >= 0.97, long);
    let hasty = of("cups/accuracy/decision_first/5-8");
    check("cups, 5–8 swaps, decision first, at most 70 % right", hasty <= 0.70, hasty);
    let one = of("cups/accuracy/decision_first/1");
    check("cups, decision first: one swap at least 20 points above 5–8", one >= hasty + 0.2, one);

    let looked_up = of("access/accuracy/reasoning_first/all");
    check("access, reasoning first, at least 97 % right", looked_up >= 0.97, looked_up);
    let guessed = of("access/accuracy/decision_first/all");
    check("access, decision first, at least 20 points below", guessed <= looked_up - 0.2, guessed);

    for measure in ["parses", "count_is_that_of_the_findings", "conclusion_agrees_with_decision"] {
        let found = of(&format!("picture/reasons/reasoning_first/{measure}"));
        check(&format!("picture, reasoning first, {measure}, at least 98 %"), found >= 0.98, found);
    }
    let conflict = of("picture/forced_yes_and_no_conflict/scenes_with_two_debatable_details");
    check("picture, forced yes and no conflict, at least 70 %", conflict >= 0.70, conflict);

    for task in ["cups", "access", "picture"] {
        let parses = of(&format!("{task}/forced_against/parses"));
        check(&format!("{task}, forced against, explanation parses, at least 95 %"), parses >= 0.95, parses);
    }

    let cut = |edges: &str| of(&format!("cups/cuts/decision_after_reasons/5-8/{edges}/right"));
    let (whole, without) = (cut("none"), cut("decision_to_reasoning"));
    check(
        "cups, 5–8 swaps, decision → reasoning cut, within 10 points of chance",
        (without - 0.5).abs() <= 0.1,
        without,
    );
    let random = cut("as_many_random_others");
    check("cups, as many random edges cut, at most 5 points lost", random >= whole - 0.05, random);

    assert!(failed.is_empty(), "the bundled model no longer shows:\n{}", failed.join("\n"));
}
