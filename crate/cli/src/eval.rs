//! `foregone eval`: what a checkpoint does on fresh items, with intervals.

mod table;

use std::path::PathBuf;
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use foregone_lab::measure::{Outcome, Subject, report};
use foregone_lab::task::Kind;
use serde_json::{Map, Value, json};

use crate::{Backend, terminal};

#[derive(clap::Args)]
pub struct Args {
    /// A checkpoint in the Hugging Face layout
    #[arg(long)]
    model: PathBuf,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
    /// How many items of each task
    #[arg(long)]
    count: u64,
    /// The first item's seed; the others follow it, one by one. The bundled model was not trained on any from 0 to 9999
    #[arg(long)]
    seed: u64,
    /// One task instead of all: cups, picture or access
    #[arg(long)]
    task: Option<String>,
    /// Print the report as one line of JSON
    #[arg(long)]
    json: bool,
    /// How many items to work on at once
    #[arg(long, default_value_t = 2)]
    threads: u64,
}

pub async fn eval(args: &Args) -> Result<()> {
    let kinds = match &args.task {
        Some(name) => vec![crate::tasks::kind(name)?],
        None => Kind::ALL.to_vec(),
    };
    let end = crate::tasks::end(args.seed, args.count)?;
    let subject = Subject::new(crate::load(&args.model, args.backend).await?)?;
    let mut tasks = Map::new();
    for kind in kinds {
        let outcomes = outcomes(&subject, kind, args.seed..end, args.threads.max(1))?;
        tasks.insert(crate::tasks::name(kind)?, report(kind, &outcomes));
    }
    let sha256 = crate::weights_hash(&args.model)?;
    let value = json!({
        "model": { "path": args.model, "sha256": sha256 },
        "items": { "each_task": args.count, "seeds": [args.seed, end.saturating_sub(1)] },
        "decoding": "greedy",
        "intervals": "95 %: Wilson for rates, Bonett & Price for paired differences; p is exact McNemar",
        "tasks": Value::Object(tasks),
    });
    if args.json { terminal::print_json(&value, false) } else { terminal::print(&told(args, &value)?) }
}

/// What was measured on what, and the table.
fn told(args: &Args, report: &Value) -> Result<String> {
    let tasks = report.get("tasks").and_then(Value::as_object).context("the report has no tasks")?;
    let last = crate::tasks::end(args.seed, args.count)?.saturating_sub(1);
    Ok(format!(
        "{}: {} items of each task, seeds {} to {last}, decoded greedily\n\n{}\n\
         The intervals are Wilson's for shares, Bonett and Price's for differences in points; p is from an exact McNemar test.\n",
        args.model.display(),
        args.count,
        args.seed,
        table::table(tasks),
    ))
}

/// Every item's outcome, in the order of seeds; of so many threads, each takes one seed in that many.
fn outcomes(
    subject: &Subject,
    kind: Kind,
    seeds: std::ops::Range<u64>,
    threads: u64,
) -> Result<Vec<Outcome>> {
    let work = |first: u64| -> Result<Vec<(u64, Outcome)>> {
        let mine = (seeds.start + first..seeds.end).step_by(usize::try_from(threads)?);
        mine.map(|seed| Ok((seed, pollster::block_on(subject.outcome(kind, seed))?))).collect()
    };
    let parts: Vec<Result<Vec<(u64, Outcome)>>> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|first| scope.spawn(move || work(first))).collect();
        let joined = |handle: thread::ScopedJoinHandle<'_, _>| {
            handle.join().unwrap_or_else(|_| Err(anyhow!("a thread of the evaluation panicked")))
        };
        handles.into_iter().map(joined).collect()
    });
    let mut all = Vec::new();
    for part in parts {
        all.extend(part.context("cannot evaluate the model")?);
    }
    all.sort_by_key(|(seed, _)| *seed);
    Ok(all.into_iter().map(|(_, outcome)| outcome).collect())
}
