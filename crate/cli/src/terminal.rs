//! Text on its way to a terminal. Links, specs and model files come from strangers, and a terminal obeys some characters.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _, stdout};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Prints lines of text, with what a terminal would obey written out.
pub fn print(text: &str) -> Result<()> {
    write(&escaped(text, |c| c != '\n' && is_obeyed(c), |c| c.escape_unicode().to_string()))
}

/// Prints JSON and a line's end: on one line, or indented. It says the same written out.
pub fn print_json(value: &Value, indented: bool) -> Result<()> {
    let text = if indented { format!("{value:#}") } else { value.to_string() };
    // Strings alone hold such characters, and all of them fit JSON's four digits.
    let text = escaped(&text, |c| c != '\n' && is_obeyed(c), |c| format!("\\u{:04x}", u32::from(c)));
    write(&format!("{text}\n"))
}

/// A message as one line, with what a terminal would obey written out.
pub fn one_line(text: &str) -> String {
    escaped(text, is_obeyed, |c| c.escape_unicode().to_string())
}

/// Whether a terminal does something at it instead of showing it: control characters, and those that turn the direction of text.
fn is_obeyed(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

fn escaped(text: &str, is_unsafe: impl Fn(char) -> bool, written_out: impl Fn(char) -> String) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            safe += &written_out(c);
        } else {
            safe.push(c);
        }
    }
    safe
}

fn write(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // The reader had enough (`| head`).
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to the standard output"),
    }
}

/// Lines in columns: the first column's texts from the left, the others' from the right, two spaces between.
pub fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|text| text.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            // Writing to a string can't fail.
            let _ = match column {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        text += line.trim_end();
        text += "\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        assert_eq!(
            one_line("a\u{1b}[31mb\nc\u{9b}d\u{202e}e é “ok” ⟦no⟧"),
            "a\\u{1b}[31mb\\u{a}c\\u{9b}d\\u{202e}e é “ok” ⟦no⟧"
        );
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_text() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [row(["way", "ms", "per s"]), row(["none", "1.25", "–"]), vec!["a heading".into()]];
        assert_eq!(columns(&rows), "way          ms  per s\nnone       1.25      –\na heading\n");
    }
}
