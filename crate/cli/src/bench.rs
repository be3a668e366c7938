//! `foregone bench`: how fast a checkpoint decodes here.

mod table;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use foregone_engine::{Capture, Course, Model, Pace, Rows, Sampling};
use serde_json::{Value, json};

use crate::{Backend, terminal};

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
    /// Print every sample, in seconds, as one line of JSON
    #[arg(long)]
    json: bool,
}

/// The ways to decode, by what attention is read back.
const WAYS: [(&str, Rows); 3] =
    [("none", Rows::None), ("of the last token", Rows::Last), ("of all tokens", Rows::All)];

/// What was timed, in seconds. A token reads all weights once: how fast that went tells how near to the memory's pace it is.
struct Measured {
    context: usize,
    tokens: usize,
    rounds: usize,
    /// A pace a round for each of [`WAYS`].
    samples: [Vec<Pace>; 3],
    weights_bytes: u64,
    adapter: Option<Adapter>,
}

/// The graphics card that computed.
struct Adapter {
    name: String,
    software: bool,
    /// How fast it can read, in bytes a second.
    bandwidth: f64,
}

/// Prints how long it takes to read the prompt and to decode each token after it, each way.
pub async fn bench(args: &Args) -> Result<()> {
    let model = crate::load(&args.model, args.backend).await?;
    let vocab = model.config().vocab as u32;
    let prompt = |tokens: usize| -> Vec<u32> { (0..tokens as u32).map(|at| (at * 7 + 3) % vocab).collect() };
    if let Some(against) = args.against {
        let contexts = [args.context, against];
        let seconds = in_turns(&model, contexts.map(prompt), args.tokens).await?;
        if args.json {
            return terminal::print_json(&json!({ "contexts": contexts, "decode_s": seconds }), false);
        }
        return terminal::print(&table::contexts(contexts, &seconds)?);
    }
    let measured = measure(args, &model, prompt(args.context)).await?;
    if args.json {
        terminal::print_json(&measured.json()?, false)
    } else {
        terminal::print(&table::table(&measured, &args.model.display().to_string())?)
    }
}

async fn measure(args: &Args, model: &Model, prompt: Vec<u32>) -> Result<Measured> {
    let began = Instant::now();
    let seconds = || began.elapsed().as_secs_f64();
    let mut samples: [Vec<Pace>; 3] = Default::default();
    // The first round warms up.
    for round in 0..=args.rounds {
        for ((_, attention), samples) in WAYS.iter().zip(&mut samples) {
            let course = Course { tokens: prompt.clone(), decode: args.tokens, attention: *attention };
            let pace = Pace::measure(model, &course, seconds).await?;
            if round > 0 {
                samples.push(pace);
            }
        }
    }
    let adapter = model.gpu().map(|gpu| -> Result<Adapter> {
        let bandwidth = gpu.read_bandwidth(seconds)?;
        Ok(Adapter { name: gpu.name().to_owned(), software: gpu.is_software(), bandwidth })
    });
    Ok(Measured {
        context: args.context,
        tokens: args.tokens,
        rounds: args.rounds,
        samples,
        weights_bytes: crate::weights_bytes(&args.model)?,
        adapter: adapter.transpose()?,
    })
}

impl Measured {
    /// Bytes of weights read a second, at the median token with no attention read back.
    fn achieved(&self) -> Result<f64> {
        let [none, ..] = &self.samples;
        let [_, median, _] = table::quartiles(none.iter().flat_map(|pace| pace.decode.iter().copied()))?;
        Ok(self.weights_bytes as f64 / median)
    }

    fn json(&self) -> Result<Value> {
        let achieved = self.achieved()?;
        let rounds = |paces: &Vec<Pace>| -> Vec<Value> {
            paces.iter().map(|pace| json!({ "prefill_s": pace.prefill, "decode_s": pace.decode })).collect()
        };
        let [none, last, all] = self.samples.each_ref().map(rounds);
        let [.., paces] = &self.samples;
        let gpu = paces.last().and_then(|pace| pace.gpu.as_ref()).map(|counts| {
            let per_token = |count: u64| count as f64 / self.tokens.max(1) as f64;
            json!({
                "dispatches": per_token(counts.dispatches), "submits": per_token(counts.submits),
                "made": per_token(counts.made), "read": per_token(counts.read), "bytes": counts.bytes,
            })
        });
        let adapter = self.adapter.as_ref().map(|Adapter { name, software, bandwidth }| {
            json!({
                "name": name, "software": software, "read_gb_per_s": bandwidth / 1e9,
                "share": achieved / bandwidth,
            })
        });
        Ok(json!({
            "context": self.context, "tokens": self.tokens,
            "attention": { "none": none, "last": last, "all": all }, "per_token": gpu,
            "weights_bytes": self.weights_bytes, "weights_gb_per_s": achieved / 1e9, "adapter": adapter,
        }))
    }
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
