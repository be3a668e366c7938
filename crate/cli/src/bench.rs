//! `foregone bench`: how fast a checkpoint decodes here.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use foregone_engine::{Course, Pace};
use serde_json::json;

use crate::Backend;

#[derive(clap::Args)]
pub struct Args {
    /// A checkpoint in the Hugging Face layout
    #[arg(long)]
    model: PathBuf,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
    /// How many tokens are there before the first one timed
    #[arg(long, default_value_t = 64)]
    context: usize,
    /// How many tokens to decode each time
    #[arg(long, default_value_t = 128)]
    tokens: usize,
    /// How many times, with capture off and on in turn
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

/// Prints tokens a second for each round, as JSON.
pub async fn bench(args: &Args) -> Result<()> {
    let model = crate::load(&args.model, args.backend).await?;
    let course = Course { context: args.context, tokens: args.tokens, rounds: args.rounds };
    let began = Instant::now();
    let pace = Pace::measure(&model, course, || began.elapsed().as_secs_f64()).await?;
    let (context, tokens) = (args.context, args.tokens);
    println!("{}", json!({ "context": context, "tokens": tokens, "off": pace.off, "on": pace.on }));
    Ok(())
}
