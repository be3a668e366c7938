//! Permalinks: what is in an address behind `#`, a version first.
//!
//! - `#v1.` and a [`Spec`] as JSON, deflated (RFC 1951), in base64url without padding: one run.
//! - `#v2.` and the same of a [`Contrast`], with a check value in front: the CRC-32 of the JSON, four bytes, most significant first.
//!
//! Links come from strangers. Both lengths are capped before anything is unpacked, and each way a link can be wrong has its own
//! sentence. Each version decodes for ever; new links are written in the latest.

mod packing;

use foregone_engine::Model;

use crate::contrast::Contrast;
use crate::error::{Error, Result};
use crate::recording::Recording;
use crate::spec::Spec;

pub use packing::{MAX_ENCODED, MAX_INFLATED};

/// What a link holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Version 1: a run.
    V1(Box<Spec>),
    /// Version 2: a contrast.
    V2(Box<Contrast>),
}

impl Link {
    /// The model that it is about.
    pub fn model(&self) -> &crate::spec::ModelRef {
        match self {
            Self::V1(spec) => &spec.model,
            Self::V2(contrast) => &contrast.first.model,
        }
    }

    /// The contrast that it comes to. A run whose answer is forced stands beside the model's own; which word is the answer may take
    /// running it.
    ///
    /// # Errors
    /// The run's.
    pub async fn contrast(self, model: &Model) -> Result<Contrast> {
        match self {
            Self::V1(spec) => Contrast::of_spec(model, *spec).await,
            Self::V2(contrast) => Ok(*contrast),
        }
    }
}

/// The link's hash part, `#v2.…`. Recordings that make it too long lose their prompts first and then go altogether: the experiment
/// itself matters more than what its author saw.
///
/// # Errors
/// [`Error::LongLink`] or [`Error::LargeLink`] for a contrast that does not fit without them.
pub fn encode(contrast: &Contrast) -> Result<String> {
    let packed = |contrast: &Contrast| {
        let json = serde_json::to_vec(contrast).map_err(|error| Error::Json { reason: error.to_string() })?;
        Ok::<_, Error>(format!("#v2.{}", packing::pack(&json, true)?))
    };
    let without_prompts = || {
        let bare = |one: &Option<Recording>| Some(Recording { given: None, ..one.clone()? });
        Contrast { recordings: contrast.recordings.each_ref().map(bare), ..contrast.clone() }
    };
    packed(contrast).or_else(|_| packed(&without_prompts())).or_else(|_| packed(&contrast.unrecorded()))
}

/// Whether a run fits into a link.
///
/// # Errors
/// [`Error::LongLink`] or [`Error::LargeLink`] where it doesn't.
pub(crate) fn fits(spec: &Spec) -> Result<()> {
    let bare = Spec { recording: None, ..spec.clone() };
    encode(&Contrast::alone(bare)).map(drop)
}

/// What a spec file holds, of either version.
///
/// # Errors
/// Those of [`Spec::parse`] and [`Contrast::parse`].
pub fn parse(json: &[u8]) -> Result<Link> {
    let version = |value: serde_json::Value| value.get("version").and_then(serde_json::Value::as_f64);
    match serde_json::from_slice(json).ok().and_then(version) {
        Some(version) if version > 1.0 => Ok(Link::V2(Box::new(Contrast::parse(json)?))),
        _ => Ok(Link::V1(Box::new(Spec::parse(json)?))),
    }
}

/// What a link holds: of a whole URL, or of its hash part with or without `#`.
///
/// # Errors
/// A sentence for each way in which a link can be wrong.
pub fn decode(link: &str) -> Result<Link> {
    let link = link.trim();
    let hash = link.rsplit_once('#').map_or(link, |(_, hash)| hash);
    let (version, encoded) =
        hash.strip_prefix('v').and_then(|rest| rest.split_once('.')).ok_or(Error::NoLink)?;
    match version.trim_start_matches('0') {
        "1" => Ok(Link::V1(Box::new(Spec::parse(&packing::unpack(encoded, false)?)?))),
        "2" => Ok(Link::V2(Box::new(Contrast::parse(&packing::unpack(encoded, true)?)?))),
        "" => Err(Error::NoLink),
        digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            Err(Error::FutureLink { got: digits.chars().take(12).collect() })
        }
        _ => Err(Error::NoLink),
    }
}
