//! `foregone run`: an experiment's transcript, or its whole trace.

use anyhow::Result;
use foregone_engine::Model;
use foregone_lab::compare::Comparison;
use foregone_lab::contrast::{Contrast, Stage};
use foregone_lab::link::{self, Link};
use foregone_lab::outcome::{Outcome, conditions};
use foregone_lab::recording::Reproduction;
use foregone_lab::run::Run;
use foregone_lab::spec::Spec;
use foregone_lab::trace::Token;
use serde_json::{Value, json};

use crate::experiment::{Which, finished};
use crate::terminal;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Print the whole trace as JSON: tokens, probabilities, alternatives, attention [layer][head][earlier token]
    #[arg(long)]
    json: bool,
    /// Print the experiment's permalink, with a recording of this run in it
    #[arg(long, conflicts_with = "json")]
    link: bool,
}

pub async fn run(args: &Args) -> Result<()> {
    let experiment = args.which.load().await?;
    let same_model = experiment.is_same_model();
    if let (Link::V1(spec), false) = (&experiment.link, args.link) {
        // Version 1 is one run, also where its answer is forced.
        let alone = Contrast::alone(*spec.clone());
        let stage = finished(Stage::open(experiment.model.clone(), alone).await?).await?;
        return print(args, &stage, &experiment.model, same_model).await;
    }
    let stage = Stage::open(experiment.model.clone(), experiment.contrast().await?).await?;
    let stage = finished(stage).await?;
    if args.link {
        terminal::print(&format!("{}\n", link::encode(&stage.recorded())?))
    } else {
        print(args, &stage, &experiment.model, same_model).await
    }
}

/// A contrast's runs: one as by itself, two one after the other.
async fn print(args: &Args, stage: &Stage, model: &Model, same_model: bool) -> Result<()> {
    let comparison = match stage.runs() {
        [first, second] => Some(Comparison::of(&stage.contrast().differs, first, second).await?),
        _ => None,
    };
    let claim = |run: usize| stage.reproduction(run, same_model);
    match (stage.runs(), args.json) {
        ([_], true) => print_json(&trace(stage, 0, model, claim(0)).await?),
        ([run], false) => terminal::print(&transcript(run, claim(0))),
        (runs, true) => {
            let mut traces = Vec::with_capacity(runs.len());
            for index in 0..runs.len() {
                traces.push(trace(stage, index, model, claim(index)).await?);
            }
            let link = link::encode(&stage.contrast().unrecorded())?;
            print_json(&json!({
                "contrast": stage.contrast(), "link": link, "runs": traces, "comparison": comparison,
            }))
        }
        (runs, false) => {
            let mut text = String::new();
            for (index, (run, name)) in runs.iter().zip(["First run", "Second run"]).enumerate() {
                text += &format!("{name}\n\n{}\n", transcript(run, claim(index)));
            }
            text += &comparison.map(|comparison| comparison.sentence + "\n").unwrap_or_default();
            terminal::print(&text)
        }
    }
}

/// The prompt, the output with forced tokens in ⟦ ⟧, what was done to the run, and what it comes to.
fn transcript(run: &Run, claim: Option<Reproduction>) -> String {
    let words = |tokens: &[Token]| -> String {
        let shown = tokens.iter().filter(|token| !token.text.trim_start().starts_with('<'));
        let marked = |token: &Token| {
            let word = token.text.trim_start();
            let space = token.text.get(..token.text.len() - word.len()).unwrap_or_default();
            if token.forced { format!("{space}⟦{word}⟧") } else { token.text.clone() }
        };
        shown.map(marked).collect::<String>().trim().to_owned()
    };
    let (spec, scene, output) = (run.spec(), run.scene(), run.output());
    let mut comes_to = conditions(spec, scene, output);
    comes_to.push(Outcome::of(spec, scene, output).sentences);
    let recording = match claim {
        None => String::new(),
        Some(Reproduction::Same) => "recording: reproduced, token for token\n".to_owned(),
        Some(Reproduction::Differs { at, why }) => {
            let place = at.map_or("in the prompt".to_owned(), |at| format!("from token {} on", at + 1));
            format!("recording: differs {place}. {}\n", why.unwrap_or_default())
        }
    };
    format!("{}\n\n{}\n\n{}\n{recording}", words(run.prompt()), words(output), comes_to.join("\n"),)
}

async fn trace(stage: &Stage, index: usize, model: &Model, claim: Option<Reproduction>) -> Result<Value> {
    let run = stage.run(index)?;
    let recording = stage.contrast().recordings.get(index).cloned().flatten();
    let spec = Spec { recording, ..run.spec().clone() };
    Ok(json!({
        "link": link::encode(&Contrast::alone(spec.clone()))?,
        "spec": spec,
        "scene": run.scene(),
        "prompt": with_attention(run, model, run.prompt()).await?,
        "output": with_attention(run, model, run.output()).await?,
        "text": run.text()?,
        "verdict": run.verdict(),
        "reproduction": claim,
    }))
}

fn print_json(value: &Value) -> Result<()> {
    terminal::print_json(value, true)
}

/// Tokens, each with its rows: `[layer][head][earlier token]`.
async fn with_attention(run: &Run, model: &Model, tokens: &[Token]) -> Result<Vec<Value>> {
    let config = model.config();
    let mut values = Vec::with_capacity(tokens.len());
    for token in tokens {
        let rows = run.rows(token.position).await?;
        let heads = |layer| (0..config.heads).map(move |head| (layer, head));
        let of_layer =
            |layer| heads(layer).map(|(layer, head)| rows.row(layer, head, token.position)).collect();
        let attention: Vec<Vec<_>> = (0..config.layers).map(of_layer).collect();
        let mut value = serde_json::to_value(token)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("attention".to_owned(), serde_json::to_value(attention)?);
        }
        values.push(value);
    }
    Ok(values)
}
