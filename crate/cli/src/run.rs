//! `foregone run`: an experiment's transcript, or its whole trace.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use foregone_engine::Model;
use foregone_lab::link;
use foregone_lab::outcome::{Outcome, conditions};
use foregone_lab::recording::{Recording, Reproduction};
use foregone_lab::run::{Run, Step};
use foregone_lab::spec::Spec;
use foregone_lab::trace::Token;
use serde_json::{Value, json};

use crate::{Backend, terminal};

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

/// An experiment, and what is to run it.
#[derive(clap::Args)]
pub struct Which {
    /// A spec file, or a permalink: its `#v1.…` part or the whole URL
    spec: String,
    /// A checkpoint in the Hugging Face layout; without it the bundled model that the spec names
    #[arg(long)]
    model: Option<PathBuf>,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
}

impl Which {
    /// The model, and the experiment as it is written. Says so where it was written about other weights.
    pub async fn open(&self) -> Result<(Model, Spec)> {
        let spec = read(&self.spec)?;
        let dir = self.folder(&spec);
        let model = crate::load(&dir, self.backend).await?;
        if !is_same_version(&spec, &dir)? {
            eprintln!(
                "The experiment was written with another version of the model, so its tokens may differ."
            );
        }
        Ok((model, spec))
    }

    fn folder(&self, spec: &Spec) -> PathBuf {
        self.model.clone().unwrap_or_else(|| crate::bundled(&spec.model.id))
    }
}

/// A run at its end.
pub async fn finished(model: Model, spec: Spec) -> Result<Run> {
    let mut run = Run::start(model, spec).await?;
    while let Step::Token(_) = run.step().await? {}
    Ok(run)
}

pub async fn run(args: &Args) -> Result<()> {
    let (model, spec) = args.which.open().await?;
    let dir = args.which.folder(&spec);
    let same_model = is_same_version(&spec, &dir)?;
    let run = finished(model.clone(), spec).await?;
    if args.json {
        return terminal::print_json(&trace(&run, &model, same_model).await?, true);
    }
    terminal::print(&if args.link {
        format!("{}\n", link::encode(&recorded(&run, &dir)?)?)
    } else {
        transcript(&run, same_model)
    })
}

/// Whether the weights are those that the spec was written about. (Of shards a spec holds no hash.)
fn is_same_version(spec: &Spec, dir: &Path) -> Result<bool> {
    Ok(crate::weights_hash(dir)?.is_none_or(|hash| hash == spec.model.sha256))
}

/// The experiment as this model has run it.
fn recorded(run: &Run, dir: &Path) -> Result<Spec> {
    let mut spec = run.spec().clone();
    if let Some(hash) = crate::weights_hash(dir)? {
        spec.model.sha256 = hash;
    }
    Ok(Spec { recording: Some(Recording::of(run)), ..spec })
}

/// How the run compares with what the link's author saw.
fn reproduction(run: &Run, same_model: bool) -> Option<Reproduction> {
    run.spec().recording.as_ref().map(|claim| claim.reproduced(run, same_model))
}

/// A spec from a file where there is one of that name, else from a link.
fn read(from: &str) -> Result<Spec> {
    match std::fs::read(from) {
        Ok(json) => Ok(Spec::parse(&json)?),
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                && !from.contains('#')
                && !from.starts_with("v1.") =>
        {
            Err(error).with_context(|| format!("{from} is neither a spec file nor a link"))
        }
        Err(_) => Ok(link::decode(from)?),
    }
}

/// The prompt, the output with forced tokens in ⟦ ⟧, what was done to the run, and what it comes to.
fn transcript(run: &Run, same_model: bool) -> String {
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
    let recording = match reproduction(run, same_model) {
        None => String::new(),
        Some(Reproduction::Same) => "recording: reproduced, token for token\n".to_owned(),
        Some(Reproduction::Differs { at, why }) => {
            let place = at.map_or("in the prompt".to_owned(), |at| format!("from token {} on", at + 1));
            format!("recording: differs {place}. {}\n", why.unwrap_or_default())
        }
    };
    format!("{}\n\n{}\n\n{}\n{recording}", words(run.prompt()), words(output), comes_to.join("\n"),)
}

async fn trace(run: &Run, model: &Model, same_model: bool) -> Result<Value> {
    Ok(json!({
        "spec": run.spec(),
        "link": link::encode(run.spec())?,
        "scene": run.scene(),
        "prompt": with_attention(run, model, run.prompt()).await?,
        "output": with_attention(run, model, run.output()).await?,
        "text": run.text()?,
        "verdict": run.verdict(),
        "reproduction": reproduction(run, same_model),
    }))
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
