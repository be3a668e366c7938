//! Runs a Llama-family transformer token by token and shows every attention weight it used.
//!
//! What it does: loads a Hugging Face checkpoint, keeps a KV cache that can be cut back and forked, returns logits and
//! attention probabilities for the tokens it is fed, and cuts chosen attention edges on the way (interventions).
//! What it does not: know tasks or prompts (that is `lab`), touch the DOM, or train.
//!
//! Shapes are written `(rows, columns)` in row-major order, with `t` new tokens, `T` tokens in all, `H` query heads,
//! `K` key/value heads and `d` values a head.

mod attention;
mod backend;
mod checkpoint;
mod config;
mod cpu;
mod distribution;
mod error;
mod gguf;
mod gpu;
mod host;
mod intervention;
mod model;
mod pace;
mod rope;
mod sampling;
mod session;
mod shards;
mod source;
mod tokenizer;
mod weights;

pub use attention::{Attention, Rows};
pub use backend::BackendKind;
pub use checkpoint::{Checkpoint, Files};
pub use config::{Config, RopeScaling};
pub use distribution::{Candidate, Distribution, Outlook};
pub use error::{Error, Result};
pub use gpu::{Gpu, GpuCounts};
pub use intervention::{Intervention, Knockout, Pick};
pub use model::Model;
pub use pace::{Course, Pace};
pub use sampling::Sampling;
pub use session::{Capture, Output, Session};
pub use source::{Reading, Source};
pub use tokenizer::Tokenizer;
