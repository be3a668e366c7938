//! `foregone`: the page's experiments without a browser.

mod bench;
mod chapters;
mod compare;
mod cut;
mod eval;
mod experiment;
mod run;
mod tasks;
mod terminal;
mod trace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand, ValueEnum};
use foregone_engine::{BackendKind, Checkpoint, Model};
use sha2::{Digest as _, Sha256};

#[derive(Parser)]
#[command(version, about = "Prompt-order experiments on a small transformer, without a browser.")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print items of a task, one JSON object a line; the same seed gives the same line for ever
    Tasks(tasks::Args),
    /// Run an experiment and print its transcript
    Run(run::Args),
    /// Run an experiment and its counterpart, and print them side by side
    Compare(compare::Args),
    /// Run the page's own contrasts and write what they come to
    Chapters(chapters::Args),
    /// Measure whether the reasons use the answer before them, or the answer the reasons, beside random cuts
    Cut(cut::Args),
    /// Feed token ids, decode greedily, and write logits and attention to a safetensors file
    Trace(trace::Args),
    /// Measure a checkpoint on fresh items: accuracy, adoption, conflicts, cuts, each with its interval
    Eval(eval::Args),
    /// Time greedy decoding, with attention read back and without
    Bench(bench::Args),
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Backend {
    /// The processor
    #[default]
    Cpu,
    /// A graphics card, through Vulkan or Metal
    Gpu,
}

impl From<Backend> for BackendKind {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::Cpu => Self::Cpu,
            Backend::Gpu => Self::Gpu,
        }
    }
}

/// An error ends it with one sentence, its causes after colons.
fn main() -> ExitCode {
    match run_command(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", terminal::one_line(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run_command(command: Command) -> Result<()> {
    match command {
        Command::Tasks(args) => tasks::tasks(&args),
        Command::Run(args) => pollster::block_on(run::run(&args)),
        Command::Compare(args) => pollster::block_on(compare::compare(&args)),
        Command::Chapters(args) => pollster::block_on(chapters::chapters(&args)),
        Command::Cut(args) => pollster::block_on(cut::run(&args)),
        Command::Trace(args) => pollster::block_on(trace::trace(&args)),
        Command::Eval(args) => pollster::block_on(eval::eval(&args)),
        Command::Bench(args) => pollster::block_on(bench::bench(&args)),
    }
}

/// Loads the checkpoint in a folder, or a GGUF file.
async fn load(path: &Path, backend: Backend) -> Result<Model> {
    let checkpoint = Checkpoint::from_path(path).await;
    let model = match checkpoint {
        Ok(checkpoint) => Model::load(&checkpoint, backend.into()).await,
        Err(error) => Err(error),
    };
    model.with_context(|| format!("cannot load the model in {}", path.display()))
}

/// SHA-256 of a checkpoint's weights, in hexadecimal; none where they come in shards.
fn weights_hash(dir: &Path) -> Result<Option<String>> {
    let weights = dir.join("model.safetensors");
    if !weights.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(&weights).with_context(|| format!("cannot read {}", weights.display()))?;
    Ok(Some(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Bytes of a checkpoint's weights, whether they are one file or several.
fn weights_bytes(path: &Path) -> Result<u64> {
    if path.is_file() {
        return Ok(path.metadata()?.len());
    }
    let is_weights =
        |path: &PathBuf| path.extension().is_some_and(|kind| kind == "safetensors" || kind == "gguf");
    let entries = std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_weights);
    files.map(|file| Ok(file.metadata()?.len())).sum()
}

/// Where the repository keeps a bundled model.
fn bundled(id: &str) -> PathBuf {
    Path::new("models").join(id)
}
