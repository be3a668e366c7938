//! `foregone trace`: logits and attention of given tokens, as a safetensors file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use foregone_engine::{Capture, Intervention, Output, Sampling};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use crate::Backend;

#[derive(clap::Args)]
pub struct Args {
    /// A checkpoint in the Hugging Face layout
    #[arg(long)]
    model: PathBuf,
    /// The ids to feed
    #[arg(long, value_delimiter = ',', required = true)]
    tokens: Vec<u32>,
    /// How many tokens to decode greedily after them
    #[arg(long)]
    generate: usize,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
    /// A JSON list of cuts under which all tokens are fed, positions, layers and heads counted from 0:
    /// [{"kind":"knockout","layers":"all","heads":{"only":[0]},"queries":{"only":[7,8]},"keys":{"only":[3]}}]
    #[arg(long)]
    mask: Option<PathBuf>,
    /// The file to write: `tokens` I64 [T], `logits` F32 [T, vocab], `attention` F32 [layers, heads, T, T]
    #[arg(long)]
    out: PathBuf,
}

pub async fn trace(args: &Args) -> Result<()> {
    let model = crate::load(&args.model, args.backend).await?;
    let config = model.config();
    let mut session = model.session()?;
    session.intervene(args.mask.as_deref().map(read).transpose()?.unwrap_or_default());
    let mut outputs = vec![session.extend(&args.tokens, Capture::ALL).await?];
    for _ in 0..args.generate {
        let logits = outputs.last().map(Output::last_logits).unwrap_or_default();
        let next = Sampling::Greedy.choose(logits, session.tokens().len())?;
        outputs.push(session.extend(&[next], Capture::ALL).await?);
    }

    let t = session.tokens().len();
    let tokens: Vec<u8> = session.tokens().iter().flat_map(|&id| i64::from(id).to_le_bytes()).collect();
    let logits = bytes(outputs.iter().flat_map(Output::logits));
    let mut rows = Vec::with_capacity(config.layers * config.heads * t);
    let padding = vec![0.0; t];
    for layer in 0..config.layers {
        for head in 0..config.heads {
            for output in &outputs {
                for query in output.attention.queries() {
                    let row =
                        output.attention.row(layer, head, query).context("a row of attention is missing")?;
                    rows.push(row);
                    rows.push(padding.get(row.len()..).unwrap_or_default());
                }
            }
        }
    }
    let attention = bytes(rows.into_iter());
    let tensors = HashMap::from([
        ("tokens", TensorView::new(Dtype::I64, vec![t], &tokens)?),
        ("logits", TensorView::new(Dtype::F32, vec![t, config.vocab], &logits)?),
        ("attention", TensorView::new(Dtype::F32, vec![config.layers, config.heads, t, t], &attention)?),
    ]);
    safetensors::serialize_to_file(tensors, None, &args.out)
        .with_context(|| format!("cannot write {}", args.out.display()))
}

/// The cuts in a file.
fn read(mask: &Path) -> Result<Vec<Intervention>> {
    let json = std::fs::read(mask).with_context(|| format!("cannot read {}", mask.display()))?;
    serde_json::from_slice(&json).with_context(|| format!("{} holds no list of cuts", mask.display()))
}

fn bytes<'a>(rows: impl Iterator<Item = &'a [f32]>) -> Vec<u8> {
    rows.flatten().flat_map(|value| value.to_le_bytes()).collect()
}
