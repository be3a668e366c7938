//! The spec of an experiment: all that is needed to run it again, and what its author saw.

use std::collections::BTreeSet;

use foregone_engine::{Pick, Sampling};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::recording::Recording;
use crate::span::Span;
use crate::task::{Answer, Kind, Order, Puzzle};

/// The version of the format below.
pub const VERSION: u64 = 1;

/// The largest whole number that JavaScript holds exactly; seeds stay below it.
pub const MAX_SEED: u64 = (1 << 53) - 1;
const MAX_TEXT: usize = 4_000;
const MAX_TOKEN: usize = 200;
pub(crate) const MAX_TOKENS: usize = 4_096;
const MAX_FORCED: usize = 256;
const MAX_CUTS: usize = 64;

/// An experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Spec {
    /// The version of this format: 1.
    pub version: u64,
    /// Which model it is about.
    pub model: ModelRef,
    /// The question.
    pub task: Task,
    /// Which comes first, the decision or the reasoning.
    pub order: Order,
    /// Puts "note: the answer is no." into the prompt.
    #[serde(default)]
    pub note: Option<Answer>,
    /// Tokens that are not the model's own choice, by position in the output.
    #[serde(default)]
    pub forced: Vec<Forced>,
    /// How the model's own tokens are chosen.
    #[serde(default = "greedy")]
    #[cfg_attr(
        feature = "typescript",
        tsify(
            type = "{ kind: \"greedy\" } | { kind: \"sample\"; temperature: number; top_k: number | null; top_p: number | null; seed: number }"
        )
    )]
    pub sampling: Sampling,
    /// Cuts in the attention.
    #[serde(default)]
    pub interventions: Vec<Intervention>,
    /// The most tokens to write.
    #[serde(default = "max_tokens")]
    pub max_tokens: usize,
    /// What the author saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
}

/// A model by name and content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ModelRef {
    /// Its id in the manifest.
    pub id: String,
    /// SHA-256 of its weights, in lower-case hexadecimal.
    pub sha256: String,
}

/// The question of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Task {
    /// A ball under swapped cups, made from a seed.
    Cups {
        /// Picks the item.
        seed: u64,
        /// How many swaps; the seed picks where this is null.
        #[serde(default)]
        swaps: Option<usize>,
    },
    /// A picture that may be funny, made from a seed.
    Picture {
        /// Picks the item.
        seed: u64,
        /// How many details; the seed picks where this is null.
        #[serde(default)]
        details: Option<usize>,
    },
    /// A permission that takes several facts, made from a seed.
    Access {
        /// Picks the item.
        seed: u64,
        /// How many look-ups the answer takes; the seed picks where this is null.
        #[serde(default)]
        links: Option<usize>,
    },
    /// A puzzle that the visitor put together.
    Made {
        /// The puzzle.
        puzzle: Puzzle,
    },
    /// The visitor's own words.
    Text {
        /// What is given.
        scene: String,
        /// What is asked.
        question: String,
        /// The two answers.
        choices: [String; 2],
    },
}

impl Task {
    /// The puzzle that the question is about; none where the words are the visitor's own.
    pub fn puzzle(&self) -> Option<Puzzle> {
        match self {
            Self::Cups { seed, swaps } => Some(Kind::Cups.item(*seed, *swaps).puzzle),
            Self::Picture { seed, details } => Some(Kind::Picture.item(*seed, *details).puzzle),
            Self::Access { seed, links } => Some(Kind::Access.item(*seed, *links).puzzle),
            Self::Made { puzzle } => Some(puzzle.clone()),
            Self::Text { .. } => None,
        }
    }
}

/// A forced token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Forced {
    /// Its position in the output, from 0.
    pub at: usize,
    /// The token as the model's vocabulary writes it.
    pub token: String,
}

/// A change to the forward pass, said in an experiment's own terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Intervention {
    /// Cut the attention from some tokens to some earlier ones: a knockout. A decision is chosen by the token before
    /// it, which belongs to the decision's span too ("answer:"), so that a cut from the span cuts the choice.
    Cut {
        /// Which tokens can no longer look.
        from: Place,
        /// At which tokens they can no longer look.
        to: Place,
        /// In which layers.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        layers: Pick,
        /// In which heads.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        heads: Pick,
    },
}

/// Some of an experiment's tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Place {
    /// All that carry a label.
    Span(Span),
    /// By position, prompt and output counted together.
    Positions(Vec<usize>),
}

fn greedy() -> Sampling {
    Sampling::Greedy
}

fn max_tokens() -> usize {
    256
}

impl Spec {
    /// The plain experiment on a task: greedy, nothing forced, nothing cut.
    pub fn new(model: ModelRef, task: Task, order: Order) -> Self {
        Self {
            version: VERSION,
            model,
            task,
            order,
            note: None,
            forced: Vec::new(),
            sampling: greedy(),
            interventions: Vec::new(),
            max_tokens: max_tokens(),
            recording: None,
        }
    }

    /// Reads a spec from JSON and checks it.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::FutureSpec`], and those of [`Spec::check`].
    pub fn parse(json: &[u8]) -> Result<Self> {
        let spec: Self = versioned(json, VERSION)?;
        spec.check()?;
        Ok(spec)
    }

