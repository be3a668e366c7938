//! The report of `foregone eval` as a table for people.

use serde_json::{Map, Value};

use crate::terminal::columns;

/// A line a number under the headings that lead to it: shares with intervals and counts, differences with their tests.
pub fn table(tasks: &Map<String, Value>) -> String {
    let mut rows = vec![["", "", "95 % interval", ""].map(str::to_owned).to_vec()];
    for (task, report) in tasks {
        // Where nothing is right or wrong, an answer after a cut is held against the one without.
        let right = if report.get("accuracy").is_some() { "right" } else { "as without a cut" };
        lines(task, report, right, 0, &mut rows);
    }
    columns(&rows)
}

/// The lines of one part of the report, and of all in it. `right` is what being right is called.
fn lines(name: &str, value: &Value, right: &str, depth: usize, rows: &mut Vec<Vec<String>>) {
    let name = if name == "right" { right.to_owned() } else { words(name) };
    let heading = format!("{:indent$}{name}", "", indent = 2 * depth);
    let Some(fields) = value.as_object() else {
        rows.push(vec![heading, value.as_f64().map_or_else(|| value.to_string(), percent)]);
        return;
    };
    let number = |name: &str| fields.get(name).and_then(Value::as_f64);
    let count = |name: &str| fields.get(name).and_then(Value::as_u64).unwrap_or_default();
    let cells = |middle: &str, low: &str, high: &str, show: fn(f64) -> String, last: String| {
        let found = (number(middle), number(low), number(high));
        let (Some(middle), Some(low), Some(high)) = found else {
            return vec!["–".into(), String::new(), last];
        };
        vec![show(middle), format!("{} to {}", show(low), show(high)), last]
    };
    let cells = if fields.contains_key("rate") {
        cells("rate", "low", "high", percent, format!("{} of {}", count("k"), count("n")))
    } else if let Some(p) = number("mcnemar_p") {
        cells("difference", "low", "high", points, chance(p))
    } else {
        rows.push(vec![heading]);
        for (name, inner) in fields {
            lines(name, inner, right, depth + 1, rows);
        }
        return;
    };
    rows.push([vec![heading], cells].concat());
}

/// A name in the JSON as a person reads it.
fn words(name: &str) -> String {
    let word = |word| match word {
        "decision" => "answer",
        "reasoning" => "reasons",
        other => other,
    };
    name.split('_').map(word).collect::<Vec<_>>().join(" ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn points(difference: f64) -> String {
    format!("{:+.1} points", 100.0 * difference)
}

fn chance(p: f64) -> String {
    if p < 1e-12 {
        "p < 1e-12".to_owned()
    } else if p < 0.001 {
        format!("p = {p:.1e}")
    } else {
        format!("p = {p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_number_has_a_line_under_its_headings() {
        let report = json!({ "cups": {
            "accuracy": { "decision_first": { "all": { "k": 1, "n": 2, "rate": 0.5, "low": 0.0945, "high": 0.9055 } } },
            "order_effect": { "n": 2, "only_second": 1, "only_first": 0, "difference": 0.5, "low": -0.2, "high": 0.9, "mcnemar_p": 1.0 },
            "reasons": { "reasoning_first": { "parses": { "k": 0, "n": 0, "rate": null, "low": null, "high": null } } },
            "attention_on_steps": 0.25,
        }, "picture": { "cuts": { "right": { "k": 1, "n": 1, "rate": 1.0, "low": 0.2, "high": 1.0 } } } });
        let text = table(report.as_object().unwrap());
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        let has = |line: &str| lines.contains(&line.split_whitespace().collect());
        assert!(has("all 50.0 % 9.4 % to 90.5 % 1 of 2") && has("answer first"), "{text}");
        assert!(has("order effect +50.0 points -20.0 points to +90.0 points p = 1.000"), "{text}");
        assert!(has("parses – 0 of 0") && has("reasons first") && has("attention on steps 25.0 %"), "{text}");
        assert!(text.contains("\n    answer first\n      all"), "{text}");
        assert!(has("as without a cut 100.0 % 20.0 % to 100.0 % 1 of 1"), "{text}");
    }

    #[test]
    fn a_tiny_chance_is_not_shown_as_none() {
        assert_eq!([1e-20, 2.5e-5, 0.0412].map(chance), ["p < 1e-12", "p = 2.5e-5", "p = 0.041"]);
    }
}
