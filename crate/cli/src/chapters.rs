//! `foregone chapters`: the page's own contrasts, run and recorded.
//!
//! The source says what each chapter is called, what it shows and how its two runs come about. What they write is added here, so that the
//! page can draw a chapter before it has an engine.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use foregone_engine::Model;
use foregone_lab::compare::{Comparison, Relation, Statement};
use foregone_lab::contrast::{Contrast, Stage, Wish};
use foregone_lab::link;
use foregone_lab::outcome::{Answered, Outcome};
use foregone_lab::prompt::Scene;
use foregone_lab::run::Run;
use foregone_lab::spec::{ModelRef, Spec, Task};
use foregone_lab::task::Order;
use serde::{Deserialize, Serialize};

use crate::Backend;

/// The most letters of a point, so that it fits a phone's first view.
const MAX_POINT: usize = 140;

#[derive(clap::Args)]
pub struct Args {
    /// The chapters' titles, points and experiments: www/src/chapters/source.json
    source: PathBuf,
    /// Which bundled model runs them
    #[arg(long, default_value = "foregone-1")]
    model: String,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
    /// Where to write; without it they are printed
    #[arg(long)]
    out: Option<PathBuf>,
}

/// A chapter as it is written by hand.
#[derive(Deserialize)]
struct Source {
    #[serde(flatten)]
    words: Words,
    /// The question.
    task: Task,
    /// Which comes first in the first run.
    order: Order,
    /// What the second run differs in.
    differs: Wish,
}

/// What a chapter says.
#[derive(Serialize, Deserialize)]
struct Words {
    /// Its name in addresses: `x/ID/`.
    id: String,
    /// What a visitor does in it.
    title: String,
    /// What it shows, in one sentence or two.
    point: String,
    /// The words after “Next: ” that lead to it.
    next_hint: String,
}

/// A chapter with what its runs wrote.
#[derive(Serialize)]
struct Chapter {
    #[serde(flatten)]
    words: Words,
    /// The link's hash part, with both recordings.
    hash: String,
    scene: Scene,
    /// Of each run, its answer.
    answers: Vec<Option<Answered>>,
    /// Of each run, what was done to it.
    conditions: Vec<Vec<String>>,
    /// Of each run, the positions of findings that conflict with the other's: from, and the one after the last. Prompt and output are
    /// counted together.
    conflicts: [Vec<[usize; 2]>; 2],
}

pub async fn chapters(args: &Args) -> Result<()> {
    let json =
        std::fs::read(&args.source).with_context(|| format!("cannot read {}", args.source.display()))?;
    let sources: Vec<Source> =
        serde_json::from_slice(&json).context("the chapters are not written as expected")?;
    let folder = crate::bundled(&args.model);
    let model = crate::load(&folder, args.backend).await?;
    let sha256 = crate::weights_hash(&folder)?
        .context("the model’s weights are in several files, so that no one hash names them")?;
    let about = ModelRef { id: args.model.clone(), sha256 };
    let mut chapters = Vec::with_capacity(sources.len());
    for source in sources {
        let id = source.words.id.clone();
        chapters.push(recorded(&model, &about, source).await.with_context(|| format!("chapter “{id}”"))?);
    }
    let text = serde_json::to_string_pretty(&chapters)? + "\n";
    match &args.out {
        None => crate::terminal::print(&text),
        Some(out) => std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display())),
    }
}

async fn recorded(model: &Model, about: &ModelRef, source: Source) -> Result<Chapter> {
    let Source { words, task, order, differs } = source;
    let letters = words.point.chars().count();
    ensure!(letters <= MAX_POINT, "a point has at most {MAX_POINT} letters; this one has {letters}");
    let spec = Spec::new(about.clone(), task, order);
    let mut stage = Stage::open(model.clone(), Contrast::alone(spec)).await?;
    finish(&mut stage).await?;
    stage.differ(&differs).await?;
    finish(&mut stage).await?;
    let [first, second] = stage.runs() else { anyhow::bail!("nothing differs between its runs") };
    let comparison = Comparison::of(&stage.contrast().differs, first, second).await?;
    Ok(Chapter {
        words,
        hash: link::encode(&stage.recorded())?,
        scene: first.scene().clone(),
        answers: stage.runs().iter().map(answer).collect(),
        conditions: [0, 1].into_iter().map(|run| stage.conditions(run)).collect::<Result<_, _>>()?,
        conflicts: conflicts(&comparison),
    })
}

/// Writes both runs to their ends.
async fn finish(stage: &mut Stage) -> Result<()> {
    while !stage.over() {
        for run in 0..stage.runs().len() {
            stage.step(run).await?;
        }
    }
    Ok(())
}

/// The run's answer, its probability rounded as a recording's are.
fn answer(run: &Run) -> Option<Answered> {
    let answer = Outcome::of(run.spec(), run.scene(), run.output()).answer?;
    Some(Answered { probability: (answer.probability * 1000.0).round() / 1000.0, ..answer })
}

fn conflicts(comparison: &Comparison) -> [Vec<[usize; 2]>; 2] {
    let rows = || comparison.rows.iter().filter(|row| row.relation == Relation::Conflict);
    let places = |statement: &Statement| [statement.from, statement.to];
    [
        rows().filter_map(|row| row.left.as_ref().map(places)).collect(),
        rows().filter_map(|row| row.right.as_ref().map(places)).collect(),
    ]
}