    /// Refuses what no experiment needs.
    ///
    /// # Errors
    /// [`Error::Spec`] names the value, what it may be and what it is.
    pub fn check(&self) -> Result<()> {
        within("version", self.version, VERSION, VERSION)?;
        match &self.task {
            Task::Cups { seed, swaps } => check_seeded(Kind::Cups, *seed, "number of swaps", *swaps)?,
            Task::Picture { seed, details } => {
                check_seeded(Kind::Picture, *seed, "number of details", *details)?;
            }
            Task::Access { seed, links } => {
                check_seeded(Kind::Access, *seed, "number of look-ups", *links)?;
            }
            Task::Made { puzzle } => puzzle.check()?,
            Task::Text { scene, question, choices: [yes, no] } => {
                let lengths = [scene, question, yes, no].map(|text| text.trim().chars().count());
                let [scene, question, ..] = lengths;
                within("text, in characters,", (scene + question) as u64, 1, MAX_TEXT as u64)?;
                within("longest text, in characters,", longest(lengths), 1, MAX_TEXT as u64)?;
                if yes.trim().is_empty() || no.trim().is_empty() || yes.trim() == no.trim() {
                    return Err(refuse("choices", "two different words", format!("“{yes}” and “{no}”")));
                }
            }
        }
        within("length of the output", self.max_tokens as u64, 1, MAX_TOKENS as u64)?;
        within("number of cuts", self.interventions.len() as u64, 0, MAX_CUTS as u64)?;
        check_forced(&self.forced, self.max_tokens)?;
        if let Some(recording) = &self.recording {
            recording.check()?;
        }
        for Intervention::Cut { from, to, layers, heads } in &self.interventions {
            let places = [from, to].map(|place| match place {
                Place::Span(_) => 0,
                Place::Positions(some) => some.len(),
            });
            within("longest list in a cut", longest(places), 0, MAX_TOKENS as u64)?;
            check_picks([layers, heads])?;
        }
        check_model(&self.model)?;
        if let Sampling::Sample { seed, .. } = self.sampling {
            within("sampling seed", seed, 0, MAX_SEED)?;
        }
        Ok(self.sampling.check()?)
    }
}

/// Reads a format that says its version; a later version's fields are not this one's mistakes.
pub(crate) fn versioned<T: DeserializeOwned>(json: &[u8], version: u64) -> Result<T> {
    let bad = |error: serde_json::Error| Error::Json { reason: error.to_string() };
    let value: serde_json::Value = serde_json::from_slice(json).map_err(bad)?;
    if let Some(got) =
        value.get("version").and_then(serde_json::Value::as_f64).filter(|&got| got > version as f64)
    {
        return Err(Error::FutureSpec { got, max: version });
    }
    serde_json::from_value(value).map_err(bad)
}

/// Refuses seeds that JavaScript can't hold, and sizes that no item has.
fn check_seeded(kind: Kind, seed: u64, field: &'static str, size: Option<usize>) -> Result<()> {
    within("seed", seed, 0, MAX_SEED)?;
    let (fewest, most) = kind.sizes().into_inner();
    within(field, size.unwrap_or(fewest) as u64, fewest as u64, most as u64)
}

/// Refuses forced words that no output of so many tokens holds.
pub(crate) fn check_forced(words: &[Forced], max_tokens: usize) -> Result<()> {
    within("number of forced tokens", words.len() as u64, 0, MAX_FORCED as u64)?;
    let mut places = BTreeSet::new();
    for forced in words {
        within("forced position", forced.at as u64, 0, max_tokens as u64 - 1)?;
        within("forced token, in characters,", forced.token.chars().count() as u64, 1, MAX_TOKEN as u64)?;
        if !places.insert(forced.at) {
            let got = format!("two at position {}", forced.at);
            return Err(refuse("forced tokens", "one at each position", got));
        }
    }
    Ok(())
}

/// Refuses longer lists of layers or heads than any cut needs.
pub(crate) fn check_picks<const N: usize>(picks: [&Pick; N]) -> Result<()> {
    let lengths = picks.map(|pick| match pick {
        Pick::All => 0,
        Pick::Only(some) => some.len(),
    });
    within("longest list in a cut", longest(lengths), 0, MAX_TOKENS as u64)
}

/// An id is also a path below the folder of models, and must not leave it.
fn check_model(model: &ModelRef) -> Result<()> {
    let sha256 = &model.sha256;
    if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        let got = format!("{} characters", sha256.chars().count());
        return Err(refuse("model hash", "64 digits from 0 to 9 and a to f", got));
    }
    within("length of the model's name", model.id.chars().count() as u64, 1, 200)?;
    let plain = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if model.id.split('/').all(plain) {
        return Ok(());
    }
    Err(refuse(
        "model name",
        "letters, digits, “-”, “_”, “.”, in parts parted by “/”",
        format!("“{}”", model.id),
    ))
}

fn longest<const N: usize>(lengths: [usize; N]) -> u64 {
    lengths.into_iter().max().unwrap_or(0) as u64
}

pub(crate) fn within(field: &'static str, got: u64, from: u64, to: u64) -> Result<()> {
    if (from..=to).contains(&got) {
        return Ok(());
    }
    let expected = if from == to { from.to_string() } else { format!("{from} to {to}") };
    Err(refuse(field, expected, got.to_string()))
}

pub(crate) fn refuse(field: &'static str, expected: impl Into<String>, got: String) -> Error {
    Error::Spec { field, expected: expected.into(), got }
}
