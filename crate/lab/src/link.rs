//! Permalinks: `#v1.` and the spec as JSON, deflated (RFC 1951), in base64url without padding.
//!
//! Links come from strangers. Both lengths are capped before anything is unpacked, and each way a link can be wrong
//! has its own sentence. A v1 link decodes for ever; a later format gets a new prefix and a migration.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::error::{Error, Result};
use crate::recording::Recording;
use crate::spec::Spec;

/// The longest link, in characters after the prefix.
pub const MAX_ENCODED: usize = 8 * 1024;
/// The most bytes that a link may unpack to.
pub const MAX_INFLATED: usize = 64 * 1024;

const PREFIX: &str = "#v1.";

/// The link's hash part, `#v1.…`. A recording that makes it too long loses the prompt first and then goes altogether: the
/// experiment itself matters more than what its author saw.
///
/// # Errors
/// [`Error::LongLink`] or [`Error::LargeLink`] for a spec that does not fit without one.
pub fn encode(spec: &Spec) -> Result<String> {
    let Some(recording) = &spec.recording else { return packed(spec) };
    let with = |recording| packed(&Spec { recording, ..spec.clone() });
    packed(spec)
        .or_else(|_| with(Some(Recording { given: None, ..recording.clone() })))
        .or_else(|_| with(None))
}

fn packed(spec: &Spec) -> Result<String> {
    let json = serde_json::to_vec(spec).map_err(|error| Error::Json { reason: error.to_string() })?;
    if json.len() > MAX_INFLATED {
        return Err(Error::LargeLink { max: MAX_INFLATED });
    }
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = deflate.write_all(&json).and_then(|()| deflate.finish());
    let packed = packed.map_err(|error| Error::Json { reason: error.to_string() })?;
    let encoded = BASE64.encode(packed);
    if encoded.len() > MAX_ENCODED {
        return Err(Error::LongLink { got: encoded.len(), max: MAX_ENCODED });
    }
    Ok(format!("{PREFIX}{encoded}"))
}

/// The spec of a link: a whole URL, or its hash part with or without `#`.
///
/// # Errors
/// A sentence for each way in which a link can be wrong.
pub fn decode(link: &str) -> Result<Spec> {
    let link = link.trim();
    let hash = link.rsplit_once('#').map_or(link, |(_, hash)| hash);
    let (version, encoded) =
        hash.strip_prefix('v').and_then(|rest| rest.split_once('.')).ok_or(Error::NoLink)?;
    match version.trim_start_matches('0') {
        "1" => {}
        "" => return Err(Error::NoLink),
        digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            return Err(Error::FutureLink { got: digits.chars().take(12).collect() });
        }
        _ => return Err(Error::NoLink),
    }
    if encoded.len() > MAX_ENCODED {
        return Err(Error::LongLink { got: encoded.len(), max: MAX_ENCODED });
    }
    let packed =
        BASE64.decode(encoded).map_err(|_| Error::DamagedLink { reason: "its letters are not base64url" })?;
    let mut json = Vec::new();
    let limit = MAX_INFLATED as u64 + 1;
    let inflated = DeflateDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut json);
    inflated.map_err(|_| Error::DamagedLink { reason: "it does not unpack" })?;
    if json.len() > MAX_INFLATED {
        return Err(Error::LargeLink { max: MAX_INFLATED });
    }
    Spec::parse(&json)
}
