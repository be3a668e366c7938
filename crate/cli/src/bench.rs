//! `foregone bench`: how fast a checkpoint decodes here.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use foregone_engine::{Capture, Course, Model, Pace, Rows, Sampling};
use serde_json::{Value, json};

use crate::Backend;

#[derive(clap::Args)]
pub struct Args {
    /// A checkpoint in the Hugging Face layout, or a GGUF file with its tokenizer.json beside it
    #[arg(long)]
    model: PathBuf,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
    /// How many tokens the prompt has
    #[arg(long, default_value_t = 64)]
    context: usize,
    /// How many tokens to decode each time
    #[arg(long, default_value_t = 128)]
    tokens: usize,
    /// How many times, each way in turn
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Instead: decode after so many tokens and after --context of them, a token of each in turn, all attention read
    #[arg(long)]
    against: Option<usize>,
}

/// Prints the seconds of each round, as JSON: to read the prompt, and for each token after it, with attention read back
/// not at all, of the last token and of all. A token reads all weights once: how fast that went, and on a GPU beside how fast
/// it can read at all.
pub async fn bench(args: &Args) -> Result<()> {
    let model = crate::load(&args.model, args.backend).await?;
    let vocab = model.config().vocab as u32;
    let prompt = |tokens: usize| -> Vec<u32> { (0..tokens as u32).map(|at| (at * 7 + 3) % vocab).collect() };
    if let Some(against) = args.against {
        let seconds = in_turns(&model, [prompt(args.context), prompt(against)], args.tokens).await?;
        println!("{}", json!({ "contexts": [args.context, against], "decode_s": seconds }));
        return Ok(());
    }
    let prompt = prompt(args.context);
    let began = Instant::now();
    let ways = [("none", Rows::None), ("last", Rows::Last), ("all", Rows::All)];
    let mut samples: [Vec<Value>; 3] = Default::default();
    let mut gpu = None;
    // The first round warms up.
    for round in 0..=args.rounds {
        for ((_, attention), samples) in ways.iter().zip(&mut samples) {
            let course = Course { tokens: prompt.clone(), decode: args.tokens, attention: *attention };
            let pace = Pace::measure(&model, &course, || began.elapsed().as_secs_f64()).await?;
            if round > 0 {
                samples.push(json!({ "prefill_s": pace.prefill, "decode_s": pace.decode }));
            }
            gpu = pace.gpu.map(|counts| {
                let per_token = |count: u64| count as f64 / args.tokens.max(1) as f64;
                json!({
                    "dispatches": per_token(counts.dispatches), "submits": per_token(counts.submits),
                    "made": per_token(counts.made), "read": per_token(counts.read), "bytes": counts.bytes,
                })
            });
        }
    }
    let weights = crate::weights_bytes(&args.model)?;
    let achieved = weights as f64 / median(&samples)?;
    let adapter = model.gpu().map(|gpu| -> Result<Value> {
        let bandwidth = gpu.read_bandwidth(|| began.elapsed().as_secs_f64())?;
        Ok(json!({
            "name": gpu.name(), "software": gpu.is_software(), "read_gb_per_s": bandwidth / 1e9,
            "share": achieved / bandwidth,
        }))
    });
    let [none, last, all] = samples;
    let attention = json!({ "none": none, "last": last, "all": all });
    println!(
        "{}",
        json!({
            "context": args.context, "tokens": args.tokens, "attention": attention, "per_token": gpu,
            "weights_bytes": weights, "weights_gb_per_s": achieved / 1e9, "adapter": adapter.transpose()?,
        })
    );
    Ok(())
}

/// Seconds for each token decoded greedily after two prompts, in turns, so that whatever else the machine does falls on both. The first
/// of each warms up and isn't counted.
async fn in_turns(model: &Model, prompts: [Vec<u32>; 2], tokens: usize) -> Result<[Vec<f64>; 2]> {
    let capture = Capture { attention: Rows::All, ..Capture::PLAIN };
    let mut sides = Vec::new();
    for prompt in prompts {
        sides.push((model.session()?, prompt));
    }
    let mut seconds = [Vec::new(), Vec::new()];
    // The first feeds the prompts.
    for index in 0..=tokens + 1 {
        for ((session, fed), seconds) in sides.iter_mut().zip(&mut seconds) {
            let began = Instant::now();
            let output = session.extend(fed, capture).await?;
            let outlook =
                output.outlook.context("the prompt is empty; ask for at least one token of context")?;
            *fed = vec![Sampling::Greedy.choose_from(&outlook, session.tokens().len())?];
            if index > 1 {
                seconds.push(began.elapsed().as_secs_f64());
            }
        }
    }
    Ok(seconds)
}

/// The median seconds of a token, with no attention read back.
fn median([none, ..]: &[Vec<Value>; 3]) -> Result<f64> {
    let seconds = none.iter().filter_map(|round| round.get("decode_s")?.as_array()).flatten();
    let mut seconds: Vec<f64> = seconds.filter_map(Value::as_f64).collect();
    seconds.sort_by(f64::total_cmp);
    seconds
        .get(seconds.len() / 2)
        .copied()
        .context("nothing was decoded; ask for at least one token and one round")
}
