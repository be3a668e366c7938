//! `foregone compare`: an experiment and its counterpart, side by side.

use anyhow::{Result, bail};
use clap::ValueEnum;
use foregone_engine::Pick;
use foregone_lab::compare::{Aligned, Comparison, Relation, Side, Statement};
use foregone_lab::contrast::{Contrast, Stage, Wish};
use foregone_lab::span::Span;
use foregone_lab::view::SpanWeight;

use crate::experiment::{Which, finished};
use crate::terminal;

/// How wide a column is, in characters.
const WIDTH: usize = 44;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// What to hold its first run against; without it what the link itself does
    #[arg(long, value_enum)]
    with: Option<With>,
    /// Print the whole comparison as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum With {
    /// The other order
    Order,
    /// The opposite answer, forced
    Answer,
    /// The connection between answer and reasons cut
    Cut,
    /// A note that states the opposite answer
    Note,
}

impl From<With> for Wish {
    fn from(with: With) -> Self {
        match with {
            With::Order => Self::Order,
            With::Answer => Self::Answer,
            With::Cut => Self::Cut { layers: Pick::All, heads: Pick::All },
            With::Note => Self::Note,
        }
    }
}

pub async fn compare(args: &Args) -> Result<()> {
    let experiment = args.which.load().await?;
    let contrast = experiment.contrast().await?;
    let contrast = if args.with.is_some() { Contrast::alone(contrast.first) } else { contrast };
    let mut stage = finished(Stage::open(experiment.model, contrast).await?).await?;
    if let Some(with) = args.with {
        stage.differ(&with.into()).await?;
        stage = finished(stage).await?;
    }
    let [first, second] = stage.runs() else {
        bail!("this experiment is one run; say with --with what to hold it against");
    };
    let comparison = Comparison::of(&stage.contrast().differs, first, second).await?;
    if args.json {
        return terminal::print_json(&serde_json::to_value(&comparison)?, true);
    }
    terminal::print(&columns(&comparison))
}

/// Two columns: names, answers, statements with the sign of how they stand to each other, attention; and the sentence.
fn columns(comparison: &Comparison) -> String {
    let Comparison { left, right, rows, sentence, .. } = comparison;
    let answer =
        |side: &Side| side.answer.as_ref().map_or("no answer".to_owned(), |word| format!("answer: {word}"));
    let mut text = beside(&left.name, " ", &right.name);
    text += &beside(&answer(left), if left.answer == right.answer { "=" } else { "≠" }, &answer(right));
    text += "\n";
    for Aligned { left, right, relation } in rows {
        let words = |one: &Option<Statement>| one.as_ref().map(Statement::text).unwrap_or_default();
        text += &beside(&words(left), sign(*relation), &words(right));
    }
    text += "\n";
    text += &beside(&attention(left), " ", &attention(right));
    format!("{text}\n{sentence}\n")
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "=",
        Relation::Conflict => "≠",
        Relation::Differs => "~",
        Relation::Only => " ",
    }
}

/// Where the answer looked: "looked at: scene 40 %, …".
fn attention(side: &Side) -> String {
    let Some(spans) = &side.spans else { return String::new() };
    let one = |span: &SpanWeight| format!("{} {:.0} %", part(span.span), span.weight * 100.0);
    format!("looked at: {}", spans.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// What a part of the text is called.
fn part(span: Span) -> &'static str {
    match span {
        Span::Start => "first token",
        Span::Scene => "scene",
        Span::Question => "question",
        Span::Note => "note",
        Span::Instruction => "instruction",
        Span::Reasoning => "reasons",
        Span::Decision => "answer",
        Span::Other => "other words",
    }
}

/// Two texts in columns, with a sign between them on the first line.
fn beside(left: &str, sign: &str, right: &str) -> String {
    let (left, right) = (wrapped(left), wrapped(right));
    let mut text = String::new();
    for row in 0..left.len().max(right.len()) {
        let line = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        let sign = if row == 0 { sign } else { " " };
        let line = format!("{:WIDTH$}  {sign}  {}", line(&left), line(&right));
        text += line.trim_end();
        text += "\n";
    }
    text
}

/// The words in lines of at most [`WIDTH`] characters, where words allow it; one empty line where there are none.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word.to_owned(),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                *line += &format!(" {word}")
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
