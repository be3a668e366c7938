//! `foregone tasks`: items of a task as JSON lines.

use std::io::{BufWriter, ErrorKind, Write, stdout};

use anyhow::{Context as _, Result};
use foregone_lab::spec::MAX_SEED;
use foregone_lab::task::{Kind, Line};

#[derive(clap::Args)]
pub struct Args {
    /// Which task: cups, picture or access
    task: String,
    /// How many items
    #[arg(long)]
    count: usize,
    /// The first item's seed; the others follow it, one by one
    #[arg(long)]
    seed: u64,
}

pub fn tasks(args: &Args) -> Result<()> {
    let kind: Kind = serde_json::from_value(args.task.as_str().into())
        .with_context(|| format!("no task “{}”; the tasks are: cups, picture, access", args.task))?;
    let last = args.seed.checked_add(args.count as u64).filter(|&end| end <= MAX_SEED + 1);
    let end = last
        .with_context(|| format!("the seeds would go beyond {MAX_SEED}, the largest that a link can hold"))?;
    let mut out = BufWriter::new(stdout().lock());
    for seed in args.seed..end {
        let line = serde_json::to_string(&Line::new(kind, seed))?;
        match writeln!(out, "{line}") {
            // The reader had enough (`| head`).
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.context("cannot write the items")?,
        }
    }
    out.flush().context("cannot write the items")
}
