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
    let kind = kind(&args.task)?;
    let end = end(args.seed, args.count as u64)?;
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

/// The task of this name.
pub fn kind(name: &str) -> Result<Kind> {
    serde_json::from_value(name.into())
        .with_context(|| format!("no task “{name}”; the tasks are: cups, picture, access"))
}

/// Its name.
pub fn name(kind: Kind) -> Result<String> {
    Ok(serde_json::from_value(serde_json::to_value(kind)?)?)
}

/// The seed after the last of `count`.
pub fn end(seed: u64, count: u64) -> Result<u64> {
    let last = seed.checked_add(count).filter(|&end| end <= MAX_SEED + 1);
    last.with_context(|| format!("the seeds would go beyond {MAX_SEED}, the largest that a link can hold"))
}
